"""Numbers as text are exact, and never written out without bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.limits import NUMBER_EXPONENT, NUMBER_LETTERS
from mmsa_studio.core.numbers import fraction
from mmsa_studio.core.rates import parse_rate


@given(st.fractions())
def test_fractions_are_read_back(value: Fraction) -> None:
    assert fraction(f"{value.numerator}/{value.denominator}") == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_exact(value: float) -> None:
    assert fraction(value) == Fraction(value)
    assert fraction(repr(value)) == Fraction(repr(value))


ENDLESS = ["1e999999999", "1E+999999999", "-2.5e99999999", "1e-999999999", " 1e999999999 ", "9" * (NUMBER_LETTERS + 1)]


@pytest.mark.parametrize("text", [*ENDLESS, f"1e{NUMBER_EXPONENT + 1}", f"1e-{NUMBER_EXPONENT + 1}", "1e" + "9" * 120])
def test_what_would_be_written_out_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="out of all bounds"):
        fraction(text)


@pytest.mark.parametrize("text", ["", "one", "1/0", "nan", "inf", "-inf", "1e", "1//2"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fraction(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fraction(value)


@pytest.mark.parametrize("text", ENDLESS)
def test_a_rate_that_would_be_written_out_is_refused_in_a_short_sentence(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_rate(text)
    assert refused.value.kind == "rate.unreadable"
    assert len(refused.value.message) < 100
