"""Places an editor jumps between."""

from __future__ import annotations

from collections.abc import Iterable

from mmsa_studio.core.film import Shot
from mmsa_studio.core.marker import Marker


def next_edit(frame: int, direction: int, shots: Iterable[Shot], markers: Iterable[Marker], frames: int) -> int:
    """The nearest cut or marker start before (-1) or after (1) a frame; the film's ends count."""
    places = {0, frames - 1} | {shot.start for shot in shots} | {marker.start for marker in markers}
    if direction < 0:
        return max((place for place in places if place < frame), default=0)
    return min((place for place in places if place > frame), default=frames - 1)
