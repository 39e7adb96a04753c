"""What a press on the timeline begins: a gesture is made by a press, goes on with every move, ends or is taken back.

Each knows the stage it acts on and where it began, and nothing of the widget: it could be played without one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from PySide6.QtCore import QPointF

from mmsa_studio.core.marker import new_id
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.timeline.curve_drag import CurveDrag, Hold
from mmsa_studio.ui.timeline.dragging import dragged
from mmsa_studio.ui.timeline.stage import Grip, Pointer, Stage


class Gesture(ABC):
    """One movement with a button held.

    Args:
        stage: what it acts on.
        pointer: where it was pressed.
    """

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        self._stage = stage

    @abstractmethod
    def move(self, pointer: Pointer) -> str:
        """Go on to another place; returns what to say beside the pointer."""

    @abstractmethod
    def cancel(self) -> None:
        """Take back what was done."""

    def end(self) -> None:  # noqa: B027 - most have nothing to let go of
        """Let go; what was done stays."""


class Scrub(Gesture):
    """The playhead follows the pointer."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        super().__init__(stage, pointer)
        self._before = stage.session.playhead
        self.move(pointer)

    def move(self, pointer: Pointer) -> str:
        """Show the frame under the pointer."""
        self._stage.session.seek(self._stage.frame(pointer.place))
        return ""

    def cancel(self) -> None:
        """Go back to where the playhead was."""
        self._stage.session.seek(self._before)


class Pan(Gesture):
    """The film is pushed along under the pointer."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        super().__init__(stage, pointer)
        self._before = stage.axis.start
        self._at: QPointF = pointer.place

    def move(self, pointer: Pointer) -> str:
        """Move the view as far as the pointer."""
        axis = self._stage.axis
        axis.pan((self._at.x() - pointer.place.x()) / axis.pixels_per_frame)
        self._at = pointer.place
        return ""

    def cancel(self) -> None:
        """Show what was in view."""
        self._stage.axis.pan(self._before - self._stage.axis.start)


class DrawRange(Gesture):
    """In and Out are drawn, in either direction."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        super().__init__(stage, pointer)
        self._before = stage.session.mark_in, stage.session.mark_out
        self._from = stage.frame(pointer.place)
        self.move(pointer)

    def move(self, pointer: Pointer) -> str:
        """Set the range from where it began to here."""
        frame = self._stage.frame(pointer.place)
        self._stage.session.set_range(min(frame, self._from), max(frame, self._from))
        return ""

    def cancel(self) -> None:
        """Set the range that was."""
        self._stage.session.set_range(*self._before)


class DragMarker(Gesture):
    """A marker is moved, or one of its ends; all of it is one undoable step."""

    def __init__(self, stage: Stage, pointer: Pointer, grip: Grip) -> None:
        super().__init__(stage, pointer)
        self._grip = grip
        self._at = stage.position(pointer.place)
        self._gesture = new_id()
        self._snaps = stage.snaps()
        stage.session.select(grip.marker.id)

    def move(self, pointer: Pointer) -> str:
        """Move or trim the marker as it was by as far as the pointer went."""
        (marker, part), stage = self._grip, self._stage
        start, end = dragged(
            marker,
            part,
            round(stage.position(pointer.place) - self._at),
            snaps=self._snaps,
            tolerance=stage.reach(pointer),
            frames=stage.axis.frames,
        )
        text = tr("Move marker") if part == "body" else tr("Trim marker")
        stage.session.edit_marker(marker.id, text, gesture=self._gesture, start=start, end=end)
        return ""

    def cancel(self) -> None:
        """Put the marker back as it was."""
        session, marker = self._stage.session, self._grip.marker
        if session.marker(marker.id) != marker:
            session.change_markers({marker.id: marker}, tr("Move marker"), gesture=self._gesture)


class DragCurve(Gesture):
    """A line of the curve is corrected; all of it is one undoable step."""

    def __init__(self, stage: Stage, pointer: Pointer, hold: Hold) -> None:
        super().__init__(stage, pointer)
        self._drag = CurveDrag(stage.session, hold)
        self._snaps = stage.snaps()

    def move(self, pointer: Pointer) -> str:
        """Say the value at the pointer's height, or trim the correction; returns what is said now."""
        geometry = self._stage.geometry()
        row = geometry.row("emotion")
        frame = round(self._stage.position(pointer.place))
        y, body = geometry.within(row, pointer.place).y(), geometry.body(row)
        return self._drag.move(frame, y, body, self._snaps, self._stage.reach(pointer))

    def cancel(self) -> None:
        """Say what was said before."""
        self._drag.cancel()


def begin(stage: Stage, pointer: Pointer) -> Gesture | None:
    """What a press of the main button begins; None on the titles."""
    if stage.x(pointer.place) < 0:
        return None
    if (hold := stage.curve_at(pointer.place)) is not None:
        return DragCurve(stage, pointer, hold)
    if (grip := stage.marker_at(pointer.place)) is not None:
        return DragMarker(stage, pointer, grip)
    return DrawRange(stage, pointer) if pointer.shift else Scrub(stage, pointer)
