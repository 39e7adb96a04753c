"""What a person says is expressed: it stands over what the network computed, which is kept beside it.

A correction holds one value over a range of frames. It says nothing about other quantities: who corrects the category
leaves valence as it was computed. Only polarity follows a corrected category, as it does everywhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from mmsa_studio.core.circumplex import POLARITY_OF
from mmsa_studio.core.film import Shot
from mmsa_studio.core.find import find_markers
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import SOURCES
from mmsa_studio.core.project import CATEGORY, Correction
from mmsa_studio.core.timeline import EmotionTimeline, Series
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES
from mmsa_studio.core.wording import note

_FUSED = SOURCES.index("fused")


def place_of(correction: Correction) -> tuple[int, int, str]:
    """Where a correction stands and what it is about, which no two share; corrections are kept in this order."""
    return correction.start, correction.end, correction.quantity


def placed(corrections: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """Corrections with a new one; what it covers of older ones about the same quantity gives way."""
    kept = (piece for old in corrections for piece in _left_of(old, new))
    return tuple(sorted((*kept, new), key=place_of))


def lifted(corrections: Sequence[Correction], start: int, end: int, quantity: str) -> tuple[Correction, ...]:
    """Corrections without what they say about a quantity over a range: the network's answer holds there again."""
    nothing = Correction(start, end, quantity, 0.0)
    return tuple(piece for old in corrections for piece in _left_of(old, nothing))


def _left_of(old: Correction, new: Correction) -> Iterator[Correction]:
    if old.quantity != new.quantity or old.end <= new.start or new.end <= old.start:
        yield old
        return
    if old.start < new.start:
        yield replace(old, end=new.start)
    if new.end < old.end:
        yield replace(old, start=new.end)


def steps_of(one: Correction, grid: Grid, rate: Fraction) -> slice:
    """The grid steps a correction holds for: those whose middle it covers, or else the one it lies in."""
    first, last = (math.ceil(edge / rate / grid.step - Fraction(1, 2)) for edge in (one.start, one.end))
    if last <= first or first >= grid.count:
        first = grid.step_of((one.start + one.end - 1) // 2, rate)
        last = first + 1
    return slice(max(first, 0), min(last, grid.count))


def said(one: Correction, quantity: str) -> float | None:
    """What a correction says about one of `QUANTITIES`; None when it says nothing."""
    if one.quantity != CATEGORY:
        return float(one.value) if one.quantity == quantity else None
    kind, _, name = quantity.partition(".")
    if kind == CATEGORY:
        return float(name == one.value)
    return float(name == POLARITY_OF[str(one.value)]) if kind == "polarity" else None


def said_at(corrections: Sequence[Correction], quantity: str, frame: int) -> Correction | None:
    """The correction of a dimension, or of `category`, that holds at a frame."""
    return next((one for one in corrections if one.quantity == quantity and one.start <= frame < one.end), None)


def set_to(corrections: Sequence[Correction], quantity: str, frame: int) -> float | str | None:
    """What a person set at a frame in place of one of `QUANTITIES`: its value, or the category; None for nothing."""
    kind = quantity.partition(".")[0]
    held_there = said_at(corrections, CATEGORY if kind in (CATEGORY, "polarity") else quantity, frame)
    return held_there.value if held_there else None


def corrected_quantities(corrections: Sequence[Correction]) -> tuple[str, ...]:
    """The quantities that corrections say something about, in the order of `QUANTITIES`."""
    return tuple(name for name in QUANTITIES if any(said(one, name) is not None for one in corrections))


def computed(one: Correction, timeline: EmotionTimeline, rate: Fraction) -> float | str | None:
    """What the network computed there instead: a mean, or the leading category; None where it knew nothing."""
    steps = steps_of(one, timeline.grid, rate)
    known = timeline.valid[_FUSED, steps]
    if not known.any():
        return None
    if one.quantity != CATEGORY:
        return float(timeline.series("fused", one.quantity).values[steps][known].mean())
    means = [timeline.series("fused", f"category.{name}").values[steps][known].mean() for name in CATEGORIES]
    return CATEGORIES[int(np.argmax(means))]


def held(timeline: EmotionTimeline, quantity: str, corrections: Sequence[Correction], rate: Fraction) -> Series:
    """A fused quantity as it holds after correction: without a band where a person spoke, and known there.

    Args:
        timeline: what the network computed.
        quantity: one of `QUANTITIES`.
        corrections: what a person said.
        rate: frames per second of the film.
    """
    series = timeline.series("fused", quantity)
    spoken = [(steps_of(one, timeline.grid, rate), said(one, quantity)) for one in corrections]
    if all(value is None for _, value in spoken):
        return series
    made = Series(series.values.copy(), series.lower.copy(), series.upper.copy(), series.valid.copy())
    for steps, value in spoken:
        if value is not None:
            made.values[steps] = made.lower[steps] = made.upper[steps] = value
            made.valid[steps] = True
    return made


def corrected(timeline: EmotionTimeline, corrections: Sequence[Correction], rate: Fraction) -> EmotionTimeline:
    """The timeline as it holds after correction; what the network does not know stays a gap in it.

    A gap has one mask for all quantities, and a person who filled in one of them knows nothing of the others.
    """
    if not corrections:
        return timeline
    parts = {name: getattr(timeline, name).copy() for name in ("values", "lower", "upper")}
    known = timeline.valid[_FUSED]
    for place, quantity in enumerate(QUANTITIES):
        series = held(timeline, quantity, corrections, rate)
        for name, part in parts.items():
            part[_FUSED, known, place] = getattr(series, name)[known]
    return replace(timeline, **parts)


def find_corrected(
    timeline: EmotionTimeline,
    corrections: Sequence[Correction],
    *,
    rate: Fraction,
    frame_count: int,
    shots: Sequence[Shot] = (),
    plain: tuple[Marker, ...] | None = None,
) -> tuple[Marker, ...]:
    """Markers found on the curve as it holds after correction; those that only a correction made say so.

    Args:
        timeline: the curve as it was computed.
        corrections: what a person said.
        rate: frames per second.
        frame_count: of the film.
        shots: edges for markers to snap to.
        plain: what is found on the curve as it was computed, where that is known: a search less.
    """
    if plain is None:
        plain = find_markers(timeline, rate=rate, frame_count=frame_count, shots=shots)
    if not corrections:
        return plain
    held_now = corrected(timeline, corrections, rate)
    found = find_markers(held_now, rate=rate, frame_count=frame_count, shots=shots)
    computed_too = set(plain)
    return tuple(one if one in computed_too else _by_hand(one) for one in found)


def _by_hand(marker: Marker) -> Marker:
    """A marker that only a correction made; no modality leads where a person spoke."""
    if marker.finding is None:
        return marker
    finding = replace(marker.finding, by_hand=True, leader="", share=0.0)
    return replace(marker, finding=finding, note=note(finding))
