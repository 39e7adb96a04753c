"""Painting that never takes the window along.

An exception in a paint event leaves the painter open, and Qt then ends the program. So whatever is raised while a
widget or a lane is drawn ends here: the painter is closed, the reason logged once, and a sentence stands in its place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mmsa_studio.ui import theme
from mmsa_studio.ui.text import tr

_log = logging.getLogger(__name__)
_told: set[tuple[str, type[Exception]]] = set()


class Painted(QWidget):
    """A widget that draws itself in `paint`, with a painter that is ended whatever happens there."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, or say that it cannot be drawn."""
        with QPainter(self) as painter:
            guarded(type(self).__name__, painter, QRectF(self.rect()), lambda: self.paint(painter, event.rect()))

    def paint(self, painter: QPainter, dirty: QRect) -> None:
        """Draw at least what lies in `dirty`."""
        raise NotImplementedError


def guarded(name: str, painter: QPainter, place: QRectF, draw: Callable[[], None]) -> None:
    """Draw something; where that fails, log why, once of a kind, and write so in its place.

    Args:
        name: of what is drawn.
        painter: as it was before is how it is afterwards.
        place: where the sentence stands.
        draw: draws with the painter.
    """
    painter.save()
    try:
        draw()
    except Exception as error:  # noqa: BLE001 - the border of painting: Qt would end the program
        painter.restore()
        painter.save()
        painter.setPen(theme.colour(theme.current().faint))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tr("This cannot be drawn."))
        if (name, type(error)) not in _told:
            _told.add((name, type(error)))
            _log.exception("%s cannot be drawn", name)
    painter.restore()
