"""Lanes that stack several quantities in every pixel column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray
from mmsa_studio.ui.drawing import argb, image
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.lanes.emotion import shade_unknown
from mmsa_studio.ui.lod import Averages, columns
from mmsa_studio.ui.theme import Theme


class Stacked(Lane):
    """Layers of colour one above the other; grey where nothing is known. A lane says what is stacked, and how."""

    grows = 0.8
    watches: tuple[str, ...] = ("timeline_changed",)

    def __init__(self) -> None:
        self._timeline: EmotionTimeline | None = None
        self._sums = Averages(np.zeros((1, 1), np.float32), np.zeros(1, np.bool_))

    def values(self, timeline: EmotionTimeline) -> FloatArray:
        """What is stacked at every step. shape (T, K)"""
        raise NotImplementedError

    def edges(self, means: np.ndarray) -> np.ndarray:
        """Where layers meet in every column, 0 at the top and 1 at the bottom, downwards. (W, K) -> (W, L - 1)"""
        raise NotImplementedError

    def tones(self, theme: Theme) -> Sequence[QColor]:
        """Colour of each layer from the top. length L"""
        raise NotImplementedError

    def adorn(self, painter: QPainter, rect: QRectF, view: View, means: np.ndarray, known: np.ndarray) -> None:
        """Draw what stands above the layers."""

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the layers under every pixel column."""
        project = view.project
        if project is None or project.timeline is None:
            if project is not None:
                shade_unknown(painter, rect, view)
            return
        timeline = project.timeline
        if timeline is not self._timeline:
            self._timeline, self._sums = timeline, Averages(self.values(timeline), timeline.valid[0])
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        per_frame = float(timeline.grid.rate / project.rate)
        means, known = self._sums.over(columns(view.axis.start, view.axis.end, width, per_frame, timeline.grid.count))
        shade_unknown(painter, rect, view, ~known)
        painter.drawImage(rect, image(layers(self.edges(means), known, self.tones(view.theme), height)))
        self.adorn(painter, rect, view, means, known)


def layers(edges: np.ndarray, known: np.ndarray, tones: Sequence[QColor], height: int) -> np.ndarray:
    """Pixels of layers that meet at edges; transparent where nothing is known. shape (height, W)"""
    rows = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    which = np.zeros((height, len(known)), np.uint8)
    for edge in edges.T.astype(np.float32):
        which += rows > edge
    which[:, ~known] = len(tones)
    return np.array([*map(argb, tones), 0], np.uint32).take(which)
