"""Subtext is claimed where modalities disagree, and never where they are merely uncertain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.subtext import PAIRS, distance, subtext, tones
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES

FIRST = QUANTITIES.index("category.anger")


def timeline(shown: dict[str, str | None], count: int = 40) -> EmotionTimeline:
    """Every modality shows one category all the time, or everything equally when it is None."""
    made = EmotionTimeline.empty(Grid(count), ModelIdentity("", "", ""))
    values, valid = made.values.copy(), made.valid.copy()
    for modality, category in shown.items():
        place = 1 + MODALITIES.index(modality)
        sure = [0.94 if name == category else 0.01 for name in CATEGORIES] if category else [1 / 7] * 7
        values[place, :, FIRST : FIRST + 7] = sure
        values[place, :, 0] = {"joy": 0.8, "anger": -0.5}.get(category or "", 0.0)
        valid[place] = True
    return replace(made, values=values, valid=valid)


def test_disagreement_is_strong_and_has_a_direction():
    film = timeline({"text": "joy", "voice": "anger", "face": "joy"})
    lane = subtext(film)
    assert lane.strength.min() > 0.8
    assert PAIRS[lane.pair[20]] == (0, 1)
    assert lane.direction[20] == pytest.approx(1.3)
    assert tones(film, lane, 10, 20) == (("text", "joy"), ("voice", "anger"))


def test_agreement_is_no_subtext():
    assert subtext(timeline({"text": "joy", "voice": "joy"})).strength.max() < 0.01


def test_uncertainty_is_no_subtext():
    usual = subtext(timeline({"text": None, "voice": None, "face": None})).strength.max()
    assert usual <= 0.1 + 1e-6
    assert subtext(timeline({"text": None, "voice": "anger", "face": None})).strength.max() < 2 * usual
    unsure = subtext(timeline({"text": None, "voice": "anger"})).strength.max()
    assert unsure < subtext(timeline({"text": "joy", "voice": "anger"})).strength.min() - 0.2


@pytest.mark.parametrize("shown", [{}, {"voice": "anger"}])
def test_one_modality_cannot_disagree(shown):
    film = timeline(shown)
    lane = subtext(film)
    assert not lane.strength.any()
    assert (lane.pair == -1).all()
    assert tones(film, lane, 0, 40) == ()


def test_a_glimpse_counts_less_than_a_stretch():
    film = timeline({"text": "joy", "voice": "joy"})
    values = film.values.copy()
    values[2, 20, FIRST : FIRST + 7] = [0.94, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01]
    assert subtext(replace(film, values=values)).strength.max() < 0.3


@pytest.mark.parametrize("count", [1, 3, 6, 7, 8])
def test_short_films_are_films(count):
    assert subtext(timeline({"text": "joy", "voice": "anger"}, count)).strength.shape == (count,)


def test_the_distance_lies_between_same_and_nothing_in_common():
    sure = np.eye(7, dtype=np.float32)
    np.testing.assert_allclose(distance(sure, sure), 0, atol=1e-3)
    np.testing.assert_allclose(distance(sure, np.roll(sure, 1, axis=0)), 1, atol=1e-3)
