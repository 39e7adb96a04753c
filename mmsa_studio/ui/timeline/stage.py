"""What lies under a place on the timeline, and what edges snap to there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt

from mmsa_studio.app.session import Session
from mmsa_studio.core.marker import Marker
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.spans import Spans
from mmsa_studio.ui.time_axis import TimeAxis
from mmsa_studio.ui.timeline.curve_drag import Hold, under
from mmsa_studio.ui.timeline.dragging import Part, hit
from mmsa_studio.ui.timeline.geometry import Geometry
from mmsa_studio.ui.timeline.snaps import Snaps

_GRIP_PX = 6
_SNAP_PX = 8


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is, and which keys are held with it.

    Attributes:
        place: on the lanes, in pixels.
        shift: a range is meant.
        free: nothing shall snap (Alt).
    """

    place: QPointF
    shift: bool = False
    free: bool = False


class Grip(NamedTuple):
    """A marker and the part of it that would be taken hold of."""

    marker: Marker
    part: Part


@dataclass(frozen=True)
class Stage:
    """The film as it lies on the widget; gestures act on it and know nothing of the widget itself.

    Attributes:
        session: what is shown and changed.
        axis: the time axis.
        geometry: tells where the lanes lie now.
        view: what lanes paint with now.
    """

    session: Session
    axis: TimeAxis
    geometry: Callable[[], Geometry]
    view: Callable[[], View]
    _snaps: Snaps = field(default_factory=Snaps, init=False, repr=False)
    _spans: Spans = field(default_factory=Spans, init=False, repr=False)

    def x(self, place: QPointF) -> float:
        """Pixels right of the titles."""
        return place.x() - self.geometry().header

    def frame(self, place: QPointF) -> int:
        """The frame at a place, held inside the film."""
        return self.axis.frame_at(self.x(place))

    def position(self, place: QPointF) -> float:
        """The place in frames, between frames too, not held."""
        return self.axis.position_at(self.x(place))

    def reach(self, pointer: Pointer) -> float:
        """How near attracts, in frames; 0 when nothing shall snap."""
        return 0.0 if pointer.free else _SNAP_PX / self.axis.pixels_per_frame

    def snaps(self) -> Sequence[int]:
        """Frames that attract an edge, sorted: cuts, the ends of lines, and the playhead."""
        project = self.session.project
        return self._snaps.of(project, self.session.playhead) if project else []

    def marker_at(self, place: QPointF) -> Grip | None:
        """The marker at a place, if any, and the part of it."""
        if not self.geometry().on("markers", place):
            return None
        session, grip, position = self.session, _GRIP_PX / self.axis.pixels_per_frame, self.position(place)
        places = self._spans.touching(session.markers, position - grip, position + grip)
        near = {one.id: one for one in (session.markers[number] for number in places)}
        found = hit(list(near.values()), position, grip, session.selected)
        return Grip(near[found[0]], found[1]) if found else None

    def curve_at(self, place: QPointF) -> Hold | None:
        """The line at a place that can be corrected, if any."""
        geometry = self.geometry()
        if not geometry.on("emotion", place):
            return None
        row = geometry.row("emotion")
        return under(self.view(), geometry.within(row, place), geometry.body(row))

    def cursor(self, place: QPointF) -> Qt.CursorShape:
        """What would move how."""
        grip = self.marker_at(place)
        if grip is not None and grip.part != "body":
            return Qt.CursorShape.SizeHorCursor
        hold = self.curve_at(place)
        if hold is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeVerCursor if hold.part == "value" else Qt.CursorShape.SizeHorCursor
