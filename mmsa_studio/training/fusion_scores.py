"""How good an answer is on composed scenes: errors, agreement, coverage, calibration, confusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES
from mmsa_studio.fusion.network import FIRST_CATEGORY, FIRST_POLARITY, FusionNetwork
from mmsa_studio.training.fusion_fit import predict
from mmsa_studio.training.fusion_loss import Batch, quantities_of
from mmsa_studio.training.text_scores import reliability

VALENCE = QUANTITIES.index("valence")
_CATEGORIES = slice(FIRST_CATEGORY, FIRST_POLARITY)
_CHUNK = 32


@dataclass(frozen=True)
class Answers:
    """What everyone says of some scenes, flattened over scenes and steps (n steps).

    Attributes:
        values: of the network's sources. shape (n, S, Q)
        half_bands: shape (n, S, Q)
        encoders: what each modality's encoder says without the network. shape (n, M, Q)
        targets: of the network's sources. shape (n, S, Q)
        valid: shape (n, M)
    """

    values: FloatArray
    half_bands: FloatArray
    encoders: FloatArray
    targets: FloatArray
    valid: BoolArray


def answer(network: FusionNetwork, batch: Batch) -> Answers:
    """Ask the network and the encoders it reads."""
    values, spread = predict_in_chunks(network, batch)
    flat = (-1, len(SOURCES), len(QUANTITIES))
    return Answers(
        values.reshape(flat).numpy(),
        (spread * network.band).reshape(flat).numpy(),
        encoders_say(network.shape.columns, batch.inputs).reshape(-1, len(MODALITIES), len(QUANTITIES)),
        batch.targets.reshape(flat).numpy(),
        batch.valid.reshape(-1, len(MODALITIES)).numpy(),
    )


def predict_in_chunks(network: FusionNetwork, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """`predict` for many scenes."""
    parts = []
    for first in range(0, len(batch.valid), _CHUNK):
        chosen = slice(first, first + _CHUNK)
        part = Batch(
            {m: array[chosen] for m, array in batch.inputs.items()},
            batch.valid[chosen], batch.targets[chosen], batch.weights[chosen], batch.moments[chosen],
            batch.liar[chosen],
        )  # fmt: skip
        parts.append(predict(network, part))
    return torch.cat([values for values, _ in parts]), torch.cat([spread for _, spread in parts])


def encoders_say(columns: Mapping[str, tuple[str, ...]], inputs: Mapping[str, torch.Tensor]) -> FloatArray:
    """The expression block of each modality as quantities. (B, T, D) by modality -> (B, T, M, Q)"""
    said = []
    for modality in MODALITIES:
        places = [columns[modality].index(f"{modality}.category.{category}") for category in CATEGORIES]
        said.append(quantities_of(inputs[modality][..., places].softmax(dim=-1).numpy()))
    return np.stack(said, axis=2)


def category_error(values: FloatArray, targets: FloatArray) -> float:
    """Share of steps whose most likely category is not the target's. (n, Q), (n, Q)"""
    wrong = values[:, _CATEGORIES].argmax(-1) != targets[:, _CATEGORIES].argmax(-1)
    return float(wrong.mean())


def ccc(values: FloatArray, targets: FloatArray) -> float:
    """Concordance correlation (Lin 1989). (n,), (n,)"""
    apart = (values.mean() - targets.mean()) ** 2
    covariance = np.mean((values - values.mean()) * (targets - targets.mean()))
    total = values.var() + targets.var() + apart
    return float(2 * covariance / total) if total > 0 else 0.0


def best_single(answers: Answers, steps: BoolArray, modalities: tuple[int, ...]) -> tuple[float, float]:
    """Smallest category error and smallest valence error (1 - CCC) that any modality alone reaches.

    Both the network's head for the modality and the encoder by itself are asked; the better one counts.
    """
    truth = answers.targets[steps, 0]
    single = [answers.values[steps, 1 + m] for m in modalities] + [answers.encoders[steps, m] for m in modalities]
    return (
        min(category_error(values, truth) for values in single),
        min(1 - ccc(values[:, VALENCE], truth[:, VALENCE]) for values in single),
    )


def fused_errors(answers: Answers, steps: BoolArray) -> tuple[float, float]:
    """Category error and valence error (1 - CCC) of the fused answer."""
    values, truth = answers.values[steps, 0], answers.targets[steps, 0]
    return category_error(values, truth), 1 - ccc(values[:, VALENCE], truth[:, VALENCE])


def coverage(answers: Answers) -> FloatArray:
    """How often each source's band holds each target, where the source is valid. shape (S, Q)"""
    held = np.abs(answers.values - answers.targets) <= answers.half_bands
    valid = np.concatenate([answers.valid.any(1, keepdims=True), answers.valid], axis=1)
    shares = [held[valid[:, source], source].mean(0) for source in range(len(SOURCES))]
    return np.asarray(np.stack(shares), np.float32)


def confusion(answers: Answers, steps: BoolArray) -> NDArray[np.int64]:
    """Steps by true (rows) and fused (columns) category. shape (C, C)"""
    counts = np.zeros((len(CATEGORIES), len(CATEGORIES)), np.int64)
    said, true = (part[steps, 0, _CATEGORIES].argmax(-1) for part in (answers.values, answers.targets))
    np.add.at(counts, (true, said), 1)
    return counts


def fused_reliability(answers: Answers, steps: BoolArray) -> tuple[float, list[dict[str, Any]]]:
    """Calibration error of the fused answer's most likely category, and the bins of its reliability diagram."""
    true = answers.targets[steps, 0, _CATEGORIES].argmax(-1)
    return reliability(answers.values[steps, 0, _CATEGORIES], np.eye(len(CATEGORIES), dtype=np.float32)[true])
