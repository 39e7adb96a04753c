"""Tracks in, timeline out: the network over a whole film in overlapping windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import BoolArray, FloatArray, Grid, Track
from mmsa_studio.core.vocabulary import QUANTITIES, RANGES
from mmsa_studio.fusion.inputs import Inputs, gather
from mmsa_studio.fusion.network import FusionNetwork, scales, scores
from mmsa_studio.fusion.shapley import Subset, shapley, subsets
from mmsa_studio.fusion.weights import FusionModel, load

VALENCE = QUANTITIES.index("valence")
LOWEST = np.array([RANGES.get(quantity, (0.0, 1.0))[0] for quantity in QUANTITIES], np.float32)
HIGHEST = np.array([RANGES.get(quantity, (0.0, 1.0))[1] for quantity in QUANTITIES], np.float32)

_HOP = 80
_BATCH = 6
"""Windows computed at a time: enough for two cores, and memory stays flat in the length of the film."""


@dataclass(frozen=True)
class Window:
    """Steps computed together: `[start, end)` is kept of `[start - halo, end + halo)`."""

    start: int
    end: int


def fuse(
    tracks: Mapping[str, Track],
    grid: Grid,
    *,
    device: str = "cpu",
    hook: Hook | None = None,
    folder: Path | None = None,
) -> EmotionTimeline:
    """Fuse any subset of modalities, the empty one and partial tracks included.

    Args:
        tracks: by modality; one the network was not trained on is left out, with a `Notice`.
        grid: that all tracks share.
        device: a torch device.
        hook: told `Progress` of the fusion alone and `Notice`s; may raise `Cancelled`.
        folder: of the model's weights; the program's own by default.

    Raises:
        StudioError: when the weights are missing or not the ones listed.
        ValueError: when a track lies on another grid.
    """
    return fuse_with(load(device, folder), tracks, grid, hook=hook)


def fuse_with(
    model: FusionModel, tracks: Mapping[str, Track], grid: Grid, *, hook: Hook | None = None
) -> EmotionTimeline:
    """`fuse` with a given network."""
    return fuse_stretch(model, tracks, grid, 0, grid.count, hook=hook)


def fuse_stretch(
    model: FusionModel, tracks: Mapping[str, Track], grid: Grid, first: int, end: int, *, hook: Hook | None = None
) -> EmotionTimeline:
    """A stretch of what `fuse_with` gives, at the cost of the stretch alone.

    Args:
        model: the network.
        tracks: of the whole film.
        grid: that all tracks share.
        first: first step of the stretch.
        end: step after its last.
        hook: as in `fuse`.

    Returns:
        A timeline on a grid of its own that begins at `first`.
    """
    hook = hook or (lambda event: None)
    inputs = gather(model.network.shape, tracks, grid)
    for notice in inputs.ignored:
        hook(notice)
    modalities, count = model.network.shape.modalities, end - first
    shape = (1 + len(modalities), count, len(QUANTITIES))
    values, spread = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    contributions = np.zeros((count, len(modalities)), np.float32)
    for batch in _batches(first, end):
        computed = _compute(model.network, inputs, batch)
        for place, window in enumerate(batch):
            kept = slice(window.start - first, window.end - first)
            values[:, kept], spread[:, kept], contributions[kept] = (part[place] for part in computed)
        hook(Progress("fusion", (batch[-1].end - first) / count))
    there = inputs.valid[first:end]
    valid = np.concatenate([there.any(axis=1, keepdims=True), there], axis=1).T
    makers = (tracks[modality].made_by for modality in modalities if modality in tracks)
    made_from = tuple(maker for maker in makers if maker is not None)
    return _timeline(model, Grid(count, grid.step), (values, spread), valid, contributions, made_from)


def _timeline(
    model: FusionModel,
    grid: Grid,
    scored: tuple[FloatArray, FloatArray],
    valid: BoolArray,
    contributions: FloatArray,
    made_from: tuple[ModelIdentity, ...],
) -> EmotionTimeline:
    """Bands held inside what each quantity can be, and nothing where nothing is known."""
    values, spread = scored
    lower, upper = np.clip(values - spread, LOWEST, HIGHEST), np.clip(values + spread, LOWEST, HIGHEST)
    for array in (values, lower, upper):
        array *= valid[..., None]
    contributions *= valid[0, :, None]
    modalities = model.network.shape.modalities
    return EmotionTimeline(
        grid, values, lower, upper, valid.copy(), contributions, model.identity, modalities, made_from
    )


def _batches(first: int, end: int) -> Iterator[list[Window]]:
    windows = [Window(start, min(start + _HOP, end)) for start in range(first, end, _HOP)]
    for place in range(0, len(windows), _BATCH):
        yield windows[place : place + _BATCH]


@torch.inference_mode()
def _compute(
    network: FusionNetwork, inputs: Inputs, batch: list[Window]
) -> tuple[list[FloatArray], list[FloatArray], list[FloatArray]]:
    """Per window: values (S, t, Q), half band (S, t, Q), contributions (t, M)."""
    halo, device = network.shape.halo, network.band.device
    valid = torch.from_numpy(_cut(inputs.valid, batch, halo)).to(device)
    given = {m: torch.from_numpy(_cut(array, batch, halo)).to(device) for m, array in inputs.values.items()}
    tokens = network.encode(given, valid)
    outputs = every_subset(network, tokens, valid)
    fused = outputs[frozenset(range(len(given)))]
    raw = torch.cat([fused[:, :, None], network.alone(tokens)], dim=2).transpose(1, 2)  # (B, S, T, 2 Q)
    values, spread = scores(raw), scales(raw) * network.band[:, None]
    shares = shapley({s: scores(out)[..., VALENCE].cpu().numpy() for s, out in outputs.items()}, len(given))
    kept = [slice(halo, halo + window.end - window.start) for window in batch]
    return (
        [values[place, :, part].cpu().numpy() for place, part in enumerate(kept)],
        [spread[place, :, part].cpu().numpy() for place, part in enumerate(kept)],
        [shares[place, part] for place, part in enumerate(kept)],
    )


def every_subset(network: FusionNetwork, tokens: torch.Tensor, valid: torch.Tensor) -> dict[Subset, torch.Tensor]:
    """Raw fused output with only the modalities of each subset; absent ones are not computed twice.

    Args:
        network: the network.
        tokens: of each modality by itself. shape (B, T, M, d)
        valid: shape (B, T, M)

    Returns:
        For each of the 2^M subsets, shape (B, T, 2 Q).
    """
    present = frozenset(int(m) for m in torch.nonzero(valid.flatten(0, 1).any(dim=0)).flatten())
    computed: dict[Subset, torch.Tensor] = {}
    for subset in subsets(tuple(sorted(present))):
        kinds = tuple(sorted(subset))
        computed[subset] = network.fuse(tokens[:, :, kinds], valid[:, :, kinds], kinds=kinds).raw
    return {subset: computed[subset & present] for subset in subsets(tuple(range(valid.shape[-1])))}


def _cut(array: NDArray[Any], batch: list[Window], halo: int) -> NDArray[Any]:
    """Windows of one length with their halo, zero beyond the film. (T, ...) -> (B, t + 2 halo, ...)"""
    length = 2 * halo + max(window.end - window.start for window in batch)
    cut = np.zeros((len(batch), length, *array.shape[1:]), array.dtype)
    for place, window in enumerate(batch):
        start = window.start - halo
        part = array[max(0, start) : start + length]
        cut[place, max(0, -start) : max(0, -start) + len(part)] = part
    return cut
