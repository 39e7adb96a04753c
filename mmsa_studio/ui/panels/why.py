"""Why this frame: how much words, voice and face moved the curve, and which way."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mmsa_studio.core.jobs import Explanation, Failed
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, MODALITIES
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.text import tr

_UNITS_SHOWN = 4
UNIT_NAMES = {
    "AU01": "inner brow raised", "AU02": "outer brow raised", "AU04": "brow lowered", "AU05": "upper lid raised",
    "AU06": "cheek raised", "AU07": "lid tightened", "AU09": "nose wrinkled", "AU10": "upper lip raised",
    "AU12": "lip corners pulled up", "AU14": "dimpled", "AU15": "lip corners pulled down", "AU17": "chin raised",
    "AU18": "lips puckered", "AU20": "lips stretched", "AU22": "lips funnelled", "AU23": "lips tightened",
    "AU24": "lips pressed", "AU25": "lips parted", "AU26": "jaw dropped", "AU27": "mouth stretched",
    "AU28": "lips sucked in", "AU43": "eyes closed", "AU45": "blink",
}  # fmt: skip


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
        self._units = QLabel()
        self._units.setObjectName("quiet")
        for label in (self._sentence, self._units):
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
        self._sentence.setText(tr("The explanation appears here while the film is analysed."))
        for box in self._what_if:
            box.blockSignals(True)
            box.setChecked(True)
            box.blockSignals(False)
