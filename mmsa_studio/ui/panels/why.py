"""Why this frame: how much words, voice and face moved the curve, which way, and how far that can be trusted."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.core.corrections import set_to
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.questions import TrustReport
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS
from mmsa_studio.core.wording import cautions, in_full, modality_name, overruled, quarrels, sentence, signed
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.panel import Panel
from mmsa_studio.ui.panels.line_words import LineWords
from mmsa_studio.ui.panels.what_if import WhatIf
from mmsa_studio.ui.panels.why_parts import Bars, Pictures, UnitBars
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import mark, tr

_WAYS = {
    "relevance": mark("relevance"),
    "average": mark("raw attention"),
    "occlusion": mark("occlusion"),
    "random": mark("chance"),
}
_WORTH_SAYING = 0.005


class Why(Panel):
    """Everything that is known about one output at one frame, and below it what may be supposed.

    What can be supposed does not scroll, and so stays under the pointer whatever the answer is.

    Attributes:
        body: the explanation, whole.
        view: shows as much of it as there is room for.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._answer: Explanation | None = None
        self._quantity = _choice()
        self._frame = PlainLabel()
        self._frame.setFont(theme.digits())
        self._frame.setToolTip(tr("The frame explained."))
        self._bars, self._units, self._pictures = Bars(), UnitBars(), Pictures(desk)
        self._sum, self._together, self._trust = (_quiet() for _ in range(3))
        self._sum.setToolTip(
            tr("What the network says with all it has here, and what it says of a film it knows nothing of.")
        )
        self._supposed, self._notice, self._overruled = _warning(), _warning(), _warning()
        self._supposed.setText(tr("hypothetical"))
        self._supposed.setToolTip(tr("This explains what you suppose below, not the film."))
        for label in (self._sum, self._together):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._sentence = PlainLabel(tr("Open a film to see why its curve is where it is."))
        self._words = LineWords(desk)
        self._try = QPushButton(tr("Can this be trusted?"))
        self._try.setToolTip(
            tr("Take away what explanations say mattered, at frames all over the film, and see if the answer falls.")
        )
        self._what_if = WhatIf(desk)
        self.body, self.view = QWidget(), QScrollArea()
        self._lay_out()
        self._lay_out_body()
        self._quantity.currentIndexChanged.connect(lambda: desk.inquiry.set_quantity(str(self._quantity.currentData())))
        self._try.clicked.connect(self._ask_to_try)
        desk.inquiry.explained.connect(self._take)
        desk.inquiry.failed.connect(self._take_failure)
        desk.workshop.tried.connect(self._take_trust)
        desk.workshop.failed.connect(self._take_failure)
        desk.session.project_changed.connect(self._clear)
        desk.session.corrections_changed.connect(self._tell_overruled)

    def sizeHint(self) -> QSize:
        """Room for what must be seen at once; what can be tried may be scrolled to."""
        return QSize(640, 290)

    def take_focus(self) -> None:
        """Let the keyboard choose what is explained."""
        self._quantity.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        """The explanation, which scrolls, over what can be supposed."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._what_if)
        self.view.setWidget(self.body)
        self.view.setWidgetResizable(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out_body(self) -> None:
        """In words, then what moves the curve beside the face, then what can be asked further."""
        top, beside, further = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._quantity)
        top.addWidget(self._supposed)
        top.addWidget(self._sum, 1)
        top.addWidget(self._frame)
        beside.setSpacing(18)
        beside.addLayout(_column(self._bars, self._together), 1)
        beside.addLayout(_column(self._units), 1)
        further.addWidget(self._pictures, 1)
        further.addWidget(self._try, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(4)
        layout.addLayout(top)
        for label in (self._sentence, self._overruled, self._notice, self._trust):
            label.setWordWrap(True)
        for part in (self._sentence, self._overruled, self._notice, self._words):
            layout.addWidget(part)
        layout.addLayout(beside)
        layout.addLayout(further)
        layout.addWidget(self._trust)
        layout.addStretch(1)

    def _take(self, answer: Explanation) -> None:
        self._answer = answer
        self._frame.setText(self._desk.session.label(answer.frame))
        self._bars.take(answer)
        self._supposed.setVisible(self._desk.workshop.supposing)
        said = tr("{0} here, {1} when nothing is known")
        self._sum.setText(said.format(signed(answer.output), signed(answer.baseline)) if answer.known else "")
        worth = {pair: signed(value) for pair, value in answer.interactions.items() if abs(value) >= _WORTH_SAYING}
        names = {m: modality_name(m, tr) for m in MODALITIES}
        together = (f"{' + '.join(names[one] for one in pair.split('+'))} {value}" for pair, value in worth.items())
        self._together.setText(tr("together more than apart: ") + "   ".join(together))
        meaning = tr("What two bring only when both are there; their bars share it.")
        self._together.setToolTip(f"{self._together.text()}\n{meaning}")  # where there is no room for all of it
        self._together.setVisible(bool(worth))
        self._sentence.setText(sentence(answer, tr))
        self._tell_overruled()
        doubts = quarrels(answer, tr)
        self._notice.setText("\n".join(doubts))
        self._notice.setVisible(bool(doubts))
        self._words.take(answer)
        self._units.take(answer.units)
        self._pictures.take(answer)

    def _tell_overruled(self) -> None:
        """Say that a person set another value than the one that is explained."""
        answer, value = self._answer, None
        if answer is not None:
            value = set_to(self._desk.session.corrections, answer.quantity, answer.frame)
        if answer is not None and value is not None:
            self._overruled.setText(overruled(answer, value, tr))
        self._overruled.setVisible(value is not None)

    def _ask_to_try(self) -> None:
        self._try.setEnabled(False)
        self._trust.setText(tr("Taking pieces of the film away …"))
        self._desk.workshop.try_film(str(self._quantity.currentData()))

    def _take_trust(self, report: TrustReport) -> None:
        self._try.setEnabled(True)
        lines = []
        if report.windows:
            tried = tr("Tried at {0} frames: the less is left and the more comes back, the better an explanation.")
            lines.append(tried.format(report.windows))
            lines += [_curves(report, way, name) for way, name in _WAYS.items()]
        self._trust.setText("\n".join([*lines, *cautions(report, tr)]))

    def _take_failure(self, problem: Failed) -> None:
        self._clear()
        self._sentence.setText(in_full(problem, tr))

    def _clear(self) -> None:
        self._answer = None
        for label in (self._frame, self._sum, self._together, self._notice, self._trust):
            label.clear()
        for label in (self._supposed, self._notice):
            label.hide()
        self._tell_overruled()
        self._words.take(None)
        self._bars.take(None)
        self._units.take(None)
        self._pictures.take(None)
        self._try.setEnabled(True)
        self._sentence.setText(tr("The explanation appears here as soon as it is known."))


def _choice() -> QComboBox:
    """All outputs that can be explained."""
    made = QComboBox()
    made.setAccessibleName(tr("Explain"))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for name in (*DIMENSIONS, *(f"category.{category}" for category in CATEGORIES)):
        made.addItem(tr(name.removeprefix("category.")), name)
    return made


def _column(*parts: QWidget) -> QVBoxLayout:
    """Parts below each other, as high as they need to be."""
    made = QVBoxLayout()
    made.setSpacing(4)
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


def _quiet() -> PlainLabel:
    made = PlainLabel()
    made.setObjectName("quiet")
    return made


def _warning() -> PlainLabel:
    """Not seen until there is something to say."""
    made = PlainLabel()
    made.setObjectName("warning")
    made.hide()
    return made


def _curves(report: TrustReport, way: str, name: str) -> str:
    """How a way to explain did when what it points at was taken away, and when nothing else was given."""
    shares = (f"{curve[way]:.0%}".replace("-", "\N{MINUS SIGN}") for curve in (report.deletion, report.insertion))
    return tr("{0}: {1} left when taken away, {2} back when given alone").format(tr(name), *shares)
