"""Plots that are looked at and not worked on, dressed in the theme. The only module that loads pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from mmsa_studio.core.card import HOME, STRANGER, Bin, Kind
from mmsa_studio.ui import theme

SYMBOLS: dict[Kind, str] = {HOME: "o", STRANGER: "d"}
"""Circles at home and diamonds with strangers: the colour is never alone."""
_THICK = 0.34
_BETWEEN = 0.19
_ROOM = 1.14
"""How far a plot reaches beyond 1, for the numbers behind the bars."""
_APART = 0.006
_FIFTHS = [[(fifth / 5, f"{fifth / 5:.1f}") for fifth in range(6)]]
_SMALLEST, _LARGEST = 5.0, 15.0
_FEW = 10
"""Answers below which a bin of a diagram says nothing."""
_ROW_LINES = 2.1
_GAP_PX = 14


@dataclass(frozen=True)
class Pair:
    """Two numbers under one name, 0..1; None where one was not measured."""

    name: str
    home: float | None
    stranger: float | None


def tone(kind: Kind) -> QColor:
    """The colour of numbers measured at home or with strangers."""
    look = theme.current()
    return theme.colour(look.valence if kind == HOME else look.arousal)


class Plot(pg.PlotWidget):
    """A plot that stays where it is, and is drawn again when the theme changes."""

    _drawn = False

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        menu = self.plotItem.ctrlMenu  # made all the same, and nobody's: without a parent it would outlive the plot
        menu.setParent(self, menu.windowFlags())
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.setMouseEnabled(False, False)
        self.hideButtons()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def changeEvent(self, event: QEvent) -> None:
        """Wear the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._drawn:
            self.draw()

    def draw(self) -> None:
        """Draw everything anew, in the colours of the theme."""
        look = theme.current()
        self._drawn = True
        self.clear()
        self.setBackground(look.sunken)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(look.line)
            axis.setTextPen(look.dim)
            axis.setStyle(tickFont=self.font())

    def rule(self, at: float) -> None:
        """A thin line across at a value."""
        self.addItem(pg.InfiniteLine(at, angle=90, pen=pg.mkPen(theme.current().dim, style=Qt.PenStyle.DashLine)))


class Bars(Plot):
    """Numbers from 0 to 1 as lying bars with their value behind them, strangers' below those of home.

    Args:
        name: what a screen reader calls it.
        meant: a value that is to be reached, drawn as a line.
        parent: as ever.
    """

    def __init__(self, name: str, *, meant: float | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._meant = meant
        self._pairs: Sequence[Pair] = ()

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these, the first on top."""
        self._pairs = pairs
        self.setAccessibleDescription(
            "; ".join(f"{one.name}: {_said(one.home)}, {_said(one.stranger)}" for one in pairs)
        )
        self.setMinimumHeight(round(self.fontMetrics().height() * _ROW_LINES * (len(pairs) + 1)))
        self.draw()

    def minimumSizeHint(self) -> QSize:
        """Room for every bar."""
        return QSize(400, self.minimumHeight())

    def draw(self) -> None:
        """Draw the bars and their names."""
        super().draw()
        for kind, above in ((HOME, _BETWEEN), (STRANGER, -_BETWEEN)):
            self._draw_kind(kind, above)
        if self._meant is not None:
            self.rule(self._meant)
        names = self.getAxis("left")
        names.setTicks([[(-place, one.name) for place, one in enumerate(self._pairs)]])
        names.setStyle(tickLength=0)
        self.getAxis("bottom").setTicks(_FIFTHS)
        names.setWidth(
            max((self.fontMetrics().horizontalAdvance(one.name) for one in self._pairs), default=0) + _GAP_PX
        )
        self.setRange(xRange=(0, _ROOM), yRange=(-len(self._pairs) + 0.4, 0.6), padding=0)

    def _draw_kind(self, kind: Kind, above: float) -> None:
        values = [one.home if kind == HOME else one.stranger for one in self._pairs]
        places = [place for place, value in enumerate(values) if value is not None]
        known = [value for value in values if value is not None]
        middles = [above - place for place in places]
        self.addItem(pg.BarGraphItem(x0=0, y=middles, width=known, height=_THICK, brush=tone(kind), pen=None))
        look = theme.current()
        for place, value in enumerate(values):
            tint = look.text if value is not None else look.faint
            number = pg.TextItem(_said(value), color=tint, anchor=(0, 0.5))
            number.setFont(self.font())
            number.setPos(max(value or 0.0, self._meant or 0.0) + _APART, above - place)
            self.addItem(number)


class Reliability(Plot):
    """How likely something was called against how often it was true; on the diagonal both are the same.

    Args:
        name: whose it is; stands above.
        likely: what stands below.
        true: what stands at the left.
        parent: as ever.
    """

    def __init__(self, name: str, likely: str, true: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name, self._words = name, {"bottom": likely, "left": true}
        self._diagrams: dict[Kind, tuple[Bin, ...]] = {}

    def show_bins(self, diagrams: dict[Kind, tuple[Bin, ...]]) -> None:
        """Show the diagrams at home and with strangers; bins with hardly an answer are left out."""
        self._diagrams = {kind: tuple(one for one in bins if one.count >= _FEW) for kind, bins in diagrams.items()}
        told = (f"{one.confidence:.2f} {one.accuracy:.2f}" for bins in self._diagrams.values() for one in bins)
        self.setAccessibleDescription("; ".join(told))
        self.draw()

    def sizeHint(self) -> QSize:
        """Comfortable size."""
        return QSize(420, 280)

    def draw(self) -> None:
        """Draw the diagonal, and a line through each diagram's bins; larger marks stand for more answers."""
        super().draw()
        look = theme.current()
        self.setTitle(self._name, color=look.text)
        for side, words in self._words.items():
            self.setLabel(side, words, color=look.dim)
            self.getAxis(side).setTicks(_FIFTHS)
        self.plot([0, 1], [0, 1], pen=pg.mkPen(look.dim, style=Qt.PenStyle.DashLine))
        for kind, bins in self._diagrams.items():
            counts = np.array([one.count for one in bins], float)
            self.plot(
                [one.confidence for one in bins],
                [one.accuracy for one in bins],
                pen=pg.mkPen(tone(kind), width=2),
                symbol=SYMBOLS[kind],
                symbolSize=_SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(counts / max(counts.max(initial=0), 1)),
                symbolBrush=tone(kind),
                symbolPen=look.sunken,
                antialias=True,
            )
        self.setRange(xRange=(0, 1), yRange=(0, 1), padding=0.03)


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
