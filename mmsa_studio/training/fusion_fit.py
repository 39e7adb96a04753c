"""Fitting one fusion network to composed scenes: seeded, resumable, then calibrated on scenes of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import atomic_path
from mmsa_studio.fusion.network import FusionNetwork, Shape, scales, scores
from mmsa_studio.training.fusion_loss import Batch, loss, make_batch
from mmsa_studio.training.scenes import Bank, Composer, Recipe

Banks = Mapping[str, Bank]
Log = Callable[[str], None]
MakeNetwork = Callable[[Shape], FusionNetwork]

_SAVE_EVERY = 100
_LEAST_SCALE = 0.1
"""A column that hardly changed in training must not rule everything when it does."""
_CONSTANT = 1e-3
CONFIDENCE = 0.9


@dataclass(frozen=True)
class Settings:
    """How a network is fitted."""

    updates: int = 1200
    batch: int = 12
    learning_rate: float = 3e-3
    decay: float = 0.02
    contrast: float = 0.2
    recipe: Recipe = field(default_factory=lambda: Recipe(missing=0.1, absent=0.06, conflict=0.6))
    width: int = 64
    kernel: int = 15
    make: MakeNetwork = FusionNetwork


def fit(
    banks: Banks, reliability: list[float], settings: Settings, seed: int, log: Log, resume: Path | None = None
) -> FusionNetwork:
    """Fit a network.

    Args:
        banks: of the training side.
        reliability: see `Composer`.
        settings: how.
        seed: of everything random.
        log: told how it goes.
        resume: a file that keeps the state on the way; continued from when it is there.

    Returns:
        The network in evaluation mode, not calibrated yet.
    """
    torch.manual_seed(seed)
    network = settings.make(
        Shape({m: banks[m].names for m in MODALITIES}, width=settings.width, kernel=settings.kernel)
    )
    standardise(network, banks)
    optimiser = torch.optim.AdamW(network.parameters(), settings.learning_rate, weight_decay=settings.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=settings.updates, pct_start=0.1
    )
    done = _restore(network, optimiser, schedule, resume)
    composer = Composer(banks, settings.recipe, reliability, seed=seed * 1_000_003 + done)
    recent = []
    for update in range(done, settings.updates):
        value = loss(network, make_batch(composer.scenes(settings.batch)), settings.contrast)
        optimiser.zero_grad()
        torch.autograd.backward(value)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        recent.append(value.item())
        if (update + 1) % _SAVE_EVERY == 0:
            log(f"fusion seed {seed}: update {update + 1}/{settings.updates}, loss {np.mean(recent):.4f}")
            recent.clear()
            _keep(network, optimiser, schedule, update + 1, resume)
    return network.eval()


def standardise(network: FusionNetwork, banks: Banks) -> None:
    """Give each encoder the mean and scale of its columns; a column that never changes says nothing."""
    for modality in MODALITIES:
        least, mean, scale = (network.get_buffer(f"encoders.{modality}.{name}") for name in ("least", "mean", "scale"))
        steps = torch.from_numpy(banks[modality].steps).maximum(least)
        spread = steps.std(dim=0)
        mean.copy_(steps.mean(dim=0))
        scale.copy_(torch.where(spread < _CONSTANT, torch.inf, spread.clamp_min(_LEAST_SCALE)))


@torch.inference_mode()
def predict(network: FusionNetwork, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Values and uncalibrated scales of every source. each shape (B, T, S, Q)"""
    raw, _ = network(batch.inputs, batch.valid)
    return scores(raw), scales(raw)


def calibrate(network: FusionNetwork, batch: Batch) -> None:
    """Set the bands so that they hold 90 % of what they should on scenes the network was not fitted to.

    Normalised conformal prediction (Lei et al. 2018): the band is the scale the network gives times the
    quantile of error over scale, for each source and quantity.
    """
    values, spread = predict(network, batch)
    ratio = (values - batch.targets).abs() / spread
    for source in range(ratio.shape[2]):
        counted = batch.weights[:, :, source] > 0.5
        network.band[source] = torch.quantile(ratio[:, :, source][counted], CONFIDENCE, dim=0)


def _keep(
    network: FusionNetwork,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    done: int,
    path: Path | None,
) -> None:
    if path is None:
        return
    state = {
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "done": done,
    }
    with atomic_path(path) as temporary:
        torch.save(state, temporary)


def _restore(
    network: FusionNetwork,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    path: Path | None,
) -> int:
    """Continue from a kept state; it is our own file of plain tensors and numbers, read without pickled code."""
    if path is None or not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(state["done"])
