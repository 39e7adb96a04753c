"""Cuts, with a picture of every shot there is room for."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QImage, QPainter

from mmsa_studio.core.film import Shot, shot_number
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_CLOSEST_PX = 3.0
_SMALLEST_PX = 8.0
_MOST = 0.6


class Shots(Lane):
    """The shot strip."""

    id = "shots"
    title = mark("Shots")
    shows = "pictures"
    lines = 2.0
    grows = 0.5
    watches = ("shots_changed",)

    def __init__(self) -> None:
        self._shots: tuple[Shot, ...] = ()
        self._edges = np.zeros((0, 2))

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the ground, pictures and cuts."""
        if view.project is None or not view.project.shots:
            return
        edges = self._frames(view.project.shots)
        shown = np.flatnonzero((edges[:, 1] > view.axis.start) & (edges[:, 0] < view.axis.end))
        if not len(shown):
            return
        places = (edges[shown] - view.axis.start) * view.axis.pixels_per_frame
        ground = QRectF(places[0, 0], rect.top() + 1, places[-1, 1] - places[0, 0], rect.height() - 2)
        painter.fillRect(ground, colour(view.theme.raised, 0.55))
        self._pictures(painter, rect, view, shown, places)
        painter.setPen(colour(view.theme.faint))
        apart = places[told_apart(edges[shown, 0], view.axis.pixels_per_frame), 0]
        painter.drawLines([QLineF(x, rect.top(), x, rect.bottom()) for x in apart.tolist()])

    def read_out(self, frame: int, view: View) -> str:
        """Number and length of the shot."""
        number = shot_number(view.project.shots, frame) if view.project else 0
        return tr("Shot {0}").format(number) if number else ""

    def _frames(self, shots: tuple[Shot, ...]) -> NDArray[np.float64]:
        """Start and end of every shot. shape (N, 2)"""
        if shots is not self._shots:
            self._shots, self._edges = shots, np.array([(shot.start, shot.end) for shot in shots], float)
        return self._edges

    def _pictures(
        self, painter: QPainter, rect: QRectF, view: View, shown: NDArray[np.intp], places: NDArray[np.float64]
    ) -> None:
        """Fill the shots that have room with pictures of their course."""
        media = view.project.media.picture if view.project else None
        if media is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        wide = (rect.height() - 2) * media.width / media.height
        for number in np.flatnonzero(places[:, 1] - places[:, 0] >= wide * _MOST):
            left, right = places[number].tolist()
            body = QRectF(left, rect.top() + 1, right - left, rect.height() - 2)
            self._course(painter, body, self._shots[shown[number]], view, pictures_in(body.width(), wide))

    def _course(self, painter: QPainter, body: QRectF, shot: Shot, view: View, count: int) -> None:
        """Draw pictures of a shot's course; their places stay when the view is zoomed a little."""
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
    if width < _SMALLEST_PX or room < width * _MOST:
        return 0
    return 1 << max(int(math.log2(room / width)), 0) if room > width else 1


def told_apart(starts: NDArray[np.float64], pixels_per_frame: float) -> NDArray[np.bool_]:
    """Which cuts to draw: of those within a few pixels the first stands for all, the same ones wherever the view is.

    Args:
        starts: frames of the cuts, in order. shape (N,)
        pixels_per_frame: width of a frame.
    """
    return np.diff(np.floor(starts * pixels_per_frame / _CLOSEST_PX), prepend=-1.0) > 0


def _middle(picture: QImage, cell: QRectF) -> QRectF:
    """The largest part of the picture's middle that has the cell's shape."""
    shape = cell.width() / cell.height()
    width = min(picture.width(), picture.height() * shape)
    height = width / shape
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
