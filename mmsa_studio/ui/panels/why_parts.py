"""The drawn parts of an explanation: signed bars, muscles, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.modality import FACE, MODALITIES
from mmsa_studio.core.rates import frame_containing
from mmsa_studio.core.wording import modality_name, signed
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.painting import Painted
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.timeline.overlay import attended

_UNITS_SHOWN = 5
_LEAST_BAR = 40
_PICTURES = 3
_GAP = 8


class Bars(Painted):
    """Signed bars: to the right pushes up, to the left pulls down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Explanation | None = None
        self.setAccessibleName(tr("Contributions"))
        self.setToolTip(
            tr("How far each moves the curve: up to the right, down to the left. Together they are all of it.")
        )
        self.setMinimumHeight(round(self.fontMetrics().height() * 1.25 * len(MODALITIES)))

    def sizeHint(self) -> QSize:
        """One line for each modality."""
        return QSize(300, round(self.fontMetrics().height() * 1.25 * len(MODALITIES)))

    def take(self, answer: Explanation | None) -> None:
        """Show another answer; no numbers where nothing is known."""
        self._answer = answer if answer is not None and answer.known else None
        parts = self._answer.contributions if self._answer else {}
        self.setAccessibleDescription(", ".join(f"{modality_name(m, tr)} {signed(parts[m])}" for m in parts))
        self.update()

    def paint(self, painter: QPainter, _: QRect) -> None:
        """Draw the bars around a common zero."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, metrics = theme.current(), self.fontMetrics()
        label = metrics.averageCharWidth() * 8
        number = metrics.horizontalAdvance("+0.00") + 12
        room = QRectF(label, 0, self.width() - label - number, self.height())
        values = self._answer.contributions if self._answer else {}
        scale = max([abs(value) for value in values.values()] + [0.25])
        high = self.height() / len(MODALITIES)
        for row, name in enumerate(MODALITIES):
            y = row * high
            value = values.get(name, 0.0)
            painter.setPen(theme.colour(look.dim))
            painter.drawText(QRectF(0, y, label - 8, high), Qt.AlignmentFlag.AlignVCenter, modality_name(name, tr))
            long = value / scale * room.width() / 2
            bar = QRectF(room.center().x(), y + high * 0.24, long, high * 0.52).normalized()
            painter.fillRect(bar, theme.colour(theme.modality_tone(name)))
            painter.setPen(theme.colour(look.text if self._answer else look.faint))
            place = QRectF(room.right() + 4, y, number - 4, high)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, signed(value) if values else "–"
            )
        painter.setPen(QPen(theme.colour(look.faint), 1))
        x = round(room.center().x()) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))


class UnitBars(Painted):
    """The strongest action units of the main face, each with its name in plain words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.units: list[tuple[str, float]] = []
        self._empty = ""
        self.setAccessibleName(tr("Action units"))
        self.setToolTip(tr("What the muscles of the main face do here, strongest first."))
        self.setFixedHeight(round(self.fontMetrics().height() * 1.05 * _UNITS_SHOWN))

    def take(self, units: Mapping[str, float] | None) -> None:
        """Show other units, strongest first, or say that there is no face; None for nothing to say."""
        strongest = sorted((units or {}).items(), key=lambda unit: -unit[1])[:_UNITS_SHOWN]
        self.units = [(tr(ACTION_UNITS.get(code, code)), value) for code, value in strongest if value >= 0.01]
        self._empty = "" if self.units or units is None else tr("the face is still") if units else tr("no face here")
        said = ", ".join(f"{name} {value:.0%}" for name, value in self.units)
        self.setAccessibleDescription(said or self._empty)
        self.update()

    def paint(self, painter: QPainter, _: QRect) -> None:
        """Draw a name, a bar and a percentage for each."""
        look, metrics = theme.current(), self.fontMetrics()
        high = self.height() / _UNITS_SHOWN
        painter.setPen(theme.colour(look.dim))
        painter.drawText(QRectF(0, 0, self.width(), high), Qt.AlignmentFlag.AlignVCenter, self._empty)
        number = metrics.horizontalAdvance("100%") + 8
        widest = max((metrics.horizontalAdvance(name) for name, _ in self.units), default=0) + 10
        label = min(widest, self.width() - number - _LEAST_BAR)
        for row, (name, value) in enumerate(self.units):
            line = QRectF(0, row * high, self.width(), high)
            painter.setPen(theme.colour(look.dim))
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(label - 6))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, short)
            room = QRectF(label, line.top() + high * 0.28, self.width() - label - number, high * 0.44)
            painter.fillRect(room, theme.colour(look.sunken))
            room.setWidth(room.width() * min(value, 1.0))
            painter.fillRect(room, theme.colour(theme.MODALITY[FACE]))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, right, f"{value:.0%}")


class Pictures(Painted):
    """The pictures that were attended to most, with how far they are from the frame explained."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: list[tuple[int, float]] = []
        self.setToolTip(tr("The pictures of the face's attention, with how far they are from the frame explained."))
        self.setAccessibleName(tr("Pictures attended to"))
        self.setFixedHeight(self.fontMetrics().height() * 4)
        desk.thumbnails.ready.connect(self.update)

    def take(self, answer: Explanation | None) -> None:
        """Show the strongest stretches of the face's attention, in order of time."""
        self._shown = []
        if answer is not None:
            now = self._desk.session.seconds(answer.frame)
            faces = [(row, weight) for row, weight in attended(answer, now) if row.modality == FACE and weight > 0]
            strongest = sorted(faces, key=lambda one: -one[1])[:_PICTURES]
            middles = sorted((row.start + row.end) / 2 for row, _ in strongest)
            self._shown = [(self._frame_at(at), at - now) for at in middles]
        self.setVisible(bool(self._shown))
        self.update()

    def paint(self, painter: QPainter, _: QRect) -> None:
        """Draw those that are there, side by side, as large as there is room."""
        metrics = self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        found = ((self._desk.thumbnails.get(frame), away) for frame, away in self._shown)
        there = [(picture, away) for picture, away in found if picture is not None and not picture.isNull()]
        if not there:
            return
        shapes = sum(picture.width() / picture.height() for picture, _ in there)
        room = self.width() - _GAP * (len(there) - 1)
        left, high = 0.0, min(self.height() - metrics.height(), room / shapes)
        for picture, away in there:
            wide = picture.width() * high / picture.height()
            painter.drawImage(QRectF(left, 0, wide, high), picture)
            painter.setPen(theme.colour(theme.current().dim))
            text = f"{away:+.1f} s".replace("-", "\N{MINUS SIGN}")
            painter.drawText(QRectF(left, high, wide, metrics.height()), Qt.AlignmentFlag.AlignCenter, text)
            left += wide + _GAP

    def _frame_at(self, seconds: float) -> int:
        """The frame on screen at a time."""
        project = self._desk.session.project
        return self._desk.session.held(frame_containing(Fraction(seconds), project.rate)) if project else 0
