"""What is laid over the timeline while a frame is explained: where the network looked, and what is pointed at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mmsa_studio.app.session import Session
from mmsa_studio.core.jobs import AttentionRow, Explanation
from mmsa_studio.ui import theme

LANE_OF = {"text": "words", "voice": "waveform", "face": "shots"}
_STRONGEST = 0.55


def attended(answer: Explanation, seconds: float) -> list[tuple[AttentionRow, float]]:
    """The rows with the weight each had when the network computed a moment."""
    if not len(answer.times):
        return []
    column = answer.attention[:, int(np.abs(answer.times - seconds).argmin())]
    return list(zip(answer.rows, map(float, column), strict=True))


def paint_attention(
    painter: QPainter, places: Mapping[str, QRect], session: Session, x_of: Callable[[float], float]
) -> None:
    """Light words, tint the waveform and the shots as far as they were attended to; frame what is pointed at.

    Args:
        painter: over all lanes.
        places: of the lanes, by id.
        session: what is explained and pointed at.
        x_of: from a frame, also between frames, to a place.
    """
    if session.project is None:
        return
    rate = float(session.project.rate)

    def room(modality: str, start: float, end: float) -> QRectF:
        place = places[LANE_OF[modality]]
        left, right = x_of(start * rate), x_of(end * rate)
        return QRectF(left, place.top() + 1, max(right - left, 1.5), place.height() - 2)

    answer = session.explanation
    if answer is not None:
        rows = attended(answer, session.seconds(answer.frame))
        for modality, tone in theme.MODALITY.items():
            own = [(row, weight) for row, weight in rows if row.modality == modality]
            top = max((weight for _, weight in own), default=0.0)
            for row, weight in own if top > 0 else ():
                painter.fillRect(room(modality, row.start, row.end), theme.colour(tone, _STRONGEST * weight / top))
    if session.highlight is not None:
        pointed = session.highlight
        painter.setPen(QPen(theme.colour(theme.current().playhead), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room(pointed.modality, pointed.start, pointed.end))
