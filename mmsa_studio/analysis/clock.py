"""Whether the words of a film lie where somebody speaks, and if not, by which clock they would.

Cues and speech are two lines of yes and no. How well they agree is the correlation of the two (phi), for every shift
and for every ratio of two rates that subtitles are made for. A right clock stands out as a peak; chance makes peaks
too, and how high they become depends on how often speech and cues begin: a claim is made only far above that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.clock import AS_WRITTEN, Clock
from mmsa_studio.core.film import Cue
from mmsa_studio.core.track import BoolArray

BIN_S = Fraction(1, 10)
"""Seconds between two shifts that are tried."""
LEAST_SHIFT_S = 0.6
"""Seconds below which words lie right: a cue stands a little before and after what is said."""
FARTHEST_S = 600.0
"""Seconds of the farthest shift that is tried, in a film of at least four times that."""
INSIDE = 0.75
"""Share of the words that must lie inside the film by a clock that is tried."""
APART_S = 1.5
"""Seconds from a peak from which on another one is a rival."""

CERTAIN_DEVIATIONS, PROPOSED_DEVIATIONS = 5.5, 2.0
"""By how many of chance's standard deviations a clock stands out that is taken, and that is proposed."""
CERTAIN_MARGIN, PROPOSED_MARGIN = 2.5, 0.7
"""By how many of them it must be better than its best rival and than the words as they are."""
CERTAIN_AGREEMENT, PROPOSED_AGREEMENT = 0.4, 0.4
CERTAIN_CUES, PROPOSED_CUES = 15, 4
FLAT = 0.03
"""How much less agreement still belongs to the top of a peak."""
RATIO_GAIN = 0.06
"""By how much another rate must agree better than the same one."""

_TRANSFER = (Fraction(24000, 1001), Fraction(24), Fraction(25))
RATIOS = tuple(sorted({one / other for one in _TRANSFER for other in _TRANSFER}))
"""What times are multiplied with that were made for one rate of films and are used at another."""


@dataclass(frozen=True)
class Fit:
    """How words and speech agree.

    Attributes:
        clock: what the times of the words would have to go through; `AS_WRITTEN` where they lie right or nobody knows.
        agreement: of words and speech by that clock, -1..1; 0 where it could not be compared.
        before: of words and speech as they are.
        certain: whether the clock stands out so far that it can be taken without asking.
    """

    clock: Clock = AS_WRITTEN
    agreement: float = 0.0
    before: float = 0.0
    certain: bool = False

    @property
    def moves(self) -> bool:
        """Whether another clock is claimed at all."""
        return self.clock != AS_WRITTEN


@dataclass(frozen=True)
class _Course:
    """Agreement by shift for one ratio; NaN where too few words would lie inside. each shape (shifts,)"""

    ratio: Fraction
    shifts: NDArray[np.int64]
    agreement: NDArray[np.float64]

    @property
    def best(self) -> int:
        return int(np.nanargmax(self.agreement))

    @property
    def height(self) -> float:
        return float(self.agreement[self.best])

    @property
    def shift(self) -> Fraction:
        """Seconds at the middle of the peak, whose top may be flat."""
        near = np.abs(self.shifts - self.shifts[self.best]) * float(BIN_S) < APART_S
        top = near & (np.nan_to_num(self.agreement, nan=-1.0) >= self.height - FLAT)
        return round(float(self.shifts[top].mean())) * BIN_S


def compare(cues: Sequence[Cue], activity: BoolArray, step: Fraction) -> Fit:
    """Compare cues with where somebody speaks.

    Args:
        cues: of the film, those outside of it included; those without words do not count.
        activity: whether somebody speaks, step by step. shape (T,)
        step: seconds of one step.
    """
    spans = np.array([(float(cue.start), float(cue.end)) for cue in cues if cue.words]).reshape(-1, 2)
    length = int(len(activity) * step / BIN_S)
    speech = activity[(np.arange(length) * float(BIN_S / step)).astype(int)] if length else activity[:0]
    if len(spans) < PROPOSED_CUES or not speech.any() or speech.all():
        return Fit()
    courses = [course for ratio in RATIOS if (course := _course(spans, speech, ratio))]
    same = next((course for course in courses if course.ratio == 1), None)
    if not courses or same is None:
        return Fit()
    best = max(courses, key=lambda course: course.height)
    if best.height < same.height + RATIO_GAIN:
        best = same
    return _judged(best, same, deviation(spans, speech), len(spans))


