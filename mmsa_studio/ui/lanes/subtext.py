"""Where words, voice and face disagree."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mmsa_studio.core.subtext import Subtext, tones
from mmsa_studio.core.wording import contrast
from mmsa_studio.ui.drawing import runs
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.lod import Averages, columns
from mmsa_studio.ui.strokes import band, tinted
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_STRONG = 0.5
_READ_S = 1.0
_SHORTEST_LINES = 3.0
"""Width in line heights below which no words fit."""


class SubtextLane(Lane):
    """Strength of the disagreement as height; strong stretches say who disagrees."""

    id = "subtext"
    title = mark("Subtext")
    lines = 1.2
    grows = 0.3
    watches = ("subtext_changed",)

    def __init__(self) -> None:
        self._lane: Subtext | None = None
        self._sums = Averages(np.zeros((1, 1), np.float32), np.zeros(1, np.bool_))

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw strength, and words where it is strong."""
        lane = view.session.subtext
        if view.project is None or view.project.timeline is None or lane is None:
            return
        timeline, sums = view.project.timeline, self._averages(lane)
        width, height = round(rect.width() * view.ratio), max(round(rect.height() * view.ratio), 2)
        per_frame = float(timeline.grid.rate / view.project.rate)
        column = columns(view.axis.start, view.axis.end, width, per_frame, timeline.grid.count)
        strength, known = sums.over(column)
        top = (height * (1 - strength[:, 0])).astype(np.float32)
        covered = band(height, top, np.full(width, height, np.float32), known, 0.5)
        painter.drawImage(rect, tinted(covered, view.theme.warning))
        painter.setPen(colour(view.theme.text))
        least = _SHORTEST_LINES * view.metrics.height() / view.axis.pixels_per_frame * per_frame
        for first, last in runs(lane.strength >= _STRONG, least):
            left, right = (view.axis.x_of(step / per_frame) for step in (first, last))
            words = contrast(tones(timeline, lane, first, last), tr) if right > 0 and left < view.axis.width else ""
            if words and view.metrics.horizontalAdvance(words) + 8 < right - left:
                place = QRectF(left + 4, rect.top(), right - left - 8, rect.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def read_out(self, frame: int, view: View) -> str:
        """Who disagrees at the frame, and how strongly."""
        lane = view.session.subtext
        if view.project is None or view.project.timeline is None or lane is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.step_of(frame, view.project.rate)
        around = int(_READ_S * float(timeline.grid.rate) / 2)
        words = contrast(tones(timeline, lane, max(step - around, 0), min(step + around + 1, timeline.grid.count)), tr)
        return f"{words}  {lane.strength[step]:.0%}" if words else ""

    def _averages(self, lane: Subtext) -> Averages:
        if lane is not self._lane:
            self._lane, self._sums = lane, Averages(lane.strength[:, None], lane.pair >= 0)
        return self._sums
