"""The seven categories as a stacked ribbon."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.ui.drawing import argb, image, runs
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.lanes.emotion import shade_unknown
from mmsa_studio.ui.lod import Averages, columns
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import CATEGORY, blend, ink_on

_LEADS = 0.34
_INK = 0.82


class Ribbon(Lane):
    """How probable each expressed category is; the leading one is named where there is room."""

    id = "categories"
    title = mark("Categories")
    lines = 1.9
    grows = 0.8
    watches = ("timeline_changed",)

    def __init__(self) -> None:
        self._timeline: EmotionTimeline | None = None
        self._sums: Averages | None = None

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the ribbon and the names of leading categories."""
        project = view.project
        if project is None or project.timeline is None:
            if project is not None:
                shade_unknown(painter, rect, view)
            return
        timeline = project.timeline
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        per_frame = float(timeline.grid.rate / project.rate)
        column = columns(view.axis.start, view.axis.end, width, per_frame, timeline.grid.count)
        shares, known = self._averages(timeline).over(column)
        shade_unknown(painter, rect, view, ~known)
        painter.drawImage(rect, image(_pixels(shares, known, height, view)))
        self._names(painter, rect, view, shares, known)

    def read_out(self, frame: int, view: View) -> str:
        """The leading category at the frame."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.at(frame / view.project.rate)
        series = [timeline.series("fused", f"category.{name}") for name in CATEGORIES]
        if not series[0].valid[step]:
            return ""
        leader = int(np.argmax([one.values[step] for one in series]))
        return f"{tr(CATEGORIES[leader])} {series[leader].values[step]:.0%}"

    def _averages(self, timeline: EmotionTimeline) -> Averages:
        if self._sums is None or self._timeline is not timeline:
            series = [timeline.series("fused", f"category.{name}") for name in CATEGORIES]
            self._sums = Averages(np.column_stack([one.values for one in series]), series[0].valid)
            self._timeline = timeline
        return self._sums

    def _names(self, painter: QPainter, rect: QRectF, view: View, shares: np.ndarray, known: np.ndarray) -> None:
        leader = np.where(known & (shares.max(axis=1) >= _LEADS), shares.argmax(axis=1), -1)
        for number, name in enumerate(CATEGORIES):
            text = tr(name)
            for first, last in runs(leader == number):
                left, wide = first / view.ratio, (last - first) / view.ratio
                if wide < view.metrics.horizontalAdvance(text) + 10:
                    continue
                above = shares[first:last, :number].sum(axis=1).mean() * rect.height()
                tall = shares[first:last, number].mean() * rect.height()
                if tall >= view.metrics.height() * 0.8:
                    place = QRectF(left, rect.top() + above, wide, tall)
                    painter.setPen(ink_on(CATEGORY[name]))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _pixels(shares: np.ndarray, known: np.ndarray, height: int, view: View) -> np.ndarray:
    edges = np.cumsum(shares, axis=1) / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    rows = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    which = np.zeros((height, len(known)), np.uint8)
    for edge in edges[:, :-1].T.astype(np.float32):
        which += rows > edge
    tones = [argb(QColor(blend(view.theme.panel, CATEGORY[name], _INK))) for name in CATEGORIES]
    pixels = np.array(tones, np.uint32)[which]
    pixels[:, ~known] = 0
    return pixels
