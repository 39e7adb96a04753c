"""Correcting the curve by hand: move a line inside the range, or a correction, up or down; trim a correction's ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from mmsa_studio.app.session import Session
from mmsa_studio.core.corrections import lifted, placed
from mmsa_studio.core.marker import new_id
from mmsa_studio.core.project import Correction
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.lanes.corrected import nearest_line, value_at, y_of
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.timeline.dragging import snapped

_LINES = ("valence", "arousal")
_REACH_PX = 6.0
_WIDE_PX = 4 * _REACH_PX


@dataclass(frozen=True)
class Hold:
    """What is under the pointer and would move.

    Attributes:
        word: the correction, or one of 0 that would be made over the range.
        part: its value, or one of its ends.
    """

    word: Correction
    part: Literal["value", "start", "end"] = "value"


def under(view: View, place: QPointF, rect: QRectF) -> Hold | None:
    """The correction at a place, or else the computed line when it lies between In and Out."""
    one = nearest_line(view, _LINES, place, rect, _REACH_PX)
    if one is not None:
        return Hold(one, _part(view, one, place.x()))
    session, frame = view.session, view.axis.frame_at(place.x())
    if session.mark_in is None or session.mark_out is None or not session.mark_in <= frame <= session.mark_out:
        return None
    heights = {name: _height(view, name, place.x(), rect) for name in _LINES}
    near = {name: abs(y - place.y()) for name, y in heights.items() if y is not None}
    name = min(near, key=lambda one: near[one], default="")
    if not name or near[name] > _REACH_PX:
        return None
    return Hold(Correction(session.mark_in, session.mark_out + 1, name, 0.0))


def _part(view: View, one: Correction, x: float) -> Literal["value", "start", "end"]:
    left, right = view.axis.x_of(one.start), view.axis.x_of(one.end)
    if right - left >= _WIDE_PX and abs(x - left) <= _REACH_PX:
        return "start"
    return "end" if right - left >= _WIDE_PX and abs(x - right) <= _REACH_PX else "value"


def _height(view: View, quantity: str, x: float, rect: QRectF) -> float | None:
    """Where the computed line is drawn in a pixel column: the mean of the steps under it."""
    project = view.project
    if project is None or project.timeline is None:
        return None
    grid = project.timeline.grid
    first, last = (grid.step_of(view.axis.frame_at(edge), project.rate) for edge in (x, x + 1))
    series = project.timeline.series("fused", quantity)
    known = series.values[first : last + 1][series.valid[first : last + 1]]
    return y_of(float(known.mean()), rect) if len(known) else None


class CurveDrag:
    """One drag: every move says something else, all of them are one undoable step."""

    def __init__(self, session: Session, hold: Hold) -> None:
        self._session = session
        self._hold = hold
        self._before = session.corrections
        self._gesture = new_id()
        word = hold.word
        self._others = lifted(session.corrections, word.start, word.end, word.quantity)
        if word not in session.corrections:
            self._others = session.corrections

    def move(self, frame: int, y: float, rect: QRectF, snaps: Sequence[int], tolerance: float) -> str:
        """Say the value at a height, or move an end to a frame; returns what is said now, in words."""
        word, part = self._hold.word, self._hold.part
        start, end, value = word.start, word.end, word.value
        if part == "value":
            value = value_at(y, rect)
        elif part == "start":
            start = min(max(snapped(frame, snaps, tolerance), 0), end - 1)
        else:
            end = max(min(snapped(frame, snaps, tolerance), self._session.frame_count), start + 1)
        after = placed(self._others, Correction(start, end, word.quantity, value))
        self._session.change_corrections(after, tr("Correct the curve"), gesture=self._gesture)
        span = "" if part == "value" else f"\n{self._session.label(start)} – {self._session.label(end - 1)}"
        return f"{tr(word.quantity)} {value:+.2f}{span}"

    def cancel(self) -> None:
        """Say what was said before the drag."""
        self._session.change_corrections(self._before, tr("Correct the curve"), gesture=self._gesture)
