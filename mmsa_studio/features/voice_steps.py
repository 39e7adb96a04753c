"""From sound to what is heard in each grid step: acoustics, speech states and whether there is speech.

A segment is heard together with a stretch before it, so that the memory of the speech detector has warmed up and
Whisper knows what came before, and a little after it. Segments lie at fixed places of the film: however the sound
arrives, the same samples are heard together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.features.acoustics import FRAME_NAMES, HOP, MARGIN_SAMPLES, hear
from mmsa_studio.features.speaking import BEFORE, SPEAKING, speaking
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.features.speech_states import LEVEL, STATE_SAMPLES, STATES, SpeechStates

STEP_SAMPLES = 3200
AFTER = MARGIN_SAMPLES
SPEECH = SPEAKING
"""Probability from which on a frame is speech, and share of frames from which on a step is."""

HalfArray = NDArray[np.float16]

_Number = TypeVar("_Number", bound=np.generic)
_NOTHING = 1e-12
_STEP_FRAMES = STEP_SAMPLES // HOP
_WARM_FRAMES = BEFORE // HOP
_WARM_STATES = BEFORE // STATE_SAMPLES
_STEP_STATES = STEP_SAMPLES // STATE_SAMPLES
_PITCH = FRAME_NAMES.index("pitch")

STEP_NAMES = (*FRAME_NAMES, *(f"{name}.spread" for name in FRAME_NAMES), "voiced", "speech")
"""Columns of the acoustics of a step: means, standard deviations, share of voiced frames, speech probability."""


@dataclass(frozen=True, eq=False)
class Steps:
    """What is heard in n grid steps, one after the other.

    Attributes:
        acoustics: by `STEP_NAMES`, over the speech in the step. shape (n, D)
        states: mean speech state; zero where nobody speaks nearby. float16, shape (n, STATES)
        valid: where there is speech. shape (n,)
    """

    acoustics: FloatArray
    states: HalfArray
    valid: BoolArray

    def part(self, steps: slice) -> Steps:
        """A stretch of the steps."""
        return Steps(self.acoustics[steps], self.states[steps], self.valid[steps])

    @classmethod
    def none(cls) -> Steps:
        """No steps."""
        return cls(np.zeros((0, len(STEP_NAMES)), np.float32), np.zeros((0, STATES), np.float16), np.zeros(0, np.bool_))

    @classmethod
    def joined(cls, parts: Sequence[Steps]) -> Steps:
        """Stretches of steps, one after the other."""
        return cls(
            np.concatenate([part.acoustics for part in parts]),
            np.concatenate([part.states for part in parts]),
            np.concatenate([part.valid for part in parts]),
        )


def listen(sound: FloatArray, encoder: SpeechStates) -> Steps:
    """Hear segments of equal length.

    Args:
        sound: segments at 16 kHz with `BEFORE` and `AFTER`. shape (B, BEFORE + m * STEP_SAMPLES + AFTER)
        encoder: the lower layers of Whisper.

    Returns:
        the steps of the first segment, then those of the second, and so on: n = B * m.
    """
    probability = _frame_probability(sound)
    frames = hear(sound[:, BEFORE - MARGIN_SAMPLES :])
    inner = probability[:, _WARM_FRAMES:]
    speech = inner >= SPEECH
    weights = np.where(_by_step(speech).any(axis=-1, keepdims=True), _by_step(speech), True)
    voiced = weights & _by_step(frames.voiced)
    means, spreads = _pool(_by_step(frames.features), weights)
    means[..., _PITCH : _PITCH + 1], spreads[..., _PITCH : _PITCH + 1] = _pool(
        _by_step(frames.features[..., _PITCH:]), voiced
    )
    shares = np.stack([voiced.mean(-1), _by_step(inner).mean(-1)], axis=-1)
    acoustics = np.concatenate([means, spreads, shares], axis=-1).astype(np.float32)
    valid = _by_step(speech).mean(-1) >= SPEECH
    states = _states(sound[:, :-AFTER], probability >= SPEECH, valid, encoder)
    return Steps(acoustics.reshape(-1, len(STEP_NAMES)), states.reshape(-1, STATES), valid.reshape(-1))


def _frame_probability(sound: FloatArray) -> FloatArray:
    """Speech probability of every frame from the start of `BEFORE` to the end of the segment. shape (B, F)"""
    samples = sound.shape[1] - AFTER
    windows = -(-samples // WINDOW)
    probability = speaking(sound[:, : windows * WINDOW])
    middles = np.arange(samples // HOP) * HOP + HOP // 2
    return probability[:, middles // WINDOW]


def _states(sound: FloatArray, speech: BoolArray, valid: BoolArray, encoder: SpeechStates) -> HalfArray:
    """Mean speech state of every step, for the segments in which somebody speaks. (B, F * HOP) -> (B, m, STATES)"""
    states = np.zeros((*valid.shape, STATES), np.float16)
    spoken = np.flatnonzero(valid.any(axis=1))
    if not len(spoken):
        return states
    heard = torch.from_numpy(sound[spoken] * _gain(sound[spoken], speech[spoken]))
    with torch.inference_mode():
        hidden = encoder(heard.to(encoder.positions.device))[:, _WARM_STATES:]
    states[spoken] = hidden.unflatten(1, (-1, _STEP_STATES)).mean(dim=2).cpu().numpy()
    return states


def _gain(sound: FloatArray, speech: BoolArray) -> FloatArray:
    """What each segment is multiplied with so that its speech has the same level. (B, F * HOP), (B, F) -> (B, 1)"""
    power = (sound.reshape(*speech.shape, HOP) ** 2).mean(axis=-1)
    level = (power * speech).sum(axis=1, keepdims=True) / np.maximum(speech.sum(axis=1, keepdims=True), 1)
    gain: FloatArray = np.sqrt(LEVEL / np.maximum(level, _NOTHING)).astype(np.float32)
    return gain


def _by_step(frames: NDArray[_Number]) -> NDArray[_Number]:
    """Frames grouped by grid step. (B, F, ...) -> (B, F / 20, 20, ...)"""
    return frames.reshape(frames.shape[0], -1, _STEP_FRAMES, *frames.shape[2:])


def _pool(features: FloatArray, weights: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation over the weighted frames of a step; zero where there are none. (B, m, 20, D)"""
    count = np.maximum(weights.sum(axis=-1), 1)[..., None]
    mean = np.einsum("bsfd,bsf->bsd", features, weights) / count
    power = np.einsum("bsfd,bsf->bsd", features**2, weights) / count
    return mean, np.sqrt(np.maximum(power - mean**2, 0.0))
