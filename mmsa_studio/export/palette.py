"""Marker colours of other systems: the nearest for each of ours, and ours for each of theirs."""

from __future__ import annotations

Palette = dict[str, str]
"""By our colour, the other system's; of several of ours that share one of theirs, the first is the one read back."""

AVID: Palette = {
    "blue": "blue", "cyan": "cyan", "green": "green", "yellow": "yellow", "red": "red",
    "fuchsia": "magenta", "pink": "magenta", "purple": "magenta", "rose": "magenta", "lavender": "magenta",
    "sky": "cyan", "mint": "green", "lemon": "yellow", "sand": "yellow", "cocoa": "red", "cream": "white",
}  # fmt: skip

OTIO: Palette = {
    "blue": "BLUE", "cyan": "CYAN", "green": "GREEN", "yellow": "YELLOW", "red": "RED", "pink": "PINK",
    "purple": "PURPLE", "fuchsia": "MAGENTA", "rose": "PINK", "lavender": "PURPLE", "sky": "CYAN", "mint": "GREEN",
    "lemon": "YELLOW", "sand": "ORANGE", "cocoa": "ORANGE", "cream": "WHITE",
}  # fmt: skip

PREMIERE: Palette = {
    "blue": "4294741314", "cyan": "4292277273", "green": "4281828977", "yellow": "4281049552", "red": "4281740498",
    "purple": "4289825711", "pink": "4289825711", "fuchsia": "4289825711", "rose": "4281740498",
    "lavender": "4289825711", "sky": "4292277273", "mint": "4281828977", "lemon": "4281049552", "sand": "4280578025",
    "cocoa": "4280578025", "cream": "4294967295",
}  # fmt: skip
"""Decimal 0xAABBGGRR as Premiere itself writes it: blue, cyan, green, yellow, red, purple, orange, white."""


def ours(palette: Palette, theirs: str) -> str:
    """Our colour for one of theirs; empty when it is not in their palette."""
    theirs = theirs.lower()
    by_name = theirs if theirs in palette else ""  # such as the pink newer Avids have beside their eight colours
    return next((mine for mine, name in palette.items() if name.lower() == theirs), by_name)
