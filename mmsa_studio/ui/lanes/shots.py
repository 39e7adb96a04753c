"""Cuts, with a picture of every shot there is room for."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from mmsa_studio.core.film import Shot
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import colour

_CLOSEST_PX = 3.0


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
        for shot in spread(visible(view.project.shots, view.axis.start, view.axis.end), view.axis.pixels_per_frame):
            left, right = view.axis.x_of(shot.start), view.axis.x_of(shot.end)
            body = QRectF(left, rect.top() + 1, max(right - left, 1.0), rect.height() - 2)
            painter.fillRect(body.adjusted(1, 0, 0, 0), colour(view.theme.raised, 0.55))
            self._picture(painter, body, shot, view)
            painter.setPen(colour(view.theme.faint))
            painter.drawLine(QPointF(left, rect.top()), QPointF(left, rect.bottom()))

    def read_out(self, frame: int, view: View) -> str:
        """Number and length of the shot."""
        shots = view.project.shots if view.project else ()
        number = bisect_right(shots, frame, key=lambda shot: shot.start)
        if not number or frame >= shots[number - 1].end:
            return ""
        return tr("Shot {0}").format(number)

    def _picture(self, painter: QPainter, body: QRectF, shot: Shot, view: View) -> None:
        if view.project is None or view.project.media.picture is None:
            return
        media = view.project.media.picture
        width = body.height() * media.width / media.height
        if body.width() < width * 0.6 or width < 8:
            return
        picture = view.thumbnails.get((shot.start + min(shot.end, view.axis.frames)) // 2)
        if picture is None or picture.isNull():
            return
        place = QRectF(body.left() + 1, body.top(), min(width, body.width() - 1), body.height())
        shown = place.width() / width * picture.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture, QRectF((picture.width() - shown) / 2, 0, shown, picture.height()))


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
