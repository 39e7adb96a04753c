"""Times as subtitle files write them: with or without hours, with fractions, with frames."""

from __future__ import annotations

import re
from fractions import Fraction

TIME = r"(?:\d{1,4}[ \t]?:[ \t]?){1,2}\d{1,2}(?:[ \t]?[.,:;][ \t]?\d{1,9})?"
"""A time of day or of minutes; what follows the seconds is a fraction or, after a colon, a frame."""

_PARTS = re.compile(r"(?:(\d+):)?(\d+):(\d+)(?:([.,:;])(\d+))?")


def seconds(text: str, rate: Fraction) -> Fraction:
    """What a text that matches `TIME` means.

    Args:
        text: like `00:00:01,500`, `0:1.5`, `01:02` or `00:00:01:12`.
        rate: frames per second of the film, for texts that count frames.
    """
    hours, minutes, whole, mark, rest = _read("".join(text.split()))
    full = (int(hours or 0) * 60 + int(minutes)) * 60 + int(whole)
    if not rest:
        return Fraction(full)
    if mark in ".," or len(rest) > 2:
        return full + Fraction(int(rest), 10 ** len(rest))
    counted = max(round(rate), 1)
    frame = min(int(rest), counted - 1)
    # a semicolon marks drop-frame timecode, whose labels keep step with the clock
    return full + Fraction(frame, counted) if mark == ";" else (full * counted + frame) / rate


def _read(text: str) -> tuple[str | None, str, str, str, str]:
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text} is no time")
    hours, minutes, whole, mark, rest = parts.groups(default="")
    return hours, minutes, whole, mark, rest
