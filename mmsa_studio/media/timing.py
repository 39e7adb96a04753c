"""From presentation timestamps to frame numbers: the rate, whether it varies, and how many frames there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.limits import FASTEST_DECLARED_RATE
from mmsa_studio.core.rates import COMMON_RATES, nominal, parse_rate

Stamps = NDArray[np.int64]

_EXACT = 0.02
"""Frames a picture may lie beside its frame, besides the rounding of its timestamp."""

_JITTER = 0.3
"""The same where a recorder's clock shook."""

_FEW = 0.02
"""Part of the pictures that may be lost to others in the same frame."""

_NEAR = Fraction(9, 10)
_DEFAULT_RATE = Fraction(25)


@dataclass(frozen=True)
class Timing:
    """How pictures lie in time: on the grid of `rate`, one per frame unless `variable`.

    Attributes:
        largest_shift: seconds the picture farthest from its frame lies beside it; 0 unless `variable`, as then it is
            only rounding.
    """

    rate: Fraction
    variable: bool
    frame_count: int
    largest_shift: Fraction = Fraction(0)


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
    numbers = frame_numbers(pts, time_base, rate)
    count = int(numbers[-1]) + 1
    if not variable:
        return Timing(rate, False, count)
    end = frame_number(int(pts[-1]) + last_duration, int(pts[0]), time_base, rate)
    return Timing(rate, True, max(count, end), _farthest(pts, numbers, time_base * rate) / rate)


def _farthest(pts: Stamps, numbers: Stamps, scale: Fraction) -> Fraction:
    """Frames the picture that lies farthest from its frame lies beside it; `scale` is frames per unit of `pts`."""
    # integers throughout: after hours a float grid would have drifted
    units = (pts - pts[0]) * scale.numerator - numbers * scale.denominator
    return Fraction(int(np.abs(units).max()), scale.denominator)


def _candidates(pts: Stamps, time_base: Fraction, declared: Iterable[Fraction | None]) -> list[Fraction]:
    """Rates worth trying, the most believable first."""
    told = [rate for rate in declared if rate and rate <= FASTEST_DECLARED_RATE]
    if len(pts) > 1:
        told.append((len(pts) - 1) / (int(pts[-1] - pts[0]) * time_base))
    # small fractions keep the arithmetic on timestamps inside 64 bits
    rates = [rate for rate in (parse_rate(rate).limit_denominator(1001) for rate in told) if rate]
    if len(pts) == 1:
        return [*rates, _DEFAULT_RATE]
    # a header's odd average must not win over a rate editors know when both fit
    known = [rate for rate in rates if rate in COMMON_RATES]
    return list(dict.fromkeys([*known, *COMMON_RATES, *rates]))


def _choose(pts: Stamps, time_base: Fraction, candidates: list[Fraction]) -> tuple[Fraction, bool]:
    """The best rate, and whether pictures are unevenly spaced on its grid."""
    usual = 1 / (Fraction(int(np.median(np.diff(pts)))) * time_base)
    fits = [_fit(pts, time_base, rate, usual) for rate in candidates]
    for variable, passes in _PASSES:
        fitting = next((fit for fit in fits if passes(fit)), None)
        if fitting:
            return fitting.rate, variable
    roomy = [fit for fit in fits if fit.shared <= _FEW and fit.rate > usual * _NEAR]
    if roomy:
        return min(roomy, key=lambda fit: (nominal(fit.rate), round(fit.error, 1), fit.rate.denominator)).rate, True
    return min(COMMON_RATES, key=lambda rate: abs(rate - usual)), True


@dataclass(frozen=True)
class _Fit:
    """How pictures would lie on the grid of a rate.

    Attributes:
        rate: frames per second.
        smallest: fewest frames from one picture to the next; 0 when two share a frame.
        largest: most frames from one picture to the next.
        shared: part of the pictures that share a frame with the one before.
        error: farthest any picture lies from its frame, in frames.
        exact: whether that is mere rounding of timestamps.
        usual: whether the rate is close to that of most pictures.
    """

    rate: Fraction
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
    error = float(_farthest(pts, numbers, scale))
    one_tick = float(scale)
    return _Fit(
        rate=rate,
        smallest=int(steps.min()),
        largest=int(steps.max()),
        shared=float((steps < 1).mean()),
        error=error,
        exact=error <= one_tick + _EXACT,
        usual=usual * _NEAR < rate < usual / _NEAR,
    )


_PASSES: tuple[tuple[bool, Callable[[_Fit], bool]], ...] = (
    (False, lambda fit: fit.even and fit.exact),
    (False, lambda fit: fit.even and fit.error < _JITTER),
    (True, lambda fit: fit.exact and fit.smallest >= 1 and fit.usual),
)
"""How well a rate must fit, the best first, and whether pictures are then unevenly spaced."""
