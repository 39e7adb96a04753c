"""Markers found on a timeline: peaks, turns, strong categories and subtext, each with a sentence that says why.

A marker is only set where the curve says more than its own uncertainty: a peak must rise above
its band, a turn must move further than the band is wide, and those who disagree must both be sure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import Shot
from mmsa_studio.core.marker import CATEGORY_COLOURS, FOUND, Finding, Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.subtext import PAIRS, Subtext, subtext, tones
from mmsa_studio.core.timeline import EmotionTimeline, Series
from mmsa_studio.core.track import BoolArray, FloatArray, Grid
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.core.wording import label, note

IntArray = NDArray[np.int64]

PEAK_INTENSITY = 0.5
"""Expressed intensity a peak must reach."""
PEAK_APART_S = 6.0
"""Seconds in which only the strongest peak is marked."""
PEAK_LEVEL = 0.9
"""Share of its height that a peak keeps over its whole length."""
SAME_STRETCH = 0.6
"""Common share of a peak and a category stretch from which on the stretch says it all."""
TURN_WINDOW_S = 4.0
"""Seconds before and after a turn that are compared."""
TURN_VALENCE = 0.35
"""How far valence must move for a turn."""
CATEGORY_PROBABILITY = 0.5
"""Probability a category must hold over its stretch."""
CATEGORY_LENGTH_S = 2.0
"""Shortest stretch of a category."""
SUBTEXT_STRENGTH = 0.7
"""How likely it must be that somebody shows something else, as `core.subtext` measures it.

