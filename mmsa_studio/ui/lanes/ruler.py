"""Timecode over the lanes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from mmsa_studio.core.rates import nominal
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.text import mark
from mmsa_studio.ui.theme import colour, digits

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


class Ruler(Lane):
    """Ticks and timecode labels, never closer than can be read."""

    id = "ruler"
    title = mark("Time")
    lines = 1.4

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw ticks with labels."""
        if view.project is None:
            return
        painter.setFont(digits(0.85))
        room = painter.fontMetrics().horizontalAdvance(view.session.label(0)) + 24
        every = tick_frames(view.axis.pixels_per_frame, room, nominal(view.project.rate))
        first = math.floor(view.axis.start / every) * every
        for frame in range(first, math.ceil(view.axis.end) + 1, every):
            x = round(view.axis.x_of(frame)) + 0.5
            painter.setPen(colour(view.theme.line))
            painter.drawLine(QPointF(x, rect.bottom() - 5), QPointF(x, rect.bottom()))
            painter.setPen(colour(view.theme.dim))
            place = QRectF(x + 4, rect.top(), room, rect.height())
            if 0 <= frame < view.axis.frames:
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, view.session.label(frame))


def tick_frames(pixels_per_frame: float, room: float, per_second: int) -> int:
    """Frames between two labels that need `room` pixels each."""
    steps = [frames for frames in (1, 2, 5, 10) if frames < per_second] + [s * per_second for s in _SECONDS]
    return next((frames for frames in steps if frames * pixels_per_frame >= room), steps[-1])
