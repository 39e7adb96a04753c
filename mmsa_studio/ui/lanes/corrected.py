"""What a person corrected, drawn over what was computed: solid lines and blocks, exact to the frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from mmsa_studio.core.project import CATEGORY, Correction
from mmsa_studio.ui.lanes.base import View
from mmsa_studio.ui.text import tr
from mmsa_studio.ui.theme import CATEGORY as TONES
from mmsa_studio.ui.theme import blend, colour, ink_on

FAINT = 0.38
"""Opacity of what was computed where a person said otherwise."""
PAD = 4
"""Pixels between the lane's edge and the end of the scale from -1 to 1."""
_THICK = 2.6
_GRIP = 3.0
_VEIL = 0.62
_TALL = 0.66
_NARROWEST_PX = 2.0


def in_view(view: View, quantity: str) -> Iterator[tuple[Correction, float, float]]:
    """The corrections of a quantity that can be seen, with their left and right edge."""
    for one in view.session.corrections:
        if one.quantity == quantity and one.end > view.axis.start and one.start < view.axis.end:
            left = view.axis.x_of(one.start)
            yield one, left, max(view.axis.x_of(one.end), left + _NARROWEST_PX)


def columns_of(view: View, quantity: str, width: int) -> NDArray[np.bool_]:
    """Which pixel columns lie under a correction of a quantity. shape (width,)"""
    under = np.zeros(width, np.bool_)
    for _, left, right in in_view(view, quantity):
        under[max(round(left * view.ratio), 0) : max(round(right * view.ratio), 0)] = True
    return under


def y_of(value: float, rect: QRectF) -> float:
    """Where a value of -1..1 lies."""
    return rect.center().y() - value * (rect.height() / 2 - PAD)


def value_at(y: float, rect: QRectF) -> float:
    """The value of -1..1 at a height, to two decimals."""
    return round(min(max((rect.center().y() - y) / (rect.height() / 2 - PAD), -1.0), 1.0), 2)


def paint_lines(painter: QPainter, rect: QRectF, view: View, quantity: str) -> None:
    """Draw a person's line with a grip at each end, and say what it is where there is room."""
    tone, text = getattr(view.theme, quantity), tr("corrected")
    room = view.metrics.horizontalAdvance(text) + 12
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for one, left, right in in_view(view, quantity):
        y = y_of(float(one.value), rect)
        painter.setPen(QPen(colour(tone), _THICK, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(left, y, right, y))
        painter.setPen(QPen(colour(view.theme.text), 1))
        painter.setBrush(colour(tone))
        for x in (left, right) if right - left > 4 * _GRIP else ():
            painter.drawRect(QRectF(x - _GRIP, y - _GRIP, 2 * _GRIP, 2 * _GRIP))
        if right - left > room:
            above = y - rect.top() > view.metrics.height() + 6
            top = y - view.metrics.height() - 3 if above else y + 3
            place = QRectF(max(left, 0) + 8, top, room, view.metrics.height())
            painter.setPen(colour(view.theme.text))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_blocks(painter: QPainter, rect: QRectF, view: View) -> None:
    """Draw a person's category as a framed block; below it, veiled, what was computed."""
    for one, left, right in in_view(view, CATEGORY):
        name = str(one.value)
        painter.fillRect(QRectF(left, rect.top(), right - left, rect.height()), colour(view.theme.panel, _VEIL))
        block = QRectF(left, rect.top() + 1, right - left, rect.height() * _TALL)
        painter.setPen(QPen(colour(view.theme.text), 1.2))
        painter.setBrush(blend(view.theme.panel, TONES[name], 0.95))
        painter.drawRect(block)
        text = tr(name)
        if block.width() > view.metrics.horizontalAdvance(text) + 8:
            painter.setPen(ink_on(TONES[name]))
            painter.drawText(block, Qt.AlignmentFlag.AlignCenter, text)


def nearest_line(
    view: View, quantities: tuple[str, ...], place: QPointF, rect: QRectF, reach: float
) -> Correction | None:
    """The correction whose line lies within some pixels of a place."""
    near = [
        (abs(y_of(float(one.value), rect) - place.y()), one)
        for quantity in quantities
        for one, left, right in in_view(view, quantity)
        if left - reach <= place.x() <= right + reach
    ]
    distance, best = min(near, key=lambda pair: pair[0], default=(reach + 1, None))
    return best if distance <= reach else None
