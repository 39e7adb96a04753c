"""Where the lanes lie: titles at the left, lanes below each other, spare height for those that grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics

from mmsa_studio.ui.lanes.base import Lane

_HEADER_CHARS = 16
_HEADER_PAD = 12


@dataclass(frozen=True)
class Geometry:
    """The places of all lanes for one size of the widget, in its pixels.

    Attributes:
        header: width of the titles.
        rows: each lane with its place, title included, from top to bottom.
    """

    header: int
    rows: tuple[tuple[Lane, QRect], ...]

    @classmethod
    def of(cls, lanes: Sequence[Lane], size: QSize, metrics: QFontMetrics) -> Geometry:
        """Share the height out: what is left over goes to lanes that grow, what lacks is taken from all alike."""
        heights = [lane.lines * metrics.height() for lane in lanes]
        spare = size.height() - sum(heights)
        if spare > 0:
            grows = sum(lane.grows for lane in lanes)
            heights = [high + spare * lane.grows / grows for high, lane in zip(heights, lanes, strict=True)]
        else:
            heights = [high * size.height() / sum(heights) for high in heights]
        rows, top = [], 0.0
        for lane, height in zip(lanes, heights, strict=True):
            rows.append((lane, QRect(0, round(top), size.width(), round(top + height) - round(top))))
            top += height
        return cls(header_width(metrics), tuple(rows))

    def row(self, lane_id: str) -> QRect:
        """The place of a lane; empty when there is no such lane."""
        return next((rect for lane, rect in self.rows if lane.id == lane_id), QRect())

    def lane_at(self, place: QPointF) -> Lane | None:
        """The lane at a place, if any."""
        return next((lane for lane, rect in self.rows if rect.contains(place.toPoint())), None)

    def on(self, lane_id: str, place: QPointF) -> bool:
        """Whether a place lies on what a lane draws, right of its title."""
        return place.x() >= self.header and self.row(lane_id).contains(place.toPoint())

    def body(self, row: QRect) -> QRectF:
        """What a lane draws on, in the lane's own measure."""
        return QRectF(0, 0, row.width() - self.header, row.height() - 1)

    def within(self, row: QRect, place: QPointF) -> QPointF:
        """A place on the widget in the measure of a lane's body."""
        return QPointF(place.x() - self.header, place.y() - row.top())


def header_width(metrics: QFontMetrics) -> int:
    """Width of the titles at the left."""
    return metrics.averageCharWidth() * _HEADER_CHARS + _HEADER_PAD
