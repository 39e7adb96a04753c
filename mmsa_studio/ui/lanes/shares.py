"""How much words, voice and face push the curve up or pull it down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.wording import modality_name, signed
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.lanes.stacked import Stacked
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import Theme, colour, ink_on, modality_tone

_ROOM = 1.1


class Shares(Stacked):
    """Contributions to valence: what pushes up is stacked above the line, what pulls down below it."""

    id = "shares"
    title = mark("Shares")
    lines = 1.5
    _top = 1.0

    def values(self, timeline: EmotionTimeline) -> FloatArray:
        """The contributions; the strongest push of the film sets the scale."""
        parts = timeline.contributions
        pushes = [np.clip(parts * sign, 0, None).sum(axis=1).max(initial=0.1) for sign in (1, -1)]
        self._top = float(max(pushes)) * _ROOM
        return parts

    def edges(self, means: np.ndarray) -> np.ndarray:
        """From the last push up above the line to the last pull down below it."""
        ups, downs = (np.cumsum(np.clip(means * sign, 0, None), axis=1) / self._top / 2 for sign in (1, -1))
        return np.column_stack((0.5 - ups[:, ::-1], np.full(len(means), 0.5), 0.5 + downs))

    def tones(self, theme: Theme) -> Sequence[QColor]:
        """Nothing, the modalities outside in, the modalities inside out, nothing."""
        inside_out = [colour(modality_tone(name)) for name in MODALITIES]
        nothing = colour(theme.panel, 0.0)
        return nothing, *reversed(inside_out), *inside_out, nothing

    def adorn(self, painter: QPainter, rect: QRectF, view: View, means: np.ndarray, known: np.ndarray) -> None:
        """Draw the line."""
        painter.setPen(colour(view.theme.line))
        middle = round(rect.center().y()) + 0.5
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title and which colour is whose, by first letter."""
        super().paint_header(painter, rect, view)
        side = view.metrics.height() * 0.95
        for number, name in enumerate(reversed(MODALITIES)):
            box = QRectF(rect.right() - (number + 1) * (side + 2), rect.center().y() - side / 2, side, side)
            painter.fillRect(box, colour(modality_tone(name)))
            painter.setPen(ink_on(modality_tone(name)))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, modality_name(name, tr)[:1].upper())

    def read_out(self, frame: int, view: View) -> str:
        """The contributions at the frame."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.step_of(frame, view.project.rate)
        if not timeline.valid[0, step]:
            return ""
        return "\n".join(
            f"{modality_name(name, tr)} {signed(timeline.contributions[step, m])}" for m, name in enumerate(MODALITIES)
        )
