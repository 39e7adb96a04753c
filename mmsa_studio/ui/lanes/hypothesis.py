"""The curve as it would be, beside the curve as it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mmsa_studio.core.questions import Imagined
from mmsa_studio.ui.drawing import polygon, runs
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.theme import blend, colour

_DASHES = {"valence": (5.0, 3.0), "arousal": (1.5, 3.0)}
_PAD = 4


def paint_hypothesis(painter: QPainter, rect: QRectF, view: View, imagined: Imagined) -> None:
    """Draw hypothetical valence and arousal as broken lines in a colour of their own, and say what they are."""
    if view.project is None:
        return
    grid, scale = imagined.timeline.grid, rect.height() / 2 - _PAD
    frames = (imagined.first + np.arange(grid.count) + 0.5) * float(grid.step * view.project.rate)
    x = (frames - view.axis.start) * view.axis.pixels_per_frame
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for name, dash in _DASHES.items():
        series = imagined.timeline.series("fused", name)
        pen = QPen(colour(view.theme.text), 1.8)
        pen.setDashPattern(list(dash))
        painter.setPen(pen)
        for first, last in runs(series.valid & (x > -50) & (x < rect.width() + 50)):
            y = rect.center().y() - series.values[first:last].astype(np.float64) * scale
            painter.drawPolyline(polygon(x[first:last], y))
    text = tr("hypothetical")
    room = QRectF(rect.left() + 6, rect.top() + 3, view.metrics.horizontalAdvance(text) + 12, view.metrics.height() + 2)
    painter.fillRect(room, blend(view.theme.panel, view.theme.warning, 0.25))
    painter.setPen(colour(view.theme.text))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
