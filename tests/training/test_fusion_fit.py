"""Fitting learns from scenes, can be continued, and its bands hold what they promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.training.fusion_fit import Settings, calibrate, fit, predict, standardise
from mmsa_studio.training.fusion_loss import alignment, loss, make_batch, quantities_of
from mmsa_studio.training.scenes import Composer, Recipe
from tests.training.banks import banks

RELIABILITY = [0.6, 0.7, 0.8]
QUICK = Settings(updates=200, batch=6, width=16, learning_rate=6e-3, recipe=Recipe(steps=40))


def scenes(count: int, seed: int):
    return make_batch(Composer(banks(), QUICK.recipe, RELIABILITY, seed).scenes(count))


@pytest.fixture(scope="module")
def fitted():
    return fit(banks(), RELIABILITY, QUICK, 0, lambda line: None)


def test_fitting_learns_more_than_the_prior(fitted):
    batch = scenes(20, 77)
    values, _ = predict(fitted, batch)
    there = batch.valid.any(-1)
    categories = slice(3, 10)
    right = values[:, :, 0, categories].argmax(-1) == batch.targets[:, :, 0, categories].argmax(-1)
    most_common = torch.bincount(batch.targets[:, :, 0, categories].argmax(-1)[there]).max() / there.sum()
    assert right[there].float().mean() > most_common + 0.1


def test_bands_hold_nine_tenths_of_the_scenes_they_were_set_on(fitted):
    batch = scenes(30, 78)
    calibrate(fitted, batch)
    values, spread = predict(fitted, batch)
    held = (values - batch.targets).abs() <= spread * fitted.band
    counted = batch.weights[:, :, 0] > 0.5
    np.testing.assert_allclose(held[:, :, 0][counted].float().mean(0), 0.9, atol=0.01)


def test_a_column_that_never_changed_says_nothing_when_it_does():
    made = banks()
    voice = made["voice"]
    constant = voice.names.index("voice.category.surprise")
    voice.steps[:, constant] = -3.9
    network = FusionNetwork(Shape({m: made[m].names for m in MODALITIES}, width=16)).eval()
    standardise(network, made)
    batch = make_batch(Composer(made, QUICK.recipe, RELIABILITY, 5).scenes(4))
    before, _ = network(batch.inputs, batch.valid)
    batch.inputs["voice"][..., constant] = -0.5
    after, _ = network(batch.inputs, batch.valid)
    torch.testing.assert_close(before, after)


def test_fitting_is_repeatable_and_can_be_continued(tmp_path):
    kept, heard = tmp_path / "state.pt", []
    quick = replace(QUICK, updates=100, recipe=Recipe(steps=16), batch=2)
    first = fit(banks(), RELIABILITY, quick, 1, heard.append, kept)
    again = fit(banks(), RELIABILITY, quick, 1, lambda line: None)
    continued = fit(banks(), RELIABILITY, quick, 1, heard.append, kept)
    assert len(heard) == 1
    for one, same, restored in zip(first.parameters(), again.parameters(), continued.parameters(), strict=True):
        torch.testing.assert_close(one, same)
        torch.testing.assert_close(one, restored)


def test_targets_hold_every_quantity_in_its_place():
    joy = quantities_of(np.eye(7, dtype=np.float32)[3])
    named = dict(zip(QUANTITIES, joy.tolist(), strict=True))
    assert named["category.joy"] == 1
    assert named["polarity.positive"] == 1
    assert named["valence"] > 0.5


def test_the_same_moment_is_drawn_together_and_other_emotions_apart():
    torch.manual_seed(0)
    valid, moments = torch.ones(1, 40, len(MODALITIES), dtype=torch.bool), torch.arange(40)[None] % 7
    apart = torch.nn.functional.normalize(torch.randn(1, 40, 3, 8), dim=-1)
    together = apart[:, :, :1].expand(-1, -1, 3, -1)
    assert alignment(together, valid, moments) < alignment(apart, valid, moments)


def test_scenes_without_pairs_cost_nothing_and_break_nothing():
    batch = make_batch(Composer(banks(), Recipe(steps=20, missing=1.0), RELIABILITY, 0).scenes(2))
    network = fit(banks(), RELIABILITY, Settings(updates=1, batch=1, width=16), 0, lambda line: None)
    assert torch.isfinite(loss(network, batch, 0.2))
