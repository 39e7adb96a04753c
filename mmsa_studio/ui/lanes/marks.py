"""The markers, to be moved and trimmed by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from mmsa_studio.core.marker import FOUND, Marker
from mmsa_studio.core.wording import shown_label
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MARKER, blend, colour, ink_on

_HEAD_PX = 5.0
_ROWS = 3
_EDGE = 0.25
"""How much of the text's colour is in an edge, so that pale markers are seen on a light ground."""


class Marks(Lane):
    """Point markers as diamonds, ranges as bars. Found ones are outlined, drawn ones are filled."""

    id = "markers"
    title = mark("Markers")
    lines = 2.6
    watches = ("markers_changed", "marker_selected")
    _diamond = QPolygonF([QPointF(0, -7), QPointF(_HEAD_PX, 0), QPointF(0, 7), QPointF(-_HEAD_PX, 0)])

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        """Draw the markers in view, the selected one last."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = [one for one in view.session.markers if one.end > view.axis.start and one.start < view.axis.end]
        rows = in_rows(shown, 2 * _HEAD_PX / view.axis.pixels_per_frame)
        high = rect.height() / max(max(rows, default=0) + 1, 1)
        drawn: set[tuple[int, int, str, int]] = set()
        for row, one in sorted(zip(rows, shown, strict=True), key=lambda pair: pair[1].id == view.session.selected):
            place = (round(view.axis.x_of(one.start)), round(view.axis.x_of(one.end)), one.colour, row)
            if place not in drawn or one.id == view.session.selected:
                drawn.add(place)
                self._one(painter, QRectF(rect.left(), rect.top() + row * high, rect.width(), high), view, one)

    def read_out(self, frame: int, view: View) -> str:
        """The markers at the frame."""
        here = (one for one in view.session.markers if one.start <= frame < one.end)
        return ", ".join(shown_label(one, tr) or tr("unnamed marker") for one in here)

    def _one(self, painter: QPainter, rect: QRectF, view: View, one: Marker) -> None:
        left, right = view.axis.x_of(one.start), view.axis.x_of(one.end)
        tone, selected = MARKER[one.colour], one.id == view.session.selected
        pen = QPen(colour(view.theme.text), 2) if selected else QPen(blend(tone, view.theme.text, _EDGE), 1.4)
        painter.setPen(pen)
        painter.setBrush(blend(view.theme.panel, tone, 0.3 if one.origin == FOUND else 0.85))
        if right - left <= 2 * _HEAD_PX:
            middle = QPointF((left + right) / 2, rect.center().y())
            painter.drawPolygon(self._diamond.translated(middle))
            return
        body = QRectF(left, rect.top() + 2, right - left, rect.height() - 4)
        painter.drawRoundedRect(body, 3, 3)
        if body.width() > 30 and body.height() > view.metrics.height() * 0.8:
            painter.setPen(colour(view.theme.text) if one.origin == FOUND else ink_on(tone))
            text = view.metrics.elidedText(shown_label(one, tr), Qt.TextElideMode.ElideRight, int(body.width() - 10))
            painter.drawText(body.adjusted(6, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)


def in_rows(markers: Sequence[Marker], least: float) -> list[int]:
    """A row for each marker, so that few overlap: 0 to 2, the first that is free, else the one that is soonest.

    Args:
        markers: in order of their starts.
        least: frames a marker takes up at least.
    """
    ends = [-math.inf] * _ROWS
    rows = []
    for one in markers:
        row = next((number for number, end in enumerate(ends) if end <= one.start), ends.index(min(ends)))
        ends[row] = max(ends[row], one.end, one.start + least)
        rows.append(row)
    return rows
