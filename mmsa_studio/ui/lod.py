"""Levels of detail: any amount of data becomes one value a pixel column, so that drawing never slows down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import Peaks

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """The steps each pixel column covers: `[first, last)`, at least one step. both shape (W,)"""

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    inside: NDArray[np.bool_]


def columns(start: float, end: float, width: int, per_unit: float, count: int) -> Column:
    """The steps under every pixel column.

    Args:
        start: left edge of the view, in units of the axis (frames).
        end: right edge.
        width: pixel columns.
        per_unit: steps per unit.
        count: steps there are.
    """
    exact = np.linspace(start, end, width + 1) * per_unit
    edges = np.floor(exact).astype(np.intp)
    edges[-1] = np.ceil(exact[-1])
    first, last = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
    inside = (last > 0) & (first < count)
    first = np.clip(first, 0, max(count - 1, 0))
    return Column(first, np.clip(last, first + 1, max(count, 1)), inside)


class Averages:
    """Means over any stretch of valid steps, by running sums.

    Args:
        values: one row a step. shape (T, K)
        valid: which steps count. shape (T,)
    """

    def __init__(self, values: NDArray[np.float32], valid: NDArray[np.bool_]) -> None:
        self._sums = np.zeros((len(values) + 1, values.shape[1]))
        np.cumsum(np.where(valid[:, None], values, 0.0), axis=0, out=self._sums[1:])
        self._counts = np.concatenate(([0], np.cumsum(valid)))
        self._values = values

    def single(self, steps: NDArray[np.intp]) -> Floats:
        """The values of single steps; those that are not valid hold the nearest valid ones. shape (N, K)"""
        known = np.flatnonzero(self._counts[steps + 1] > self._counts[steps])
        if len(known) == 0:
            return np.zeros((len(steps), self._values.shape[1]))
        index = np.arange(len(steps))
        after = np.clip(np.searchsorted(known, index), 0, len(known) - 1)
        before = np.maximum(after - 1, 0)
        nearest = np.where(np.abs(known[before] - index) <= np.abs(known[after] - index), before, after)
        return self._values[steps[known[nearest]]].astype(np.float64)

    def over(self, column: Column) -> tuple[Floats, NDArray[np.bool_]]:
        """Mean of every column and whether it has a valid step. shapes (W, K) and (W,)"""
        counts = self._counts[column.last] - self._counts[column.first]
        sums = self._sums.take(column.last, axis=0) - self._sums.take(column.first, axis=0)
        return sums / np.maximum(counts, 1)[:, None], (counts > 0) & column.inside


def wave(peaks: Peaks, start: float, end: float, width: int) -> NDArray[np.int16]:
    """Lowest and highest sample under every pixel column; zero beyond the sound. shape (W, 2)

    Args:
        peaks: the waveform.
        start: left edge in seconds.
        end: right edge in seconds.
        width: pixel columns.
    """
    samples_per_pixel = (end - start) * peaks.sample_rate / max(width, 1)
    level, bin_size = 0, peaks.bin_size
    while level + 1 < len(peaks.levels) and bin_size * 4 <= samples_per_pixel:
        level, bin_size = level + 1, bin_size * 4
    bins = peaks.levels[level]
    out = np.zeros((width, 2), np.int16)
    if len(bins) == 0:
        return out
    column = columns(start, end, width, peaks.sample_rate / bin_size, len(bins))
    low, high = bins[column.first, 0].copy(), bins[column.first, 1].copy()
    for offset in range(1, int((column.last - column.first).max(initial=1))):
        place = np.minimum(column.first + offset, column.last - 1)
        np.minimum(low, bins[place, 0], out=low)
        np.maximum(high, bins[place, 1], out=high)
    out[column.inside] = np.column_stack((low, high))[column.inside]
    return out
