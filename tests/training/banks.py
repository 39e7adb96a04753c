"""Small banks with the real shapes, in which an emotion can be recognised most of the time."""

from __future__ import annotations

import numpy as np

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.scenes import Bank, make_bank
from tests.fusion.made_up import columns

WITHOUT_SURPRISE = {"voice"}


def bank(modality: str, items: int = 140, *, seed: int = 0, signal: float = 2.0) -> Bank:
    random = np.random.default_rng([seed, len(modality)])
    known = [c for c in range(7) if not (modality in WITHOUT_SURPRISE and CATEGORIES[c] == "surprise")]
    category = np.array([known[i % len(known)] for i in range(items)])
    labels = np.eye(7, dtype=np.float32)[category]
    names = columns(modality)
    first = next(i for i, name in enumerate(names) if ".category." in name)
    made = []
    for index in range(items):
        steps = random.normal(size=(1 if modality == "face" else random.integers(3, 12), len(names)))
        steps[:, first + category[index]] += signal
        made.append(steps.astype(np.float32))
    return make_bank(modality, names, made, labels, np.arange(items))


def banks(**options: float) -> dict[str, Bank]:
    return {m: bank(m, **options) for m in MODALITIES}
