"""Marker colours of other systems: the nearest for each of ours, and ours for each of theirs."""

from __future__ import annotations

from mmsa_studio.core.marker import COLOURS

Palette = dict[str, str]
"""By our colour, the other system's; its first colour for a name of theirs is the one read back."""

AVID: Palette = {
    "blue": "blue", "cyan": "cyan", "green": "green", "yellow": "yellow", "red": "red", "pink": "magenta",
    "purple": "magenta", "fuchsia": "magenta", "rose": "magenta", "lavender": "magenta", "sky": "cyan",
    "mint": "green", "lemon": "yellow", "sand": "yellow", "cocoa": "red", "cream": "white",
}  # fmt: skip

OTIO: Palette = {
    "blue": "BLUE", "cyan": "CYAN", "green": "GREEN", "yellow": "YELLOW", "red": "RED", "pink": "PINK",
    "purple": "PURPLE", "fuchsia": "MAGENTA", "rose": "PINK", "lavender": "PURPLE", "sky": "CYAN", "mint": "GREEN",
    "lemon": "YELLOW", "sand": "ORANGE", "cocoa": "ORANGE", "cream": "WHITE",
}  # fmt: skip

PREMIERE: Palette = {
    "blue": "4294741314", "cyan": "4292277273", "green": "4281828977", "yellow": "4281049552", "red": "4281740498",
    "pink": "4289825711", "purple": "4289825711", "fuchsia": "4289825711", "rose": "4281740498",
    "lavender": "4289825711", "sky": "4292277273", "mint": "4281828977", "lemon": "4281049552", "sand": "4280578025",
    "cocoa": "4280578025", "cream": "4294967295",
}  # fmt: skip
"""Decimal 0xAABBGGRR as Premiere itself writes it: blue, cyan, green, yellow, red, purple, orange, white."""


def ours(palette: Palette, theirs: str) -> str:
    """Our colour for one of theirs; empty when it is not in their palette."""
    return next((colour for colour in COLOURS if palette[colour].lower() == theirs.lower()), "")
