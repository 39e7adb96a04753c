"""Contributions are exact: they sum, they are fair, and interactions add up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.fusion.shapley import interaction, shapley, subsets

ALL = subsets((0, 1, 2))


@given(st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=8))
def test_contributions_sum_to_output_minus_baseline(values):
    outputs = {s: np.float64(v) for s, v in zip(ALL, values, strict=True)}
    assert abs(shapley(outputs, 3).sum() - (values[-1] - values[0])) < 1e-5


def test_independent_players_get_what_they_bring_and_do_not_interact():
    brings = (0.5, -0.3, 0.0)
    outputs = {s: np.float64(0.1 + sum(brings[p] for p in s)) for s in ALL}
    np.testing.assert_allclose(shapley(outputs, 3), brings, atol=1e-6)
    assert abs(interaction(outputs, 0, 1, 3)) < 1e-6


def test_what_two_bring_only_together_is_shared_and_is_their_interaction():
    outputs = {s: np.float64(s >= {0, 1}) for s in ALL}
    np.testing.assert_allclose(shapley(outputs, 3), (0.5, 0.5, 0.0), atol=1e-6)
    assert interaction(outputs, 0, 1, 3) == 1
    assert interaction(outputs, 0, 2, 3) == 0
