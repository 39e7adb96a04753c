"""Why this frame: how much words, voice and face moved the curve, and which way."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mmsa_studio.core.jobs import Explanation, Failed
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, MODALITIES
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.units import UNIT_NAMES

_UNITS_SHOWN = 4


class Bars(QWidget):
    """Signed bars: to the right pushes up, to the left pulls down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Explanation | None = None
        self.setAccessibleName(tr("Contributions"))
        self.setMinimumHeight(round(self.fontMetrics().height() * 1.6 * len(MODALITIES)))

    def sizeHint(self) -> QSize:
        """One line for each modality."""
        return QSize(300, round(self.fontMetrics().height() * 1.8 * len(MODALITIES)))

    def take(self, answer: Explanation | None) -> None:
        """Show another answer."""
        self._answer = answer
        if answer is not None:
            said = ", ".join(f"{tr(name)} {value:+.2f}" for name, value in answer.contributions.items())
            self.setAccessibleDescription(said)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars around a common zero."""
        painter = QPainter(self)
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
            painter.drawText(QRectF(0, y, label - 8, high), Qt.AlignmentFlag.AlignVCenter, tr(name))
            long = value / scale * room.width() / 2
            bar = QRectF(room.center().x(), y + high * 0.24, long, high * 0.52).normalized()
            painter.fillRect(bar, theme.colour(theme.MODALITY[name]))
            painter.setPen(theme.colour(look.text if self._answer else look.faint))
            place = QRectF(room.right() + 4, y, number - 4, high)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:+.2f}" if values else "–"
            )
        painter.setPen(QPen(theme.colour(look.faint), 1))
        x = round(room.center().x()) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))


def lit(answer: Explanation, seconds: float) -> str:
    """The words around the frame as rich text, each on a ground as bright as the attention it got then.

    Args:
        answer: the explanation.
        seconds: middle of the explained frame.
    """
    if not len(answer.times):
        return ""
    weights = answer.attention[:, int(np.abs(answer.times - seconds).argmin())].tolist()
    spoken = [(row, weight) for row, weight in zip(answer.rows, weights, strict=True) if row.modality == "text"]
    top = max((weight for _, weight in spoken), default=0.0) or 1.0
    look = theme.current()
    return " ".join(
        f'<span style="background-color: {theme.blend(look.panel, theme.MODALITY["text"], 0.6 * weight / top).name()}">'
        f"&nbsp;{escape(row.label)}&nbsp;</span>"
        for row, weight in sorted(spoken, key=lambda one: one[0].start)
    )


class Why(QWidget):
    """Contributions, a sentence, and the face's action units, for one output at one frame."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._quantity = QComboBox()
        self._quantity.setAccessibleName(tr("Explain"))
        self._quantity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for name in (*DIMENSIONS, *(f"category.{category}" for category in CATEGORIES)):
            self._quantity.addItem(tr(name.removeprefix("category.")), name)
        self._frame = QLabel()
        self._frame.setFont(theme.digits())
        self._bars = Bars()
        self._sum = QLabel()
        self._sum.setObjectName("quiet")
        self._sentence = QLabel(tr("Open a film to see why its curve is where it is."))
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setToolTip(tr("The words around this frame; the brighter the ground, the more attention."))
        self._units = QLabel()
        self._units.setObjectName("quiet")
        for label in (self._sentence, self._words, self._units):
            label.setWordWrap(True)
        self._what_if = [QCheckBox(tr(name)) for name in MODALITIES]
        self._lay_out()
        self._quantity.currentIndexChanged.connect(lambda: desk.inquiry.set_quantity(str(self._quantity.currentData())))
        desk.inquiry.explained.connect(self._take)
        desk.inquiry.failed.connect(self._take_failure)
        desk.session.project_changed.connect(self._clear)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self._quantity)
        top.addStretch(1)
        top.addWidget(self._frame)
        layout.addLayout(top)
        layout.addWidget(self._bars)
        layout.addWidget(self._sum)
        layout.addWidget(self._sentence)
        layout.addWidget(self._words)
        layout.addWidget(self._units)
        layout.addStretch(1)
        layout.addLayout(self._what_if_row())

    def _what_if_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel(tr("Use"))
        label.setObjectName("quiet")
        row.addWidget(label)
        for name, box in zip(MODALITIES, self._what_if, strict=True):
            box.setChecked(True)
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            box.setToolTip(tr("What if the network had no {0}? Hypothetical: the curve stays.").format(tr(name)))
            box.toggled.connect(self._switch)
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _switch(self) -> None:
        off = (name for name, box in zip(MODALITIES, self._what_if, strict=True) if not box.isChecked())
        self._desk.inquiry.set_without(tuple(off))

    def _take(self, answer: Explanation) -> None:
        self._frame.setText(self._desk.session.label(answer.frame))
        self._bars.take(answer)
        hypothetical = tr("hypothetical: ") if self._desk.inquiry.without else ""
        self._sum.setText(
            hypothetical
            + tr("{0:+.2f} without any signal, {1:+.2f} with all of them").format(answer.baseline, answer.output)
        )
        self._sentence.setText(answer.sentence)
        self._words.setText(lit(answer, self._desk.session.seconds(answer.frame)))
        strongest = sorted(answer.units.items(), key=lambda unit: -unit[1])[:_UNITS_SHOWN]
        named = (f"{tr(UNIT_NAMES.get(code, code))} {value:.0%}" for code, value in strongest if value > 0)
        self._units.setText("   ".join(named))

    def _take_failure(self, problem: Failed) -> None:
        self._clear()
        self._sentence.setText(f"{problem.message} {problem.hint}")

    def _clear(self) -> None:
        self._frame.clear()
        self._bars.take(None)
        self._sum.clear()
        self._units.clear()
        self._words.clear()
        self._sentence.setText(tr("The explanation appears here while the film is analysed."))
        for box in self._what_if:
            box.blockSignals(True)
            box.setChecked(True)
            box.blockSignals(False)
