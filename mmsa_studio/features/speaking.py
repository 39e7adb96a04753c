"""Where somebody speaks: the one answer for voices, words, and for which sound of a film is listened to.

Sound is brought to one loudness before the detector hears it, so that a quiet film is heard like a loud one.
"""

from __future__ import annotations

import numpy as np

from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.features.speech_activity import WINDOW, speech_probability

SPEAKING = 0.5
"""Probability from which on a window holds speech."""

_LOUDNESS = np.float32(0.07)
_NEAR_SILENCE = np.float32(5e-4)
"""Root mean square of what is taken for silence: about -66 dB; quieter sound is not raised any further."""


def speaking(segments: FloatArray) -> FloatArray:
    """How surely each window of each segment holds speech, whatever the segment's loudness.

    Args:
        segments: sound at 16 kHz, whole windows. shape (B, n * WINDOW)

    Returns:
        probabilities. shape (B, n)

    Raises:
        StudioError: when the detector's package or its weights are missing.
    """
    level = np.sqrt((segments**2).mean(axis=1, keepdims=True))
    return speech_probability(np.asarray(segments * (_LOUDNESS / np.maximum(level, _NEAR_SILENCE)), np.float32))


SEGMENT = 125 * WINDOW
"""Samples heard in one go: four seconds, at fixed places of the film however the sound arrives."""
BEFORE = 30 * WINDOW
"""Samples heard before a segment: almost a second, in which the memory of the detector warms up."""


class SpeechFinder:
    """Says of sound that comes bit by bit which windows hold speech: the same that the voices are heard with."""

    def __init__(self) -> None:
        self._sound: FloatArray = np.zeros(BEFORE, np.float32)

    def feed(self, samples: FloatArray) -> BoolArray:
        """Take the next sound; gives the windows of every segment that it completes. (n,) -> (windows,)"""
        self._sound = np.concatenate([self._sound, samples])
        found = [np.zeros(0, np.bool_)]
        while len(self._sound) >= BEFORE + SEGMENT:
            probability = speaking(self._sound[None, : BEFORE + SEGMENT])[0]
            found.append(probability[BEFORE // WINDOW :] >= SPEAKING)
            self._sound = self._sound[SEGMENT:]
        return np.concatenate(found)

    def rest(self) -> BoolArray:
        """The windows of what is left, as far as they are whole; silence follows the end."""
        left = len(self._sound) - BEFORE
        return self.feed(np.zeros(-left % SEGMENT, np.float32))[: left // WINDOW]
