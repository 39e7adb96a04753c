"""Shots, found on small copies of the same pictures everything else reads."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector

from mmsa_studio.core.film import MediaInfo, Shot
from mmsa_studio.media.pictures import Picture

LATE = 2
"""Pictures after which a cut is known: the width of the detector's window."""
_WIDTH = 96
_SHORTEST_S = 0.25


class ShotFinder:
    """Finds cuts while pictures pass by.

    PySceneDetect's adaptive detector compares each picture with its neighbours, so a cut is known two pictures late.

    Args:
        info: the film the pictures come from.
        start: the first frame that will be fed; a cut is known to be there when it is not 0.
    """

    def __init__(self, info: MediaInfo, start: int = 0) -> None:
        self._info = info
        self._start = start
        self._detector = AdaptiveDetector(min_scene_len=max(1, round(_SHORTEST_S * info.rate)), window_width=LATE)
        self._cuts: list[int] = []
        self._seen = start
        self._last: NDArray[np.uint8] | None = None

    def feed(self, picture: Picture) -> None:
        """Take the next picture, in order."""
        self._last = picture.rgb(_WIDTH)[:, :, ::-1]
        self._detect(picture.frame, self._last)
        self._seen = picture.frame + 1

    def index_of(self, frame: int) -> int:
        """Number of the shot a frame lies in; sure once `LATE` further pictures were fed."""
        return bisect_right(self._cuts, frame)

    def shots(self, end: bool = False) -> tuple[Shot, ...]:
        """Shots as far as pictures were fed, the last one still open; with `end` it lasts to the film's end."""
        if end:
            self._hold_last()
        last = self._info.frame_count if end else self._seen
        if last == self._start:
            return ()
        return tuple(Shot(start, stop) for start, stop in pairwise([self._start, *self._cuts, last]))

    def _detect(self, frame: int, bgr: NDArray[np.uint8]) -> None:
        time = FrameTimecode(frame, self._info.rate)
        self._cuts.extend(cut.frame_num for cut in self._detector.process_frame(time, bgr))

    def _hold_last(self) -> None:
        """Let the last picture stay, so that a cut right before the end has pictures after it too."""
        if self._last is not None:
            for late in range(LATE):
                self._detect(self._seen + late, self._last)
            self._last = None