With this, the confidence and the length, more than four of five stretches found on composed scenes of the calibration
side hold a real difference; what they are worth on unseen people and lines stands in the model card.
"""
SUBTEXT_CONFIDENCE = 0.5
"""How sure both must be of what they show."""
SUBTEXT_LENGTH_S = 1.4
"""Shortest stretch of subtext."""
SNAP_S = Fraction(1, 2)
"""How near a cut must be for a marker to start on it."""


@dataclass(frozen=True)
class _Found:
    """A stretch of grid steps, half-open, before it becomes frames."""

    start: int
    end: int
    finding: Finding
    intensity: float
    confidence: float


def find_markers(
    timeline: EmotionTimeline, *, rate: Fraction, frame_count: int, shots: Sequence[Shot] = ()
) -> tuple[Marker, ...]:
    """Find peaks, turns, category stretches and subtext; the same timeline always gives the same markers and ids.

    Args:
        timeline: the finished curve.
        rate: frames per second of the film.
        frame_count: frames of the film; no marker ends later.
        shots: cuts that starts snap to when they are within half a second.

    Returns:
        Markers by start frame.
    """
    categories = [*_categories(timeline)]
    peaks = [peak for peak in _peaks(timeline) if not any(_nearly_same(peak, other) for other in categories)]
    found = [*peaks, *_turns(timeline), *categories, *_subtexts(timeline)]
    cuts = np.array(sorted(shot.start for shot in shots), np.int64)
    markers = [_marker(item, timeline.grid, rate, frame_count, cuts) for item in found]
    return tuple(sorted(markers, key=lambda marker: (marker.start, marker.end, marker.kind)))


def leading_modality(timeline: EmotionTimeline, start: int, end: int) -> tuple[str, float]:
    """The modality that counts most for the fused valence over grid steps, and its share; empty when none does."""
    weight = np.abs(timeline.contributions[start:end]).sum(axis=0)
    if weight.sum() <= 1e-6:
        return "", 0.0
    strongest = int(weight.argmax())
    return MODALITIES[strongest], float(weight[strongest] / weight.sum())


def _peaks(timeline: EmotionTimeline) -> Iterator[_Found]:
    intensity = timeline.series("fused", "intensity")
    score = np.where(intensity.valid, intensity.values, 0)
    apart = max(1, round(PEAK_APART_S / float(timeline.grid.step)))
    taken = np.zeros(len(score), bool)
    for step in np.argsort(-score, kind="stable"):
        if score[step] < PEAK_INTENSITY:
            return
        if taken[max(0, step - apart) : step + apart + 1].any() or not _rises(intensity, int(step), apart):
            continue
        start, end = _around(score, int(step), score[step] * PEAK_LEVEL)
        taken[start:end] = True  # a long plateau is one peak, however many of its steps are high
        yield _describe(timeline, "peak", start, end, (float(score[step]),))


def _rises(intensity: Series, step: int, apart: int) -> bool:
    """Whether even the lower edge of the band stands above what is known around; a plateau or a lone step does not."""
    near = slice(max(0, step - apart), step + apart + 1)
    around = intensity.values[near][intensity.valid[near]]
    return bool(intensity.lower[step] > np.percentile(around, 25))


def _around(score: FloatArray, step: int, level: float) -> tuple[int, int]:
    start, end = step, step + 1
    while start > 0 and score[start - 1] >= level:
        start -= 1
    while end < len(score) and score[end] >= level:
        end += 1
    return start, end


def _nearly_same(one: _Found, other: _Found) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    return common >= SAME_STRETCH * (max(one.end, other.end) - min(one.start, other.start))


def _turns(timeline: EmotionTimeline) -> Iterator[_Found]:
    valence = timeline.series("fused", "valence")
    width = max(1, round(TURN_WINDOW_S / float(timeline.grid.step)))
    before, after = _means_beside(valence, width)
    band = np.where(valence.valid, (valence.upper - valence.lower) / 2, np.inf)
    change = np.where(np.isnan(before) | np.isnan(after), 0, after - before)
    # a mean over the window is surer than one step; neighbouring steps hang together, so the gain is halved
    needed = np.maximum(TURN_VALENCE, band * 2 / np.sqrt(width))
    strength = np.where(np.abs(change) >= needed, np.abs(change), 0)
    while strength.max(initial=0) > 0:
        step = int(strength.argmax())
        moved = float(before[step]), float(after[step])
        end = min(step + round(1 / float(timeline.grid.step)), timeline.grid.count)
        yield _describe(timeline, "turn", step, end, moved, seconds=2 * TURN_WINDOW_S)
        strength[max(0, step - width) : step + width + 1] = 0


def _means_beside(series: Series, width: int) -> tuple[FloatArray, FloatArray]:
    """Mean of the valid values in the window before and after each step; NaN where fewer than half are valid."""
    count = np.concatenate([[0], np.cumsum(series.valid)])
    total = np.concatenate([[0.0], np.cumsum(np.where(series.valid, series.values, 0), dtype=np.float64)])
    steps = np.arange(len(series.values))
    low, high = np.maximum(steps - width, 0), np.minimum(steps + width, len(steps))

    def mean(start: IntArray, end: IntArray) -> FloatArray:
        known = count[end] - count[start]
        with np.errstate(invalid="ignore", divide="ignore"):
            values = (total[end] - total[start]) / known
        return np.where(known * 2 >= width, values, np.nan).astype(np.float32)

    return mean(low, steps), mean(steps, high)


def _categories(timeline: EmotionTimeline) -> Iterator[_Found]:
    least = round(CATEGORY_LENGTH_S / float(timeline.grid.step))
    for category in CATEGORIES[:-1]:  # a neutral stretch is no marker
        series = timeline.series("fused", f"category.{category}")
        strong = series.valid & (series.values >= CATEGORY_PROBABILITY)
        for start, end in runs(strong):
            if end - start >= least:
                held, seconds = float(series.values[start:end].mean()), float((end - start) * timeline.grid.step)
                yield _describe(timeline, "category", start, end, (held,), seconds=seconds)


def _subtexts(timeline: EmotionTimeline) -> Iterator[_Found]:
    lane = subtext(timeline)
    for _, start, end in disagreements(timeline, lane):
        apart, seconds = float(lane.direction[start:end].mean()), float((end - start) * timeline.grid.step)
        found = _describe(timeline, "subtext", start, end, (apart,), seconds=seconds)
        yield replace(
            found,
            finding=replace(found.finding, tones=tones(timeline, lane, start, end)),
            intensity=round(float(lane.strength[start:end].max()), 4),
            confidence=round(float(lane.confidence[start:end].mean()), 4),
        )


def disagreements(timeline: EmotionTimeline, lane: Subtext) -> Iterator[tuple[int, int, int]]:
    """Stretches in which the same two sure modalities show contrary categories: which of `PAIRS`, first step, end."""
    strong = lane.contrary & (lane.strength >= SUBTEXT_STRENGTH) & (lane.confidence >= SUBTEXT_CONFIDENCE)
    least = round(SUBTEXT_LENGTH_S / float(timeline.grid.step))
    for place in range(len(PAIRS)):
        yield from ((place, start, end) for start, end in runs(strong & (lane.pair == place)) if end - start >= least)


def runs(mask: BoolArray) -> Iterator[tuple[int, int]]:
    """Half-open stretches in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    yield from ((int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _describe(
    timeline: EmotionTimeline, kind: str, start: int, end: int, values: tuple[float, ...], *, seconds: float = 0.0
) -> _Found:
    means = [timeline.series("fused", f"category.{name}").values[start:end].mean() for name in CATEGORIES]
    intensity = timeline.series("fused", "intensity")
    peak = float(intensity.values[start:end].max())
    band = float((intensity.upper - intensity.lower)[start:end].mean())
    return _Found(
        start,
        end,
        Finding(kind, CATEGORIES[int(np.argmax(means))], values, seconds, *leading_modality(timeline, start, end)),
        intensity=round(min(max(peak, 0.0), 1.0), 4),
        confidence=round(min(max(1 - band, 0.0), 1.0), 4),
    )


def _marker(item: _Found, grid: Grid, rate: Fraction, frame_count: int, cuts: IntArray) -> Marker:
    start = min(frame_at(item.start * grid.step, rate), frame_count - 1)
    end = min(max(frame_at(item.end * grid.step, rate), start + 1), frame_count)
    start = _snapped(start, end, cuts, frame_at(SNAP_S, rate))
    found = item.finding
    name = f"{found.kind}:{item.start}:{item.end}:{found.category}"
    return Marker(
        start=start, end=end, label=label(found), note=note(found), category=found.category, intensity=item.intensity,
        confidence=item.confidence, colour=CATEGORY_COLOURS[found.category], origin=FOUND, kind=found.kind,
        id=hashlib.sha256(name.encode()).hexdigest()[:32], finding=found,
    )  # fmt: skip


def _snapped(start: int, end: int, cuts: IntArray, reach: int) -> int:
    if not len(cuts):
        return start
    cut = int(cuts[np.abs(cuts - start).argmin()])
    return cut if abs(cut - start) <= reach and cut < end else start
