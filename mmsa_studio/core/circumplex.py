"""Russell's circumplex: where the categories lie in valence and arousal, and what follows from it.

Data labelled with categories alone has no valence or arousal; both are *derived* here from the
distribution over categories, and are called derived wherever they are shown. Positions are the mean
pleasure and arousal ratings of Russell & Mehrabian (1977), "Evidence for a three-factor theory of
emotions", Journal of Research in Personality 11, 273-294.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmsa_studio.core.vocabulary import CATEGORIES, POLARITIES

POSITIONS: dict[str, tuple[float, float]] = {
    "anger": (-0.51, 0.59),
    "disgust": (-0.60, 0.35),
    "fear": (-0.64, 0.60),
    "joy": (0.81, 0.51),
    "sadness": (-0.63, -0.27),
    "surprise": (0.40, 0.67),
    "neutral": (0.0, 0.0),
}
"""Valence and arousal of each category, both in -1..1."""

POLARITY_OF: dict[str, str] = {
    "anger": "negative",
    "disgust": "negative",
    "fear": "negative",
    "joy": "positive",
    "sadness": "negative",
    "surprise": "neutral",  # it can be either, so it counts as neither
    "neutral": "neutral",
}

_PLACES = np.array([POSITIONS[name] for name in CATEGORIES])
_RADII = np.hypot(_PLACES[:, 0], _PLACES[:, 1])
_POLARITY = np.array([[POLARITY_OF[name] == polarity for polarity in POLARITIES] for name in CATEGORIES], float)


def derived(categories: ArrayLike) -> NDArray[np.float32]:
    """Valence, arousal and intensity that a distribution over categories implies.

    Valence and arousal are the expected position. Intensity is the expected distance from neutral over
    the farthest category's, so that two opposite strong emotions do not cancel out to a weak one.

    Args:
        categories: probabilities in the order of `CATEGORIES`. shape (..., 7)

    Returns:
        In the order of `DIMENSIONS`. shape (..., 3)
    """
    probabilities = np.asarray(categories, float)
    intensity = probabilities @ (_RADII / _RADII.max())
    return np.asarray(np.concatenate([probabilities @ _PLACES, intensity[..., None]], axis=-1), np.float32)


def polarities(categories: ArrayLike) -> NDArray[np.float32]:
    """The distribution over `POLARITIES` that a distribution over categories implies. shape (..., 3)"""
    return np.asarray(np.asarray(categories, float) @ _POLARITY, np.float32)
