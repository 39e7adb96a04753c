"""Changes to markers and corrections as undoable steps; those to markers touch only the markers they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtGui import QUndoCommand

from mmsa_studio.core.marker import DRAWN, FOUND, Marker, with_found
from mmsa_studio.core.project import Correction

Change = Mapping[str, Marker | None]
"""Markers by id as they shall be; None for one that shall not be."""


def apply(markers: Iterable[Marker], change: Change) -> tuple[Marker, ...]:
    """The markers with a change made, in order of time."""
    kept = {marker.id: marker for marker in markers} | dict(change)
    present = (marker for marker in kept.values() if marker is not None)
    return tuple(sorted(present, key=lambda marker: (marker.start, marker.end, marker.id)))


def edited(marker: Marker, **fields: object) -> Marker:
    """A marker changed by a person: from now on it counts as drawn."""
    return replace(marker, origin=DRAWN, **fields)  # type: ignore[arg-type]


def found_again(markers: Sequence[Marker], found: Sequence[Marker]) -> Change:
    """The change that puts newly found markers in the place of those found before."""
    gone: dict[str, Marker | None] = {marker.id: None for marker in markers}
    return gone | {marker.id: marker for marker in with_found(markers, found)}


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


class ChangeMarkers(QUndoCommand):
    """One undoable step.

    Args:
        text: what the person did, for the menu.
        before: the named markers as they are.
        after: the named markers as they shall be.
        apply: makes a change in the session.
        gesture: steps of the same gesture (one drag) become one; empty to stand alone.
    """

    def __init__(self, text: str, before: Change, after: Change, apply: Callable[[Change], None], gesture: str) -> None:
        super().__init__(text)
        self._before, self._after, self._apply, self._gesture = dict(before), dict(after), apply, gesture

    def undo(self) -> None:
        """Put back what was."""
        self._apply(self._before)

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._after)

    def id(self) -> int:
        """Steps with one id may become one."""
        return 1 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next step of the same drag; a drag that came back to where it began is no step at all."""
        if not isinstance(other, ChangeMarkers) or other._gesture != self._gesture:
            return False
        self._before = {**other._before, **self._before}
        self._after = {**self._after, **other._after}
        self.setObsolete(self._before == self._after)
        return True


class ChangeCorrections(QUndoCommand):
    """One undoable step. Only a person changes corrections, so whole states are kept.

    Args:
        text: what the person did, for the menu.
        before: the corrections as they are.
        after: the corrections as they shall be.
        apply: makes a state that of the session.
        gesture: steps of the same gesture (one drag) become one; empty to stand alone.
    """

    def __init__(
        self,
        text: str,
        before: tuple[Correction, ...],
        after: tuple[Correction, ...],
        apply: Callable[[tuple[Correction, ...]], None],
        gesture: str,
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._apply, self._gesture = before, after, apply, gesture

    def undo(self) -> None:
        """Put back what was."""
        self._apply(self._before)

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._after)

    def id(self) -> int:
        """Steps with one id may become one."""
        return 2 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next step of the same drag; a drag that came back to where it began is no step at all."""
        if not isinstance(other, ChangeCorrections) or other._gesture != self._gesture:
            return False
        self._after = other._after
        self.setObsolete(self._before == self._after)
        return True
