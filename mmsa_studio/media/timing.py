"""From presentation timestamps to frame numbers: the rate, whether it varies, and how many frames there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.rates import COMMON_RATES, parse_rate

Stamps = NDArray[np.int64]

_FASTEST = 480
_EXACT = 0.02
_JITTER = 0.3
_FEW = 0.02
_NEAR = Fraction(1, 10)
_DEFAULT_RATE = Fraction(25)


@dataclass(frozen=True)
class Timing:
    """How pictures lie in time: on the grid of `rate`, one per frame unless `variable`."""

    rate: Fraction
    variable: bool
    frame_count: int


def frame_number(pts: int, first: int, time_base: Fraction, rate: Fraction) -> int:
    """The frame a picture belongs to: nearest, halves up."""
    scale = time_base * rate
    return (2 * (pts - first) * scale.numerator + scale.denominator) // (2 * scale.denominator)


def frame_numbers(pts: Stamps, time_base: Fraction, rate: Fraction) -> Stamps:
    """The frame of each picture, the first being frame 0. shape (N,)"""
    scale = time_base * rate
    numbers: Stamps = (2 * (pts - pts[0]) * scale.numerator + scale.denominator) // (2 * scale.denominator)
    return numbers


def fit_timing(pts: Stamps, last_duration: int, time_base: Fraction, declared: Iterable[Fraction | None]) -> Timing:
    """Find the rate on whose grid the pictures lie; the timestamps are the authority, not the header.

    Args:
        pts: presented timestamps, ascending and unique. shape (N,), N >= 1
        last_duration: how long the last picture stays, in units of `time_base`; 0 when unknown.
        time_base: seconds per unit.
        declared: what the container says, the most trusted first.
    """
    candidates = _candidates(pts, time_base, declared)
    if len(pts) == 1:
        return Timing(candidates[0], False, 1)
    rate, variable = _choose(pts, time_base, candidates)
    count = int(frame_numbers(pts, time_base, rate)[-1]) + 1
    if variable:
        end = frame_number(int(pts[-1]) + last_duration, int(pts[0]), time_base, rate)
        count = max(count, end)
    return Timing(rate, variable, count)


def _candidates(pts: Stamps, time_base: Fraction, declared: Iterable[Fraction | None]) -> list[Fraction]:
    rates = [parse_rate(rate) for rate in declared if rate and rate <= _FASTEST]
    if len(pts) > 1 and (span := int(pts[-1] - pts[0]) * time_base):
        rates.append(parse_rate((len(pts) - 1) / span))
    # a header's odd average must not win over a rate editors know when both fit
    ordered = [rate for rate in rates if rate in COMMON_RATES] + list(COMMON_RATES) + rates
    return list(dict.fromkeys(ordered)) if len(pts) > 1 else [*rates, _DEFAULT_RATE]


def _choose(pts: Stamps, time_base: Fraction, candidates: list[Fraction]) -> tuple[Fraction, bool]:
    usual = 1 / (Fraction(int(np.median(np.diff(pts)))) * time_base)
    fits = [_fit(pts, time_base, rate, usual) for rate in candidates]
    for variable, passes in _PASSES:
        for rate, fit in zip(candidates, fits, strict=True):
            if passes(fit):
                return rate, variable
    return min(COMMON_RATES, key=lambda rate: abs(rate - usual)), True


@dataclass(frozen=True)
class _Fit:
    """How pictures would lie on the grid of a rate.

    Attributes:
        smallest: fewest frames from one picture to the next; 0 when two share a frame.
        largest: most frames from one picture to the next.
        shared: part of the pictures that share a frame with the one before.
        error: farthest any picture lies from its frame, in frames.
        exact: whether that is mere rounding of timestamps.
        usual: whether the rate is close to that of most pictures.
    """

    smallest: int
    largest: int
    shared: float
    error: float
    exact: bool
    usual: bool

    @property
    def even(self) -> bool:
        return self.smallest == self.largest == 1


def _fit(pts: Stamps, time_base: Fraction, rate: Fraction, usual: Fraction) -> _Fit:
    scale = time_base * rate
    numbers = frame_numbers(pts, time_base, rate)
    steps = np.diff(numbers)
    # integers throughout: after hours a float grid would have drifted
    units = (pts - pts[0]) * scale.numerator - numbers * scale.denominator
    error = float(np.abs(units).max()) / scale.denominator
    return _Fit(
        smallest=int(steps.min()),
        largest=int(steps.max()),
        shared=float((steps < 1).mean()),
        error=error,
        exact=error <= float(scale) + _EXACT,
        usual=abs(rate - usual) <= usual * _NEAR,
    )


_PASSES: tuple[tuple[bool, Callable[[_Fit], bool]], ...] = (
    (False, lambda fit: fit.even and fit.exact),
    (False, lambda fit: fit.even and fit.error < _JITTER),
    (True, lambda fit: fit.exact and fit.smallest >= 1 and fit.usual),
    (True, lambda fit: fit.smallest >= 1 and fit.usual),
    (True, lambda fit: fit.shared <= _FEW and fit.usual),
    (True, lambda fit: fit.smallest >= 1),
)
"""How well a rate must fit, the best first, and whether pictures are then unevenly spaced."""
