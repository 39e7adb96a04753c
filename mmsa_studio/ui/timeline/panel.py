"""All lanes under one time axis and one playhead."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QToolTip, QVBoxLayout, QWidget

from mmsa_studio.core.film import shot_at
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.lanes import LANES, with_measured
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.lanes.measured import Measured
from mmsa_studio.ui.painting import Painted, guarded
from mmsa_studio.ui.panel import Panel
from mmsa_studio.ui.plain import tip
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.timeline.geometry import Geometry, header_width
from mmsa_studio.ui.timeline.gestures import Gesture, Pan, begin
from mmsa_studio.ui.timeline.overlay import paint_attention, paint_playhead, paint_range
from mmsa_studio.ui.timeline.stage import Pointer, Stage

_ZOOM = 1.25
_BAR_STEPS = 10_000
_LEAST = 0.75
"""Part of their comfortable height that lanes need at least."""


class Lanes(Painted):
    """Draws the lanes, each from its own cache, with playhead and range above them; takes mouse and wheel."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lanes: list[Lane] = [lane() for lane in LANES]
        self._cache: dict[str, QPixmap] = {}
        self.stage = Stage(desk.session, desk.axis, self.geometry_now, self._view)
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Timeline"))
        session = desk.session
        for changed in (session.project_changed, session.tracks_changed):
            changed.connect(self._seat_lanes)
        self._seat_lanes()
        kinds: tuple[type[Lane], ...] = (*LANES, Measured)
        for name in sorted({name for kind in kinds for name in kind.watches}):
            getattr(session, name).connect(partial(self._repaint_watching, name))
        desk.thumbnails.ready.connect(partial(self._repaint_lane, "shots"))
        session.project_changed.connect(self.repaint_all)
        for changed in (session.range_changed, session.explanation_changed, session.highlight_changed):
            changed.connect(self.update)
        session.playhead_changed.connect(self._move_playhead)
        desk.axis.changed.connect(self.repaint_all)

    def geometry_now(self) -> Geometry:
        """Where the lanes lie."""
        return Geometry.of(self._lanes, self.size(), self.fontMetrics())

    # -- drawing --------------------------------------------------------------------------------------------------

    def repaint_all(self) -> None:
        """Draw every lane again."""
        self._cache.clear()
        self.update()

    def paint(self, painter: QPainter, dirty: QRect) -> None:
        """Put the cached lanes together and draw what moves above them."""
        geometry, session = self.geometry_now(), self._desk.session
        for lane, rect in geometry.rows:
            if rect.intersects(dirty):
                painter.drawPixmap(rect.topLeft(), self._picture(lane, rect, geometry))
        place = QRectF(geometry.header, 0, self._desk.axis.width, self.height())

        def x_of(frame: float) -> float:
            return geometry.header + self._desk.axis.x_of(frame)

        painter.setClipRect(place)
        paint_attention(painter, {lane.shows: rect for lane, rect in geometry.rows if lane.shows}, session, x_of)
        paint_range(painter, place, session, x_of)
        painter.setClipping(False)
        paint_playhead(painter, place, session, x_of)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything moves."""
        self._desk.axis.set_width(max(self.width() - header_width(self.fontMetrics()), 10))
        self.repaint_all()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme or font."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.repaint_all()

    def _seat_lanes(self) -> None:
        """Have a lane for everything that was measured; those there are stay."""
        project = self._desk.session.project
        self._lanes = with_measured(self._lanes, project.tracks if project else {})
        self.setMinimumHeight(round(sum(lane.lines for lane in self._lanes) * self.fontMetrics().height() * _LEAST))
        self.update()

    def _repaint_watching(self, signal: str, *_: object) -> None:
        for lane in self._lanes:
            if signal in lane.watches:
                self._repaint_lane(lane.id)

    def _repaint_lane(self, lane_id: str, *_: object) -> None:
        self._cache.pop(lane_id, None)
        self.update()

    def _view(self) -> View:
        desk = self._desk
        return View(
            desk.session, desk.axis, theme.current(), self.fontMetrics(), desk.thumbnails, self.devicePixelRatioF()
        )

    def _picture(self, lane: Lane, rect: QRect, geometry: Geometry) -> QPixmap:
        """A lane as it was drawn last, or drawn now."""
        kept = self._cache.get(lane.id)
        if kept is not None and kept.deviceIndependentSize().toSize() == rect.size():
            return kept
        view = self._view()
        pixmap = QPixmap(rect.size() * view.ratio)
        pixmap.setDevicePixelRatio(view.ratio)
        pixmap.fill(theme.colour(view.theme.panel))
        header, body = geometry.header, geometry.body(rect)
        with QPainter(pixmap) as painter:
            painter.setFont(self.font())
            painter.save()
            painter.translate(header, 0)
            painter.setClipRect(body)
            guarded(lane.id, painter, body, lambda: lane.paint(painter, body, view))
            painter.restore()
            painter.fillRect(QRectF(0, 0, header - 1, rect.height()), theme.colour(view.theme.window))
            title = QRectF(10, 0, header - 16, rect.height() - 1)
            guarded(f"{lane.id} title", painter, title, lambda: lane.paint_header(painter, title, view))
            painter.setPen(theme.colour(view.theme.sunken))
            painter.drawLine(QPointF(0, rect.height() - 0.5), QPointF(rect.width(), rect.height() - 0.5))
        self._cache[lane.id] = pixmap
        return pixmap

    def _move_playhead(self, frame: int) -> None:
        if self._desk.player.speed:
            self._desk.axis.reveal(frame)
        self.update()

    # -- mouse and keys -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub, take hold of a marker or the curve, draw a range (Shift) or pan (middle button)."""
        if self._desk.session.project is None or self._gesture is not None:
            return
        pointer = _pointer(event)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._gesture = Pan(self.stage, pointer)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._gesture = begin(self.stage, pointer)
        self._button = event.button()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what the press began, or tell what is under the pointer."""
        if self._gesture is not None and not event.buttons() & self._button:
            self._end()  # the release went to another window
        if self._gesture is not None:
            if said := self._gesture.move(_pointer(event)):
                QToolTip.showText(event.globalPosition().toPoint(), tip(said), self)
        elif not event.buttons():
            self._hover(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if event.button() == self._button:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what is being dragged."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.cancel()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom to the marker or the shot under the pointer."""
        place, axis, project = event.position(), self._desk.axis, self._desk.session.project
        if (grip := self.stage.marker_at(place)) is not None:
            axis.zoom_to(grip.marker.start, grip.marker.end)
        elif (
            project is not None
            and self.geometry_now().on("shots", place)
            and (shot := shot_at(project.shots, self.stage.frame(place)))
        ):
            axis.zoom_to(shot.start, shot.end)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways, or with Shift, pan."""
        axis, turn = self._desk.axis, event.angleDelta()
        sideways = turn.x() if turn.x() else (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            axis.pan(-sideways / 120 * axis.span * 0.1)
        elif turn.y():
            axis.zoom(_ZOOM ** (-turn.y() / 120), self.stage.x(event.position()))
        event.accept()

    def _end(self) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.end()

    def _hover(self, event: QMouseEvent) -> None:
        """Show how what is under the pointer would move, and say what the lane says about the frame."""
        place = event.position()
        if self.stage.x(place) < 0 or self._desk.session.project is None:
            self.unsetCursor()
            return
        self.setCursor(self.stage.cursor(place))
        frame, lane = self.stage.frame(place), self.geometry_now().lane_at(place)
        said = lane.read_out(frame, self._view()) if lane else ""
        text = self._desk.session.label(frame) + (f"\n{said}" if said else "")
        QToolTip.showText(event.globalPosition().toPoint(), tip(text), self)


class Timeline(Panel):
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


def _pointer(event: QMouseEvent) -> Pointer:
    held, key = event.modifiers(), Qt.KeyboardModifier
    return Pointer(event.position(), bool(held & key.ShiftModifier), bool(held & key.AltModifier))
