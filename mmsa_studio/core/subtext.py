"""Subtext: where words, voice and face disagree by more than their uncertainty allows.

Either everybody shows one emotion, or somebody shows another one than the rest: how likely that is follows from the
distributions over categories that each modality shows (Bayes). Who knows little makes neither more likely, so nothing
is claimed on what is merely uncertain. The two that disagree are those whose distributions are furthest apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES

PAIRS = tuple(combinations(range(len(MODALITIES)), 2))
_FIRST = QUANTITIES.index(f"category.{CATEGORIES[0]}")
_REACH = 15
_FADES = 7.75
"""Steps to either side over which what a modality shows is gathered before it is compared, and after which a step
counts a third: 1.5 s, about a line."""
_SHARPNESS = 2.0
"""Neighbouring steps repeat each other: what they say together is surer than their mean, by less than their sum."""
_USUAL = 0.1
"""How likely it is that somebody shows something else, before anything is seen."""
_MISTAKEN = 0.003
"""Share of cases in which a modality is wrong about what it shows, however sure it is."""


@dataclass(frozen=True)
class Subtext:
    """The lane of disagreement.

    Attributes:
        strength: how likely somebody shows another category than the rest, 0..1. shape (T,)
        pair: which of `PAIRS` are furthest apart, or -1 where fewer than two modalities are there. shape (T,)
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
        np.where(known, _somebody_differs(shown, timeline.valid[1:]), 0).astype(np.float32),
        np.where(known, best, -1),
        np.where(known, towards[best, steps], 0).astype(np.float32),
        np.where(known, sures[best, steps], 0).astype(np.float32),
        known & against[best, steps],
    )


def _somebody_differs(shown: FloatArray, valid: BoolArray) -> FloatArray:
    """How likely exactly one modality shows another category than the rest. (M, T, C), (M, T) -> (T,)"""
    count = shown.shape[-1]
    fits = count * ((1 - _MISTAKEN) * shown + _MISTAKEN / count)  # 1: no more likely than by chance
    fits = np.where(valid[..., None], fits, 1)
    together = fits.prod(axis=0)
    another = (fits.sum(axis=-1, keepdims=True) - fits) / (count - 1)
    differs = (together / fits * another).mean(axis=-1)  # each modality in its turn
    there = valid.sum(axis=0)
    odds = (differs * valid).sum(axis=0) / np.maximum(there, 1) / together.mean(axis=-1) * _USUAL / (1 - _USUAL)
    return np.asarray(odds / (1 + odds), np.float32)


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
    fading = np.exp(-np.abs(np.arange(-_REACH, _REACH + 1)) / _FADES)
    return np.convolve(values, fading)[_REACH:][: len(values)]
