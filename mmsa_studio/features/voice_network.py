"""The voice network: a small convolutional encoder with windowed attentive statistics over grid steps.

B films, T steps, H hidden columns. Every step is judged by the speech within `REACH` steps around it, so that the
judgement does not depend on how a film is cut into pieces. What is usual for the film is taken off first: another
voice, room or recording moves all steps alike, an emotion does not.

Attentive statistics: Okabe, Koshinaka & Shinoda (2018), "Attentive statistics pooling for deep speaker embedding",
here within a window that moves along.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from mmsa_studio.features.base import EMBEDDING_SIZE
from mmsa_studio.features.speech_states import STATES
from mmsa_studio.features.voice_steps import STEP_NAMES

CLASSES = ("anger", "boredom", "disgust", "fear", "joy", "sadness", "neutral")
"""What the network tells apart: the classes of EMO-DB."""
REACH = 7
"""Steps on either side that a step is judged by: 1.4 s."""
HALO = REACH + 2
"""Steps on either side that anything at all depends on: the window and two convolutions."""
PROJECTED = 96

_HIDDEN = 96
_HEADS = 4
_USUAL_AFTER = 50.0
"""Steps of speech after which a film's own mean counts as much as the mean of all films: ten seconds."""

_ACOUSTICS = len(STEP_NAMES)
_LEVEL = [STEP_NAMES.index(name) for name in ("mfcc.00", "energy")]
_PITCH = [STEP_NAMES.index(name) for name in ("pitch", "pitch.spread")]
_VOICED = STEP_NAMES.index("voiced")


@dataclass(frozen=True, eq=False)
class Heard:
    """Steps made comparable with the corpus: acoustics in standard deviations, states projected.

    Attributes:
        acoustics: shape (..., T, len(STEP_NAMES))
        states: shape (..., T, PROJECTED)
        valid: where there is speech. shape (..., T)
    """

    acoustics: Tensor
    states: Tensor
    valid: Tensor

    def part(self, steps: slice) -> Heard:
        """A stretch of the steps of a film. (T, ...)"""
        return Heard(self.acoustics[steps], self.states[steps], self.valid[steps])


@dataclass(frozen=True, eq=False)
class Usual:
    """What is usual for a film: the mean of its speech. shapes (..., 1, len(STEP_NAMES)) and (..., 1, PROJECTED)"""

    acoustics: Tensor
    states: Tensor

    @classmethod
    def of(cls, heard: Heard) -> Usual:
        """Measured over all valid steps, and held back towards the corpus where there are few of them.

        Level is only meant relative to the film, so its mean is never held back; pitch is measured on voiced
        steps only.
        """
        weight = heard.valid.to(heard.acoustics.dtype)[..., None]
        voiced = weight * heard.acoustics[..., _PITCH[:1]].ne(0)
        count = weight.sum(dim=-2, keepdim=True)
        trust = count / (count + _USUAL_AFTER)
        acoustics = (heard.acoustics * weight).sum(-2, keepdim=True) / count.clamp(min=1)
        pitch = (heard.acoustics * voiced).sum(-2, keepdim=True) / voiced.sum(-2, keepdim=True).clamp(min=1)
        held = acoustics * trust
        held[..., _LEVEL] = acoustics[..., _LEVEL]
        held[..., _PITCH] = (pitch * trust)[..., _PITCH]
        states = (heard.states * weight).sum(-2, keepdim=True) / count.clamp(min=1)
        return cls(held, states * trust)


class VoiceNetwork(nn.Module):
    """Embedding and class scores for every step of speech."""

    acoustic_mean: Tensor
    acoustic_scale: Tensor
    state_mean: Tensor
    state_scale: Tensor

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        for name, size in (("acoustic", _ACOUSTICS), ("state", STATES)):
            self.register_buffer(f"{name}_mean", torch.zeros(size))
            self.register_buffer(f"{name}_scale", torch.ones(size))
        self.project = nn.Linear(STATES, PROJECTED, bias=False)
        self.enter = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(_ACOUSTICS + PROJECTED, _HIDDEN), nn.LayerNorm(_HIDDEN), nn.GELU()
        )
        self.convolutions = nn.ModuleList(nn.Conv1d(_HIDDEN, _HIDDEN, 3, padding=1) for _ in range(2))
        self.look = nn.Linear(_HIDDEN, _HEADS)
        self.distance = nn.Parameter(torch.zeros(_HEADS, 2 * REACH + 1))
        self.embed = nn.Sequential(nn.Dropout(dropout), nn.Linear(3 * _HIDDEN, EMBEDDING_SIZE), nn.Tanh())
        self.judge = nn.Sequential(nn.Dropout(dropout), nn.Linear(EMBEDDING_SIZE, len(CLASSES)))

    def hear(self, acoustics: Tensor, states: Tensor, valid: Tensor) -> Heard:
        """Make steps comparable; pitch counts as usual where no voice sounds.

        Args:
            acoustics: shape (..., T, len(STEP_NAMES))
            states: shape (..., T, STATES)
            valid: shape (..., T)
        """
        voiced = acoustics[..., _VOICED : _VOICED + 1] > 0
        standard = (acoustics - self.acoustic_mean) / self.acoustic_scale
        standard[..., _PITCH] = torch.where(voiced, standard[..., _PITCH], 0.0)
        return Heard(standard, self.project((states - self.state_mean) / self.state_scale), valid)

    def forward(self, heard: Heard, usual: Usual) -> tuple[Tensor, Tensor]:
        """Embedding (B, T, EMBEDDING_SIZE) and class scores (B, T, len(CLASSES)) of every step."""
        keep = heard.valid[..., None]
        pitched = heard.acoustics[..., _PITCH[:1]].ne(0)
        acoustics = heard.acoustics - usual.acoustics
        acoustics[..., _PITCH] = torch.where(pitched, acoustics[..., _PITCH], 0.0)
        both = torch.cat([acoustics.clamp(-5, 5), heard.states - usual.states], dim=-1)  # (B, T, D + P)
        hidden = self.enter(both) * keep  # (B, T, H)
        for convolution in self.convolutions:
            hidden = (hidden + nn.functional.gelu(convolution(hidden.mT)).mT) * keep
        embedding = self.embed(torch.cat([hidden, *self._around(hidden, heard.valid)], dim=-1))
        return embedding, self.judge(embedding)

    def _around(self, hidden: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
        """Attentive mean and standard deviation of the speech around every step. each (B, T, H)"""
        places = torch.arange(hidden.shape[1], device=hidden.device)
        apart = places[None, :] - places[:, None]  # (T, T)
        bias = self.distance[:, apart.clamp(-REACH, REACH) + REACH]  # (heads, T, T)
        unseen = ~valid[:, None, None, :] | (apart.abs() > REACH)  # (B, 1, T, T)
        scores = self.look(hidden).mT[:, :, None, :] + bias  # (B, heads, T, T)
        share = scores.masked_fill(unseen, -1e4).softmax(dim=-1)
        values = hidden.reshape(*hidden.shape[:2], _HEADS, -1).transpose(1, 2)  # (B, heads, T, H / heads)
        mean, power = share @ values, share @ values.square()
        spread = (power - mean.square()).clamp(min=1e-5).sqrt()
        return mean.transpose(1, 2).flatten(2), spread.transpose(1, 2).flatten(2)
