"""Attention as what it is: where the network looked, per layer and head, averaged, rolled out, and by gradient.

A column is a time; its weights are those of the tokens of that time, each counted by its gate, for they are
what the answer at that time was read from. B stretches, T steps, M modalities, N = T * M tokens, C columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.explanation import AttentionRow
from mmsa_studio.core.track import FloatArray
from mmsa_studio.fusion.network import Fused

RELEVANCE = "relevance"
ROLLOUT = "rollout"
AVERAGE = "average"


def attention_maps(fused: Fused, columns: Tensor) -> dict[str, Tensor]:
    """Every way to look at the attention of one answer.

    Args:
        fused: from the plain path.
        columns: steps of each stretch. shape (B, c)

    Returns:
        By name, weights over all tokens of the stretch for every column. each shape (B, c, N)
    """
    maps = {AVERAGE: torch.stack([weights.mean(1) for weights in fused.attention]).mean(0)}
    for layer, weights in enumerate(fused.attention, 1):
        maps |= {f"layer {layer} head {head + 1}": weights[:, head] for head in range(weights.shape[1])}
    maps[ROLLOUT] = _rollout(fused.attention)
    return {name: read_out(weights, fused.gates, columns) for name, weights in maps.items()}


def relevance_map(fused: Fused, output: Tensor, columns: Tensor) -> Tensor:
    """Attention weighted by its gradient on the output, through all layers (Chefer et al. 2021), and testimony.

    What a token says of its moment does not pass through attention: it counts as far as it moves the output.
    For several columns in one stretch, what is fed into neighbouring columns counts as well.

    Args:
        fused: from the plain path, with gradients.
        output: the quantity explained, at every column.
        columns: steps of each stretch. shape (B, c)

    Returns:
        shape (B, c, N)
    """
    evidence = fused.belief.evidence
    *gradients, moved = torch.autograd.grad(output.sum(), [*fused.attention, evidence])
    first = fused.attention[0]
    itself = torch.eye(first.shape[-1], device=first.device)
    relevance = itself.expand(len(first), -1, -1)
    for weights, gradient in zip(fused.attention, gradients, strict=True):
        relevance = relevance + (weights * gradient).clamp_min(0).mean(1) @ relevance
    testimony = (evidence * moved).sum(-1).clamp_min(0).flatten(1)  # (B, N)
    return (read_out(relevance - itself, fused.gates, columns) + testimony[:, None]).detach()


def _rollout(attention: Sequence[Tensor]) -> Tensor:
    """Attention through all layers with what each token keeps of itself (Abnar & Zuidema 2020)."""
    itself = torch.eye(attention[0].shape[-1], device=attention[0].device)
    rolled = itself
    for weights in attention:
        rolled = (weights.mean(1) + itself) / 2 @ rolled
    return rolled


def read_out(weights: Tensor, gates: Tensor, columns: Tensor) -> Tensor:
    """Rows of the tokens of each column, counted by their gates. (B, N, N), (B, T, 1 + M) -> (B, c, N)"""
    stretch = torch.arange(len(columns), device=weights.device)[:, None]
    batch, tokens, _ = weights.shape
    by_token = weights.view(batch, gates.shape[1], -1, tokens)[stretch, columns]  # (B, c, M, N)
    return torch.sum(gates[stretch, columns, 1:, None] * by_token, dim=2)


def row_shares(
    rows: Sequence[AttentionRow], times: NDArray[np.float64], step: float, modalities: Sequence[str]
) -> FloatArray:
    """How much of a token each row stands for, by overlap in time within its modality.

    Args:
        rows: what the heatmap shows.
        times: middle of each step. shape (T,)
        step: length of one.
        modalities: what the network fuses.

    Returns:
        Every token with any overlap is shared out wholly. shape (T * M, R)
    """
    shares = np.zeros((len(times), len(modalities), len(rows)))
    for place, row in enumerate(rows):
        overlap = np.minimum(times + step / 2, row.end) - np.maximum(times - step / 2, row.start)
        shares[:, modalities.index(row.modality), place] = np.where(overlap > 1e-6, overlap, 0)
    total = shares.sum(axis=-1, keepdims=True)
    return np.asarray((shares / np.where(total > 0, total, 1)).reshape(-1, len(rows)), np.float32)


def columns_to_one(weights: FloatArray) -> FloatArray:
    """Columns that sum to one, or are zero where nothing was looked at. shape (R, C)"""
    total = weights.sum(axis=0, keepdims=True)
    return np.asarray(np.where(total > 1e-9, weights / np.maximum(total, 1e-9), 0), np.float32)
