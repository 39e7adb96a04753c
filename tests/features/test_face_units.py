"""Action units say which part of a face moved, and count from the person's own resting face."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.features.action_units import FORMULAS, MEASURES, UnitScale, measure, tell_blinks
from mmsa_studio.features.weights import load_weights

TENSORS = load_weights("face")[0]
CANONICAL = TENSORS["canonical"].numpy()
SCALE = UnitScale(*(TENSORS[f"units.{name}"].numpy() for name in ("rest", "spread", "low", "high")))
CODES = list(ACTION_UNITS)
UPPER_LIDS, CORNERS = (158, 159, 160, 385, 386, 387), (61, 291)
LOWER_MOUTH = (14, 87, 317, 17, 84, 314, 152, 199, 200)
BROWS = (107, 55, 336, 285, 105, 52, 334, 282, 70, 46, 300, 276)


def moved(points, up=0.0, wide=0.0):
    """Units of the resting face after some of its points moved. (U,)"""
    resting = measure(CANONICAL[None])[0]
    face = CANONICAL.copy()
    face[list(points), 1] += up
    face[list(points), 0] += wide * np.sign(face[list(points), 0])
    units = SCALE.intensities(measure(face[None]), resting)[0]
    return dict(zip(CODES, units, strict=True))


def test_every_unit_but_the_blink_has_a_formula_of_known_measures():
    assert [*FORMULAS, "AU45"] == CODES
    assert {name for formula in FORMULAS.values() for name in formula} <= set(MEASURES)


@pytest.mark.parametrize(
    ("points", "up", "wide", "unit", "never"),
    [
        (CORNERS, 0.1, 0.08, "AU12", "AU15"),
        (CORNERS, -0.12, 0.0, "AU15", "AU12"),
        (LOWER_MOUTH, -0.3, 0.0, "AU26", "AU24"),
        (LOWER_MOUTH, -0.2, 0.0, "AU25", "AU17"),
        (BROWS, 0.15, 0.0, "AU02", "AU04"),
        (BROWS, -0.15, 0.0, "AU04", "AU01"),
        (UPPER_LIDS, -0.08, 0.0, "AU43", "AU05"),
        (UPPER_LIDS, 0.06, 0.0, "AU05", "AU43"),
    ],
)
def test_a_movement_raises_its_unit_and_not_the_opposite_one(points, up, wide, unit, never):
    units = moved(points, up, wide)
    assert units[unit] > 0.3
    assert units[never] == 0


def test_a_resting_face_shows_nothing():
    assert max(moved(CORNERS).values()) == 0


@given(arrays(np.float32, (3, len(MEASURES)), elements=st.floats(-50, 50, width=32)))
def test_intensities_stay_between_nothing_and_all(measures):
    units = SCALE.intensities(measures)
    assert units.shape == (3, len(ACTION_UNITS))
    assert (units >= 0).all()
    assert (units <= 1).all()


def test_what_a_person_looks_like_at_rest_is_no_expression():
    rest = measure(CANONICAL[None])[0]
    theirs = rest + 3 * SCALE.spread
    np.testing.assert_array_equal(SCALE.intensities(theirs[None], theirs), SCALE.intensities(rest[None], rest))


@pytest.mark.parametrize(("closed", "blink"), [((3,), True), ((3, 4), True), ((3, 4, 5), False), ((0,), False)])
def test_eyes_closed_for_a_moment_blink(closed, blink):
    units = np.zeros((8, len(CODES)), np.float32)
    units[list(closed), CODES.index("AU43")] = 0.9
    told = tell_blinks(units, np.arange(8))
    expected, other = ("AU45", "AU43") if blink else ("AU43", "AU45")
    assert told[list(closed), CODES.index(expected)] == pytest.approx(0.9)
    assert not told[:, CODES.index(other)].any()


def test_eyes_closed_across_a_hole_are_no_blink():
    units = np.zeros((3, len(CODES)), np.float32)
    units[1, CODES.index("AU43")] = 1
    assert tell_blinks(units, np.array([0, 5, 9]))[1, CODES.index("AU43")] == 1


def test_scales_are_learned_so_that_few_neutral_faces_show_anything():
    random = np.random.default_rng(1)
    measures = random.normal(0.5, 0.1, (2000, len(MEASURES))).astype(np.float32)
    neutral = np.arange(2000) < 1000
    measures[~neutral] += random.normal(0, 0.3, (1000, len(MEASURES))).astype(np.float32)
    units = UnitScale.learned(measures, neutral).intensities(measures)[:, :-1]
    np.testing.assert_allclose((units[neutral] > 0).mean(0), 0.25, atol=0.01)
    np.testing.assert_allclose((units == 1).mean(0), 0.01, atol=0.002)
