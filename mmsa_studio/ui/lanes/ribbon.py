"""The seven categories as a stacked ribbon."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from mmsa_studio.core.corrections import said_at
from mmsa_studio.core.project import CATEGORY
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.ui.drawing import runs
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.lanes.corrected import columns_of, paint_blocks
from mmsa_studio.ui.lanes.stacked import Stacked
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import CATEGORY as TONES
from mmsa_studio.ui.theme import Theme, blend, ink_on

_LEADS = 0.34
_INK = 0.82
_ROOM_PX = 10


class Ribbon(Stacked):
    """How probable each expressed category is; the leading one is named where there is room."""

    id = "categories"
    title = mark("Categories")
    lines = 1.9
    watches = ("timeline_changed", "corrections_changed")

    def values(self, timeline: EmotionTimeline) -> FloatArray:
        """Probabilities of the categories."""
        return np.column_stack([timeline.series("fused", f"category.{name}").values for name in CATEGORIES])

    def edges(self, means: np.ndarray) -> np.ndarray:
        """Each category as high as it is probable."""
        return np.cumsum(means, axis=1)[:, :-1] / np.maximum(means.sum(axis=1, keepdims=True), 1e-9)

    def tones(self, theme: Theme) -> Sequence[QColor]:
        """The categories' colours, a little quieter."""
        return [blend(theme.panel, TONES[name], _INK) for name in CATEGORIES]

    def adorn(self, painter: QPainter, rect: QRectF, view: View, means: np.ndarray, known: np.ndarray) -> None:
        """Name the leading categories where there is room, and draw what a person says they are."""
        leader = np.where(known & (means.max(axis=1) >= _LEADS), means.argmax(axis=1), -1)
        leader[columns_of(view, CATEGORY, len(leader))] = -1
        line = view.metrics.height() * 0.8
        for number, name in enumerate(CATEGORIES):
            text = tr(name)
            least = (view.metrics.horizontalAdvance(text) + _ROOM_PX) * view.ratio
            for first, last in runs(leader == number, least):
                above = means[first:last, :number].sum(axis=1).mean() * rect.height()
                tall = means[first:last, number].mean() * rect.height()
                if tall >= line:
                    place = QRectF(first / view.ratio, rect.top() + above, (last - first) / view.ratio, tall)
                    painter.setPen(ink_on(TONES[name]))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        paint_blocks(painter, rect, view)

    def read_out(self, frame: int, view: View) -> str:
        """The leading category at the frame."""
        if view.project is None or view.project.timeline is None:
            return ""
        timeline = view.project.timeline
        step = timeline.grid.step_of(frame, view.project.rate)
        series = [timeline.series("fused", f"category.{name}") for name in CATEGORIES]
        leader = int(np.argmax([one.values[step] for one in series]))
        now = f"{tr(CATEGORIES[leader])} {series[leader].values[step]:.0%}" if series[0].valid[step] else ""
        if (word := said_at(view.session.corrections, CATEGORY, frame)) is not None:
            return tr("{0}  corrected; computed: {1}").format(tr(str(word.value)), now or tr("nothing"))
        return now
