"""Valence and arousal with their 90 % bands; grey where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.ui.drawing import polygon, runs
from mmsa_studio.ui.lanes.base import Lane, View, say
from mmsa_studio.ui.lod import Averages, Column, columns
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_LINES = (("valence", Qt.PenStyle.SolidLine), ("arousal", Qt.PenStyle.DashLine))
_PAD = 4


@dataclass(frozen=True)
class _Cache:
    timeline: EmotionTimeline
    sums: dict[str, Averages]


class Emotion(Lane):
    """The curve. Solid line: valence. Dashed line: arousal."""

    id = "emotion"
    title = mark("Emotion")
    lines = 5.0
    grows = 3.0
    watches = ("timeline_changed", "tracks_changed")

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
        sums = self._sums(timeline)
        column, x = timeline_columns(view, timeline, rect.width())
        known = sums["valence"].over(column)[1]
        for first, last in runs(~known):
            shade_unknown(painter, QRectF(x[first], rect.top(), x[last - 1] - x[first] + 1, rect.height()), view)
        _zero_line(painter, rect, view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, style in _LINES:
            means, _ = sums[name].over(column)
            _curve(painter, rect, x, means, known, getattr(view.theme, name), style)

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title and the legend."""
        line = view.metrics.height()
        top = rect.center().y() - 1.5 * line
        super().paint_header(painter, QRectF(rect.left(), top, rect.width(), line), view)
        for row, (name, style) in enumerate(_LINES, 1):
            y = top + (row + 0.5) * line
            painter.setPen(QPen(colour(getattr(view.theme, name)), 2, style))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + 20, y))
            painter.setPen(colour(view.theme.dim))
            place = QRectF(rect.left() + 26, y - line / 2, rect.width() - 26, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, tr(name))

    def read_out(self, frame: int, view: View) -> str:
        """Valence and arousal at the frame."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.at(frame / view.project.rate)
        if not timeline.series("fused", "valence").valid[step]:
            return tr("nothing is known here")
        values = {name: float(timeline.series("fused", name).values[step]) for name, _ in _LINES}
        return "   ".join(f"{tr(name)} {value:+.2f}" for name, value in values.items())

    def _sums(self, timeline: EmotionTimeline) -> dict[str, Averages]:
        if self._cache is None or self._cache.timeline is not timeline:
            sums = {}
            for name, _ in _LINES:
                series = timeline.series("fused", name)
                rows = np.column_stack((series.values, series.lower, series.upper))
                sums[name] = Averages(rows, series.valid)
            self._cache = _Cache(timeline, sums)
        return self._cache.sums


def timeline_columns(view: View, timeline: EmotionTimeline, width: float) -> tuple[Column, np.ndarray]:
    """Grid steps under pixel columns, and where the columns lie in x.

    Zoomed in beyond the grid there is one column a step, placed at its middle, so that lines stay straight.
    """
    assert view.project is not None  # noqa: S101 - callers have a timeline, so they have a project
    axis, per_frame = view.axis, float(timeline.grid.rate / view.project.rate)
    steps = axis.span * per_frame
    if steps >= width:
        column = columns(axis.start, axis.end, round(width), per_frame, timeline.grid.count)
        return column, np.arange(round(width)) + 0.5
    first = max(int(axis.start * per_frame) - 1, 0)
    last = min(int(axis.end * per_frame) + 2, timeline.grid.count)
    index = np.arange(first, max(last, first + 1))
    x = ((index + 0.5) / per_frame - axis.start) * axis.width / axis.span
    return Column(index, index + 1, np.ones(len(index), np.bool_)), x


def shade_unknown(painter: QPainter, rect: QRectF, view: View) -> None:
    """Fill where nothing is known: grey, and hatched so that it is not colour alone."""
    painter.fillRect(rect, colour(view.theme.unknown))
    painter.fillRect(rect, QBrush(colour(view.theme.line, 0.7), Qt.BrushStyle.BDiagPattern))


def _zero_line(painter: QPainter, rect: QRectF, view: View) -> None:
    painter.setPen(QPen(colour(view.theme.line), 1, Qt.PenStyle.DotLine))
    y = round(rect.center().y()) + 0.5
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _curve(
    painter: QPainter, rect: QRectF, x: np.ndarray, means: np.ndarray, known: np.ndarray, tone: str, style: Qt.PenStyle
) -> None:
    def place(values: np.ndarray) -> np.ndarray:
        return rect.center().y() - values * (rect.height() / 2 - _PAD)

    for first, last in runs(known):
        part = slice(first, last)
        band_x = np.concatenate((x[part], x[part][::-1]))
        band_y = np.concatenate((place(means[part, 1]), place(means[part, 2])[::-1]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tone, 0.16))
        painter.drawPolygon(polygon(band_x, band_y))
        painter.setPen(QPen(colour(tone), 1.6, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon(x[part], place(means[part, 0])))
