"""Where thousands of markers lie, as arrays: what is in view or under the pointer is found without a look at each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.marker import Marker


class Spans:
    """First frames and frames after the last, made once for every change of the markers.

    Attributes:
        starts: first frames of those looked at last. shape (N,)
        ends: frames after the last. shape (N,)
    """

    def __init__(self) -> None:
        self._markers: Sequence[Marker] = ()
        self.starts = self.ends = np.zeros(0)

    def touching(self, markers: Sequence[Marker], first: float, last: float) -> NDArray[np.intp]:
        """The places of markers that a stretch of frames touches, in their order; both ends count."""
        if markers is not self._markers:
            self._markers = markers
            self.starts = np.fromiter((one.start for one in markers), float, len(markers))
            self.ends = np.fromiter((one.end for one in markers), float, len(markers))
        return np.flatnonzero((self.starts <= last) & (self.ends >= first))
