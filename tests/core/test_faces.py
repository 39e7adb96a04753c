"""Faces are columns with an index; what comes out is what went in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.faces import FaceBox, Faces

unit = st.floats(0, 1, width=32)
boxes = st.builds(
    FaceBox, st.integers(0, 12), st.integers(0, 5), st.tuples(unit, unit, unit, unit), st.booleans(),
    st.dictionaries(st.sampled_from(("AU01", "AU06", "AU12")), unit, max_size=3),
    st.sampled_from((b"", b"\1\xfe", b"abc")),
)  # fmt: skip


@given(st.lists(boxes, max_size=12))
def test_every_step_gives_back_its_faces(found: list[FaceBox]) -> None:
    faces = Faces.of(found)
    assert len(faces) == len(found)
    for step in range(14):
        expected = sorted((one for one in found if one.step == step), key=lambda one: one.person)
        assert [one.person for one in faces.at(step)] == [one.person for one in expected]
        widened = [replace(one, look=one.look.ljust(faces.look.shape[1], b"\0")) for one in expected]
        assert [one for one in faces.at(step) if one not in widened] == []


@given(st.lists(boxes, max_size=8), st.lists(boxes, max_size=8), st.integers(0, 13))
def test_what_follows_keeps_its_numbers_units_and_looks(before: list[FaceBox], later: list[FaceBox], step: int) -> None:
    kept = Faces.of(before).before(step)
    new = Faces.of([one for one in later if one.step >= step])
    both = kept.followed_by(new)
    assert len(both) == len(kept) + len(new)
    width = both.look.shape[1]
    for one in range(14):
        expected = (kept if one < step else new).at(one)
        assert [(face.person, face.units) for face in both.at(one)] == [(face.person, face.units) for face in expected]
        assert [face.look for face in both.at(one)] == [face.look.ljust(width, b"\0") for face in expected]


def test_columns_that_do_not_fit_are_refused() -> None:
    faces = Faces.of([FaceBox(2, 1, (0, 0, 1, 1), True), FaceBox(1, 1, (0, 0, 1, 1), True)])
    assert faces.step.tolist() == [1, 2]
    with pytest.raises(ValueError, match="order of time"):
        Faces(faces.step[::-1], faces.person, faces.box, faces.main, faces.units, faces.look)
    with pytest.raises(ValueError, match="look"):
        Faces(faces.step, faces.person, faces.box, faces.main, faces.units, np.zeros((1, 4), np.int8))
    with pytest.raises(ValueError, match="box"):
        Faces(faces.step, faces.person, np.zeros((2, 3), np.float32), faces.main, faces.units, faces.look)
