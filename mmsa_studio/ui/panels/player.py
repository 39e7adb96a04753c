"""The picture, the timecode and the transport."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from mmsa_studio.app.settings import VOLUME, VOLUMES
from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.faces import FaceBox
from mmsa_studio.core.modality import FACE
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import rate_name
from mmsa_studio.core.wording import in_full, said
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.go_to import frame_meant
from mmsa_studio.ui.painting import Painted
from mmsa_studio.ui.plain import PlainLabel, tip
from mmsa_studio.ui.text import tr

TRANSPORT = ("previous_edit", "step_back", "play_back", "play", "play_forward", "step_forward", "next_edit")
_UNITS_SHOWN = 4
MARKING = ("mark_in", "mark_out", "mark")


class Screen(Painted):
    """Shows the frame; without a picture, a calm card.

    A picture carries its number: whatever is drawn over it belongs to that frame, not to the newest playhead, which is
    ahead of it while one scrubs.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._image = QImage()
        self._frame = 0
        self.faces_shown = False
        self.setMinimumSize(240, 135)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        desk.developer.ready.connect(self._show)
        desk.session.project_changed.connect(self._clear)
        desk.session.tracks_changed.connect(self.update)
        desk.session.highlight_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for a wide picture."""
        return QSize(800, 450)

    def show_faces(self, shown: bool) -> None:
        """Draw the found faces over the picture, or not."""
        self.faces_shown = shown
        self.update()

    def picture_rect(self) -> QRectF:
        """Where the picture lies, its shape kept."""
        media = self._desk.session.project.media.picture if self._desk.session.project else None
        if media is None:
            return QRectF(self.rect())
        scale = min(self.width() / media.width, self.height() / media.height)
        width, height = media.width * scale, media.height * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def paint(self, painter: QPainter, _: QRect) -> None:
        """Draw the frame."""
        painter.fillRect(self.rect(), theme.colour("#000000"))
        project = self._desk.session.project
        if project is None:
            self._say(painter, tr("Drop a film here, or open one with Ctrl+O"))
        elif project.media.picture is None:
            self._say(painter, tr("This film has no picture"))
        elif not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.picture_rect(), self._image)
            if self.faces_shown or self.face_is_pointed_at():
                self._paint_faces(painter, project)

    def _say(self, painter: QPainter, text: str) -> None:
        painter.setPen(theme.colour("#8c8c8c"))
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 1.2)
        painter.setFont(font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)

    def face_is_pointed_at(self) -> bool:
        """Whether somebody points at the face at the time of the picture."""
        session = self._desk.session
        pointed = session.highlight
        if pointed is None or pointed.modality != FACE:
            return False
        return pointed.start <= session.seconds(self._frame) < pointed.end

    def _paint_faces(self, painter: QPainter, project: Project) -> None:
        place, step = self.picture_rect(), project.media.grid.step_of(self._frame, project.rate)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for face in project.faces.at(step):
            tone = theme.colour(theme.MODALITY[FACE] if face.main else theme.PLAIN)
            x, y, width, height = face.box
            box = QRectF(x * place.width(), y * place.height(), width * place.width(), height * place.height())
            box.translate(place.topLeft())
            painter.setPen(tone)
            painter.drawRoundedRect(box, 4, 4)
            self._paint_units(painter, box, face)

    def _paint_units(self, painter: QPainter, box: QRectF, face: FaceBox) -> None:
        """Write who it is and the strongest action units beside a face, on a ground that keeps them readable."""
        strongest = sorted(face.units.items(), key=lambda unit: -unit[1])[:_UNITS_SHOWN] if face.main else []
        lines = [f"{tr(ACTION_UNITS.get(code, code))} {value:.0%}" for code, value in strongest if value > 0]
        text = "\n".join([tr("Face {0}").format(face.person), *lines])
        room = painter.boundingRect(QRectF(0, 0, 400, 400), 0, text)
        room.moveTopLeft(box.topRight() + QPointF(6, 0))
        if room.right() > self.width():
            room.moveTopRight(box.topLeft() - QPointF(6, 0))
        painter.fillRect(room.adjusted(-4, -2, 4, 2), theme.colour("#000000", 0.55))
        painter.drawText(room, 0, text)

    def _show(self, frame: int, image: QImage) -> None:
        self._frame, self._image = frame, image
        self.update()

    def _clear(self) -> None:
        self._frame, self._image = 0, QImage()
        self.update()


class TimecodeEdit(QLineEdit):
    """Shows the playhead's timecode; a typed one, or +10, goes there."""

    going = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("00:00:00:00", parent)
        self.setObjectName("timecode")
        self.setFont(theme.digits(1.5))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("00:00:00:00") + 24)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Timecode"))
        self.setToolTip(tr("The frame on screen. Type a timecode, or +10 or -2.5s, and press Enter to go there."))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def say(self, text: str) -> None:
        """Show a timecode unless the person is typing."""
        if not self.isModified():
            self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes, Escape forgets."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            text = self.text()
            self.leave()
            self.going.emit(text)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        """Stop typing."""
        self.setModified(False)
        self.clearFocus()


