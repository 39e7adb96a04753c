"""Small helpers between numpy and QPainter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from mmsa_studio.ui.theme import channels


def polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """A polygon of points without a Python object for each. shapes (N,)"""
    points = QPolygonF()
    points.resize(len(x))
    if len(x):
        memory: Any = shiboken6.VoidPtr(points.data(), 16 * len(x), True)  # type: ignore[call-arg, arg-type]
        array = np.frombuffer(memory, np.float64).reshape(-1, 2)
        array[:, 0], array[:, 1] = x, y
    return points


def runs(mask: NDArray[np.bool_], least: float = 1) -> Iterator[tuple[int, int]]:
    """Stretches `[first, last)` of at least some length in which the mask is set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))).reshape(-1, 2)
    long = edges[edges[:, 1] - edges[:, 0] >= least]
    yield from zip(long[:, 0].tolist(), long[:, 1].tolist(), strict=True)


def argb(colour: QColor) -> int:
    """A colour as a premultiplied 32-bit pixel."""
    alpha = colour.alphaF()
    red, green, blue = (round(255 * alpha * channel) for channel in channels(colour))
    return round(255 * alpha) << 24 | red << 16 | green << 8 | blue


def image(pixels: NDArray[np.uint32]) -> QImage:
    """An image of premultiplied 32-bit pixels that owns its memory. shape (H, W)"""
    height, width = pixels.shape
    data = np.ascontiguousarray(pixels)
    return QImage(data.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def picture_of(*widgets: QWidget) -> QPixmap:
    """Widgets below each other as they are now, on the window's ground."""
    parts = [widget.grab() for widget in widgets]
    sizes = [part.deviceIndependentSize().toSize() for part in parts]
    ratio = parts[0].devicePixelRatio()
    made = QPixmap(
        round(max(size.width() for size in sizes) * ratio), round(sum(size.height() for size in sizes) * ratio)
    )
    made.setDevicePixelRatio(ratio)
    made.fill(widgets[0].palette().window().color())
    painter, top = QPainter(made), 0
    for part, size in zip(parts, sizes, strict=True):
        painter.drawPixmap(0, top, part)
        top += size.height()
    painter.end()
    return made
