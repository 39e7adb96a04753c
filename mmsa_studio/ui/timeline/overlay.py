"""What is laid over all lanes: what explains the frame, what is pointed at, the range, and the playhead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from mmsa_studio.app.session import Session
from mmsa_studio.core import modality
from mmsa_studio.core.explanation import AttentionRow, Explanation
from mmsa_studio.core.modality import Reads
from mmsa_studio.core.wording import pushes
from mmsa_studio.ui import theme

_READS = {one.id: one.reads for one in modality.TABLE}
_STRONGEST, _BRIGHTEST = 0.55, 0.9
_WIDE_PX = 3


def attended(answer: Explanation, seconds: float) -> list[tuple[AttentionRow, float]]:
    """The rows with the weight each had when the network computed a moment."""
    if not len(answer.times):
        return []
    column = answer.attention[:, int(np.abs(answer.times - seconds).argmin())]
    return list(zip(answer.rows, map(float, column), strict=True))


def paint_attention(
    painter: QPainter, places: Mapping[Reads, QRect], session: Session, x_of: Callable[[float], float]
) -> None:
    """Light words by what they do, tint the waveform and the shots as far as attended to; frame what is pointed at.

    A word that lifts is lit in its upper half, one that pulls down in its lower half.

    Args:
        painter: over all lanes.
        places: of the lanes that show what a film holds, by what that is.
        session: what is explained and pointed at.
        x_of: from a frame, also between frames, to a place.
    """
    if session.project is None:
        return
    rate = float(session.project.rate)

    def room(name: str, start: float, end: float) -> QRectF:
        place = places[_READS[name]]
        left, right = x_of(start * rate), x_of(end * rate)
        return QRectF(left, place.top() + 1, max(right - left, 1.5), place.height() - 2)

    answer = session.explanation
    if answer is not None:
        rows = attended(answer, session.seconds(answer.frame))
        if answer.effects:
            _paint_effects(painter, answer, room)
        for name in modality.MODALITIES:
            if name == modality.TEXT and answer.effects:
                continue
            own = [(row, weight) for row, weight in rows if row.modality == name]
            tone = theme.modality_tone(name)
            top = max((weight for _, weight in own), default=0.0)
            for row, weight in own if top > 0 else ():
                painter.fillRect(room(name, row.start, row.end), theme.colour(tone, _STRONGEST * weight / top))
    if session.highlight is not None:
        pointed = session.highlight
        painter.setPen(QPen(theme.colour(theme.current().playhead), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room(pointed.modality, pointed.start, pointed.end))


def _paint_effects(painter: QPainter, answer: Explanation, room: Callable[[str, float, float], QRectF]) -> None:
    """Light the words of the line by what each does to it."""
    for word, push in zip(answer.line, pushes(answer.effects), strict=True):
        place = room(modality.TEXT, word.start, word.end)
        top = place.top() if push > 0 else place.center().y()
        half = QRectF(place.left(), top, place.width(), place.height() / 2)
        painter.fillRect(half, theme.colour(theme.SIGN[push > 0], _BRIGHTEST * abs(push)))


def paint_range(painter: QPainter, place: QRectF, session: Session, x_of: Callable[[float], float]) -> None:
    """Tint what lies between In and Out, and draw both; what is open reaches to the edge of the view.

    Args:
        painter: over all lanes.
        place: of the lanes, without their titles.
        session: whose range it is.
        x_of: from a frame to a place.
    """
    if session.mark_in is None and session.mark_out is None:
        return
    left = place.left() if session.mark_in is None else x_of(session.mark_in)
    right = place.right() if session.mark_out is None else x_of(session.mark_out + 1)
    accent = theme.current().accent
    painter.fillRect(QRectF(left, place.top(), right - left, place.height()), theme.colour(accent, 0.10))
    painter.setPen(QPen(theme.colour(accent), 1))
    for frame, x in ((session.mark_in, left), (session.mark_out, right)):
        if frame is not None:
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))


def paint_playhead(painter: QPainter, place: QRectF, session: Session, x_of: Callable[[float], float]) -> None:
    """Draw the playhead; as wide as its frame where frames are wide.

    Args:
        painter: over all lanes.
        place: of the lanes, without their titles.
        session: whose playhead it is.
        x_of: from a frame to a place.
    """
    left, right = x_of(session.playhead), x_of(session.playhead + 1)
    if session.project is None or right < place.left():
        return
    tone = theme.current().playhead
    if right - left > _WIDE_PX:
        painter.fillRect(QRectF(left, place.top(), right - left, place.height()), theme.colour(tone, 0.18))
    x = round(left) + 0.5
    painter.setPen(QPen(theme.colour(tone), 1))
    painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tone))
    painter.drawPolygon(QPolygonF([QPointF(x - 5, place.top()), QPointF(x + 5, place.top()), QPointF(x, 8)]))
