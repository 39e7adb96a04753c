"""How much words, voice and face push the curve up or pull it down."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.vocabulary import MODALITIES
from mmsa_studio.ui.drawing import argb, image
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.lanes.emotion import shade_unknown
from mmsa_studio.ui.lod import Averages, columns
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MODALITY, colour, ink_on

_ROOM = 1.1


class Shares(Lane):
    """Contributions to valence: what pushes up is stacked above the line, what pulls down below it."""

    id = "shares"
    title = mark("Shares")
    lines = 1.7
    grows = 0.8
    watches = ("timeline_changed",)

    def __init__(self) -> None:
        self._timeline: EmotionTimeline | None = None
        self._sums = Averages(np.zeros((1, len(MODALITIES)), np.float32), np.zeros(1, np.bool_))
        self._top = 1.0

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the stacked contributions."""
        project = view.project
        if project is None or project.timeline is None:
            if project is not None:
                shade_unknown(painter, rect, view)
            return
        self._take(project.timeline)
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        per_frame = float(project.timeline.grid.rate / project.rate)
        column = columns(view.axis.start, view.axis.end, width, per_frame, project.timeline.grid.count)
        parts, known = self._sums.over(column)
        shade_unknown(painter, rect, view, ~known)
        painter.drawImage(rect, image(_pixels(parts / self._top, known, height)))
        painter.setPen(colour(view.theme.line))
        middle = round(rect.center().y()) + 0.5
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title and which colour is whose, by first letter."""
        super().paint_header(painter, rect, view)
        side = view.metrics.height() * 0.95
        for number, name in enumerate(reversed(MODALITIES)):
            box = QRectF(rect.right() - (number + 1) * (side + 2), rect.center().y() - side / 2, side, side)
            painter.fillRect(box, colour(MODALITY[name]))
            painter.setPen(ink_on(MODALITY[name]))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(name)[:1].upper())

    def read_out(self, frame: int, view: View) -> str:
        """The contributions at the frame."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.at(frame / view.project.rate)
        if not timeline.valid[0, step]:
            return ""
        return "\n".join(f"{tr(name)} {timeline.contributions[step, m]:+.2f}" for m, name in enumerate(MODALITIES))

    def _take(self, timeline: EmotionTimeline) -> None:
        if timeline is self._timeline:
            return
        parts, self._timeline = timeline.contributions, timeline
        self._sums = Averages(parts, timeline.valid[0])
        ups, downs = (np.clip(parts * sign, 0, None).sum(axis=1).max(initial=0.1) for sign in (1, -1))
        self._top = float(max(ups, downs)) * _ROOM


def _pixels(parts: np.ndarray, known: np.ndarray, height: int) -> np.ndarray:
    """Stacked bars around the middle row. shape (height, W)"""
    rows = ((height / 2 - np.arange(height, dtype=np.float32) - 0.5) / (height / 2))[:, None]
    pixels = np.zeros((height, len(parts)), np.uint32)
    for sign in (1.0, -1.0):
        stacked = np.cumsum(np.clip(parts * sign, 0, None), axis=1).astype(np.float32)
        below = np.zeros(len(parts), np.float32)
        for number, name in enumerate(MODALITIES):
            inside = (rows * sign > below) & (rows * sign <= stacked[:, number]) & known
            pixels[inside] = argb(QColor(MODALITY[name]))
            below = stacked[:, number]
    return pixels
