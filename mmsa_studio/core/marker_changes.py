"""Changes to markers that name only the markers they touch, so that several can be made by several people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mmsa_studio.core.marker import DRAWN, FOUND, Marker, in_order

Change = Mapping[str, Marker | None]
"""Markers by id as they shall be; None for one that shall not be."""


def changed(markers: Iterable[Marker], change: Change) -> tuple[Marker, ...]:
    """The markers with a change made, in order of time."""
    kept = {marker.id: marker for marker in markers} | dict(change)
    return tuple(in_order(marker for marker in kept.values() if marker is not None))


def edited(marker: Marker, **fields: object) -> Marker:
    """A marker changed by a person: from now on it counts as drawn."""
    return replace(marker, origin=DRAWN, **fields)  # type: ignore[arg-type]


def following(markers: Sequence[Marker], before: Sequence[Marker], after: Sequence[Marker]) -> Change:
    """The change that lets found markers follow the curve.

    What a person deleted stays deleted, what a person edited stays as it is.

    Args:
        markers: those there are.
        before: what is found on the curve as it was.
        after: what is found on it now.
    """
    there = {marker.id: marker for marker in markers}
    known = {marker.id for marker in before}
    gone, new = set(before) - set(after), set(after) - set(before)
    change: dict[str, Marker | None] = {one.id: None for one in gone if one.id in there}
    change |= {one.id: one for one in new if one.id in there or one.id not in known}
    return {name: one for name, one in change.items() if name not in there or there[name].origin == FOUND}
