"""The shipped voice model: speech encoder, networks and calibration, and the columns it gives a track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.special import log_softmax, logsumexp
from torch import Tensor

from mmsa_studio.core.circumplex import POSITIONS
from mmsa_studio.core.paths import resource
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.acoustics import FRAME_NAMES
from mmsa_studio.features.base import embedding_names, expression_names
from mmsa_studio.features.speech_states import SpeechStates, speech_states
from mmsa_studio.features.voice_network import CLASSES, HALO, Heard, Usual, VoiceNetwork
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
        encoder: the lower layers of Whisper.
        networks: what was trained on top of them, each on other people.
        temperature: what their joint scores are divided by so that probabilities come true.
        metadata: what is known about the training.
    """

    encoder: SpeechStates
    networks: tuple[VoiceNetwork, ...]
    temperature: float
    metadata: dict[str, Any]

    def columns(self, steps: Steps) -> FloatArray:
        """All columns of `VOICE_NAMES` for the steps of a film, of which what is usual is taken off.

        What is shown and the embedding are those of the first network: embeddings of several have no common axes.

        Returns:
            columns. shape (n, len(VOICE_NAMES))
        """
        judged = [_judged(network, steps) for network in self.networks]
        shown, embedding, _ = judged[0]
        scores = together([scores for _, _, scores in judged])
        return np.concatenate([shown, embedding, expression(scores / self.temperature)], axis=1)


def _judged(network: VoiceNetwork, steps: Steps) -> tuple[FloatArray, FloatArray, FloatArray]:
    """What is shown, embedding and class scores of a film's steps, computed in pieces of bounded size."""
    device, count = network.acoustic_mean.device, len(steps.valid)
    with torch.inference_mode():
        parts = (torch.from_numpy(part).to(device) for part in (steps.acoustics, steps.states, steps.valid))
        heard = network.hear(*parts)
        usual = Usual.of(heard)
        pieces = [_piece(network, heard, usual, at, min(at + _PIECE, count)) for at in range(0, count, _PIECE)]
        shown = (heard.acoustics - usual.acoustics)[:, _SHOWN].cpu().numpy()
    shown[:, -2:] = steps.acoustics[:, _SHARES]
    embedding, scores = (torch.cat(part).cpu().numpy() for part in zip(*pieces, strict=True))
    return shown, embedding, scores


def _piece(network: VoiceNetwork, heard: Heard, usual: Usual, start: int, end: int) -> tuple[Tensor, Tensor]:
    first = max(0, start - HALO)
    near = heard.part(slice(first, end + HALO))
    embedding, scores = network(
        Heard(near.acoustics[None], near.states[None], near.valid[None]),
        Usual(usual.acoustics[None], usual.states[None]),
    )
    inner = slice(start - first, end - first)
    return embedding[0, inner], scores[0, inner]


def together(scores: Sequence[FloatArray]) -> FloatArray:
    """Class scores of several networks as those of one: the logarithm of their mean probability. each (..., classes)

    Networks that heard other people agree where a voice is like theirs; where they do not, the mean is unsure
    (Lakshminarayanan, Pritzel & Blundell 2017, "Simple and scalable predictive uncertainty estimation using deep
    ensembles").
    """
    sure = [log_softmax(one, axis=-1) for one in scores]
    mean: FloatArray = logsumexp(np.stack(sure), axis=0) - np.float32(np.log(len(sure)))
    return mean


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


def voice_model(device: str = "cpu", folder: Path | None = None) -> VoiceModel:
    """The voice networks of a model, by default of the program's own, on a device; loaded once in this process.

    Raises:
        StudioError: when weights are missing or not the listed ones.
    """
    return _model(device, folder or resource("models"))


@lru_cache(maxsize=2)
def _model(device: str, folder: Path) -> VoiceModel:
    tensors, metadata = load_weights(NAME, folder)
    networks = tuple(_network(tensors, f"{number}.").to(device) for number in range(metadata["networks"]))
    return VoiceModel(speech_states(device), networks, float(metadata["temperature"]), metadata)


def _network(tensors: dict[str, Tensor], prefix: str) -> VoiceNetwork:
    network = VoiceNetwork()
    network.load_state_dict({name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)})
    return network.eval()
