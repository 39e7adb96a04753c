"""The words of the film."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mmsa_studio.core.film import Cue
from mmsa_studio.ui.lanes.base import Lane, View, say
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MODALITY, blend, colour

_READABLE_PX = 26.0


class Words(Lane):
    """Subtitle cues, or the words that were heard."""

    id = "words"
    title = mark("Words")
    lines = 1.9
    watches = ("cues_changed",)

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw each cue in view as a box with its text."""
        if view.project is None:
            return
        if not view.project.cues:
            if view.project.timeline is not None:
                say(painter, rect, view, tr("no words are known for this film"))
            return
        rate = float(view.project.rate)
        for cue in cues_between(view.project.cues, view.axis.start / rate, view.axis.end / rate):
            left, right = view.axis.x_of(float(cue.start) * rate), view.axis.x_of(float(cue.end) * rate)
            box = QRectF(left, rect.top() + 2, max(right - left - 1, 1.0), rect.height() - 4)
            painter.fillRect(box, blend(view.theme.panel, MODALITY["text"], 0.22))
            painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), colour(MODALITY["text"], 0.9))
            if box.width() >= _READABLE_PX:
                painter.setPen(colour(view.theme.text))
                room = box.adjusted(6, 0, -2, 0)
                text = " ".join(cue.text.split())
                text = view.metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def read_out(self, frame: int, view: View) -> str:
        """The words at the frame."""
        if view.project is None:
            return ""
        at = (frame + 0.5) / float(view.project.rate)
        return " / ".join(" ".join(cue.text.split()) for cue in cues_between(view.project.cues, at, at))


def cues_between(cues: tuple[Cue, ...], start: float, end: float, longest_s: float = 60.0) -> list[Cue]:
    """The cues that overlap a stretch of seconds; they are in order of their starts."""
    first = bisect_left(cues, start - longest_s, key=lambda cue: float(cue.start))
    last = bisect_right(cues, end, key=lambda cue: float(cue.start))
    return [cue for cue in cues[first:last] if cue.end > start]
