"""From the encoders and the data to the fusion weights, and the numbers about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch

from mmsa_studio.core.card import Row
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import cache_dir
from mmsa_studio.features.weights import load_weights, save_weights, sha256_of
from mmsa_studio.fusion.network import FusionNetwork
from mmsa_studio.fusion.weights import load, read_anew
from mmsa_studio.models.registry import FUSION
from mmsa_studio.training import explanation_evidence, fusion_evidence
from mmsa_studio.training.ablation import WITHOUT
from mmsa_studio.training.banks import CALIBRATE, TEST, TRAIN, load_banks
from mmsa_studio.training.fusion_evidence import SPLIT
from mmsa_studio.training.fusion_fit import Banks, Settings, calibrate, fit
from mmsa_studio.training.fusion_loss import Batch, loss, make_batch
from mmsa_studio.training.fusion_scores import category_error, encoders_say
from mmsa_studio.training.scenes import CLEAN, Composer, Recipe

Log = Callable[[str], None]

VERSION = "2"
SETTINGS = Settings()
_CALIBRATION_SCENES = 240


def train(data: Path, *, seeds: Sequence[int], log: Log) -> None:
    """Fit a network for each seed, calibrate it, and ship the one that is best on scenes made for calibration.

    Everything measured on the way, ablations included, goes into the weights' metadata.

    Raises:
        StudioError: when data or the weights of an encoder are missing.
    """
    encoders = {modality: sha256_of(modality) for modality in MODALITIES}
    banks = load_banks(data, log)
    reliability = measured_reliability(banks[CALIBRATE])
    log(f"fusion: by itself each modality is right for {dict(zip(MODALITIES, reliability, strict=True))}")
    check = scenes(banks[CALIBRATE], Recipe(), reliability, _CALIBRATION_SCENES, seed=7)
    fitted = {seed: fitted_one(banks[TRAIN], check, reliability, SETTINGS, seed, log) for seed in seeds}
    figures = [measured(network, banks[TEST], reliability) for network in fitted.values()]
    best = min(fitted, key=lambda seed: judged(fitted[seed], check))
    log(f"fusion: seeds reach {figures}; shipping seed {best}")
    metadata = {
        "shape": fitted[best].shape.as_dict(),
        "version": VERSION,
        "seed": best,
        "reliability": reliability,
        "encoders": encoders,
        "seeds": {name: [found[name] for found in figures] for name in figures[0]},
    }
    save_weights(FUSION, fitted[best].state_dict(), metadata)
    metadata["ablations"] = {name: _ablated(name, banks, check, reliability, seeds, log) for name in WITHOUT}
    save_weights(FUSION, fitted[best].state_dict(), metadata)
    read_anew()


def _ablated(
    name: str, banks: Mapping[str, Banks], check: Batch, reliability: Sequence[float], seeds: Sequence[int], log: Log
) -> dict[str, list[float]]:
    """Figures of networks with one idea taken out, by row id for every seed."""
    found = []
    for seed in seeds:
        network = fitted_one(banks[TRAIN], check, reliability, WITHOUT[name](SETTINGS), seed, log, name)
        found.append(fusion_evidence.measure(network, banks[TEST], reliability)[0])
    log(f"fusion: {name} reaches {found}")
    return {figure: [one[figure] for one in found] for figure in found[0]}


def measured(network: FusionNetwork, banks: Banks, reliability: Sequence[float]) -> dict[str, float]:
    """Every figure of a network by row id."""
    return {
        **fusion_evidence.measure(network, banks, reliability)[0],
        **explanation_evidence.measure(network, banks, reliability)[0],
    }


def fitted_one(
    banks: Banks, check: Batch, reliability: Sequence[float], settings: Settings, seed: int, log: Log, name: str = ""
) -> FusionNetwork:
    """A fitted and calibrated network, continued from what an earlier run left."""
    state = _folder() / f"fusion-{name or 'whole'}-{seed}.pt"
    network = fit(banks, list(reliability), settings, seed, log, state)
    calibrate(network, check)
    return network


def judged(network: FusionNetwork, check: Batch) -> float:
    """Loss on scenes it was not fitted to, without the contrastive part."""
    with torch.inference_mode():
        return float(loss(network, check, 0.0))


def forget() -> None:
    """Start over: drop what earlier runs left on the way."""
    for path in _folder().glob("fusion-*.pt"):
        path.unlink()


def evidence(data: Path) -> list[Row]:
    """Measure the shipped network; the spread over seeds and the ablations are those of its training.

    Raises:
        StudioError: when data or weights are missing.
    """
    banks = load_banks(data, lambda line: None)
    _, metadata = load_weights(FUSION)
    changed = [m for m in MODALITIES if metadata["encoders"][m] != sha256_of(m)]
    split = f"{SPLIT}; encoders changed since fusion learned: {', '.join(changed)}" if changed else SPLIT
    network, reliability = load().network, metadata["reliability"]
    return [
        *fusion_evidence.rows(network, banks[TEST], reliability, metadata, split),
        *explanation_evidence.rows(network, banks[TEST], reliability, metadata, split),
    ]


def measured_reliability(banks: Banks) -> list[float]:
    """How often each modality's encoder is right by itself, in the order of `MODALITIES`."""
    batch = scenes(banks, CLEAN, [1.0] * len(MODALITIES), 60, seed=3)
    said = encoders_say({m: banks[m].names for m in MODALITIES}, batch.inputs)
    right = []
    for place in range(len(MODALITIES)):
        there = batch.valid[..., place].numpy()
        right.append(1 - category_error(said[:, :, place][there], batch.targets[:, :, 0].numpy()[there]))
    return right


def scenes(banks: Banks, recipe: Recipe, reliability: Sequence[float], count: int, *, seed: int) -> Batch:
    """Some composed scenes as one batch."""
    return make_batch(Composer(banks, recipe, reliability, seed).scenes(count))


def _folder() -> Path:
    folder = cache_dir() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
