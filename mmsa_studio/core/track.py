"""The grid all modalities share, and features that never travel without it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.model import ModelIdentity

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
QualityArray = NDArray[np.uint8]

UNKNOWN, ROUGH, FULL = 0, 1, 2
"""How well a step was looked at: not yet, by a sample of what lies around it, or by all that lies in it."""

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

    def step_of(self, frame: int, rate: Fraction) -> int:
        """The step a frame lies in: the one that holds the frame's middle, held inside the grid.

        The only answer to that question; read-outs, curves, explanations and exports ask here.

        Args:
            frame: frame number.
            rate: frames per second of the film.
        """
        return min(max((2 * frame + 1) // (2 * rate * self.step), 0), self.count - 1)

    def steps_of(self, frames: NDArray[np.int64], rate: Fraction) -> NDArray[np.int64]:
        """The step of each of many frames. (N,) -> (N,)"""
        steps = (
            (2 * frames + 1) * (rate.denominator * self.step.denominator) // (2 * rate.numerator * self.step.numerator)
        )
        return np.clip(steps, 0, self.count - 1)

    def first_step_from(self, frame: int, rate: Fraction) -> int:
        """The first step whose middle does not lie before a frame's start; the grid's count when there is none."""
        return min(max(math.ceil(frame / rate / self.step - Fraction(1, 2)), 0), self.count)

    def frame_of(self, step: int, rate: Fraction) -> int:
        """The frame on screen in the middle of a step."""
        return math.floor((2 * step + 1) * self.step * rate / 2)

    def starts(self) -> NDArray[np.float64]:
        """Start of every step in seconds, float for drawing only. shape (T,)"""
        return np.arange(self.count) * float(self.step)

    def middles(self) -> NDArray[np.float64]:
        """Middle of every step in seconds, float for drawing only. shape (T,)"""
        return self.starts() + float(self.step) / 2


_KINDS = (np.float32, np.bool_, np.uint8)


@dataclass(frozen=True)
class Track:
    """One modality's features on the grid; what is missing is `valid = False`, never a dropped step.

    Attributes:
        modality: `text`, `voice`, `face`, or a further one.
        grid: the time axis.
        values: features, zero where not valid. shape (T, D) float32
        valid: where they are known. shape (T,) bool
        names: one per column. length D
        made_by: the encoder that computed it; None where that is not known.
        quality: how well each step was looked at: `UNKNOWN`, `ROUGH` or `FULL`, the default. shape (T,) uint8
        subject: whom it is about; empty for everybody.
    """

    modality: str
    grid: Grid
    values: FloatArray
    valid: BoolArray
    names: tuple[str, ...]
    made_by: ModelIdentity | None = None
    quality: QualityArray = field(default_factory=lambda: np.zeros(0, np.uint8))
    subject: str = ""

    def __post_init__(self) -> None:
        count = self.grid.count
        if not self.quality.size:
            object.__setattr__(self, "quality", np.full(count, FULL, np.uint8))
        shapes = {"values": (count, len(self.names)), "valid": (count,), "quality": (count,)}
        for name, expected in shapes.items():
            if (found := getattr(self, name).shape) != expected:
                raise ValueError(f"{self.modality}: {name} has shape {found}, expected {expected}")
        if [self.values.dtype, self.valid.dtype, self.quality.dtype] != [np.dtype(kind) for kind in _KINDS]:
            raise ValueError(f"{self.modality}: values must be float32, valid bool and quality uint8")
        if not np.isfinite(self.values).all():
            raise ValueError(f"{self.modality}: values must be finite")
        if self.quality.max(initial=0) > FULL:
            raise ValueError(f"{self.modality}: there is no quality above {FULL}")

    @classmethod
    def empty(cls, modality: str, grid: Grid, names: tuple[str, ...]) -> Track:
        """A track of which no step was looked at."""
        values, valid = np.zeros((grid.count, len(names)), np.float32), np.zeros(grid.count, np.bool_)
        return cls(modality, grid, values, valid, names, quality=np.full(grid.count, UNKNOWN, np.uint8))

    @property
    def key(self) -> str:
        """Its name among the tracks of a film: `face`, or `face/3` when it is about one subject."""
        return f"{self.modality}/{self.subject}" if self.subject else self.modality

    @property
    def complete(self) -> bool:
        """Whether every step was looked at in full (which says nothing about how many are valid)."""
        return bool((self.quality == FULL).all())

    @property
    def known(self) -> BoolArray:
        """Where something was looked at and found. shape (T,)"""
        return np.asarray(self.valid & (self.quality > UNKNOWN))

    def columns(self, names: tuple[str, ...]) -> FloatArray:
        """The named columns in the order asked for. shape (T, len(names))

        Raises:
            KeyError: when a name is not there.
        """
        place = {name: column for column, name in enumerate(self.names)}
        return self.values[:, [place[name] for name in names]]

    def fits(self, other: Track) -> bool:
        """Whether steps of both may stand in one track: the same maker, columns, grid and subject."""
        mine, theirs = ((one.made_by, one.names, one.grid, one.key) for one in (self, other))
        return mine == theirs


def joined(before: Track | None, now: Track) -> Track:
    """A new track put into what was known before: step by step what was looked at better, `now` where both are alike.

    What another model made is never mixed in: then only `now` is left.
    """
    if before is None or not before.fits(now):
        return now
    if (now.quality >= before.quality).all():
        return now  # it holds all that was known: nothing need be copied
    newer = (now.quality >= before.quality) & (now.quality > UNKNOWN)
    return replace(
        now,
        values=np.where(newer[:, None], now.values, before.values),
        valid=np.where(newer, now.valid, before.valid),
        quality=np.where(newer, now.quality, before.quality),
    )


def until(track: Track, step: int) -> Track:
    """A track of which nothing is known from a step on."""
    here = np.arange(track.grid.count) < step
    return replace(
        track,
        values=np.where(here[:, None], track.values, np.float32(0)),
        valid=track.valid & here,
        quality=np.where(here, track.quality, np.uint8(UNKNOWN)),
    )


def graded(grid: Grid, start: int, end: int, quality: int = FULL) -> QualityArray:
    """The quality of a track of which the steps from `start` to `end` were looked at, and no others. shape (T,)"""
    grades = np.full(grid.count, UNKNOWN, np.uint8)
    grades[max(start, 0) : max(end, 0)] = quality
    return grades
