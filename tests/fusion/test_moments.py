"""A moment tells what is expressed and who lies, the same however much of the film is looked at at once."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from torch import nn

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.fusion.moments import Moments, gathered, hypotheses

JOY, ANGER = CATEGORIES.index("joy"), CATEGORIES.index("anger")
TEXT, VOICE, FACE = range(3)


@pytest.fixture
def moments():
    """Tokens are log likelihoods of what they show, so that a test can say what is seen."""
    torch.manual_seed(0)
    made = Moments(len(CATEGORIES), memory=8, modalities=MODALITIES)
    made.testify = nn.ModuleDict({m: nn.Identity() for m in MODALITIES})
    nn.init.zeros_(made.weight.weight)
    nn.init.zeros_(made.weight.bias)
    return lambda tokens, valid, kinds: made(tokens, torch.zeros_like(tokens), valid, kinds)


def showing(*categories: int, sure: float = 0.5, steps: int = 20):
    tokens = torch.zeros(1, steps, 3, len(CATEGORIES))
    for place, category in enumerate(categories):
        tokens[:, :, place, category] = sure
    return tokens, torch.ones(1, steps, 3, dtype=torch.bool)


def test_everybody_or_all_but_one_show_what_is_expressed():
    supposed = hypotheses(3)
    assert len(set(zip(supposed.category, *supposed.shown, strict=True))) == len(supposed.liar) == 7 + 3 * 7 * 6
    for place, shown in enumerate(supposed.shown):
        assert ((shown != supposed.category) == (supposed.liar == 1 + place)).all()


def test_the_recursions_weigh_every_course_of_hypotheses():
    torch.manual_seed(1)
    steps, usual = 4, torch.tensor([0.5, 0.3, 0.2])
    fits, ends = torch.rand(1, steps, 3), torch.rand(1, steps, 1)
    expected = torch.zeros(steps, 3)
    for course in product(range(3), repeat=steps):
        weight = usual[course[0]] * fits[0, 0, course[0]]
        for step in range(1, steps):
            stays = (1 - ends[0, step, 0]) * float(course[step] == course[step - 1])
            weight = weight * (stays + ends[0, step, 0] * usual[course[step]]) * fits[0, step, course[step]]
        for step in range(steps):
            expected[step, course[step]] += weight
    torch.testing.assert_close(gathered(fits, ends, usual, memory=6)[0], expected / expected.sum(-1, keepdim=True))


def test_two_against_one_are_believed_and_the_one_is_blamed(moments):
    belief = moments(*showing(JOY, ANGER, ANGER), (TEXT, VOICE, FACE))
    assert belief.category[0, 10].argmax() == ANGER
    assert belief.liar[0, 10].argmax() == TEXT
    assert belief.liar[0, 10, TEXT] > 0.5


def test_who_agrees_does_not_lie(moments):
    assert moments(*showing(JOY, JOY, JOY), (TEXT, VOICE, FACE)).liar.max() < 0.1


def test_a_moment_tells_more_than_a_step(moments):
    tokens, valid = showing(JOY, ANGER, ANGER)
    alone = valid & (torch.arange(20) == 10)[None, :, None]
    kinds = (TEXT, VOICE, FACE)
    assert moments(tokens, valid, kinds).liar[0, 10, TEXT] > moments(tokens, alone, kinds).liar[0, 10, TEXT] + 0.2


def test_who_is_silent_does_not_lie(moments):
    tokens, valid = showing(JOY, ANGER, ANGER, steps=40)
    valid[:, 10:, TEXT] = False
    liar = moments(tokens, valid, (TEXT, VOICE, FACE)).liar
    assert liar[0, 12, TEXT] > 0.3  # remembered from a moment ago
    assert not liar[0, 20:, TEXT].any()


@pytest.mark.parametrize("kinds", [(), (VOICE,), (TEXT, FACE)])
def test_leaving_a_modality_out_equals_masking_it(moments, kinds):
    tokens, valid = showing(JOY, ANGER, ANGER)
    masked = moments(tokens, valid & torch.tensor([m in kinds for m in range(3)]), (TEXT, VOICE, FACE))
    left_out = moments(tokens[:, :, kinds], valid[:, :, kinds], kinds)
    torch.testing.assert_close(left_out.category, masked.category)
    torch.testing.assert_close(left_out.liar, masked.liar[:, :, kinds])
