"""The rate comes from the timestamps, exactly, however the container rounds them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.rates import COMMON_RATES, rate_name
from mmsa_studio.media.timing import fit_timing, frame_number, frame_numbers

MILLISECONDS = Fraction(1, 1000)
BROADCAST = Fraction(1, 90_000)


def stamps(rate, count, time_base, first=0):
    scale = 1 / rate / time_base
    return first + (2 * np.arange(count) * scale.numerator + scale.denominator) // (2 * scale.denominator)


def fit(pts, time_base, *declared, last=0):
    timing = fit_timing(np.asarray(pts, np.int64), last, time_base, declared)
    return timing.rate, timing.variable, timing.frame_count


@pytest.mark.parametrize("rate", COMMON_RATES, ids=rate_name)
@pytest.mark.parametrize("time_base", [MILLISECONDS, BROADCAST, Fraction(1, 12_800), Fraction(1, 10**9)], ids=str)
def test_every_rate_is_found_without_a_header(rate, time_base):
    assert fit(stamps(rate, 2000, time_base, first=12345), time_base) == (rate, False, 2000)


@pytest.mark.parametrize("rate", COMMON_RATES[:10], ids=rate_name)
def test_two_hours_do_not_drift(rate):
    count = round(7200 * rate)
    pts = stamps(rate, count, MILLISECONDS)
    assert fit(pts, MILLISECONDS) == (rate, False, count)
    assert np.array_equal(frame_numbers(pts, MILLISECONDS, rate), np.arange(count))


def test_a_header_that_drifts_is_not_believed():
    rate = Fraction(24000, 1001)
    assert fit(stamps(rate, 20_000, MILLISECONDS), MILLISECONDS, Fraction(24)) == (rate, False, 20_000)
    assert fit(stamps(rate, 20_000, MILLISECONDS), MILLISECONDS, Fraction(25), Fraction(1000)) == (rate, False, 20_000)


def test_a_header_decides_what_a_few_pictures_cannot():
    pts = stamps(Fraction(24), 5, MILLISECONDS)
    assert fit(pts, MILLISECONDS, Fraction(24)) == (24, False, 5)
    assert fit(pts, MILLISECONDS, Fraction(24000, 1001)) == (Fraction(24000, 1001), False, 5)


def test_a_long_last_picture_does_not_spoil_the_rate():
    pts = stamps(Fraction(25), 50, BROADCAST)
    assert fit(pts, BROADCAST, Fraction(5000, 202), last=18_000) == (25, False, 50)


def test_rates_nobody_uses_are_kept():
    assert fit(stamps(Fraction(10), 100, BROADCAST), BROADCAST, Fraction(10)) == (10, False, 100)
    assert fit(stamps(Fraction(25, 2), 100, BROADCAST), BROADCAST) == (Fraction(25, 2), False, 100)
    assert fit(stamps(Fraction(1, 2), 10, BROADCAST), BROADCAST) == (Fraction(1, 2), False, 10)


def test_dropped_pictures_leave_the_grid():
    pts = np.delete(stamps(Fraction(30), 300, BROADCAST), [5, 6, 50, 51, 52, 200])
    assert fit(pts, BROADCAST, Fraction(103, 4), Fraction(30)) == (30, True, 300)


def test_mixed_rates_get_the_slowest_grid_on_which_almost_no_pictures_meet():
    film, video = stamps(Fraction(24), 100, BROADCAST), stamps(Fraction(30), 80, BROADCAST)
    pts = np.concatenate([film, film[-1] + 1200 + video])
    rate, variable, _ = fit(pts, BROADCAST, Fraction(120))
    assert (rate, variable) == (30, True)


def test_the_largest_shift_is_that_of_the_picture_farthest_from_its_frame():
    even = np.delete(stamps(Fraction(30), 300, BROADCAST), [5, 6, 50, 51, 52, 200])
    assert fit_timing(even, 0, BROADCAST, [Fraction(30)]).largest_shift == 0
    shaken = even.copy()
    shaken[[20, 90]] += (900, -1200)
    timing = fit_timing(shaken, 0, BROADCAST, [Fraction(30)])
    assert (timing.rate, timing.variable) == (30, True)
    assert timing.largest_shift == 1200 * BROADCAST


def test_a_held_last_picture_counts_when_pictures_are_uneven():
    pts = np.delete(stamps(Fraction(25), 50, BROADCAST), [10, 11])
    assert fit(pts, BROADCAST, last=9 * 3600) == (25, True, 58)


def test_soft_telecine_is_film_rate():
    fields = np.cumsum([0, *[3, 2] * 60])[:-1]
    pts = np.round(fields * 1501.5).astype(np.int64)
    rate, variable, count = fit(pts, BROADCAST, Fraction(60000, 1001), Fraction(24000, 1001))
    assert (rate, variable, count) == (Fraction(24000, 1001), False, 120)


def test_shaky_timestamps_of_a_telephone_are_still_even():
    chance = np.random.default_rng(0)
    pts = stamps(Fraction(30), 600, BROADCAST) + chance.integers(-500, 500, 600)
    pts[0] = 0
    assert fit(pts, BROADCAST, Fraction(2997, 100)) == (30, False, 600)


def test_a_film_of_one_picture_believes_the_header():
    assert fit([900], BROADCAST, Fraction(50)) == (50, False, 1)
    assert fit([900], BROADCAST, None) == (25, False, 1)


@given(st.lists(st.integers(1, 100_000), min_size=1, max_size=60))
def test_any_timestamps_give_rising_numbers(steps):
    pts = np.cumsum([0, *steps])
    timing = fit_timing(pts, 0, BROADCAST, [None])
    numbers = frame_numbers(pts, BROADCAST, timing.rate)
    assert timing.rate > 0
    assert (np.diff(numbers) >= 0).all()
    assert timing.frame_count >= numbers[-1] + 1
    assert timing.variable or np.array_equal(numbers, np.arange(len(pts)))


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.sampled_from(COMMON_RATES))
def test_numbers_of_one_and_of_many_agree(first, pts, rate):
    one = frame_number(pts, first, BROADCAST, rate)
    assert one == frame_numbers(np.array([first, pts]), BROADCAST, rate)[1]
    assert abs(one - (pts - first) * BROADCAST * rate) <= Fraction(1, 2)


def test_halves_go_up():
    assert frame_number(20, 0, MILLISECONDS, Fraction(25)) == 1
    assert frame_number(-20, 0, MILLISECONDS, Fraction(25)) == 0
