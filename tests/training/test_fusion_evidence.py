"""Figures are computed, not typed; training leaves weights and evidence repeats their numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.features.weights import load_weights
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.training import banks as bank_module
from mmsa_studio.training import explanation_evidence, fusion, fusion_evidence
from mmsa_studio.training.ablation import ConcatenatingNetwork, ForgetfulNetwork
from mmsa_studio.training.fusion_fit import Settings
from mmsa_studio.training.fusion_loss import quantities_of
from mmsa_studio.training.fusion_scores import (
    Answers,
    category_error,
    ccc,
    confusion,
    coverage,
    fused_reliability,
)
from mmsa_studio.training.scenes import Recipe
from tests.training.banks import banks

SURE = np.eye(7, dtype=np.float32)


def answers(said: list[int], true: list[int], half_band: float = 0.1) -> Answers:
    values = np.repeat(quantities_of(SURE[said])[:, None], 4, axis=1)
    targets = np.repeat(quantities_of(SURE[true])[:, None], 4, axis=1)
    valid = np.ones((len(said), 3), bool)
    return Answers(values, np.full_like(values, half_band), values[:, 1:], targets, valid)


def test_errors_confusion_and_coverage_count_what_is_wrong():
    told = answers([0, 1, 3, 3], [0, 1, 3, 0])
    everywhere = np.ones(4, bool)
    assert category_error(told.values[:, 0], told.targets[:, 0]) == 0.25
    assert confusion(told, everywhere)[0, 3] == 1
    assert confusion(told, everywhere).trace() == 3
    assert coverage(told)[0, QUANTITIES.index("category.anger")] == 0.75
    error, bins = fused_reliability(told, everywhere)
    assert error == 0.25
    assert bins == [{"confidence": 1.0, "accuracy": 0.75, "count": 4}]


def test_concordance_is_one_for_the_same_and_punishes_a_shift():
    values = np.linspace(-1, 1, 50)
    assert ccc(values, values) == pytest.approx(1)
    assert ccc(values + 0.5, values) < 0.9
    assert ccc(np.zeros(5), np.zeros(5)) == 0


@pytest.mark.parametrize("make", [ConcatenatingNetwork, ForgetfulNetwork])
def test_what_stands_in_takes_any_subset_and_leaving_out_equals_masking(make):
    torch.manual_seed(0)
    given = banks()
    network = make(Shape({m: given[m].names for m in MODALITIES}, width=16)).eval()
    tokens, valid = torch.randn(2, 5, 3, 16), torch.rand(2, 5, 3) < 0.6
    masked = valid & torch.tensor([True, False, True])
    out = network.fuse(tokens[:, :, [0, 2]], valid[:, :, [0, 2]], kinds=(0, 2)).raw
    torch.testing.assert_close(out, network.fuse(tokens, masked).raw)


def test_an_untrained_network_gains_nothing_and_every_row_says_its_split(monkeypatch):
    monkeypatch.setattr(fusion_evidence, "SCENES", 6)
    torch.manual_seed(0)
    given = banks()
    network = FusionNetwork(Shape({m: given[m].names for m in MODALITIES}, width=16)).eval()
    trained = {"seeds": {"conflict": [0.5, 0.7]}, "ablations": {"no-attention": {"fusion-category": [0.1, 0.3]}}}
    made = {row.id: row for row in fusion_evidence.rows(network, given, [0.6, 0.7, 0.8], trained)}
    assert made["fusion-gain-category"].value < 0.1
    assert made["conflict"].spread == pytest.approx(0.1)
    assert made["ablation-no-attention"].value == pytest.approx(0.2)
    assert made["ablation-no-attention"].seeds == 2
    assert 0 < made["fusion-category"].baseline < 1
    assert all(row.split for row in made.values())


def test_training_ships_weights_whose_numbers_evidence_repeats(monkeypatch, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "models.json").write_text("{}")
    monkeypatch.setattr("mmsa_studio.core.paths.resources", lambda: tmp_path)
    monkeypatch.setattr(fusion, "load_banks", lambda data, log: dict.fromkeys(bank_module.SIDES, banks()))
    quick = Settings(updates=30, batch=2, width=16, recipe=Recipe(steps=24))
    monkeypatch.setattr(fusion, "SETTINGS", quick)
    monkeypatch.setattr(fusion, "sha256_of", lambda name: f"sha256 of {name}")
    monkeypatch.setattr(fusion_evidence, "SCENES", 12)
    monkeypatch.setattr(explanation_evidence, "WINDOWS", 1)
    monkeypatch.setattr(explanation_evidence, "CONFLICT_SCENES", 2)
    monkeypatch.setattr(explanation_evidence, "CLAIM_SCENES", 2)
    monkeypatch.setattr(explanation_evidence, "SANITY_SCENES", 1)
    fusion.read_anew()
    fusion.train(tmp_path, seeds=(1, 2), log=lambda line: None)
    _, metadata = load_weights("fusion")
    made = {row.id: row for row in fusion.evidence(tmp_path)}
    place = [1, 2].index(metadata["seed"])
    for name, values in metadata["seeds"].items():
        assert made[name].value == pytest.approx(values[place], abs=1e-5)
        assert made[name].seeds == 2
    assert {"ablation-no-contrastive-loss", "ablation-no-modality-dropout", "ablation-no-moments"} <= made.keys()
    fusion.forget()
    fusion.read_anew()


def test_words_are_spread_at_the_pace_of_speech():
    words = np.arange(6, dtype=np.float32)[:, None]
    steps = bank_module.spoken(words)
    assert len(steps) == 10
    assert steps[0] == 0
    assert steps[-1] == 5
    assert (np.diff(steps[:, 0]) >= 0).all()
    assert len(bank_module.spoken(words[:0])) == 0
