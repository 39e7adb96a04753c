"""Valence and arousal with their 90 % bands; grey where nothing is known; a person's corrections over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mmsa_studio.core.corrections import said_at
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.ui.drawing import runs
from mmsa_studio.ui.lanes.base import Lane, LegendRow, View, legend, say
from mmsa_studio.ui.lanes.corrected import FAINT, PAD, columns_of, paint_lines
from mmsa_studio.ui.lanes.hypothesis import paint_hypothesis
from mmsa_studio.ui.lod import Averages, columns
from mmsa_studio.ui.strokes import band, curve, hatch, tinted
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_LINES = (("valence", Qt.PenStyle.SolidLine, (1, 0)), ("arousal", Qt.PenStyle.DashLine, (7, 4)))
_BAND = 0.18
_THICK = 1.7


@dataclass(frozen=True)
class _Cache:
    timeline: EmotionTimeline
    sums: dict[str, Averages]


class Emotion(Lane):
    """The curve. Solid line: valence. Dashed line: arousal."""

    id = "emotion"
    title = mark("Emotion")
    lines = 6.0
    grows = 3.0
    watches = ("timeline_changed", "corrections_changed", "hypothesis_changed")

    def __init__(self) -> None:
        self._cache: _Cache | None = None

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw grey gaps, the zero line, bands and lines."""
        if view.project is None:
            return
        timeline = view.project.timeline
        if timeline is None:
            shade_unknown(painter, rect, view)
            say(painter, rect, view, tr("The curve appears here while the film is analysed."))
            return
        sums, width = self._sums(timeline), round(rect.width() * view.ratio)
        means = {name: at_pixels(view, timeline.grid, sums[name], width) for name, _, _ in _LINES}
        known = means["valence"][1]
        shade_unknown(painter, rect, view, ~known)
        _zero_line(painter, rect, view)
        for name, _, dash in _LINES:
            covered = _coverage(means[name][0], known, rect, view, dash)
            under = columns_of(view, name, width)
            covered[:, under] = covered[:, under] * FAINT
            painter.drawImage(rect, tinted(covered, getattr(view.theme, name)))
        for name, _, _ in _LINES:
            paint_lines(painter, rect, view, name)
        if view.session.hypothesis is not None:
            paint_hypothesis(painter, rect, view, view.session.hypothesis)

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title and the legend."""
        rows = [LegendRow(tr(name), getattr(view.theme, name), style) for name, style, _ in _LINES]
        legend(painter, rect, view, tr(self.title), rows)

    def read_out(self, frame: int, view: View) -> str:
        """Valence and arousal at the frame, with their bands."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.step_of(frame, view.project.rate)
        said = []
        for name, _, _ in _LINES:
            one, word = timeline.series("fused", name), said_at(view.session.corrections, name, frame)
            low, high = one.lower[step], one.upper[step]
            now = f"{one.values[step]:+.2f}  ({low:+.2f} … {high:+.2f})" if one.valid[step] else ""
            if word is not None:
                now = tr("{0:+.2f}  corrected; computed: {1}").format(word.value, now or tr("nothing"))
            if now:
                said.append(f"{tr(name)} {now}")
        return "\n".join(said) or tr("nothing is known here")

    def _sums(self, timeline: EmotionTimeline) -> dict[str, Averages]:
        if self._cache is None or self._cache.timeline is not timeline:
            sums = {}
            for name, _, _ in _LINES:
                series = timeline.series("fused", name)
                rows = np.column_stack((series.values, series.lower, series.upper))
                sums[name] = Averages(rows, series.valid)
            self._cache = _Cache(timeline, sums)
        return self._cache.sums


def at_pixels(view: View, grid: Grid, sums: Averages, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean values under every pixel column and whether they are known. shapes (width, K) and (width,)

    Zoomed in beyond the grid the values are those of the steps' middles with straight lines between them.
    """
    assert view.project is not None  # noqa: S101 - callers have a track, so they have a project
    axis, per_frame = view.axis, float(grid.rate / view.project.rate)
    column = columns(axis.start, axis.end, width, per_frame, grid.count)
    means, known = sums.over(column)
    if axis.span * per_frame >= width:
        return means, known
    first = max(int(axis.start * per_frame) - 1, 0)
    last = min(int(axis.end * per_frame) + 2, grid.count)
    steps = np.arange(first, max(last, first + 1))
    exact = sums.single(steps)
    place = np.linspace(axis.start, axis.end, width) * per_frame - 0.5
    return np.column_stack([np.interp(place, steps, one) for one in exact.T]), known


def shade_unknown(painter: QPainter, rect: QRectF, view: View, where: np.ndarray | None = None) -> None:
    """Fill the pixel columns in which nothing is known; all of them without a mask."""
    width, height = round(rect.width() * view.ratio), round(rect.height() * view.ratio)
    grey = hatch(view.theme.unknown, view.theme.line, width, height)
    for first, last in runs(np.ones(width, np.bool_) if where is None else where):
        place = QRectF(first / view.ratio, rect.top(), (last - first) / view.ratio, rect.height())
        painter.drawImage(place, grey, QRectF(first, 0, last - first, height))


def _coverage(means: np.ndarray, known: np.ndarray, rect: QRectF, view: View, dash: tuple[int, int]) -> np.ndarray:
    height = round(rect.height() * view.ratio)
    rows = (height / 2 - means * (height / 2 - PAD * view.ratio)).astype(np.float32)
    spaced = (round(dash[0] * view.ratio), round(dash[1] * view.ratio))
    line = curve(height, rows[:, 0], known, _THICK * view.ratio, spaced)
    return np.maximum(line, band(height, rows[:, 2], rows[:, 1], known, _BAND))


def _zero_line(painter: QPainter, rect: QRectF, view: View) -> None:
    painter.setPen(QPen(colour(view.theme.line), 1))
    y = round(rect.center().y()) + 0.5
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
