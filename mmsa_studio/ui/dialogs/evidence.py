"""How far the curve can be believed: what was measured, at home beside strangers, to be looked at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.core import card
from mmsa_studio.core.card import COVERAGE, FIGURES, HOME, RELIABILITY, STRANGER, Figure, Kind
from mmsa_studio.core.modality import FACE, FUSED, TEXT, VOICE
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS
from mmsa_studio.core.wording import quantity_name
from mmsa_studio.ui.dialogs import close_button
from mmsa_studio.ui.dialogs.measured import AllNumbers
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.plots import Bars, Pair, Reliability, tone
from mmsa_studio.ui.text import mark, tr

SOURCE_NAMES = {FUSED: mark("All together"), TEXT: mark("Words"), VOICE: mark("Voices"), FACE: mark("Faces")}
_MARKS: dict[Kind, tuple[str, str]] = {HOME: ("●", mark("at home")), STRANGER: ("◆", mark("with strangers"))}
_GOOD = mark("1 is perfect; where small is good, 0 is. Your film is a stranger.")
_SURE = mark(
    "On the broken line, what is called 70% likely is true 70% of the time. Below it the program is surer than it "
    "should be. Larger marks stand for more answers."
)
_BAND = mark("The band around a curve is meant to hold what is true 90% of the time: the broken line.")
_ALL = mark("Everything that was measured, as it stands in the model card.")
_BANDED = (*DIMENSIONS, *(f"category.{name}" for name in CATEGORIES))
_HELD = 0.9
"""Share of what is true that a band is meant to hold."""
_MARGIN = 14
_GAP = 3 * "&nbsp;"


class EvidenceDialog(QDialog):
    """Figures that matter, how sure against how true, how often the band holds, and all numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Evidence"))
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(tr("Evidence"))
        for title, words, make in (
            (mark("How good"), _GOOD, _Goodness),
            (mark("How sure"), _SURE, _Sureness),
            (mark("The band"), _BAND, _Bands),
            (mark("All numbers"), _ALL, AllNumbers),
        ):
            self.pages.addTab(_Page(tr(words), make), tr(title))
        self._legend = QLabel()
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setAccessibleName(tr("Legend"))
        foot = QHBoxLayout()
        foot.addWidget(self._legend, 1)
        foot.addWidget(close_button(self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.addWidget(self.pages, 1)
        layout.addLayout(foot)
        self._dress()
        self.resize(940, 700)

    def changeEvent(self, event: QEvent) -> None:
        """Let the legend wear the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        signs = {kind: f'<span style="color:{tone(kind).name()}">{sign}</span>' for kind, (sign, _) in _MARKS.items()}
        told = (f"{signs[kind]} {tr(words)}" for kind, (_, words) in _MARKS.items())
        self._legend.setText(_GAP.join(told))


class _Page(QWidget):
    """A sentence, and below it what it is about, which is made when it is looked at for the first time.

    Args:
        words: the sentence.
        make: makes what it is about.
    """

    def __init__(self, words: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self.content: QWidget | None = None
        sentence = PlainLabel(words)
        sentence.setObjectName("quiet")
        sentence.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, _MARGIN, 0, 0)
        self._layout.setSpacing(10)
        self._layout.addWidget(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Make what is to be seen."""
        if self.content is None:
            self.content = self._make()
            self._layout.addWidget(self.content, 1)
        super().showEvent(event)


class _Goodness(QScrollArea):
    """The figures that matter."""

    def __init__(self) -> None:
        super().__init__()
        self.bars = Bars(tr("Figures that matter"))
        self.bars.show_pairs([_pair(figure) for figure in FIGURES])
        _fill(self, self.bars)


class _Sureness(QWidget):
    """A reliability diagram of every source."""

    def __init__(self) -> None:
        super().__init__()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for place, (source, ids) in enumerate(RELIABILITY.items()):
            plot = Reliability(tr(SOURCE_NAMES[source]), tr("called likely"), tr("true"))
            plot.show_bins({kind: card.reliability(name) for kind, name in zip((HOME, STRANGER), ids, strict=True)})
            layout.addWidget(plot, place // 2, place % 2)


class _Bands(QWidget):
    """How often the band of a source holds each quantity."""

    def __init__(self) -> None:
        super().__init__()
        self.source = QComboBox()
        self.source.setAccessibleName(tr("Whose band"))
        for source, name in SOURCE_NAMES.items():
            self.source.addItem(tr(name), source)
        self.bars = Bars(tr("How often the band holds"), meant=_HELD)
        row = QHBoxLayout()
        row.addWidget(self.source)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        area = QScrollArea()
        _fill(area, self.bars)
        layout.addWidget(area, 1)
        self.source.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        home, stranger = (card.coverage(name, str(self.source.currentData())) for name in COVERAGE)
        self.bars.show_pairs([Pair(quantity_name(q, tr), home.get(q), stranger.get(q)) for q in _BANDED])


def _pair(figure: Figure) -> Pair:
    home, stranger = (found.value if (found := card.row(name)) else None for name in (figure.home, figure.stranger))
    small = tr("{0} (small is good)") if figure.small_is_good else "{0}"
    return Pair(small.format(tr(figure.said)), home, stranger)


def _fill(area: QScrollArea, content: QWidget) -> None:
    """Let what may be higher than a small screen be scrolled."""
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
