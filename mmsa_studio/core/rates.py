"""Frame rates as exact fractions, and the only conversions between frames and seconds.

A frame is an integer index of a presented picture, from 0. Seconds are `Fraction`.
"""

from __future__ import annotations

import math
from fractions import Fraction

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.limits import FASTEST_RATE, LONGEST_FRAME_S
from mmsa_studio.core.numbers import fraction

COMMON_RATES: tuple[Fraction, ...] = (
    Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30),
    Fraction(48000, 1001), Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60),
    Fraction(100), Fraction(120000, 1001), Fraction(120),
)  # fmt: skip
"""The rates editing systems know, slowest first."""
_SHOWN = 40


def parse_rate(text: str | int | float | Fraction) -> Fraction:
    """Read a frame rate; decimal spellings of NTSC rates (23.976, 29.97, ...) become x/1001.

    Raises:
        UsageError: when the text is no positive number, or one that no film has.
    """
    try:
        rate = fraction(str(text))
    except ValueError:
        raise UsageError("rate.unreadable", text=str(text)[:_SHOWN]) from None
    if rate <= 0:
        raise UsageError("rate.zero", text=str(text)[:_SHOWN])
    if not Fraction(1, LONGEST_FRAME_S) <= rate <= FASTEST_RATE:
        raise UsageError("rate.absurd", text=str(text)[:_SHOWN])
    for common in COMMON_RATES:
        # 0.0006 spans every spelling in use (23.98 to 23.976024) and separates 23.976 from 24
        if rate.denominator not in (1, 1001) and abs(rate - common) / common < Fraction(6, 10_000):
            return common
    return rate


def nominal(rate: Fraction) -> int:
    """Frames a timecode second counts: 30 at 30000/1001."""
    return max(1, math.floor(rate + Fraction(1, 2)))


def rate_name(rate: Fraction) -> str:
    """The rate as editors say it: 23.976, 25, 29.97."""
    if rate.denominator == 1:
        return str(rate.numerator)
    return f"{float(rate):.3f}".rstrip("0")


def frame_at(seconds: Fraction, rate: Fraction) -> int:
    """The frame nearest to a time, halves up: 0.02 s at 25 is frame 1."""
    above, below = seconds.numerator * rate.numerator, seconds.denominator * rate.denominator
    return (2 * above + below) // (2 * below)  # in integers: asked for every edge of a long film


def frame_containing(seconds: Fraction, rate: Fraction) -> int:
    """The frame on screen at a time."""
    return math.floor(seconds * rate)


def first_frame_from(seconds: Fraction, rate: Fraction) -> int:
    """The first frame that does not start before a time."""
    return math.ceil(seconds * rate)


def seconds_of(frame: int, rate: Fraction) -> Fraction:
    """When a frame starts."""
    return Fraction(frame) / rate


def middle_of(frame: int, rate: Fraction) -> Fraction:
    """The middle of a frame in seconds: where a player must seek to show exactly that frame."""
    return (frame + Fraction(1, 2)) / rate
