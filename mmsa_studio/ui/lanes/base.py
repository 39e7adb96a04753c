"""What a lane of the timeline is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from mmsa_studio.app.session import Session
from mmsa_studio.app.thumbnails import Thumbnails
from mmsa_studio.core.project import Project
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.theme import Theme, colour
from mmsa_studio.ui.time_axis import TimeAxis


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
        lines: height in lines of text at which it is comfortable.
        grows: how much of spare height it takes.
        watches: the session's signals after which it must be painted again.
    """

    id = ""
    title = ""
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


def say(painter: QPainter, rect: QRectF, view: View, text: str) -> None:
    """Write a quiet sentence where there is nothing to draw."""
    painter.setPen(colour(view.theme.faint))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
