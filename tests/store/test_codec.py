"""Values to JSON and back: exactly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.film import Cue, MediaInfo
from mmsa_studio.core.marker import Finding, Marker
from mmsa_studio.core.project import Correction
from mmsa_studio.store.codec import UNREADABLE, UnknownFieldError, from_json, to_json
from tests.store import material


@dataclass(frozen=True, kw_only=True)
class Later:
    """A record that has grown: the last three fields are not in older texts."""

    name: str
    at: Fraction = Fraction(1, 3)
    marks: dict[str, float] = field(default_factory=dict)
    shape: tuple[int, str, bool | None] = (0, "", None)


@dataclass(frozen=True)
class Said:
    """A record that may hold others of its kind."""

    kind: str
    values: dict[str, Value] = field(default_factory=dict)


Value = str | float | Said


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        (st.lists(material.markers).map(tuple), tuple[Marker, ...]),
        (st.lists(material.corrections).map(tuple), tuple[Correction, ...]),
        (st.lists(material.cues).map(tuple), tuple[Cue, ...]),
        (material.media, MediaInfo),
        (st.none() | st.integers(), int | None),
        (
            st.recursive(
                material.text | material.finite,
                lambda values: st.builds(Said, material.text, st.dictionaries(material.text, values)),
            ),
            Value,
        ),
    ],
)
def test_reading_gives_back_what_was_written(strategy: st.SearchStrategy, kind: Any) -> None:
    @given(strategy)
    def check(value: object) -> None:
        material.assert_same(from_json(to_json(value), kind), value)

    check()


def test_records_may_have_grown_since_they_were_written() -> None:
    text = '[{"name": "old"}, {"name": "new", "marks": {"a": 1.5}, "shape": [1, "x", true]}]'
    old, new = from_json(text, tuple[Later, ...])
    assert old == Later(name="old")
    assert new == Later(name="new", marks={"a": 1.5}, shape=(1, "x", True))


def test_a_field_nobody_knows_is_no_damage() -> None:
    text = to_json((Marker(1, 2, id="a"), Marker(2, 3, id="b"))).replace('"label"', '"loudness": 3, "label"', 1)
    with pytest.raises(UnknownFieldError, match="loudness"):
        from_json(text, tuple[Marker, ...])
    with pytest.raises(UnknownFieldError, match="loudness"):
        from_json('[{"name": "x", "loudness": 1}]', tuple[Later, ...])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[1, 2", tuple[int, ...]),
        ("{}", tuple[int, ...]),
        ("[1.5]", tuple[int, ...]),
        ("[true]", tuple[int, ...]),
        ("[true]", tuple[float, ...]),
        ("[NaN]", tuple[float, ...]),
        ("[1e999]", tuple[float, ...]),
        ("[-Infinity]", tuple[float | str, ...]),
        (f"[1{'0' * 400}]", tuple[float, ...]),
        (f"[1{'0' * 400}]", tuple[float | None, ...]),
        (f"[1{'0' * 5000}]", tuple[int, ...]),
        ('["x"]', tuple[float, ...]),
        ('["1/0"]', tuple[Fraction, ...]),
        ('["1"]', tuple[Fraction, ...]),
        ("[0.5]", tuple[Fraction, ...]),
        ("[" * 100_000, tuple[float, ...]),
        ('{"a": "b"}', dict[str, float]),
        ("[[1, 2], [1]]", tuple[tuple[int, int], ...]),
        ('[{"kind": "peak"}]', tuple[Finding, ...]),
        ('[{"start": 5, "end": 3}]', tuple[Marker, ...]),
        ('[{"name": "x", "shape": [1, "x", 2]}]', tuple[Later, ...]),
        ('["x"]', tuple[Later, ...]),
    ],
)
def test_what_is_no_such_value_is_refused(text: str, kind: Any) -> None:
    with pytest.raises(UNREADABLE):
        from_json(text, kind)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("nan"), {"a": float("-inf")}])
def test_what_is_not_finite_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(value)


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes"])
def test_what_is_no_data_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        to_json(value)
