"""Faces are columns with an index; what comes out is what went in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.faces import FaceBox, Faces

unit = st.floats(0, 1, width=32)
boxes = st.builds(
    FaceBox, st.integers(0, 12), st.integers(0, 5), st.tuples(unit, unit, unit, unit), st.booleans(),
    st.dictionaries(st.sampled_from(("AU01", "AU06", "AU12")), unit, max_size=3),
)  # fmt: skip


@given(st.lists(boxes, max_size=12))
def test_every_step_gives_back_its_faces(found: list[FaceBox]) -> None:
    faces = Faces.of(found)
    assert len(faces) == len(found)
    for step in range(14):
        expected = sorted((one for one in found if one.step == step), key=lambda one: one.person)
        assert [one.person for one in faces.at(step)] == [one.person for one in expected]
        assert [one for one in faces.at(step) if one not in expected] == []


@given(st.lists(boxes, max_size=8), st.lists(boxes, max_size=8), st.integers(0, 13))
def test_what_follows_gets_numbers_of_its_own(before: list[FaceBox], later: list[FaceBox], step: int) -> None:
    kept = Faces.of(before).before(step)
    new = Faces.of([one for one in later if one.step >= step])
    both = kept.followed_by(new)
    assert len(both) == len(kept) + len(new)
    assert not set(both.person[: len(kept)]) & set(both.person[len(kept) :])
    for one in range(14):
        assert [face.units for face in both.at(one)] == [face.units for face in (kept if one < step else new).at(one)]


def test_columns_that_do_not_fit_are_refused() -> None:
    faces = Faces.of([FaceBox(2, 1, (0, 0, 1, 1), True), FaceBox(1, 1, (0, 0, 1, 1), True)])
    assert faces.step.tolist() == [1, 2]
    with pytest.raises(ValueError, match="order of time"):
        Faces(faces.step[::-1], faces.person, faces.box, faces.main, faces.units)
    with pytest.raises(ValueError, match="box"):
        Faces(faces.step, faces.person, np.zeros((2, 3), np.float32), faces.main, faces.units)
