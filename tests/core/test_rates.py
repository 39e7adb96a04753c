"""Rates are exact fractions however they are spelled, and seconds and frames convert without drift."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import (
    COMMON_RATES,
    frame_at,
    frame_containing,
    middle_of,
    nominal,
    parse_rate,
    rate_name,
    seconds_of,
)  # fmt: skip

rates = st.sampled_from(COMMON_RATES)
frames = st.integers(0, 10**8)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.976", "24000/1001"), ("23.98", "24000/1001"), ("23.976024", "24000/1001"),
        (23.976023976023978, "24000/1001"),
        ("29.97", "30000/1001"), (29.97, "30000/1001"), (30000 / 1001, "30000/1001"), ("59.94", "60000/1001"),
        ("47.952", "48000/1001"), ("119.88", "120000/1001"), ("30000/1001", "30000/1001"), ("24", "24"), (24.0, "24"),
        ("25", "25"), ("25.0", "25"), (" 50 ", "50"), ("12.5", "25/2"), ("15", "15"),
        (Fraction(24000, 1001), "24000/1001"),
    ],
)  # fmt: skip
def test_spellings_of_rates(text: object, rate: str) -> None:
    assert parse_rate(text) == Fraction(rate)


@pytest.mark.parametrize("text", ["", "fast", "0", "-25", "25/0", "nan", "inf", "25 fps", "1e6", "1e-9", "1e300"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_rate(text)


@given(rates)
def test_names_are_read_back(rate: Fraction) -> None:
    assert parse_rate(rate_name(rate)) == rate
    assert parse_rate(float(rate)) == rate
    assert parse_rate(f"{rate.numerator}/{rate.denominator}") == rate


def test_common_rates_have_their_nominal() -> None:
    assert [nominal(rate) for rate in COMMON_RATES] == [24, 24, 25, 30, 30, 48, 48, 50, 60, 60, 100, 120, 120]


@given(rates, frames)
def test_frames_and_seconds_are_exact(rate: Fraction, frame: int) -> None:
    assert frame_at(seconds_of(frame, rate), rate) == frame
    assert frame_containing(seconds_of(frame, rate), rate) == frame
    assert frame_containing(middle_of(frame, rate), rate) == frame
    assert frame_containing(seconds_of(frame + 1, rate) - Fraction(1, 10**12), rate) == frame


def test_an_hour_at_25_labels_no_frame_early() -> None:
    """From float seconds 4,586 of these 90,000 would be one early."""
    assert all(frame_containing(seconds_of(frame, Fraction(25)), Fraction(25)) == frame for frame in range(90_000))


def test_halves_round_up() -> None:
    assert frame_at(Fraction(1, 50), Fraction(25)) == 1
    assert frame_at(Fraction(-1, 50), Fraction(25)) == 0
