"""A made-up modality, as CONTRIBUTING says: one file with its extractor, and one line in the table."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.modality import Modality
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.features.base import TrackBuffer
from mmsa_studio.media.sound import SAMPLE_RATE, SoundChunk

LINE = Modality("loudness", "sound", fused=False)
"""What stands in the table."""


class LoudnessExtractor:
    """How loud a film is: root mean square and highest sample of every step."""

    modality = LINE.id
    names = ("level", "highest")

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        self._grid = grid
        self._buffer = TrackBuffer(LINE.id, grid, self.names)
        self._left = np.zeros(0, np.float32)
        self._done = 0

    def feed(self, item: SoundChunk) -> None:
        """Take the next sound."""
        sound, length = np.concatenate([self._left, item.samples]), int(self._grid.step * SAMPLE_RATE)
        steps = sound[: len(sound) // length * length].reshape(-1, length)
        measured = np.stack([np.sqrt((steps**2).mean(axis=1)), np.abs(steps).max(axis=1, initial=0)], axis=1)
        self._buffer.write(self._done, measured.astype(np.float32), np.ones(len(steps), np.bool_))
        self._done += len(steps)
        self._left = sound[len(steps) * length :]

    def track(self, *, final: bool = False) -> Track:
        """The track as far as sound was heard."""
        return self._buffer.track(self._grid.count if final else min(self._done, self._grid.count))
