"""FACS action units from aligned landmarks: what moved, by how much of what faces can do.

A *measure* is a distance on the aligned face, in eye distances. What a measure differs by from the person's own resting
face, in units of how much resting faces differ, is its *deviation*. An action unit is a weighted sum of deviations,
scaled so that 0 is what three quarters of neutral faces stay below and 1 what one face in a hundred reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.action_units import ACTION_UNITS

FloatArray = NDArray[np.float32]

_INNER_BROWS, _OUTER_BROWS = (107, 55, 336, 285), (70, 46, 300, 276)
_MIDDLE_BROWS = (105, 52, 334, 282)
_INNER_EYES, _OUTER_EYES = (133, 362), (33, 263)
_UPPER_LIDS, _LOWER_LIDS = (158, 159, 160, 385, 386, 387), (153, 145, 144, 380, 374, 373)
_CHEEKS = (50, 101, 280, 330)
_WINGS = (48, 64, 278, 294)
_CORNERS, _NOSE_BASE, _CHIN, _CHIN_BOSS = (61, 291), (2,), (152,), (199, 200)
_UPPER_LIP, _LOWER_LIP = (0, 37, 267), (17, 84, 314)
_UPPER_INNER, _LOWER_INNER = (13, 82, 312), (14, 87, 317)
_LIP_FRONT = (0, 17, 13, 14)


def _height(upper: tuple[int, ...], lower: tuple[int, ...]) -> Callable[[FloatArray], FloatArray]:
    return lambda faces: faces[:, list(upper), 1].mean(1) - faces[:, list(lower), 1].mean(1)


def _depth(front: tuple[int, ...], back: tuple[int, ...]) -> Callable[[FloatArray], FloatArray]:
    return lambda faces: faces[:, list(front), 2].mean(1) - faces[:, list(back), 2].mean(1)


def _width(left: int, right: int) -> Callable[[FloatArray], FloatArray]:
    return lambda faces: faces[:, right, 0] - faces[:, left, 0]


MEASURES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "inner brow height": _height(_INNER_BROWS, _INNER_EYES),
    "middle brow height": _height(_MIDDLE_BROWS, (*_INNER_EYES, *_OUTER_EYES)),
    "outer brow height": _height(_OUTER_BROWS, _OUTER_EYES),
    "brow gap": _width(107, 336),
    "eye opening": _height(_UPPER_LIDS, _LOWER_LIDS),
    "upper lid height": _height(_UPPER_LIDS, (*_INNER_EYES, *_OUTER_EYES)),
    "lower lid height": _height(_LOWER_LIDS, (*_INNER_EYES, *_OUTER_EYES)),
    "cheek height": _height(_CHEEKS, (*_INNER_EYES, *_OUTER_EYES)),
    "nose wing height": _height(_WINGS, _INNER_EYES),
    "upper lip height": _height(_UPPER_LIP, _NOSE_BASE),
    "corner height": _height(_CORNERS, _NOSE_BASE),
    "corner lift": _height(_CORNERS, (*_UPPER_INNER, *_LOWER_INNER)),
    "mouth width": _width(*_CORNERS),
    "corner depth": _depth(_CORNERS, _OUTER_EYES),
    "lip gap": _height(_UPPER_INNER, _LOWER_INNER),
    "upper lip thickness": _height(_UPPER_LIP, _UPPER_INNER),
    "lower lip thickness": _height(_LOWER_INNER, _LOWER_LIP),
    "lower lip height": _height(_LOWER_LIP, _NOSE_BASE),
    "chin boss height": _height(_CHIN_BOSS, _LOWER_LIP),
    "jaw length": _height(_NOSE_BASE, _CHIN),
    "lip protrusion": _depth(_LIP_FRONT, _CORNERS),
}
"""Distances on aligned faces, up, wide and forward positive: (N, 478, 3) to (N,)."""

FORMULAS: dict[str, dict[str, float]] = {
    "AU01": {"inner brow height": 1.0, "outer brow height": -0.3},
    "AU02": {"outer brow height": 1.0, "inner brow height": -0.2},
    "AU04": {"inner brow height": -0.5, "middle brow height": -0.5, "brow gap": -0.5},
    "AU05": {"upper lid height": 0.6, "eye opening": 0.6},
    "AU06": {"cheek height": 0.5, "lower lid height": 0.7, "corner height": 0.2},
    "AU07": {"lower lid height": 0.6, "eye opening": -0.6, "corner height": -0.3},
    "AU09": {"nose wing height": 1.0, "inner brow height": -0.3, "upper lip height": 0.2},
    "AU10": {"upper lip height": 1.0, "nose wing height": 0.3, "corner height": -0.2},
    "AU12": {"corner height": 0.7, "corner lift": 0.4, "mouth width": 0.4},
    "AU14": {"mouth width": 0.6, "corner depth": -0.6, "corner height": -0.4, "lip gap": -0.3},
    "AU15": {"corner lift": -0.8, "corner height": -0.2, "mouth width": -0.1, "lip gap": -0.3},
    "AU17": {"lower lip height": 0.7, "chin boss height": -0.4, "lip gap": -0.4},
    "AU18": {"mouth width": -0.8, "lip protrusion": 0.5, "lip gap": -0.2},
    "AU20": {"mouth width": 0.9, "corner height": -1.2},
    "AU23": {"upper lip thickness": -0.5, "lower lip thickness": -0.5, "mouth width": -0.3, "lip gap": -0.4},
    "AU24": {"upper lip thickness": -0.4, "lower lip thickness": -0.4, "lip gap": -0.5},
    "AU25": {"lip gap": 1.0},
    "AU26": {"jaw length": 0.8, "lip gap": 0.4},
    "AU28": {"upper lip thickness": -0.5, "lower lip thickness": -0.5, "lip gap": -0.2, "jaw length": 0.3},
    "AU43": {"eye opening": -1.0},
}
"""Weights of the deviations. AU45 has none: a blink is AU43 that is over soon (`tell_blinks`)."""
BLINK_STEPS = 2

_CLOSED, _BLINK = list(ACTION_UNITS).index("AU43"), list(ACTION_UNITS).index("AU45")
_WEIGHTS = np.array(
    [[formula.get(name, 0.0) for name in MEASURES] for formula in FORMULAS.values()], np.float32
)  # (U - 1, M)


@dataclass(frozen=True, eq=False)
class UnitScale:
    """What resting and moving faces measure, learned from FER+ training faces.

    Attributes:
        rest: measures of the resting face. shape (M,)
        spread: how much resting faces differ in them. shape (M,)
        low: weighted deviation that counts as 0, for every formula. shape (U - 1,)
        high: weighted deviation that counts as 1. shape (U - 1,)
    """

    rest: FloatArray
    spread: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def learned(cls, measures: FloatArray, neutral: NDArray[np.bool_]) -> UnitScale:
        """From the measures of many faces, shape (N, M), and which of them are neutral, shape (N,)."""
        resting = measures[neutral]
        rest = np.median(resting, axis=0)
        spread = 1.4826 * np.median(np.abs(resting - rest), axis=0)
        raw = ((measures - rest) / spread) @ _WEIGHTS.T
        return cls(rest, spread, np.quantile(raw[neutral], 0.75, axis=0), np.quantile(raw, 0.99, axis=0))

    def intensities(self, measures: FloatArray, rest: FloatArray | None = None) -> FloatArray:
        """Every unit's intensity.

        Args:
            measures: shape (N, M)
            rest: of the person or of each face; the resting face of everyone when not known.
                shape (M,) or (N, M)

        Returns:
            0..1, in the order of `ACTION_UNITS`. shape (N, U)
        """
        deviations = (measures - (self.rest if rest is None else rest)) / self.spread
        known = np.clip((deviations @ _WEIGHTS.T - self.low) / (self.high - self.low), 0, 1)
        return np.insert(known, _BLINK, 0.0, axis=1).astype(np.float32)


def tell_blinks(units: FloatArray, steps: NDArray[np.int64]) -> FloatArray:
    """Call it a blink (AU45) when one person's eyes were closed for at most two steps, and open before and after.

    Args:
        units: of one person, AU45 still zero. shape (N, U)
        steps: increasing. shape (N,)

    Returns:
        the units with AU43 moved to AU45 where it is a blink. shape (N, U)
    """
    told = units.copy()
    closed = units[:, _CLOSED] > 0.5
    edges = np.flatnonzero(np.diff(closed, prepend=False, append=False))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        seen_open = start > 0 and stop < len(steps)
        if seen_open and steps[stop] - steps[start - 1] <= BLINK_STEPS + 1:
            told[start:stop, _BLINK] = units[start:stop, _CLOSED]
            told[start:stop, _CLOSED] = 0.0
    return told


def measure(aligned: FloatArray) -> FloatArray:
    """The measures of aligned faces. (N, 478, 3) -> (N, M)"""
    return np.stack([take(aligned) for take in MEASURES.values()], axis=1).astype(np.float32)
