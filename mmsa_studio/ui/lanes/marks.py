"""The markers, to be moved and trimmed by hand."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from mmsa_studio.core.marker import FOUND, Marker
from mmsa_studio.core.wording import shown_label
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.plain import shown
from mmsa_studio.ui.spans import Spans
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MARKER, blend, colour, ink_on

_HEAD_PX = 5.0
_HIGH_PX = 7.0
_ROWS = 3
_APART_PX = 3
"""Points closer than this lie on each other: one a row is drawn."""
_EDGE = 0.25
"""How much of the text's colour is in an edge, so that pale markers are seen on a light ground."""
Floats = NDArray[np.float64]
_Look = tuple[str, bool, bool]
"""Colour, whether it was found, whether it is selected: markers of one look are drawn alike."""


class Marks(Lane):
    """Point markers as diamonds, ranges as bars. Found ones are outlined, drawn ones are filled."""

    id = "markers"
    title = mark("Markers")
    lines = 2.6
    watches = ("markers_changed", "marker_selected")

    def __init__(self) -> None:
        self._spans = Spans()

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the markers in view, the selected one last."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axis, chosen = view.axis, view.session.selected
        markers = self._shown(view)
        if not markers:
            return
        rows = in_rows(markers, 2 * _HEAD_PX / axis.pixels_per_frame)
        high = rect.height() / (max(rows) + 1)
        stamps: dict[_Look, QPixmap] = {}
        for one, row in sorted(zip(markers, rows, strict=True), key=lambda pair: pair[0].id == chosen):
            left, right = axis.x_of(one.start), axis.x_of(one.end)
            look = (one.colour, one.origin == FOUND, one.id == chosen)
            room = QRectF(left, rect.top() + row * high, right - left, high)
            if right - left > 2 * _HEAD_PX:
                self._bar(painter, room.adjusted(0, 2, 0, -2), view, one, look)
            else:
                stamp = stamps.get(look) or stamps.setdefault(look, _stamp(view, look))
                painter.drawPixmap(room.center() - _middle(stamp), stamp)

    def read_out(self, frame: int, view: View) -> str:
        """The markers at the frame."""
        everyone = view.session.markers
        here = (everyone[place] for place in self._spans.touching(everyone, frame + 0.5, frame + 0.5))
        return ", ".join(shown_label(one, tr) or tr("unnamed marker") for one in here)

    def _shown(self, view: View) -> list[Marker]:
        """The markers in view, in order of time; of those that lie on each other a few and the selected one."""
        axis, everyone = view.axis, view.session.markers
        here = self._spans.touching(everyone, axis.start, axis.end)
        apart = told_apart(self._spans.starts[here], self._spans.ends[here], axis.pixels_per_frame)
        shown = [everyone[place] for place in here[apart]]
        selected = view.session.marker(view.session.selected)
        if selected is not None and selected not in shown and axis.start < selected.end and selected.start < axis.end:
            insort(shown, selected, key=lambda one: one.start)
        return shown

    def _bar(self, painter: QPainter, body: QRectF, view: View, one: Marker, look: _Look) -> None:
        """A range, with its name where there is room."""
        _dress(painter, view, look)
        painter.drawRoundedRect(body, 3, 3)
        if body.width() > 30 and body.height() > view.metrics.height() * 0.8:
            painter.setPen(colour(view.theme.text) if one.origin == FOUND else ink_on(MARKER[one.colour]))
            text, room = shown(shown_label(one, tr)), int(body.width() - 10)
            text = view.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(body.adjusted(6, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _dress(painter: QPainter, view: View, look: _Look) -> None:
    """Pen and brush for a look."""
    name, found, selected = look
    tone = MARKER[name]
    painter.setPen(QPen(colour(view.theme.text), 2) if selected else QPen(blend(tone, view.theme.text, _EDGE), 1.4))
    painter.setBrush(blend(view.theme.panel, tone, 0.3 if found else 0.85))


def _stamp(view: View, look: _Look) -> QPixmap:
    """A diamond of a look, drawn once and then put down wherever it is needed."""
    made = QPixmap(round((2 * _HEAD_PX + 4) * view.ratio), round((2 * _HIGH_PX + 4) * view.ratio))
    made.setDevicePixelRatio(view.ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(_middle(made))
    _dress(painter, view, look)
    corners = ((0, -_HIGH_PX), (_HEAD_PX, 0), (0, _HIGH_PX), (-_HEAD_PX, 0))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.end()
    return made


def _middle(stamp: QPixmap) -> QPointF:
    size = stamp.deviceIndependentSize()
    return QPointF(size.width() / 2, size.height() / 2)


def told_apart(starts: Floats, ends: Floats, pixels_per_frame: float) -> NDArray[np.bool_]:
    """Which markers to draw: all ranges, and of points within a few pixels one a row, the same wherever the view is.

    Args:
        starts: first frames, in order. shape (N,)
        ends: frames after the last. shape (N,)
        pixels_per_frame: width of a frame.
    """
    cell = np.floor((starts + ends) / 2 * pixels_per_frame / _APART_PX)
    place = np.arange(len(cell))
    begun = np.maximum.accumulate(np.where(np.diff(cell, prepend=-1.0) != 0, place, 0))
    wide = (ends - starts) * pixels_per_frame > 2 * _HEAD_PX
    return wide | (place - begun < _ROWS)


def in_rows(markers: Sequence[Marker], least: float) -> list[int]:
    """A row for each marker, so that few overlap: 0 to 2, the first that is free, else the one that is soonest.

    Args:
        markers: in order of their starts.
        least: frames a marker takes up at least.
    """
    first = second = third = -math.inf
    rows = []
    for one in markers:
        start, end = one.start, max(one.end, one.start + least)
        soonest = min(first, second, third)
        if first <= start or (soonest > start and first == soonest):
            row, first = 0, max(first, end)
        elif second <= start or (soonest > start and second == soonest):
            row, second = 1, max(second, end)
        else:
            row, third = 2, max(third, end)
        rows.append(row)
    return rows
