"""Where one shot is cut against the next: a picture that differs from the one before far more than its neighbours do.

The measure is the mean change of hue, saturation and value (known as adaptive content detection); against the mean of
the pictures around it, a pan or a shaking camera changes as much all the time and is no cut.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

_RATIO = 3.0
"""How many times more a cut changes than the pictures around it do."""
_CHANGE = 15.0
"""The least mean change of a cut, of 255."""
_STILL = 1e-5
"""Below this nothing changes around a picture, and any change of a cut's size is one."""


class CutDetector:
    """Tells at which picture a shot begins, `width` pictures after it.

    Args:
        shortest: frames between two cuts at least, and before the first.
        width: pictures before and after one with which it is compared.
    """

    def __init__(self, shortest: int, width: int) -> None:
        self._shortest = shortest
        self._width = width
        self._changes: deque[tuple[int, float]] = deque(maxlen=2 * width + 1)
        self._last: NDArray[np.int16] | None = None
        self._begin: int | None = None

    def feed(self, frame: int, rgb: NDArray[np.uint8]) -> int | None:
        """The frame at which a shot begins, where this picture makes that known.

        Args:
            frame: number of the picture; they come in order.
            rgb: (height, width, 3), each time of one size.
        """
        if self._begin is None:
            self._begin = frame
        self._changes.append((frame, self._change(rgb)))
        if len(self._changes) <= 2 * self._width:
            return None
        cut, change = self._changes[self._width]
        around = (sum(one for _, one in self._changes) - change) / (2 * self._width)
        if change < max(_CHANGE, _RATIO * around if around > _STILL else 0) or cut - self._begin < self._shortest:
            return None
        self._begin = cut
        return cut

    def _change(self, rgb: NDArray[np.uint8]) -> float:
        hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV).astype(np.int16)
        before, self._last = self._last, hsv
        return 0.0 if before is None else float(np.abs(hsv - before).mean())
