"""What dragging a marker means, as plain functions; the timeline only passes pixels in and draws what comes out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from mmsa_studio.core.marker import Marker

Part = Literal["start", "end", "body"]


def hit(markers: Sequence[Marker], position: float, tolerance: float, selected: str = "") -> tuple[str, Part] | None:
    """The marker and the part of it at a place.

    Args:
        markers: those that can be hit.
        position: place in frames, with a fraction.
        tolerance: how far from an edge still counts, in frames.
        selected: id of the marker that wins where several lie; else the shortest does.
    """
    near = [one for one in markers if one.start - tolerance <= position <= one.end + tolerance]
    if not near:
        return None
    best = min(near, key=lambda one: (one.id != selected, one.length))
    if best.length > 2 * tolerance or best.length > 1:
        edge = min(tolerance, best.length / 3)
        if abs(position - best.start) <= edge or position < best.start:
            return best.id, "start"
        if abs(position - best.end) <= edge or position > best.end:
            return best.id, "end"
    return best.id, "body"


def dragged(
    marker: Marker, part: Part, delta: int, *, snaps: Sequence[int], tolerance: float, frames: int
) -> tuple[int, int]:
    """Start and end of a marker whose part was moved.

    Args:
        marker: as it was when the drag began.
        part: what was taken hold of.
        delta: frames moved since.
        snaps: sorted frames that attract an edge.
        tolerance: how near attracts, in frames; 0 for none.
        frames: of the film; the marker stays inside.
    """
    if part == "start":
        start = snapped(marker.start + delta, snaps, tolerance)
        return min(max(start, 0), marker.end - 1), marker.end
    if part == "end":
        end = snapped(marker.end + delta, snaps, tolerance)
        return marker.start, min(max(end, marker.start + 1), frames)
    start = marker.start + delta
    moves = [snapped(edge, snaps, tolerance) - edge for edge in (start, start + marker.length)]
    start += min((move for move in moves if move), key=abs, default=0)
    start = min(max(start, 0), frames - marker.length)
    return start, start + marker.length


def snapped(frame: int, snaps: Sequence[int], tolerance: float) -> int:
    """The nearest snap within the tolerance, or the frame itself."""
    place = bisect_left(snaps, frame)
    near = [snap for snap in snaps[max(place - 1, 0) : place + 1] if abs(snap - frame) <= tolerance]
    return min(near, key=lambda snap: abs(snap - frame), default=frame)
