"""Changes to markers and corrections as undoable steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from mmsa_studio.core.marker_changes import Change
from mmsa_studio.core.project import Correction


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
    """One undoable step from one state to another; what other programs said meanwhile stays.

    Args:
        text: what the person did, for the menu.
        before: the corrections as they are.
        after: the corrections as they shall be.
        apply: makes the change from one state to another in the session.
        gesture: steps of the same gesture (one drag) become one; empty to stand alone.
    """

    def __init__(
        self,
        text: str,
        before: tuple[Correction, ...],
        after: tuple[Correction, ...],
        apply: Callable[[tuple[Correction, ...], tuple[Correction, ...]], None],
        gesture: str,
    ) -> None:
        super().__init__(text)
        self._before, self._after, self._apply, self._gesture = before, after, apply, gesture

    def undo(self) -> None:
        """Put back what was."""
        self._apply(self._after, self._before)

    def redo(self) -> None:
        """Make the change."""
        self._apply(self._before, self._after)

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