class PlayerPanel(QWidget):
    """The picture with its controls."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.picture = Screen(desk)
        self.timecode = TimecodeEdit()
        self._speed = PlainLabel()
        self._speed.setObjectName("quiet")
        self._film = PlainLabel()
        self._film.setObjectName("quiet")
        self._film.setMinimumWidth(1)  # gives way before the buttons do
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picture, 1)
        bar = QWidget()
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(self.timecode)
        row.addWidget(self._film)
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        row.addWidget(self._speed)
        row.addWidget(self._volume_slider())
        layout.addWidget(bar)
        self.timecode.going.connect(self._go)
        session = desk.session
        session.playhead_changed.connect(self._tell)
        session.project_changed.connect(self._tell_film)
        desk.player.speed_changed.connect(self._tell_speed)
        self._tell_film()

    def _volume_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(VOLUMES.least, VOLUMES.most)
        slider.setMinimumWidth(self.fontMetrics().averageCharWidth() * 6)
        slider.setMaximumWidth(self.fontMetrics().averageCharWidth() * 14)
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        slider.setAccessibleName(tr("Volume"))
        audible = self._desk.player.sound is not None
        slider.setEnabled(audible)
        slider.setToolTip(tr("Volume") if audible else tr("This machine has no sound device."))
        slider.valueChanged.connect(self._desk.player.set_volume)
        slider.valueChanged.connect(lambda value: self._desk.settings.set(VOLUME, value))
        slider.setValue(self._desk.settings.get(VOLUME))
        return slider

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the transport's actions on buttons."""
        for group in (TRANSPORT, MARKING):
            for name in group:
                button = QToolButton()
                button.setDefaultAction(actions[name])
                button.setAutoRaise(True)
                button.setIconSize(QSize(20, 20))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(actions[name].text())
                self._buttons.addWidget(button)
            self._buttons.addSpacing(16)

    def show_faces(self, shown: bool) -> None:
        """Draw the found faces over the picture, or not."""
        self.picture.show_faces(shown)

    def type_timecode(self) -> None:
        """Let the person type a place to go to."""
        self.timecode.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.timecode.selectAll()

    def _go(self, text: str) -> None:
        session = self._desk.session
        if session.project is None:
            return
        try:
            session.seek(frame_meant(text, session.playhead, session.project.media))
        except UsageError as error:
            self.timecode.setToolTip(tip(in_full(error, tr)))
            self._film.setText(said(error, tr)[0])
        else:
            self._tell_film()
        self._tell(session.playhead)

    def _tell(self, frame: int) -> None:
        self.timecode.say(self._desk.session.label(frame))

    def _tell_speed(self, speed: int) -> None:
        self._speed.setText(tr("stopped") if not speed else f"{speed}×".replace("-", "\N{MINUS SIGN}"))

    def _tell_film(self) -> None:
        session = self._desk.session
        self.timecode.setModified(False)
        self._tell(session.playhead)
        self._tell_speed(self._desk.player.speed)
        if session.project is None:
            self._film.clear()
            return
        media = session.project.media
        said = tr("{0} fps").format(rate_name(media.rate))
        if media.picture is not None:
            said += f"  {media.picture.width}\N{MULTIPLICATION SIGN}{media.picture.height}"
            if media.picture.variable_rate:
                said += "  " + tr("variable rate")
        self._film.setText(said)
