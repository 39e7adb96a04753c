"""All lanes under one time axis and one playhead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QToolTip, QVBoxLayout, QWidget

from mmsa_studio.core.marker import Marker, new_id
from mmsa_studio.core.rates import frame_at
from mmsa_studio.ui import theme
from mmsa_studio.ui.curve_drag import CurveDrag, Hold, under
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dragging import Part, dragged, hit
from mmsa_studio.ui.lanes import LANES
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.overlay import paint_attention
from mmsa_studio.ui.text import tr

_HEADER_CHARS = 16
_GRIP_PX = 6
_SNAP_PX = 8
_ZOOM = 1.25
_BAR_STEPS = 10_000


@dataclass
class _Drag:
    """A drag of a marker: as it was, what was taken hold of, and where."""

    marker: Marker
    part: Part
    at: float
    gesture: str


class Lanes(QWidget):
    """Draws the lanes, each from its own cache, with playhead and range above them; takes mouse and wheel."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes = [lane() for lane in LANES]
        self._cache: dict[str, QPixmap] = {}
        self._drag: _Drag | None = None
        self._curve: CurveDrag | None = None
        self._range_from: int | None = None
        self._pan_x: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Timeline"))
        self.setMinimumHeight(round(sum(lane.lines for lane in self._lanes) * self.fontMetrics().height() * 0.75))
        session = desk.session
        for lane in self._lanes:
            for name in lane.watches:
                getattr(session, name).connect(partial(self._repaint_lane, lane.id))
        desk.thumbnails.ready.connect(partial(self._repaint_lane, "shots"))
        session.project_changed.connect(self.repaint_all)
        for changed in (session.range_changed, session.explanation_changed, session.highlight_changed):
            changed.connect(self.update)
        session.playhead_changed.connect(self._move_playhead)
        desk.axis.changed.connect(self.repaint_all)

    # -- geometry -------------------------------------------------------------------------------------------------

    @property
    def header(self) -> int:
        """Width of the titles at the left."""
        return self.fontMetrics().averageCharWidth() * _HEADER_CHARS + 12

    def rows(self) -> list[tuple[Lane, QRect]]:
        """Each lane with its place, titles included."""
        line = self.fontMetrics().height()
        heights = [lane.lines * line for lane in self._lanes]
        spare = self.height() - sum(heights)
        grows = sum(lane.grows for lane in self._lanes)
        if spare > 0:
            heights = [h + spare * lane.grows / grows for h, lane in zip(heights, self._lanes, strict=True)]
        else:
            heights = [h * self.height() / sum(heights) for h in heights]
        rows, top = [], 0.0
        for lane, height in zip(self._lanes, heights, strict=True):
            rows.append((lane, QRect(0, round(top), self.width(), round(top + height) - round(top))))
            top += height
        return rows

    def row(self, lane_id: str) -> QRect:
        """The place of a lane."""
        return next(rect for lane, rect in self.rows() if lane.id == lane_id)

    # -- drawing --------------------------------------------------------------------------------------------------

    def repaint_all(self) -> None:
        """Draw every lane again."""
        self._cache.clear()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put the cached lanes together and draw what moves above them."""
        painter = QPainter(self)
        for lane, rect in self.rows():
            if rect.intersects(event.rect()):
                painter.drawPixmap(rect.topLeft(), self._picture(lane, rect))
        painter.setClipRect(self.header, 0, self._desk.axis.width, self.height())
        places = {lane.id: rect for lane, rect in self.rows()}
        paint_attention(painter, places, self._desk.session, self._x)
        painter.setClipping(False)
        self._paint_range(painter)
        self._paint_playhead(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything moves."""
        self._desk.axis.set_width(max(self.width() - self.header, 10))
        self.repaint_all()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or font."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.repaint_all()

    def _repaint_lane(self, lane_id: str, *_: object) -> None:
        self._cache.pop(lane_id, None)
        self.update()

    def _view(self) -> View:
        desk = self._desk
        return View(
            desk.session, desk.axis, theme.current(), self.fontMetrics(), desk.thumbnails, self.devicePixelRatioF()
        )

    def _picture(self, lane: Lane, rect: QRect) -> QPixmap:
        kept = self._cache.get(lane.id)
        if kept is not None and kept.deviceIndependentSize().toSize() == rect.size():
            return kept
        view = self._view()
        pixmap = QPixmap(rect.size() * view.ratio)
        pixmap.setDevicePixelRatio(view.ratio)
        pixmap.fill(theme.colour(view.theme.panel))
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        body = self._body(rect)
        painter.save()
        painter.translate(self.header, 0)
        painter.setClipRect(body)
        lane.paint(painter, body, view)
        painter.restore()
        painter.fillRect(QRectF(0, 0, self.header - 1, rect.height()), theme.colour(view.theme.window))
        lane.paint_header(painter, QRectF(10, 0, self.header - 16, rect.height() - 1), view)
        painter.setPen(theme.colour(view.theme.sunken))
        painter.drawLine(QPointF(0, rect.height() - 0.5), QPointF(rect.width(), rect.height() - 0.5))
        painter.end()
        self._cache[lane.id] = pixmap
        return pixmap

    def _paint_range(self, painter: QPainter) -> None:
        session, axis = self._desk.session, self._desk.axis
        if session.mark_in is None and session.mark_out is None:
            return
        left = self.header if session.mark_in is None else self._x(session.mark_in)
        right = self.width() if session.mark_out is None else self._x(session.mark_out + 1)
        accent = theme.current().accent
        painter.setClipRect(self.header, 0, axis.width, self.height())
        painter.fillRect(QRectF(left, 0, right - left, self.height()), theme.colour(accent, 0.10))
        painter.setPen(QPen(theme.colour(accent), 1))
        for frame, x in ((session.mark_in, left), (session.mark_out, right)):
            if frame is not None:
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setClipping(False)

    def _paint_playhead(self, painter: QPainter) -> None:
        if self._desk.session.project is None:
            return
        left, right = self._playhead_x(self._desk.session.playhead)
        if right < self.header:
            return
        tone = theme.current().playhead
        if right - left > 3:
            painter.fillRect(QRectF(left, 0, right - left, self.height()), theme.colour(tone, 0.18))
        x = round(left) + 0.5
        painter.setPen(QPen(theme.colour(tone), 1))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 8)]))

    def _move_playhead(self, frame: int) -> None:
        if self._desk.player.speed:
            self._desk.axis.reveal(frame)
        self.update()

    def _playhead_x(self, frame: int) -> tuple[float, float]:
        return self._x(frame), self._x(frame + 1)

    def _x(self, frame: float) -> float:
        return self.header + self._desk.axis.x_of(frame)

    # -- mouse ----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub, take hold of a marker or the curve, draw a range (Shift) or pan (middle button)."""
        if self._desk.session.project is None:
            return
        x = event.position().x() - self.header
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pan_x = x
        elif event.button() == Qt.MouseButton.LeftButton and x >= 0 and not self._take(event, x):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._range_from = self._desk.axis.frame_at(x)
                self._desk.session.set_range(self._range_from, self._range_from)
            else:
                self._desk.session.seek(self._desk.axis.frame_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what the press began, or tell what is under the pointer."""
        x = event.position().x() - self.header
        axis, session = self._desk.axis, self._desk.session
        if self._pan_x is not None:
            axis.pan((self._pan_x - x) * axis.span / axis.width)
            self._pan_x = x
        elif self._curve is not None:
            self._drag_curve(event)
        elif self._drag is not None:
            self._drag_marker(x, snap=not event.modifiers() & Qt.KeyboardModifier.AltModifier)
        elif self._range_from is not None:
            frame = axis.frame_at(x)
            session.set_range(min(frame, self._range_from), max(frame, self._range_from))
        elif event.buttons() & Qt.MouseButton.LeftButton:
            session.seek(axis.frame_at(x))
        else:
            self._hover(event, x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        self._drag, self._curve, self._range_from, self._pan_x = None, None, None, None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom to the marker or the shot under the pointer."""
        x = event.position().x() - self.header
        found = self._marker_under(event.position())
        if found is not None and (marker := self._desk.session.marker(found[0])) is not None:
            self._desk.axis.zoom_to(marker.start, marker.end)
        elif x >= 0 and self.row("shots").contains(event.position().toPoint()):
            frame = self._desk.axis.frame_at(x)
            shots = self._desk.session.project.shots if self._desk.session.project else ()
            for shot in shots:
                if shot.start <= frame < shot.end:
                    self._desk.axis.zoom_to(shot.start, shot.end)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways, or with Shift, pan."""
        axis, turn = self._desk.axis, event.angleDelta()
        sideways = turn.x() if turn.x() else (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            axis.pan(-sideways / 120 * axis.span * 0.1)
        elif turn.y():
            axis.zoom(_ZOOM ** (-turn.y() / 120), event.position().x() - self.header)
        event.accept()

    def _marker_under(self, place: QPointF) -> tuple[str, Part] | None:
        if not self.row("markers").contains(place.toPoint()) or place.x() < self.header:
            return None
        axis, session = self._desk.axis, self._desk.session
        position = axis.position_at(place.x() - self.header)
        return hit(session.markers, position, _GRIP_PX / axis.pixels_per_frame, session.selected)

    def _curve_under(self, place: QPointF) -> Hold | None:
        row = self.row("emotion")
        if not row.contains(place.toPoint()) or place.x() < self.header:
            return None
        return under(self._view(), QPointF(place.x() - self.header, place.y() - row.top()), self._body(row))

    def _body(self, row: QRect) -> QRectF:
        """What a lane draws on, in its own measure."""
        return QRectF(0, 0, row.width() - self.header, row.height() - 1)

    def _take(self, event: QMouseEvent, x: float) -> bool:
        if (hold := self._curve_under(event.position())) is not None:
            self._curve = CurveDrag(self._desk.session, hold)
            return True
        return self._take_marker(event, x)

    def _drag_curve(self, event: QMouseEvent) -> None:
        if self._curve is None:
            return
        row = self.row("emotion")
        axis, free = self._desk.axis, bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        frame = round(axis.position_at(event.position().x() - self.header))
        reach = 0.0 if free else _SNAP_PX / axis.pixels_per_frame
        said = self._curve.move(frame, event.position().y() - row.top(), self._body(row), self._snaps(), reach)
        QToolTip.showText(event.globalPosition().toPoint(), said, self)

    def _take_marker(self, event: QMouseEvent, x: float) -> bool:
        found = self._marker_under(event.position())
        marker = self._desk.session.marker(found[0]) if found else None
        if found is None or marker is None:
            return False
        self._desk.session.select(marker.id)
        self._drag = _Drag(marker, found[1], self._desk.axis.position_at(x), new_id())
        return True

    def _drag_marker(self, x: float, *, snap: bool) -> None:
        drag, axis, session = self._drag, self._desk.axis, self._desk.session
        if drag is None:
            return
        delta = round(axis.position_at(x) - drag.at)
        tolerance = _SNAP_PX / axis.pixels_per_frame if snap else 0.0
        start, end = dragged(
            drag.marker, drag.part, delta, snaps=self._snaps(), tolerance=tolerance, frames=axis.frames
        )
        text = tr("Move marker") if drag.part == "body" else tr("Trim marker")
        session.edit_marker(drag.marker.id, text, gesture=drag.gesture, start=start, end=end)

    def _snaps(self) -> list[int]:
        session = self._desk.session
        if session.project is None:
            return []
        project = session.project
        edges = {edge for shot in project.shots for edge in (shot.start, shot.end)} | {session.playhead}
        edges |= {frame_at(edge, project.rate) for cue in project.cues for edge in (cue.start, cue.end)}
        return sorted(edges)

    def _hover(self, event: QMouseEvent, x: float) -> None:
        if x < 0 or self._desk.session.project is None:
            self.unsetCursor()
            return
        self.setCursor(self._cursor_at(event.position()))
        frame = self._desk.axis.frame_at(x)
        lane = next((lane for lane, rect in self.rows() if rect.contains(event.position().toPoint())), None)
        said = lane.read_out(frame, self._view()) if lane else ""
        text = self._desk.session.label(frame) + (f"\n{said}" if said else "")
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def _cursor_at(self, place: QPointF) -> Qt.CursorShape:
        """What would move how."""
        found = self._marker_under(place)
        if found is not None and found[1] != "body":
            return Qt.CursorShape.SizeHorCursor
        hold = self._curve_under(place)
        if hold is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeVerCursor if hold.part == "value" else Qt.CursorShape.SizeHorCursor


class Timeline(QWidget):
    """The lanes with a scroll bar below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = desk.axis
        self.lanes = Lanes(desk)
        self._bar = QScrollBar(Qt.Orientation.Horizontal)
        self._bar.setAccessibleName(tr("Scroll the timeline"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.lanes, 1)
        layout.addWidget(self._bar)
        self._bar.valueChanged.connect(self._scrolled)
        desk.axis.changed.connect(self._follow)

    def _follow(self) -> None:
        axis = self._axis
        page = round(axis.span / axis.frames * _BAR_STEPS)
        self._bar.blockSignals(True)
        self._bar.setRange(0, _BAR_STEPS - page)
        self._bar.setPageStep(max(page, 1))
        self._bar.setSingleStep(max(page // 10, 1))
        self._bar.setValue(round(axis.start / axis.frames * _BAR_STEPS))
        self._bar.blockSignals(False)

    def _scrolled(self, value: int) -> None:
        self._axis.pan(value / _BAR_STEPS * self._axis.frames - self._axis.start)
