"""What a lane of the timeline is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from mmsa_studio.app.session import Session
from mmsa_studio.app.thumbnails import Thumbnails
from mmsa_studio.core.modality import Reads
from mmsa_studio.core.project import Project
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.theme import Theme, colour
from mmsa_studio.ui.time_axis import TimeAxis

_SAMPLE_PX = 20
"""Length of the sample of a line in a legend."""


@dataclass(frozen=True)
class View:
    """What a lane paints with."""

    session: Session
    axis: TimeAxis
    theme: Theme
    metrics: QFontMetrics
    thumbnails: Thumbnails
    ratio: float

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self.session.project


class Lane:
    """One strip over time. It paints what the session holds and keeps nothing but caches.

    Attributes:
        id: name in the settings.
        title: shown at the left.
        shows: what of the film itself it shows, if anything: there is shown what was attended to in it.
        lines: height in lines of text at which it is comfortable.
        grows: how much of spare height it takes.
        watches: the session's signals after which it must be painted again.
    """

    id = ""
    title = ""
    shows: Reads | None = None
    lines = 1.6
    grows = 0.0
    watches: tuple[str, ...] = ()

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw over the whole view; x 0 is the axis' left edge."""
        raise NotImplementedError

    def paint_header(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the title."""
        painter.setPen(colour(view.theme.dim))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr(self.title))

    def read_out(self, frame: int, view: View) -> str:
        """What the lane says about a frame."""
        return ""


class LegendRow(NamedTuple):
    """A line of a lane in its legend."""

    name: str
    tone: str
    style: Qt.PenStyle


def legend(painter: QPainter, rect: QRectF, view: View, title: str, rows: Sequence[LegendRow]) -> None:
    """Write a title and below it, as far as there is room, which line is which."""
    line = view.metrics.height()
    shown = rows[: max(int(rect.height() / line) - 1, 0)]
    top = rect.center().y() - (len(shown) + 1) * line / 2
    painter.setPen(colour(view.theme.dim))
    painter.drawText(QRectF(rect.left(), top, rect.width(), line), Qt.AlignmentFlag.AlignVCenter, title)
    for number, row in enumerate(shown, 1):
        y = top + (number + 0.5) * line
        painter.setPen(QPen(colour(row.tone), 2, row.style))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.left() + _SAMPLE_PX, y))
        painter.setPen(colour(view.theme.dim))
        place = QRectF(rect.left() + _SAMPLE_PX + 6, y - line / 2, rect.width() - _SAMPLE_PX - 6, line)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, row.name)


def say(painter: QPainter, rect: QRectF, view: View, text: str) -> None:
    """Write a quiet sentence where there is nothing to draw."""
    painter.setPen(colour(view.theme.faint))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
