"""The shipped voice model: speaker encoder, network and calibration, and the columns it gives a track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mmsa_studio.core.circumplex import POSITIONS
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.acoustics import FRAME_NAMES
from mmsa_studio.features.base import embedding_names, expression_names
from mmsa_studio.features.speaker_states import SpeakerStates
from mmsa_studio.features.voice_network import CLASSES, HALO, PROJECTED, Heard, Usual, VoiceNetwork
from mmsa_studio.features.voice_steps import STEP_NAMES, Steps
from mmsa_studio.features.weights import load_weights

NAME = "voice"
SHOWN = (*(name for name in FRAME_NAMES if not name.startswith("delta2")), "voiced", "speech")
"""Acoustic columns of a track: in standard deviations from what is usual for the film; the last two are shares."""
VOICE_NAMES = (*SHOWN, *embedding_names(NAME), *expression_names(NAME))

BOREDOM = (0.0, -0.62)
"""Valence and arousal of boredom, which has no category of its own and is told as neutral at low arousal.

The arousal is that of Russell & Mehrabian (1977); the valence is that of neutral, as which it is shown.
"""
SURPRISE = 0.02
"""Probability always given to surprise, which no voice data at hand holds: never claimed, never ruled out."""

_PIECE = 250
"""Steps judged at once: attention within a piece is quadratic."""
_SHOWN = [STEP_NAMES.index(name) for name in SHOWN]
_SHARES = [STEP_NAMES.index(name) for name in ("voiced", "speech")]
_PLACES = np.array([BOREDOM if name == "boredom" else POSITIONS[name] for name in CLASSES])
_AS_CATEGORY = np.array(
    [[("neutral" if name == "boredom" else name) == category for category in CATEGORIES] for name in CLASSES], float
)


@dataclass(frozen=True, eq=False)
class VoiceModel:
    """What hears and judges voices.

    Attributes:
        speaker: the pretrained speaker encoder.
        network: what was trained on top of it.
        temperature: what class scores are divided by so that their probabilities come true.
        metadata: what is known about the training.
    """

    speaker: SpeakerStates
    network: VoiceNetwork
    temperature: float
    metadata: dict[str, Any]

    def hear(self, steps: Steps) -> Heard:
        """Steps made comparable with the corpus, on the CPU. (n, ...)"""
        device = self.network.acoustic_mean.device
        parts = (torch.from_numpy(part).to(device) for part in (steps.acoustics, steps.states, steps.valid))
        with torch.inference_mode():
            heard = self.network.hear(*parts)
        return Heard(heard.acoustics.cpu(), heard.states.cpu(), heard.valid.cpu())

    def columns(self, heard: Heard, usual: Usual, shares: FloatArray) -> FloatArray:
        """All columns of `VOICE_NAMES` for the steps of a film, computed in pieces of bounded size.

        Args:
            heard: the steps. shapes (n, ...)
            usual: what is usual for the film. shapes (1, ...)
            shares: voiced and speech shares of the steps as heard. shape (n, 2)

        Returns:
            columns. shape (n, len(VOICE_NAMES))
        """
        count = len(heard.valid)
        pieces = [self._piece(heard, usual, start, min(start + _PIECE, count)) for start in range(0, count, _PIECE)]
        embedding, scores = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
        shown = (heard.acoustics - usual.acoustics).numpy()[:, _SHOWN]
        shown[:, -2:] = shares
        columns: FloatArray = np.concatenate([shown, embedding, expression(scores / self.temperature)], axis=1)
        return columns

    def _piece(self, heard: Heard, usual: Usual, start: int, end: int) -> tuple[FloatArray, FloatArray]:
        first, last = max(0, start - HALO), end + HALO
        device = self.network.acoustic_mean.device

        def batch(part: Tensor) -> Tensor:
            return part[None].to(device)

        near = heard.part(slice(first, last))
        near = Heard(batch(near.acoustics), batch(near.states), batch(near.valid))
        with torch.inference_mode():
            embedding, scores = self.network(near, Usual(batch(usual.acoustics), batch(usual.states)))
        inner = slice(start - first, end - first)
        return embedding[0, inner].cpu().numpy(), scores[0, inner].cpu().numpy()


def expression(scores: FloatArray) -> FloatArray:
    """The expression block for calibrated class scores: log-probabilities, valence, arousal. (n, classes) -> (n, 9)

    Valence and arousal are derived: the expected place on the circumplex.
    """
    probability = np.exp(scores - scores.max(axis=1, keepdims=True))
    probability /= probability.sum(axis=1, keepdims=True)
    categories = probability @ _AS_CATEGORY * (1 - SURPRISE)
    categories[:, CATEGORIES.index("surprise")] = SURPRISE
    block = np.concatenate([np.log(categories + 1e-6), probability @ _PLACES], axis=1)
    return np.asarray(block, np.float32)


def shares_of(steps: Steps) -> FloatArray:
    """How much of each step is voiced, and how surely it is speech. shape (n, 2)"""
    return steps.acoustics[:, _SHARES]


def joined(parts: Sequence[Heard]) -> Heard:
    """Stretches of steps, one after the other."""
    return Heard(
        torch.cat([part.acoustics for part in parts]),
        torch.cat([part.states for part in parts]),
        torch.cat([part.valid for part in parts]),
    )


def silence(count: int) -> Heard:
    """Steps in which nothing was heard yet."""
    return Heard(
        torch.zeros(count, len(STEP_NAMES)), torch.zeros(count, PROJECTED), torch.zeros(count, dtype=torch.bool)
    )


@lru_cache(maxsize=2)
def voice_model(device: str = "cpu") -> VoiceModel:
    """The shipped model on a device.

    Raises:
        StudioError: when its weights are missing or not the listed ones.
    """
    tensors, metadata = load_weights(NAME)
    speaker, network = SpeakerStates(), VoiceNetwork()
    speaker.load_state_dict(_below("speaker.", tensors))
    network.load_state_dict(_below("network.", tensors))
    return VoiceModel(speaker.eval().to(device), network.eval().to(device), float(metadata["temperature"]), metadata)


def _below(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
