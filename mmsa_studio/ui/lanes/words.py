"""The words of the film."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from mmsa_studio.core.film import Cue, cues_between
from mmsa_studio.core.modality import TEXT
from mmsa_studio.ui.drawing import runs
from mmsa_studio.ui.lanes.base import Lane, View, say
from mmsa_studio.ui.plain import shown
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MODALITY, blend, colour

_READABLE_PX = 26.0
_FEWEST_LETTERS = 3
_READABLE = 0.7
"""Share of a line's height from which on its letters can be read, whatever is cut of ascenders."""
_MOST_ROWS = 2
"""Rows in which cues that lie over each other are drawn; what else lies there shares the last."""


class Words(Lane):
    """Subtitle cues, or the words that were heard."""

    id = "words"
    title = mark("Words")
    shows = "cues"
    lines = 2.2
    watches = ("cues_changed", "evidence_changed")

    def __init__(self) -> None:
        self._cues: tuple[Cue, ...] = ()
        self._edges = np.zeros((0, 2))
        self._rows = np.zeros((0, 2), np.int64)

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw each cue in view as a box, with its text where there is room."""
        if view.project is None:
            return
        if not view.project.cues:
            if view.project.finished:
                say(painter, rect, view, tr("no words are known for this film"))
            return
        edges = self._seconds(view.project.cues) * float(view.project.rate)
        shown = np.flatnonzero((edges[:, 1] > view.axis.start) & (edges[:, 0] < view.axis.end))
        left, right = (edges[shown] - view.axis.start).T * view.axis.pixels_per_frame
        wide = right - left >= _READABLE_PX
        self._boxes(painter, rect, view, left[~wide], right[~wide])
        for number in np.flatnonzero(wide):
            row, rows = (int(part) for part in self._rows[shown[number]])
            height = (rect.height() - 4) / rows
            box = QRectF(
                left[number], rect.top() + 2 + row * height, right[number] - left[number] - 1, height - (rows > 1)
            )
            self._one(painter, box, view, view.project.cues[shown[number]])

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title, and whether a program wrote the words down."""
        title = mark("Words, heard") if _heard(view) else self.title
        painter.setPen(colour(view.theme.dim))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr(title))

    def read_out(self, frame: int, view: View) -> str:
        """The words at the frame."""
        if view.project is None:
            return ""
        at = (frame + 0.5) / float(view.project.rate)
        words = " / ".join(" ".join(cue.text.split()) for cue in cues_between(view.project.cues, at, at))
        return tr("heard by a program: {0}").format(words) if words and _heard(view) else words

    def _seconds(self, cues: tuple[Cue, ...]) -> np.ndarray:
        if cues is not self._cues:
            self._cues = cues
            self._edges = np.array([(float(cue.start), float(cue.end)) for cue in cues])
            self._rows = rows_of(self._edges)
        return self._edges

    def _boxes(self, painter: QPainter, rect: QRectF, view: View, left: np.ndarray, right: np.ndarray) -> None:
        """Cues too narrow for text, as few rectangles as there are gaps to be seen."""
        covered = np.zeros(round(rect.width()) + 2, np.int32)
        np.add.at(covered, np.clip(left, 0, rect.width()).astype(int), 1)
        np.add.at(covered, np.clip(np.maximum(right - 1, left + 1), 0, rect.width() + 1).astype(int), -1)
        tone = blend(view.theme.panel, MODALITY[TEXT], 0.4)
        for first, last in runs(np.cumsum(covered) > 0):
            painter.fillRect(QRectF(first, rect.top() + 2, last - first, rect.height() - 4), tone)

    def _one(self, painter: QPainter, box: QRectF, view: View, cue: Cue) -> None:
        painter.fillRect(box, blend(view.theme.panel, MODALITY[TEXT], 0.22))
        painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), colour(MODALITY[TEXT], 0.9))
        painter.setPen(colour(view.theme.text))
        room = box.adjusted(6, 0, -2, 0)
        text = shown(" ".join(cue.text.split()))
        text = view.metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        if len(text) >= _FEWEST_LETTERS and box.height() >= _READABLE * view.metrics.height():
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def rows_of(edges: np.ndarray) -> np.ndarray:
    """In which row each cue is drawn so that those that overlap can be told apart, and of how many rows.

    Args:
        edges: start and end of each cue, in order of starts. shape (n, 2)

    Returns:
        row and rows of each cue. shape (n, 2)
    """
    rows = np.zeros((len(edges), 2), np.int64)
    free: list[float] = []  # from when on each row of this heap of cues is free
    first = 0
    for place, (start, end) in enumerate(edges):
        if free and start >= max(free):
            rows[first:place, 1] = len(free)
            free, first = [], place
        row = next((n for n, until in enumerate(free) if until <= start), len(free))
        row = min(row, _MOST_ROWS - 1)
        free[row : row + 1] = [max(end, *free[row : row + 1])] if row < len(free) else [end]
        rows[place, 0] = row
    rows[first:, 1] = max(len(free), 1)
    return rows


def _heard(view: View) -> bool:
    """Whether a program wrote the words down."""
    return view.project is not None and bool(view.project.cues) and view.project.words_from.heard
