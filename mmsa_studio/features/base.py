"""What every modality's extractor promises, and the blocks all feature tracks are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.draft import Arrays, Column
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.track import BoolArray, FloatArray, Grid, Track, graded
from mmsa_studio.core.vocabulary import CATEGORIES

EMBEDDING_SIZE = 64


@dataclass(frozen=True, eq=False)
class FacePicture:
    """A picture to look for faces in.

    Attributes:
        frame: presented frame number.
        steps: the grid steps in whose middle it is on screen: one, or several when pictures are few.
        image: presented picture. shape (H, W, 3) uint8 RGB
        shot_index: number of the shot it lies in; faces are tracked within a shot.
    """

    frame: int
    steps: range
    image: NDArray[np.uint8]
    shot_index: int


class Extractor(Protocol):
    """Turns what a film holds of one modality into a track, piece by piece.

    Attributes:
        modality: its name in `core.modality.TABLE`, which says what it is fed: a tuple of `Cue`, a `SoundChunk` or a
            `FacePicture` at a time, in order of time.
        names: columns of its track; the last nine of a fused modality are the expression block.
    """

    modality: str
    names: tuple[str, ...]

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        """Prepare for a film.

        Args:
            grid: the film's time axis.
            device: where to compute, as torch names it.
            info: the film.
            folder: of the model's weights; the program's own by default.
        """

    def feed(self, item: Any) -> None:  # noqa: ANN401 - the kind depends on the modality
        """Take the next item; feeding may stop anywhere, the track then ends there."""

    def track(self, *, final: bool = False) -> Track:
        """The track as far as it was fed, as long as its grid; `final` when nothing more will come.

        Steps not reached yet are of unknown quality, those that what comes next may still change are rough.
        """


@runtime_checkable
class Drafting(Protocol):
    """An extractor that another process can go on with where this one was killed, as if nothing had happened.

    Attributes:
        drafted: the arrays of its drafts.
    """

    drafted: Mapping[str, Column]

    def draft(self) -> tuple[int, Arrays]:
        """What was worked out since this was asked last, which may be nothing.

        Returns:
            From where on material is to be fed to who has all drafts: a number of cues, a sample or a grid step; and
            the arrays of `drafted`.
        """

    def recall(self, end: int, arrays: Arrays) -> None:
        """Take a draft, in the order they were given, before anything is fed.

        What was heard, read or seen already may be fed again and changes nothing.
        """


def embedding_names(modality: str, size: int = EMBEDDING_SIZE) -> tuple[str, ...]:
    """Names of the embedding block: `voice.embedding.00`, ..."""
    return tuple(f"{modality}.embedding.{column:02d}" for column in range(size))


def expression_names(modality: str) -> tuple[str, ...]:
    """Names of the expression block every track ends with: calibrated log-probabilities, valence, arousal."""
    return (*(f"{modality}.category.{name}" for name in CATEGORIES), f"{modality}.valence", f"{modality}.arousal")


class TrackBuffer:
    """A track that grows from its start: steps are written once, in order or not, and gaps stay gaps."""

    def __init__(self, modality: str, grid: Grid, names: tuple[str, ...]) -> None:
        self._modality = modality
        self._grid = grid
        self._names = names
        self._values: FloatArray = np.zeros((grid.count, len(names)), np.float32)
        self._valid: BoolArray = np.zeros(grid.count, np.bool_)

    def write(self, start: int, values: FloatArray, valid: BoolArray) -> None:
        """Set the steps from `start` on; what lies beyond the grid is dropped, what is not valid becomes zero.

        Args:
            start: first step.
            values: features. shape (n, D)
            valid: where they are known. shape (n,)
        """
        count = max(0, min(len(values), self._grid.count - start))
        stop = start + count
        self._values[start:stop] = np.where(valid[:count, None], values[:count], 0.0)
        self._valid[start:stop] = valid[:count]

    def track(self, done: int) -> Track:
        """A copy of what is known, of which the first `done` steps were looked at."""
        quality = graded(self._grid, 0, done)
        return Track(self._modality, self._grid, self._values.copy(), self._valid.copy(), self._names, quality=quality)


@contextmanager
def closing(one: Extractor) -> Iterator[Extractor]:
    """Let go of what an extractor holds, threads for instance, however its use ends."""
    try:
        yield one
    finally:
        close: Callable[[], None] | None = getattr(one, "close", None)
        if close:
            close()
