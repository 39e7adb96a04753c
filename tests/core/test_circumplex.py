"""Valence, arousal and intensity derived from categories."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.circumplex import POSITIONS, derived, polarities
from mmsa_studio.core.vocabulary import CATEGORIES


def test_a_certain_category_lies_at_its_position():
    places = derived(np.eye(7))
    for category, place in zip(CATEGORIES, places, strict=True):
        np.testing.assert_allclose(place[:2], POSITIONS[category], atol=1e-6)
    assert places[CATEGORIES.index("neutral")].tolist() == [0, 0, 0]
    assert places[:, 2].max() == 1


def test_two_strong_emotions_do_not_cancel_to_a_weak_one():
    mixed = np.zeros(7)
    mixed[[CATEGORIES.index("joy"), CATEGORIES.index("sadness")]] = 0.5
    valence, _, intensity = derived(mixed)
    assert abs(valence) < 0.1
    assert intensity > 0.7


@given(st.lists(st.floats(0, 1, width=32), min_size=7, max_size=7).filter(lambda weights: sum(weights) > 0.01))
def test_every_distribution_gives_values_in_range_and_a_distribution(weights):
    categories = np.array(weights) / sum(weights)
    assert np.abs(derived(categories)).max() <= 1
    np.testing.assert_allclose(polarities(categories).sum(), 1, atol=1e-5)