def deviation(spans: NDArray[np.float64], speech: BoolArray) -> float:
    """Standard deviation of the agreement of cues with speech that has nothing to do with them.

    Two lines are as good as independent in as many places as the rarer one of them changes.
    """
    inside = spans[(spans[:, 0] >= 0) & (spans[:, 0] < len(speech) * float(BIN_S))]
    begins = int(np.count_nonzero(np.diff(speech.astype(np.int8)) > 0)) + 1
    return float(1 / np.sqrt(2 * max(min(begins, len(inside)), 1)))


def _judged(best: _Course, same: _Course, chance: float, count: int) -> Fit:
    now = _now(same)
    shift = best.shift
    if best.ratio == 1 and abs(shift) < LEAST_SHIFT_S:
        return Fit(agreement=best.height, before=now)
    rival = _rival(best)
    margin = min(best.height - rival, best.height - now) / chance
    height = best.height / chance
    certain = (
        height >= CERTAIN_DEVIATIONS
        and margin >= CERTAIN_MARGIN
        and best.height >= CERTAIN_AGREEMENT
        and count >= CERTAIN_CUES
    )
    proposed = height >= PROPOSED_DEVIATIONS and margin >= PROPOSED_MARGIN and best.height >= PROPOSED_AGREEMENT
    if not proposed and not certain:
        return Fit(agreement=now, before=now)
    return Fit(Clock(best.ratio, shift), best.height, now, certain)


def _now(same: _Course) -> float:
    """Agreement as things are, give or take what counts as right."""
    near = np.abs(same.shifts) * float(BIN_S) < LEAST_SHIFT_S
    known = same.agreement[near & ~np.isnan(same.agreement)]
    return float(known.max(initial=-1.0))


def _rival(course: _Course) -> float:
    away = np.abs(course.shifts - course.shifts[course.best]) * float(BIN_S) >= APART_S
    known = course.agreement[away & ~np.isnan(course.agreement)]
    return float(known.max(initial=0.0))


def _course(spans: NDArray[np.float64], speech: BoolArray, ratio: Fraction) -> _Course | None:
    count = len(speech)
    reach = int(min(FARTHEST_S / float(BIN_S), count // 4))
    edges = np.rint(spans * float(ratio) / float(BIN_S)).astype(np.int64)
    edges = edges[(edges[:, 1] > -reach) & (edges[:, 0] < count + reach)] + reach
    line = _covered(edges, count + 2 * reach)
    if not line.any():
        return None
    size = 1 << int(np.ceil(np.log2(len(line) + count)))
    # place p of the product is the sum of speech[n] * line[n + p]: words moved by reach - p bins
    product = np.fft.irfft(np.fft.rfft(line, size) * np.conj(np.fft.rfft(speech, size)), size)[: 2 * reach + 1]
    sums = np.concatenate([[0], np.cumsum(line)])
    inside = sums[count : count + 2 * reach + 1] - sums[: 2 * reach + 1]
    shares, active = inside / count, speech.mean()
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = (product / count - active * shares) / np.sqrt(active * (1 - active) * shares * (1 - shares))
    phi[(inside < INSIDE * line.sum()) | ~np.isfinite(phi)] = np.nan
    return None if np.isnan(phi).all() else _Course(ratio, reach - np.arange(2 * reach + 1), phi)


def _covered(edges: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Where any of the half-open stretches lies. shape (count,)"""
    change = np.zeros(count + 1, np.int64)
    np.add.at(change, np.clip(edges[:, 0], 0, count), 1)
    np.add.at(change, np.clip(edges[:, 1], 0, count), -1)
    return np.asarray(np.cumsum(change[:-1]) > 0, np.float64)
