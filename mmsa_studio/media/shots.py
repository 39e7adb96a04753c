"""Shots, found on small copies of the same pictures everything else reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import MediaInfo, Shot
from mmsa_studio.media.cuts import CutDetector
from mmsa_studio.media.pictures import Picture

LATE = 2
"""Pictures after which a cut is known: the width of the detector's window."""
_WIDTH = 96
_SHORTEST_S = 0.25


def led(info: MediaInfo, sure: int, last_cut: int) -> int:
    """The frame from which pictures must be fed to find the cuts after frame `sure` as if all had been fed.

    The detector knows nothing at first, and no shot is shorter than a quarter of a second. Where pictures are unevenly
    spaced nobody knows how many there are in a stretch, so there it is where the shot begins.
    """
    shortest = max(1, round(_SHORTEST_S * info.rate))
    start = sure - shortest - 2 * LATE
    uneven = info.picture is None or info.picture.variable_rate
    return last_cut if uneven or start <= last_cut + shortest else start


class ShotFinder:
    """Finds cuts while pictures pass by.

    Each picture is compared with its neighbours, so a cut is known two pictures late.

    Args:
        info: the film the pictures come from.
        start: the first frame that will be fed.
        cuts: those known before.
        sure: the last frame up to which all cuts are known; of those found no others are taken.

    Attributes:
        cuts: frames at which a shot begins and another ended, as far as they are known.
    """

    def __init__(self, info: MediaInfo, start: int = 0, cuts: Sequence[int] = (), sure: int = 0) -> None:
        self._info = info
        self.cuts = [*cuts]
        self._sure = max(start, sure)
        self._detector = CutDetector(max(1, round(_SHORTEST_S * info.rate)), LATE)
        self._seen = start
        self._last: NDArray[np.uint8] | None = None

    def feed(self, picture: Picture) -> None:
        """Take the next picture, in order."""
        self._last = picture.rgb(_WIDTH)
        self._detect(picture.frame, self._last)
        self._seen = max(self._seen, picture.frame + 1)

    def index_of(self, frame: int) -> int:
        """Number of the shot a frame lies in; sure once `LATE` further pictures were fed."""
        return bisect_right(self.cuts, frame)

    def shots(self, end: bool = False) -> tuple[Shot, ...]:
        """Shots as far as pictures were fed, the last one still open; with `end` it lasts to the film's end."""
        if end:
            self._hold_last()
        last = self._info.frame_count if end else max(self._seen, self._sure + 1 if self.cuts else 0)
        return tuple(Shot(start, stop) for start, stop in pairwise([0, *self.cuts, last]) if start < stop)

    def _detect(self, frame: int, rgb: NDArray[np.uint8]) -> None:
        cut = self._detector.feed(frame, rgb)
        if cut is not None and cut > self._sure:
            self.cuts.append(cut)

    def _hold_last(self) -> None:
        """Let the last picture stay, so that a cut right before the end has pictures after it too."""
        if self._last is not None:
            for late in range(LATE):
                self._detect(self._seen + late, self._last)
            self._last = None
