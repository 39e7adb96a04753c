"""Correcting the curve by hand: take hold of a line inside the range, or of a correction, and move it up or down."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF

from mmsa_studio.app.session import Session
from mmsa_studio.core.corrections import placed
from mmsa_studio.core.marker import new_id
from mmsa_studio.core.project import Correction
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.lanes.corrected import nearest_line, value_at, y_of
from mmsa_studio.ui.text import tr

_LINES = ("valence", "arousal")
_REACH_PX = 6.0


@dataclass(frozen=True)
class Hold:
    """What is under the pointer and would move: a quantity over a range of frames, half-open."""

    quantity: str
    start: int
    end: int


def under(view: View, place: QPointF, rect: QRectF) -> Hold | None:
    """The correction at a place, or else the computed line when it lies between In and Out."""
    one = nearest_line(view, _LINES, place, rect, _REACH_PX)
    if one is not None:
        return Hold(one.quantity, one.start, one.end)
    session, frame = view.session, view.axis.frame_at(place.x())
    if session.mark_in is None or session.mark_out is None or not session.mark_in <= frame <= session.mark_out:
        return None
    heights = {name: _height(view, name, place.x(), rect) for name in _LINES}
    near = {name: abs(y - place.y()) for name, y in heights.items() if y is not None}
    name = min(near, key=lambda one: near[one], default="")
    return Hold(name, session.mark_in, session.mark_out + 1) if name and near[name] <= _REACH_PX else None


def _height(view: View, quantity: str, x: float, rect: QRectF) -> float | None:
    """Where the computed line is drawn in a pixel column: the mean of the steps under it."""
    project = view.project
    if project is None or project.timeline is None:
        return None
    grid = project.timeline.grid
    first, last = (grid.at(Fraction(view.axis.frame_at(edge)) / project.rate) for edge in (x, x + 1))
    series = project.timeline.series("fused", quantity)
    known = series.values[first : last + 1][series.valid[first : last + 1]]
    return y_of(float(known.mean()), rect) if len(known) else None


class CurveDrag:
    """One drag: every move says another value, all of them are one undoable step."""

    def __init__(self, session: Session, hold: Hold) -> None:
        self._session = session
        self._before = session.corrections
        self._gesture = new_id()
        self.hold = hold

    def move(self, y: float, rect: QRectF) -> float:
        """Say the value at a height; returns it."""
        hold, value = self.hold, value_at(y, rect)
        after = placed(self._before, Correction(hold.start, hold.end, hold.quantity, value))
        self._session.change_corrections(after, tr("Correct the curve"), gesture=self._gesture)
        return value
