"""Trust and subtext are measured, and measure what they say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.training import explanation_evidence
from mmsa_studio.training.explanation_evidence import area, randomised, rank_correlation, rows
from tests.training.banks import banks


def test_the_area_under_the_roc_counts_pairs():
    positive = np.array([True, True, False, False])
    assert area(np.array([0.9, 0.8, 0.2, 0.1]), positive) == 1
    assert area(np.array([0.1, 0.2, 0.8, 0.9]), positive) == 0
    assert area(np.array([0.5, 0.5, 0.5, 0.5]), positive) == 0.5
    assert area(np.array([0.9, 0.1, 0.5, 0.05]), positive) == 0.75
    assert area(np.array([0.9, 0.1]), np.array([True, True])) == 0.5


def test_rows_are_measured_and_have_something_to_beat(monkeypatch):
    monkeypatch.setattr(explanation_evidence, "WINDOWS", 4)
    monkeypatch.setattr(explanation_evidence, "CONFLICT_SCENES", 6)
    monkeypatch.setattr(explanation_evidence, "CLAIM_SCENES", 2)
    monkeypatch.setattr(explanation_evidence, "SANITY_SCENES", 2)
    torch.manual_seed(0)
    given = banks(signal=6.0)
    network = FusionNetwork(Shape({m: given[m].names for m in MODALITIES}, width=16, reach=4)).eval()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    made = {
        row.id: row for row in rows(network, given, [0.6, 0.7, 0.8], {"seeds": {"subtext-auc": [0.6, 0.8]}}, "made up")
    }
    assert 0 <= made["subtext-auc"].value <= 1
    assert made["subtext-auc"].spread == pytest.approx(0.1)
    assert set(made["subtext-auc"].details["uncertainty of one alone"]) == set(MODALITIES)
    assert 0 <= made["subtext-claims"].value <= 1
    for way in ("average", "rollout", "relevance"):
        assert -1 <= made[f"sanity-{way}"].value <= 1
        assert made[f"sanity-{way}"].seeds == explanation_evidence.SANITY_SEEDS
    if "deletion-auc" in made:
        assert made["deletion-auc"].bar == pytest.approx(
            min(made["deletion-auc"].details["random"], made["deletion-auc"].details["average"])
        )


def test_randomised_weights_are_the_same_numbers_in_another_order():
    torch.manual_seed(0)
    network = FusionNetwork(Shape(dict.fromkeys(MODALITIES, ("a", "b")), width=16, reach=4))
    before = [parameter.clone() for parameter in network.parameters()]
    made = randomised(network, 1)
    for old, kept, new in zip(before, network.parameters(), made.parameters(), strict=True):
        assert torch.equal(old, kept), "the network itself is left alone"
        assert torch.equal(old.flatten().sort().values, new.flatten().sort().values)
    assert not torch.equal(network.head.layers[1].weight, made.head.layers[1].weight)


def test_rank_correlation_sees_order_alone():
    values = np.array([1.0, 2.0, 5.0, 9.0])
    assert rank_correlation(values, values**3) == pytest.approx(1)
    assert rank_correlation(values, -values) == pytest.approx(-1)
    assert rank_correlation(values, np.ones(4)) == 0
