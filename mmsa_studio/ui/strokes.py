"""Curves and bands as pixel coverage: one pass over an image, however many points a film has."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from mmsa_studio.ui.drawing import argb, image
from mmsa_studio.ui.theme import colour

Floats = NDArray[np.float32]
Coverage = NDArray[np.uint8]

_FULL = 255
_HATCH = 9


def curve(height: int, line: Floats, known: NDArray[np.bool_], thickness: float, dash: tuple[int, int]) -> Coverage:
    """Coverage of an antialiased line, one point a pixel column. shape (height, W)

    Args:
        height: pixel rows.
        line: row of the line's centre at every column. shape (W,)
        known: where there is a line. shape (W,)
        thickness: in pixels.
        dash: columns drawn and left out; `(1, 0)` for a solid line.
    """
    middle = (line[1:] + line[:-1]) / 2
    left, right = np.concatenate((line[:1], middle)), np.concatenate((middle, line[-1:]))
    low, high = np.minimum(np.minimum(left, right), line), np.maximum(np.maximum(left, right), line)
    shown = np.flatnonzero(known & (np.arange(len(line)) % sum(dash) < dash[0]))
    low, high, reach = low[shown], high[shown], thickness / 2 + 0.5
    first = np.floor(low - reach).astype(np.intp)
    covered: Coverage = np.zeros((height, len(line)), np.uint8)
    for offset in range(int(np.ceil((high - first + reach).max(initial=0.0)))):
        row = first + offset
        away = np.maximum(low - (row + 0.5), row + 0.5 - high)
        inside = (row >= 0) & (row < height)
        covered[row[inside], shown[inside]] = (np.clip(reach - away[inside], 0, 1) * _FULL).astype(np.uint8)
    return covered


def band(height: int, top: Floats, bottom: Floats, known: NDArray[np.bool_], opacity: float) -> Coverage:
    """Coverage of the stretch between two lines. shape (height, W)"""
    covered: Coverage = np.zeros((height, len(top)), np.uint8)
    if not known.any():
        return covered
    first, last = max(int(top[known].min()), 0), min(int(bottom[known].max()) + 1, height)
    rows = (np.arange(first, last, dtype=np.float32) + 0.5)[:, None]
    np.multiply((rows >= top) & (rows <= bottom) & known, np.uint8(opacity * _FULL), out=covered[first:last])
    return covered


def tinted(covered: Coverage, tone: str) -> QImage:
    """Coverage as an image of one colour."""
    return image(_shades(tone).take(covered))


@lru_cache(maxsize=32)
def _shades(tone: str) -> NDArray[np.uint32]:
    return np.array([argb(colour(tone, level / _FULL)) for level in range(_FULL + 1)], np.uint32)


@lru_cache(maxsize=16)
def hatch(fill: str, stripe: str, width: int, height: int) -> QImage:
    """Grey with diagonal stripes, so that what is unknown is not told by colour alone.

    A whole image: copying from it is many times quicker than filling with a textured brush.
    """
    striped = (np.arange(height)[:, None] + np.arange(width)) % _HATCH == _HATCH - 1
    return image(np.where(striped, np.uint32(argb(QColor(stripe))), np.uint32(argb(QColor(fill)))))
