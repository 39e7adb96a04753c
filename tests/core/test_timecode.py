"""Every label of the day is the right one and is read back, at every rate editing systems know."""

from __future__ import annotations

import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import COMMON_RATES, frame_at, nominal, rate_name
from mmsa_studio.core.timecode import can_drop, clock_at, frame_of_clock, frames_per_day, parse_timecode, timecode

NTSC_30, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)
GRID = [(rate, False) for rate in COMMON_RATES] + [(NTSC_30, True), (NTSC_60, True)]
KNOWN_ELSEWHERE = [case for case in GRID if nominal(case[0]) <= 60 and case[0] != Fraction(48000, 1001)]
"""Rates at which opentimelineio and the timecode package have labels."""


def _name(case: tuple[Fraction, bool]) -> str:
    return f"{rate_name(case[0])}{'DF' if case[1] else ''}"


def _labels_of_an_hour(rate: Fraction, drop: bool) -> np.ndarray:
    """Minute, second and frame of every label that exists, by leaving out the dropped ones. shape (N, 3)"""
    base, dropped = nominal(rate), {NTSC_30: 2, NTSC_60: 4}[rate] if drop else 0
    seconds, frames = np.divmod(np.arange(3600 * base), base)
    labels = np.stack([seconds // 60, seconds % 60, frames], axis=1)
    left_out = (labels[:, 2] < dropped) & (labels[:, 1] == 0) & (labels[:, 0] % 10 != 0)
    return labels[~left_out]


@pytest.mark.parametrize("case", GRID, ids=_name)
def test_every_frame_of_the_day_both_ways(case: tuple[Fraction, bool]) -> None:
    """Frame n has the n-th label that exists: here by leaving labels out, in the program by arithmetic."""
    rate, drop = case
    minutes, seconds, frames = _labels_of_an_hour(rate, drop).T
    in_hour = np.arange(len(minutes))
    assert frames_per_day(rate, drop_frame=drop) == 24 * len(minutes)
    for hour in range(24):
        hours = np.full_like(minutes, hour)
        shown = clock_at(hour * len(minutes) + in_hour, rate, drop_frame=drop)
        for one, expected in zip(shown, (hours, minutes, seconds, frames), strict=True):
            assert (one == expected).all()
        back = frame_of_clock(hours, minutes, seconds, frames, rate, drop_frame=drop)
        assert (back == hour * len(minutes) + in_hour).all()


@pytest.mark.parametrize("case", GRID, ids=_name)
def test_labels_as_text_around_every_minute_of_the_day(case: tuple[Fraction, bool]) -> None:
    rate, drop = case
    per_day, width = frames_per_day(rate, drop_frame=drop), max(2, len(str(nominal(rate) - 1)))
    for minute in range(1440):
        first = 2 * (nominal(rate) // 30) if drop and minute % 10 else 0
        hour, of_hour, mark = minute // 60, minute % 60, ";" if drop else ":"
        label = f"{hour:02d}:{of_hour:02d}:00{mark}{first:0{width}d}"
        frame = parse_timecode(label, rate)
        assert timecode(frame, rate, drop_frame=drop) == label
        before = f"{mark}{nominal(rate) - 1:0{width}d}"
        assert timecode(frame - 1, rate, drop_frame=drop).endswith(f":59{before}")
    assert timecode(per_day, rate, drop_frame=drop) == timecode(0, rate, drop_frame=drop)


@pytest.mark.parametrize("case", KNOWN_ELSEWHERE, ids=_name)
def test_agrees_with_opentimelineio(case: tuple[Fraction, bool]) -> None:
    from opentimelineio import opentime

    rate, drop = case
    for frame in range(0, frames_per_day(rate, drop_frame=drop), 6007):
        theirs = opentime.to_timecode(opentime.RationalTime(frame, float(rate)), float(rate), drop_frame=drop)
        assert timecode(frame, rate, drop_frame=drop) == theirs
        assert opentime.from_timecode(theirs, float(rate)).value == parse_timecode(theirs, rate, drop_frame=drop)


@pytest.mark.parametrize("case", KNOWN_ELSEWHERE, ids=_name)
def test_agrees_with_the_timecode_package(case: tuple[Fraction, bool]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from timecode import Timecode

    rate, drop = case
    for frame in range(0, frames_per_day(rate, drop_frame=drop), 40_009):
        theirs = Timecode(rate_name(rate), frames=frame + 1, force_non_drop_frame=not drop)
        assert timecode(frame, rate, drop_frame=drop) == str(theirs)


def test_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "interop" / "timecode_vectors.json").read_text())
    for group in vectors["frames_to_tc"]:
        for frame, label in group["cases"]:
            rate = Fraction(group["rate"])
            assert timecode(frame, rate, drop_frame=group["drop"]) == label
            if frame < frames_per_day(rate, drop_frame=group["drop"]):
                assert parse_timecode(label, rate, drop_frame=group["drop"]) == frame
    for rate, seconds, frame in vectors["seconds_to_frame_nearest_half_up"]:
        assert frame_at(Fraction(seconds), Fraction(rate)) == frame


@pytest.mark.parametrize(
    ("label", "rate"),
    [
        ("00:01:00;00", NTSC_30), ("00:01:00;01", NTSC_30), ("00:09:00;01", NTSC_30), ("01:01:00;03", NTSC_60),
        ("24:00:00:00", Fraction(25)), ("00:00:00:24", Fraction(24)), ("00:60:00:00", Fraction(25)),
        ("00:00:60:00", Fraction(25)), ("00:00:00:025", Fraction(30)), ("0:00:00", Fraction(25)),
        ("", Fraction(25)), ("ab:cd:ef:gh", Fraction(25)), ("00:00:00:-1", Fraction(25)), ("٠٠:٠٠:٠٠:٠٠", Fraction(25)),
        ("00:00:00:00:00", Fraction(25)), ("1e3:00:00:00", Fraction(25)),
    ],
)  # fmt: skip
def test_labels_that_do_not_exist_are_refused(label: str, rate: Fraction) -> None:
    with pytest.raises(UsageError) as caught:
        parse_timecode(label, rate)
    assert caught.value.hint


def test_drop_frame_exists_at_two_rates_only() -> None:
    assert [rate for rate in COMMON_RATES if can_drop(rate)] == [NTSC_30, NTSC_60]
    for rate in set(COMMON_RATES) - {NTSC_30, NTSC_60}:
        with pytest.raises(UsageError):
            timecode(0, rate, drop_frame=True)
        with pytest.raises(UsageError):
            frames_per_day(rate, drop_frame=True)


def test_the_separator_says_how_labels_count_unless_told() -> None:
    assert parse_timecode("01:00:00;00", NTSC_30) == 107_892
    assert parse_timecode("01:00:00:00", NTSC_30) == 108_000
    assert parse_timecode("01:00:00:00", NTSC_30, drop_frame=True) == 107_892
    assert parse_timecode("01;00;00;00", NTSC_30) == 107_892
    assert parse_timecode("01:00:00;00", Fraction(25)) == 90_000
    assert parse_timecode(" 1:00:00:00 ", Fraction(25)) == 90_000


@given(st.sampled_from(GRID), st.integers(0, 10**9))
def test_any_frame_comes_back(case: tuple[Fraction, bool], frame: int) -> None:
    rate, drop = case
    assert parse_timecode(timecode(frame, rate, drop_frame=drop), rate, drop_frame=drop) == frame % frames_per_day(
        rate, drop_frame=drop
    )


@given(st.text(max_size=14) | st.from_regex(r"[0-9]{2}:[0-5][0-9]:[0-5][0-9][:;][0-9]{2}", fullmatch=True))
def test_any_text_is_a_label_or_refused(text: str) -> None:
    for rate in COMMON_RATES:
        try:
            frame = parse_timecode(text, rate)
        except UsageError:
            continue
        assert 0 <= frame < frames_per_day(rate)
        assert parse_timecode(timecode(frame, rate), rate) == frame
