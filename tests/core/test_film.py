"""Lines are found where they are said, and near it when that is asked for."""

from __future__ import annotations

from fractions import Fraction

from mmsa_studio.core.film import Cue, cues_between, line_near

LINES = tuple(Cue(Fraction(start), Fraction(end), str(start)) for start, end in ((1, 3), (2, 4), (7, 8), (20, 79)))


def test_cues_that_overlap_a_stretch_are_found() -> None:
    assert [cue.text for cue in cues_between(LINES, 2.5, 7)] == ["1", "2", "7"]
    assert cues_between(LINES, 3.0, 3.0) == [LINES[1]], "a cue ends before its end"
    assert cues_between(LINES, 78.0, 78.0) == [LINES[3]]
    assert cues_between((), 0.0, 100.0) == []


def test_the_line_said_at_a_moment_comes_before_the_nearest() -> None:
    assert line_near(LINES, 2.5) == LINES[0]
    assert line_near(LINES, 4.0) is None
    assert line_near(LINES, 4.5, 2.0) == LINES[1]
    assert line_near(LINES, 5.9, 2.0) == LINES[2]
    assert line_near(LINES, 12.0, 2.0) is None
