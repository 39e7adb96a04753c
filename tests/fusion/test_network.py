"""The network takes any subset of modalities, and its two ways of attending agree."""

from __future__ import annotations

import pytest
import torch

from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.network import Shape, scales, scores
from tests.fusion import made_up


def _given(network, steps=30, batch=2, seed=0):
    torch.manual_seed(seed)
    inputs = {m: torch.randn(batch, steps, len(network.shape.columns[m])) for m in MODALITIES}
    return inputs, torch.rand(batch, steps, 3) < 0.6


def test_fast_and_plain_attention_agree():
    network = made_up.model().network
    inputs, valid = _given(network)
    tokens = network.encode(inputs, valid)
    fast, plain = network.fuse(tokens, valid), network.fuse(tokens, valid, plain=True)
    torch.testing.assert_close(fast.raw, plain.raw, atol=1e-5, rtol=0)
    torch.testing.assert_close(fast.gates, plain.gates, atol=1e-5, rtol=0)
    assert not fast.attention
    assert len(plain.attention) == network.shape.layers


def test_attention_sums_to_one_and_stays_in_reach_and_off_what_is_not_valid():
    network = made_up.model(reach=3).network
    inputs, valid = _given(network, batch=1)
    weights = network.fuse(network.encode(inputs, valid), valid, plain=True).attention[0][0].mean(0)
    torch.testing.assert_close(weights.sum(-1), torch.ones(90))
    step = torch.arange(90) // 3
    assert weights[(step[:, None] - step).abs() > 3].max() == 0
    hidden = ~valid.reshape(-1) & ~torch.eye(90, dtype=torch.bool)
    assert weights[hidden].max() == 0


@pytest.mark.parametrize("kinds", [(), (0,), (1, 2), (0, 2)])
def test_leaving_a_modality_out_equals_masking_it(kinds):
    network = made_up.model().network
    inputs, valid = _given(network)
    tokens = network.encode(inputs, valid)
    masked = valid & torch.tensor([m in kinds for m in range(3)])
    left_out = network.fuse(tokens[:, :, kinds], valid[:, :, kinds], kinds=kinds)
    torch.testing.assert_close(left_out.raw, network.fuse(tokens, masked).raw, atol=1e-5, rtol=0)


def test_asking_about_some_steps_answers_the_same_for_them():
    network = made_up.model().network
    inputs, valid = _given(network)
    tokens, some = network.encode(inputs, valid), slice(7, 9)
    every, asked = network.fuse(tokens, valid), network.fuse(tokens, valid, at=some)
    torch.testing.assert_close(asked.raw, every.raw[:, some])
    torch.testing.assert_close(asked.gates, every.gates[:, some])


def test_what_is_not_valid_cannot_change_the_answer():
    network = made_up.model().network
    inputs, valid = _given(network)
    before, _ = network(inputs, valid)
    wild = {m: torch.where(valid[..., i, None], v, 1e6) for i, (m, v) in enumerate(inputs.items())}
    after, _ = network(wild, valid)
    torch.testing.assert_close(before[:, :, 0], after[:, :, 0])


def test_how_unlikely_beyond_one_in_a_hundred_makes_no_difference():
    network = made_up.model().network
    inputs, valid = _given(network)
    unlikely = network.shape.columns["voice"].index("voice.category.fear")
    answers = []
    for said in (-4.7, -13.0, -3.0):
        inputs["voice"][..., unlikely] = said
        answers.append(network(inputs, valid)[0])
    torch.testing.assert_close(answers[0], answers[1])
    assert not torch.allclose(answers[0], answers[2])


def test_a_modality_alone_knows_nothing_of_the_others():
    network = made_up.model().network
    inputs, valid = _given(network)
    before, _ = network(inputs, valid)
    after, _ = network(inputs | {"voice": inputs["voice"] + 1}, valid)
    for source in (1, 3):
        torch.testing.assert_close(before[:, :, source], after[:, :, source])
    assert not torch.allclose(before[:, :, 2], after[:, :, 2])


def test_nothing_beyond_the_halo_can_change_the_answer():
    network = made_up.model(reach=2).network
    inputs, valid = _given(network, steps=60)
    before, _ = network(inputs, valid)
    far = 10 + network.shape.halo + 1
    changed = {m: torch.cat([v[:, :far], v[:, far:] + 5], dim=1) for m, v in inputs.items()}
    after, _ = network(changed, valid)
    torch.testing.assert_close(before[:, :11], after[:, :11])


def test_scores_lie_in_their_ranges():
    raw = 10 * torch.randn(4, 5, len(SOURCES), 2 * len(QUANTITIES))
    values = scores(raw)
    torch.testing.assert_close(values[..., 3:10].sum(-1), torch.ones(4, 5, 4))
    torch.testing.assert_close(values[..., 10:].sum(-1), torch.ones(4, 5, 4))
    assert values[..., :2].abs().max() <= 1
    assert values[..., 2:].min() >= 0
    assert scales(raw).min() > 0


def test_a_shape_survives_json():
    shape = made_up.model().network.shape
    assert Shape.from_dict(shape.as_dict()) == shape
