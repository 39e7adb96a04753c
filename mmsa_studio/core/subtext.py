"""Subtext: where words, voice and face disagree by more than their uncertainty allows.

Two modalities disagree as far as the distributions over categories that they show are apart. The distance is one
between distributions and not between best guesses: two modalities that both know little are near each other, so
nothing is claimed on what is merely uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, MODALITIES, QUANTITIES

PAIRS = tuple(combinations(range(len(MODALITIES)), 2))
_FIRST = QUANTITIES.index(f"category.{CATEGORIES[0]}")
_WIDTH = 13
"""Steps over which what a modality shows is gathered before it is compared: 2.6 s, about a line."""
_SHARPNESS = 1.5
"""Neighbouring steps repeat each other: what they say together is surer than their mean, by less than their sum."""


@dataclass(frozen=True)
class Subtext:
    """The lane of disagreement.

    Attributes:
        strength: how far the two that disagree most are apart, 0..1. shape (T,)
        pair: which of `PAIRS` that is, or -1 where fewer than two modalities are there. shape (T,)
        direction: valence of the first of the pair minus that of the second. shape (T,)
        confidence: how sure both of the pair are of what they show, 0..1. shape (T,)
        contrary: whether the two most likely show different categories, neither of them neutral. shape (T,)
    """

    strength: FloatArray
    pair: NDArray[np.int64]
    direction: FloatArray
    confidence: FloatArray
    contrary: BoolArray


def subtext(timeline: EmotionTimeline) -> Subtext:
    """The lane of disagreement of a timeline."""
    shown = np.stack([_lasting(timeline, modality) for modality in range(len(MODALITIES))])  # (M, T, C)
    valence = timeline.values[1:, :, QUANTITIES.index("valence")]
    both = np.stack([timeline.valid[1 + one] & timeline.valid[1 + other] for one, other in PAIRS])  # (P, T)
    apart = np.stack([distance(shown[one], shown[other]) for one, other in PAIRS]) * both
    best = apart.argmax(axis=0)
    known = both.any(axis=0)
    towards = np.stack([valence[one] - valence[other] for one, other in PAIRS])
    sure = sureness(shown)
    sures = np.stack([np.sqrt(sure[one] * sure[other]) for one, other in PAIRS])
    against = np.stack([_contrary(shown[one], shown[other]) for one, other in PAIRS])
    steps = np.arange(timeline.grid.count)
    return Subtext(
        apart[best, steps].astype(np.float32),
        np.where(known, best, -1),
        np.where(known, towards[best, steps], 0).astype(np.float32),
        np.where(known, sures[best, steps], 0).astype(np.float32),
        known & against[best, steps],
    )


def distance(one: FloatArray, other: FloatArray) -> FloatArray:
    """Jensen-Shannon divergence in bits: 0 for the same, 1 for what has nothing in common. (..., C) -> (...)"""
    middle = (one + other) / 2
    divergence = (_relative(one, middle) + _relative(other, middle)) / 2
    return np.asarray(np.clip(divergence / np.log(2), 0, 1), np.float32)


def sureness(shown: FloatArray) -> FloatArray:
    """How far distributions are from knowing nothing: 1 minus their entropy over the largest. (..., C) -> (...)"""
    entropy = -(shown * np.log(shown + 1e-12)).sum(axis=-1)
    return np.asarray(np.clip(1 - entropy / np.log(shown.shape[-1]), 0, 1), np.float32)


def tones(timeline: EmotionTimeline, lane: Subtext, start: int, end: int) -> tuple[tuple[str, str], ...]:
    """Who disagrees over a stretch of steps, as modality and the category it shows; empty where nobody does."""
    steps = np.arange(start, end)
    known = steps[lane.pair[start:end] >= 0]
    if not len(known):
        return ()
    pair = PAIRS[int(lane.pair[known[lane.strength[known].argmax()]])]
    return tuple((MODALITIES[place], _shown(timeline, place, known)) for place in pair)


def _shown(timeline: EmotionTimeline, modality: int, steps: NDArray[np.int64]) -> str:
    shown = timeline.values[1 + modality, steps, _FIRST : _FIRST + len(CATEGORIES)]
    heard = timeline.valid[1 + modality, steps]
    return CATEGORIES[int(shown[heard].mean(axis=0).argmax())]


def _contrary(one: FloatArray, other: FloatArray) -> BoolArray:
    """Whether best guesses differ and neither is neutral: a calm voice contradicts no words."""
    first, second, neutral = one.argmax(axis=-1), other.argmax(axis=-1), CATEGORIES.index("neutral")
    return np.asarray((first != second) & (first != neutral) & (second != neutral), np.bool_)


def _relative(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.asarray((one * np.log((one + 1e-12) / (other + 1e-12))).sum(axis=-1), np.float32)


def _lasting(timeline: EmotionTimeline, modality: int) -> FloatArray:
    """What a modality shows around each step, gathered in logarithms: distributions over categories. (T, C)"""
    there = timeline.valid[1 + modality].astype(float)
    shown = timeline.values[1 + modality, :, _FIRST : _FIRST + len(CATEGORIES)]
    logs = np.log(shown + 1e-6) * there[:, None]
    count = np.maximum(_around(there), 1)
    gathered = np.exp(_SHARPNESS * np.stack([_around(column) / count for column in logs.T], axis=1))
    return np.asarray(gathered / gathered.sum(axis=1, keepdims=True), np.float32)


def _around(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.convolve(values, np.ones(_WIDTH))[_WIDTH // 2 :][: len(values)]
