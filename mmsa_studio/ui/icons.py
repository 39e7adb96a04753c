"""Icons drawn in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mmsa_studio.core.paths import resource
from mmsa_studio.ui import theme

_SIZES = (16, 24, 32, 48)


def icon(name: str) -> QIcon:
    """The icon of this name; a quieter one for what is disabled."""
    look = theme.current()
    made = QIcon()
    for mode, tone in ((QIcon.Mode.Normal, look.text), (QIcon.Mode.Disabled, look.faint)):
        for size in _SIZES:
            made.addPixmap(pixmap(name, size, tone), mode)
    return made


def pixmap(name: str, size: int, tone: str) -> QPixmap:
    """One icon at one size in one colour."""
    drawing = resource(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", tone)
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made
