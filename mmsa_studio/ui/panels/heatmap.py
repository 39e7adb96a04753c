"""Where the network looked around the playhead. Attention has no sign: the Why panel says what counts."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from mmsa_studio.app.viewpoint import Highlight
from mmsa_studio.core import card
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.rates import frame_containing
from mmsa_studio.core.wording import modality_name, signed
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.drawing import argb, image
from mmsa_studio.ui.painting import Painted
from mmsa_studio.ui.panel import Panel
from mmsa_studio.ui.plain import PlainLabel, shown, tip
from mmsa_studio.ui.text import tr

_LABEL_CHARS = 14
_STEPS = 64
_FOOT_LINES = 1.3
_ROW_LINES = 0.85
_HEAD = re.compile(r"layer (\d+) head (\d+)")
_MEASURED = ("rollout", "relevance")
_ALIKE = 0.5
"""Rank correlation with the map of shuffled weights from which on two maps are much the same."""


class Map(Painted):
    """Rows are words and modalities, columns are time, brightness is attention."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: Explanation | None = None
        self._problem = ""
        self._view = ""
        self.setMouseTracking(True)
        self.setMinimumHeight(70)
        self.setAccessibleName(tr("Attention heatmap"))
        desk.inquiry.explained.connect(self._take)
        desk.inquiry.failed.connect(self._take_failure)
        desk.session.project_changed.connect(self._clear)
        desk.session.playhead_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Comfortable size."""
        return QSize(420, 220)

    def set_view(self, view: str) -> None:
        """Show another variant by name; empty for the average over layers and heads."""
        self._view = view
        self.update()

    def weights(self) -> np.ndarray:
        """What is drawn. shape (R, C)"""
        assert self._answer is not None  # noqa: S101 - callers checked
        return self._answer.variants.get(self._view, self._answer.attention)

    def paint(self, painter: QPainter, _: QRect) -> None:
        """Draw the map, its row names and the playhead."""
        look = theme.current()
        painter.fillRect(self.rect(), theme.colour(look.panel))
        answer = self._answer
        if answer is None or not answer.rows or not len(answer.times):
            painter.setPen(theme.colour(look.faint))
            text = self._problem or tr("What the network looked at appears here as soon as it is known.")
            painter.drawText(
                QRectF(self.rect()).adjusted(20, 0, -20, 0),
                int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
                text,
            )
            return
        body = self._body()
        painter.drawImage(body, image(_pixels(self.weights(), look.sunken)))
        self._paint_rows(painter, body, answer)
        self._paint_time(painter, body, answer)
        if not self.weights().any():
            painter.drawText(body, Qt.AlignmentFlag.AlignCenter, tr("Nothing is known here, so nothing was looked at."))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what a cell stands for, and point at it wherever it is shown."""
        cell = self._cell(event.position())
        if cell is None or self._answer is None:
            QToolTip.hideText()
            self._desk.session.show_highlight(None)
            return
        row, column = cell
        pointed = self._answer.rows[row]
        self._desk.session.show_highlight(Highlight(pointed.modality, pointed.start, pointed.end))
        where = self._frame_of(column)
        weight = float(self.weights()[row, column])
        text = tr("{0}: {1:.0%} of the attention at {2}").format(
            self._row_name(row), weight, self._desk.session.label(where)
        )
        QToolTip.showText(event.globalPosition().toPoint(), tip(text), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self._desk.session.show_highlight(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the time of the column."""
        cell = self._cell(event.position())
        if cell is not None:
            self._desk.session.seek(self._frame_of(cell[1]))

    def _body(self) -> QRectF:
        left = self.fontMetrics().averageCharWidth() * _LABEL_CHARS + 12
        foot = self.fontMetrics().height() * _FOOT_LINES
        return QRectF(left, 6, max(self.width() - left - 10, 10), max(self.height() - foot - 8, 10))

    def _cell(self, place: QPointF) -> tuple[int, int] | None:
        body = self._body()
        if self._answer is None or not self._answer.rows or not body.contains(place):
            return None
        rows, columns = self._answer.attention.shape
        row = int((place.y() - body.top()) / body.height() * rows)
        column = int((place.x() - body.left()) / body.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def _frame_of(self, column: int) -> int:
        project = self._desk.session.project
        if project is None or self._answer is None:
            return 0
        return self._desk.session.held(frame_containing(Fraction(float(self._answer.times[column])), project.rate))

    def _row_name(self, row: int) -> str:
        assert self._answer is not None  # noqa: S101 - callers checked
        named = self._answer.rows[row]
        if named.label not in ("", named.modality):
            return shown(named.label)
        away = (named.start + named.end) / 2 - self._desk.session.seconds(self._answer.frame)
        return f"{modality_name(named.modality, tr)} {away:+.1f} s".replace("-", "\N{MINUS SIGN}")

    def _paint_rows(self, painter: QPainter, body: QRectF, answer: Explanation) -> None:
        """A stroke in the modality's colour for each row, and the names there is room for, the brightest first."""
        look, metrics = theme.current(), self.fontMetrics()
        high, line = body.height() / len(answer.rows), metrics.height()
        for number, row in enumerate(answer.rows):
            place = QRectF(4, body.top() + number * high + 1, 3, max(high - 2, 1))
            painter.fillRect(place, theme.colour(theme.modality_tone(row.modality)))
        painter.setPen(theme.colour(look.dim))
        now = int(np.abs(answer.times - self._desk.session.seconds(self._desk.session.playhead)).argmin())
        for number in roomy(self.weights()[:, now], high, line * _ROW_LINES):
            place = QRectF(12, body.top() + (number + 0.5) * high - line / 2, body.left() - 18, line)
            name = metrics.elidedText(self._row_name(number), Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_time(self, painter: QPainter, body: QRectF, answer: Explanation) -> None:
        session, look = self._desk.session, theme.current()
        if session.project is None:
            return
        half = (float(answer.times[-1]) - float(answer.times[0])) / max(len(answer.times) - 1, 1) / 2
        first, last = float(answer.times[0]) - half, float(answer.times[-1]) + half
        now = (session.playhead + 0.5) / float(session.project.rate)
        if last > first and first <= now <= last:
            x = body.left() + (now - first) / (last - first) * body.width()
            painter.setPen(QPen(theme.colour(look.playhead), 1))
            painter.drawLine(QPointF(x, body.top() - 2), QPointF(x, body.bottom() + 2))
        painter.setPen(theme.colour(look.faint))
        painter.setFont(theme.digits(0.85))
        foot = QRectF(body.left(), body.bottom() + 2, body.width(), self.height() - body.bottom() - 4)
        for column, side in ((0, Qt.AlignmentFlag.AlignLeft), (len(answer.times) - 1, Qt.AlignmentFlag.AlignRight)):
            painter.drawText(foot, side | Qt.AlignmentFlag.AlignVCenter, session.label(self._frame_of(column)))

    def _take(self, answer: Explanation) -> None:
        self._answer, self._problem = answer, ""
        self.update()

    def _take_failure(self, problem: object) -> None:
        self._answer, self._problem = None, getattr(problem, "message", "")
        self.update()

    def _clear(self) -> None:
        self._answer, self._problem = None, ""
        self.update()


class Heatmap(Panel):
    """The map, and which of the network's views of it is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.map = Map(desk)
        self._views = QComboBox()
        self._views.setAccessibleName(tr("View"))
        self._views.setToolTip(tr("Average over layers and heads, one head, rollout, or relevance for the output."))
        self._views.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._views.addItem(tr("average"), "")
        self._views.currentIndexChanged.connect(self._choose)
        self.caution = PlainLabel()
        self.caution.setObjectName("quiet")
        self.caution.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.setContentsMargins(12, 4, 10, 0)
        top.setSpacing(10)
        top.addWidget(self._views)
        top.addWidget(self.caution, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.map, 1)
        self._choose()
        desk.inquiry.explained.connect(self._offer)

    def _choose(self) -> None:
        view = str(self._views.currentData())
        self.map.set_view(view)
        text, measured = caution(view)
        self.caution.setText(text)
        self.caution.setToolTip(measured)

    def _offer(self, answer: Explanation) -> None:
        """Offer the views this answer has; the chosen one stays chosen, also while it is not there."""
        for name in sorted(answer.variants, key=lambda name: (name[-1].isdigit(), name)):
            if self._views.findData(name) < 0:
                self._views.addItem(view_name(name), name)


def view_name(view: str) -> str:
    """What a person calls a view."""
    if (head := _HEAD.fullmatch(view)) is not None:
        return tr("layer {0}, head {1}").format(*head.groups())
    return tr(view)


def caution(view: str) -> tuple[str, str]:
    """What a view shows of what the network learned, and how that was measured; empty where it was not.

    Args:
        view: name of the variant; single heads and the average are raw attention.
    """
    found = card.row(f"sanity-{view if view in _MEASURED else 'average'}")
    if found is None:
        return "", ""
    everywhere, near = found.value, float(found.details["within reach"])
    if everywhere < _ALIKE:
        text = tr("Where the network looked, not which way it pushed: all of it learned.")
    elif near < _ALIKE:
        text = tr("Where the network looked, not which way it pushed: near by design, how bright it learned.")
    else:
        text = tr("Where the network looked, not which way it pushed: little more than nearness in time.")
    measured = tr(
        "Shuffled weights give a map that agrees by {0} with this one, within reach by {1}; 1 is the same map."
    )
    return text, measured.format(signed(everywhere), signed(near))


def roomy(weights: np.ndarray, high: float, apart: float) -> list[int]:
    """Rows that can be named without touching each other, the heaviest before others.

    Args:
        weights: of the rows. shape (R,)
        high: height of a row.
        apart: least distance between the middles of two names.
    """
    chosen: list[int] = []
    for row in map(int, np.argsort(-weights, kind="stable")):
        if all(abs(row - other) * high >= apart for other in chosen):
            chosen.append(row)
    return chosen


def _pixels(attention: np.ndarray, back: str) -> np.ndarray:
    """The weights as colours: one dark-to-light ramp that stays in order for every kind of colour vision."""
    top = float(attention.max(initial=0.0))
    level = np.sqrt(attention / top) if top > 0 else np.zeros_like(attention)
    ramp = np.array([argb(_ramp(back, number / (_STEPS - 1))) for number in range(_STEPS)], np.uint32)
    return ramp[np.clip((level * (_STEPS - 1)).round().astype(int), 0, _STEPS - 1)]


def _ramp(back: str, share: float) -> QColor:
    """From the background through blue to a warm white (after the cividis idea: blue to yellow)."""
    if share < 0.5:
        return theme.blend(back, "#2f6c9e", share * 2)
    return theme.blend("#2f6c9e", "#ffe9a8", share * 2 - 1)
