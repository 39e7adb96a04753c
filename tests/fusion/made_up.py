"""A small network and tracks with the real shapes, made of random numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.fusion.weights import FusionModel


def columns(modality: str, embedding: int = 4) -> tuple[str, ...]:
    return (
        *(f"{modality}.embedding.{i:02d}" for i in range(embedding)),
        *(f"{modality}.category.{name}" for name in CATEGORIES),
        f"{modality}.valence",
        f"{modality}.arousal",
    )


def model(seed: int = 0, **shape: int) -> FusionModel:
    torch.manual_seed(seed)
    network = FusionNetwork(Shape({m: columns(m) for m in MODALITIES}, **({"width": 16, "heads": 2} | shape)))
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return FusionModel(network.eval(), ModelIdentity("fusion", "test", "0" * 64))


def track(modality: str, count: int = 50, *, seed: int = 0, valid: float = 0.7, extra: int = 3) -> Track:
    random = np.random.default_rng([seed, len(modality)])
    names = (*(f"{modality}.extra.{i}" for i in range(extra)), *columns(modality))
    there = random.random(count) < valid
    values = random.normal(size=(count, len(names))).astype(np.float32) * there[:, None]
    return Track(modality, Grid(count, Fraction(1, 5)), values, there, names)


def tracks(count: int = 50, *, seed: int = 0, valid: float = 0.7) -> dict[str, Track]:
    return {m: track(m, count, seed=seed, valid=valid) for m in MODALITIES}
