"""Takes a steady background off the sound of speech, band by band.

Speech leaves gaps in every band, noise and held chords do not: what a band still has in its quieter moments is the
background (spectral subtraction with an estimate by order statistics: Stahl, Fischer & Bippus 2000, "Quantile based
noise estimation for spectral subtraction and Wiener filtering").
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from mmsa_studio.core.track import FloatArray

_SMOOTHED = 15
"""Frames that power is averaged over before its quiet moments are looked for: 0.15 s."""
_QUIETER = 0.3
"""Share of the time in which only the background is taken to sound in a band."""
_TAKEN_OFF = 3.0
"""How often the background is taken off: its own peaks reach above its mean."""


def without_background(mel: FloatArray) -> FloatArray:
    """Power by mel band with the steady part of every band taken off. (B, F, bands) -> (B, F, bands)"""
    smooth = uniform_filter1d(mel, _SMOOTHED, axis=1)
    background = np.quantile(smooth, _QUIETER, axis=1, keepdims=True)
    return np.asarray(np.maximum(mel - _TAKEN_OFF * background, 0), np.float32)
