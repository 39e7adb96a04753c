"""What the fusion network is asked for: be right, know how sure, say who lies, put the same moment near itself.

B scenes, T steps, S sources, M modalities, Q quantities, C categories.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mmsa_studio.core.circumplex import derived, polarities
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.network import FIRST_CATEGORY, FIRST_POLARITY, FusionNetwork, scales, scores
from mmsa_studio.training.scenes import NOBODY, Scene

_NOTHING_KNOWN = 0.1
"""Weight of steps without any modality: enough to learn what to expect of an unknown moment."""
_TEMPERATURE = 0.1
_WHO_LIES = 0.2
_NEVER = 1e-4
"""Nobody is cleared, and nobody blamed, beyond this."""


@dataclass
class Batch:
    """Scenes as tensors.

    Attributes:
        inputs: by modality. each shape (B, T, D)
        valid: shape (B, T, M)
        targets: of every source. shape (B, T, S, Q)
        weights: how much each step of each source counts. shape (B, T, S)
        moments: main category of the truth where nobody lies, otherwise -1. shape (B, T)
        liar: the modality that shows another emotion, or `NOBODY`. shape (B, T)
    """

    inputs: dict[str, Tensor]
    valid: Tensor
    targets: Tensor
    weights: Tensor
    moments: Tensor
    liar: Tensor


def quantities_of(categories: FloatArray) -> FloatArray:
    """All quantities that a distribution over categories implies. (..., C) -> (..., Q)"""
    return np.concatenate([derived(categories), categories, polarities(categories)], axis=-1)


def make_batch(scenes: Iterable[Scene]) -> Batch:
    """Stack scenes of one length."""
    listed = list(scenes)
    valid = torch.from_numpy(np.stack([scene.valid for scene in listed]))
    every = np.stack([np.concatenate([s.truth[:, None], s.shown], axis=1) for s in listed])  # (B, T, S, C)
    something = valid.any(dim=-1, keepdim=True)
    liar = np.stack([scene.liar for scene in listed])
    moments = np.where(liar == NOBODY, every[:, :, 0].argmax(axis=-1), -1)
    return Batch(
        {m: torch.from_numpy(np.stack([scene.values[m] for scene in listed])) for m in MODALITIES},
        valid,
        torch.from_numpy(quantities_of(every)),
        torch.cat([torch.where(something, 1.0, _NOTHING_KNOWN), valid.float()], dim=-1),
        torch.from_numpy(moments),
        torch.from_numpy(liar),
    )


def loss(network: FusionNetwork, batch: Batch, contrast: float) -> Tensor:
    """Everything asked for, balanced: each part is a mean over the steps that count."""
    tokens = network.encode(batch.inputs, batch.valid)
    fused = network.fuse(tokens, batch.valid)
    raw = network.every_source(fused, tokens)
    asked = _answers(raw, batch.targets) + _doubt(raw, batch.targets)
    total = (asked * batch.weights).sum() / batch.weights.sum()
    total = total + _WHO_LIES * _blame(fused.belief.liar, batch)
    return total + contrast * alignment(network.compared(tokens), batch.valid, batch.moments) if contrast else total


def _answers(raw: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy of categories and polarities, squared error of the dimensions. shape (B, T, S)"""
    parts = (slice(FIRST_CATEGORY, FIRST_POLARITY), slice(FIRST_POLARITY, len(QUANTITIES)))
    entropy = [-(targets[..., part] * functional.log_softmax(raw[..., part], dim=-1)).sum(-1) for part in parts]
    apart = scores(raw)[..., :FIRST_CATEGORY] - targets[..., :FIRST_CATEGORY]
    return entropy[0] + 0.5 * entropy[1] + 4 * apart.square().mean(-1)


def _doubt(raw: Tensor, targets: Tensor) -> Tensor:
    """Gaussian likelihood of the errors made; the answers themselves are not moved by it. shape (B, T, S)"""
    error, scale = (scores(raw).detach() - targets).abs(), scales(raw)
    return 0.1 * (0.5 * (error / scale).square() + scale.log()).mean(-1)


def _blame(liar: Tensor, batch: Batch) -> Tensor:
    """Cross entropy of who lies, where it can be told: two or more modalities are there, the liar among them."""
    who = torch.cat([1 - liar.sum(-1, keepdim=True), liar], dim=-1)  # (B, T, 1 + M)
    blamed = who.gather(-1, (batch.liar - NOBODY)[..., None]).squeeze(-1)
    heard = torch.cat([torch.ones_like(batch.valid[..., :1]), batch.valid], dim=-1)
    counted = (batch.valid.sum(-1) > 1) & heard.gather(-1, (batch.liar - NOBODY)[..., None]).squeeze(-1)
    return -(torch.log(blamed.clamp_min(_NEVER)) * counted).sum() / counted.sum().clamp_min(1)


def alignment(directions: Tensor, valid: Tensor, moments: Tensor, most: int = 256) -> Tensor:
    """Contrastive loss between modalities: the same moment near, moments of another emotion far.

    InfoNCE (van den Oord et al. 2018) over pairs of modalities; other moments of the same emotion are no
    negatives.
    """
    flat, there, emotion = directions.flatten(0, 1), valid.flatten(0, 1), moments.flatten()
    losses = []
    for first in range(len(MODALITIES)):
        for second in range(first + 1, len(MODALITIES)):
            both = torch.nonzero(there[:, first] & there[:, second] & (emotion >= 0)).flatten()
            both = both[torch.randperm(len(both))[:most]]
            if len(both) > 1:
                losses.append(_contrast(flat[both, first], flat[both, second], emotion[both]))
    return torch.stack(losses).mean() if losses else flat.sum() * 0


def _contrast(one: Tensor, other: Tensor, emotion: Tensor) -> Tensor:
    near = one @ other.T / _TEMPERATURE
    same = (emotion[:, None] == emotion) & ~torch.eye(len(emotion), dtype=torch.bool, device=emotion.device)
    near = near.masked_fill(same, -torch.inf)
    itself = torch.arange(len(emotion), device=emotion.device)
    return (functional.cross_entropy(near, itself) + functional.cross_entropy(near.T, itself)) / 2
