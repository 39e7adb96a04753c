"""Cuts, with a picture of every shot there is room for."""

from __future__ import annotations

import math
from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from mmsa_studio.core.film import Shot
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_CLOSEST_PX = 3.0
_SMALLEST_PX = 8.0


class Shots(Lane):
    """The shot strip."""

    id = "shots"
    title = mark("Shots")
    lines = 2.2
    grows = 0.5
    watches = ("shots_changed",)

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw cuts and pictures."""
        if view.project is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for shot in spread(visible(view.project.shots, view.axis.start, view.axis.end), view.axis.pixels_per_frame):
            left, right = view.axis.x_of(shot.start), view.axis.x_of(shot.end)
            body = QRectF(left, rect.top() + 1, max(right - left, 1.0), rect.height() - 2)
            painter.fillRect(body.adjusted(1, 0, 0, 0), colour(view.theme.raised, 0.55))
            self._pictures(painter, body, shot, view)
            painter.setPen(colour(view.theme.faint))
            painter.drawLine(QPointF(left, rect.top()), QPointF(left, rect.bottom()))

    def read_out(self, frame: int, view: View) -> str:
        """Number and length of the shot."""
        shots = view.project.shots if view.project else ()
        number = bisect_right(shots, frame, key=lambda shot: shot.start)
        if not number or frame >= shots[number - 1].end:
            return ""
        return tr("Shot {0}").format(number)

    def _pictures(self, painter: QPainter, body: QRectF, shot: Shot, view: View) -> None:
        """Fill the shot with pictures of its course; their places stay when the view is zoomed a little."""
        media = view.project.media.picture if view.project else None
        if media is None:
            return
        count = pictures_in(body.width(), body.height() * media.width / media.height)
        wide = body.width() / max(count, 1)
        for number in range(max(0, int(-body.left() / wide)), count):
            cell = QRectF(body.left() + number * wide + 1, body.top(), wide - 1, body.height())
            if cell.left() > view.axis.width:
                return
            length = min(shot.end, view.axis.frames) - shot.start
            picture = view.thumbnails.get(shot.start + (2 * number + 1) * length // (2 * count))
            if picture is not None and not picture.isNull():
                painter.drawImage(cell, picture, _middle(picture, cell))


def pictures_in(room: float, width: float) -> int:
    """How many pictures of a width there is room for: a power of two, or 0 when not even most of one fits."""
    if width < _SMALLEST_PX or room < width * 0.6:
        return 0
    return 1 << max(int(math.log2(room / width)), 0) if room > width else 1


def _middle(picture: QImage, cell: QRectF) -> QRectF:
    """The largest part of the picture's middle that has the cell's shape."""
    shape = cell.width() / cell.height()
    width = min(picture.width(), picture.height() * shape)
    height = width / shape
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)


def visible(shots: tuple[Shot, ...], start: float, end: float) -> tuple[Shot, ...]:
    """The shots in view; they are in order and do not overlap."""
    first = max(0, bisect_right(shots, start, key=lambda shot: shot.start) - 1)
    return shots[first : bisect_right(shots, end, key=lambda shot: shot.start)]


def spread(shots: tuple[Shot, ...], pixels_per_frame: float) -> tuple[Shot, ...]:
    """The shots whose cuts can be told apart: of those closer than a few pixels the first stands for all."""
    kept: list[Shot] = []
    last = -_CLOSEST_PX
    for shot in shots:
        if (x := shot.start * pixels_per_frame) - last >= _CLOSEST_PX:
            kept.append(shot)
            last = x
    return tuple(kept)
