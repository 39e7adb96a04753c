"""The grid all modalities share, and features that never travel without it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

STEP = Fraction(1, 5)
"""Length of a grid step in seconds: 36,000 steps for two hours, fine enough for a cut."""


@dataclass(frozen=True)
class Grid:
    """The common time axis: step `i` covers the seconds `[i * step, (i + 1) * step)` from frame 0."""

    count: int
    step: Fraction = STEP

    @classmethod
    def covering(cls, duration: Fraction, step: Fraction = STEP) -> Grid:
        """The shortest grid that holds the whole duration, at least one step."""
        return cls(max(1, math.ceil(duration / step)), step)

    @property
    def rate(self) -> Fraction:
        """Steps per second."""
        return 1 / self.step

    @property
    def duration(self) -> Fraction:
        """Seconds covered."""
        return self.count * self.step

    def at(self, seconds: Fraction | float) -> int:
        """The step that covers a time, held inside the grid."""
        return min(max(math.floor(Fraction(seconds) / self.step), 0), self.count - 1)

    def starts(self) -> NDArray[np.float64]:
        """Start of every step in seconds, float for drawing only. shape (T,)"""
        return np.arange(self.count) * float(self.step)

    def middles(self) -> NDArray[np.float64]:
        """Middle of every step in seconds, float for drawing only. shape (T,)"""
        return self.starts() + float(self.step) / 2


@dataclass(frozen=True)
class Track:
    """One modality's features on the grid; what is missing is `valid = False`, never a dropped step.

    Attributes:
        modality: `text`, `voice`, `face`, or a further one.
        grid: the time axis.
        values: features, zero where not valid. shape (T, D) float32
        valid: where they are known. shape (T,) bool
        names: one per column. length D
        done: steps computed so far; `grid.count` when complete.
    """

    modality: str
    grid: Grid
    values: FloatArray
    valid: BoolArray
    names: tuple[str, ...]
    done: int = field(default=-1)

    def __post_init__(self) -> None:
        if self.done < 0:
            object.__setattr__(self, "done", self.grid.count)
        expected = (self.grid.count, len(self.names))
        if self.values.shape != expected or self.valid.shape != expected[:1]:
            raise ValueError(
                f"{self.modality}: values {self.values.shape}, valid {self.valid.shape}, expected {expected}"
            )
        if self.values.dtype != np.float32 or self.valid.dtype != np.bool_:
            raise ValueError(f"{self.modality}: values must be float32 and valid bool")
        if not np.isfinite(self.values).all():
            raise ValueError(f"{self.modality}: values must be finite")

    @classmethod
    def empty(cls, modality: str, grid: Grid, names: tuple[str, ...]) -> Track:
        """A track on which nothing is known."""
        return cls(
            modality, grid, np.zeros((grid.count, len(names)), np.float32), np.zeros(grid.count, np.bool_), names
        )

    @property
    def complete(self) -> bool:
        """Whether every step was computed (which says nothing about how many are valid)."""
        return self.done >= self.grid.count

    def columns(self, names: tuple[str, ...]) -> FloatArray:
        """The named columns in the order asked for. shape (T, len(names))

        Raises:
            KeyError: when a name is not there.
        """
        place = {name: column for column, name in enumerate(self.names)}
        return self.values[:, [place[name] for name in names]]


def spliced(before: Track | None, now: Track, start: int) -> Track:
    """A track that was computed from a step on, put into what was known before.

    Args:
        before: the earlier track, whole, rough or partial; None when there is none.
        now: computed from `start` to its `done`.
        start: first step of the new part.

    Returns:
        `now` between `start` and its `done`, `before` elsewhere; as far done as the further of both.
    """
    if before is None or before.names != now.names or before.grid != now.grid:
        return now
    values, valid = before.values.copy(), before.valid.copy()
    values[start : now.done], valid[start : now.done] = now.values[start : now.done], now.valid[start : now.done]
    return replace(now, values=values, valid=valid, done=max(before.done, now.done))
