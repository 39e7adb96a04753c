"""Taking away what an explanation calls important changes the answer; the random order says how much is chance."""

from __future__ import annotations

import numpy as np
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.questions import CHANCE
from mmsa_studio.fusion.trust import OCCLUSION, faithfulness
from tests.fusion import made_up


def window(seed: int, steps: int = 25):
    random = np.random.default_rng(seed)
    inputs = {m: torch.from_numpy(random.normal(size=(steps, 13)).astype(np.float32)) for m in MODALITIES}
    return inputs, torch.from_numpy(random.random((steps, 3)) < 0.7)


def test_occlusion_beats_chance():
    networks = [made_up.model(seed).network for seed in range(6)]
    told = [faithfulness(network, *window(seed), "category.joy", seed=seed) for network in networks for seed in (1, 2)]
    told = [curves for curves in told if curves]
    assert len(told) > 2
    fall = {way: np.mean([curves[way].deletion for curves in told]) for way in (OCCLUSION, CHANCE)}
    rise = {way: np.mean([curves[way].insertion for curves in told]) for way in (OCCLUSION, CHANCE)}
    assert fall[OCCLUSION] < fall[CHANCE]
    assert rise[OCCLUSION] > rise[CHANCE]


def test_where_nothing_is_known_there_is_nothing_to_trust():
    inputs, valid = window(0)
    assert faithfulness(made_up.model().network, inputs, torch.zeros_like(valid), "valence") == {}


def test_the_same_seed_gives_the_same_curves():
    network = made_up.model(3).network
    first, second = (faithfulness(network, *window(1), "valence", seed=3) for _ in range(2))
    assert first == second
