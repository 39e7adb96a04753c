"""Numbers as text from anywhere, read exactly and never written out without bound."""

from __future__ import annotations

import re
from fractions import Fraction

from mmsa_studio.core.limits import NUMBER_EXPONENT, NUMBER_LETTERS

_EXPONENT = re.compile(r"[eE]([+-]?\d+)", re.ASCII)


def fraction(written: str | int | float | Fraction) -> Fraction:
    """The exact value of a number: `25`, `2.5e3`, `30000/1001`, or one that is none of text.

    `1e999999999` is ten letters and a billion digits, so length and exponent are looked at before anything is computed.

    Raises:
        ValueError: when it is no finite number, or one longer or larger than `limits` allows.
    """
    if not isinstance(written, str):
        return _finite(written)
    text = written.strip()
    exponent = _EXPONENT.search(text[:NUMBER_LETTERS])
    if len(text) > NUMBER_LETTERS or (exponent and abs(int(exponent[1])) > NUMBER_EXPONENT):
        raise ValueError("a number out of all bounds")
    return _finite(text)


def _finite(value: str | int | float | Fraction) -> Fraction:
    try:
        return Fraction(value)
    except (OverflowError, ZeroDivisionError) as error:
        raise ValueError("no finite number") from error
