"""What a person chose stands over what the project keeps, and what was not chosen stays."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mmsa_studio.core.changes import after
from mmsa_studio.core.jobs import ReadAs
from mmsa_studio.core.project import Project
from mmsa_studio.core.reading import NO_CHOICE, Reading
from tests.store.material import film

KEPT = Reading((2,), "track:1", "de", Fraction(-3600), Fraction(25))


def test_nothing_chosen_leaves_what_is_kept() -> None:
    assert NO_CHOICE.over(KEPT) == KEPT
    assert KEPT.over(NO_CHOICE) == KEPT


def test_each_choice_stands_over_the_one_that_is_kept() -> None:
    now = Reading(subtitles="film.en.srt", subtitle_offset=Fraction(0))
    assert now.over(KEPT) == Reading((2,), "film.en.srt", "de", Fraction(0))


def test_the_project_keeps_how_it_is_read() -> None:
    project, parts = after(Project(film()), ReadAs(KEPT))
    assert (project.reading, parts) == (KEPT, {"reading", "drafts", "sound_from", "tracks", "peaks"})
    assert after(project, ReadAs(KEPT)) == (project, frozenset())


@pytest.mark.parametrize(
    ("chosen", "file"), [("a.srt", "a.srt"), ("track:2", ""), ("none", ""), ("auto", ""), ("", "")]
)
def test_a_choice_of_subtitles_is_a_file_or_none(chosen: str, file: str) -> None:
    assert Reading(subtitles=chosen).subtitle_file == file


def test_a_clock_stays_with_the_subtitles_it_was_chosen_for() -> None:
    before = Reading(subtitles="a.srt", subtitle_offset=Fraction(2), subtitle_rate=Fraction(25))
    assert Reading(language="de").over(before).subtitle_offset == 2
    assert Reading(subtitles="a.srt").over(before) == before
    assert Reading(subtitles="b.srt").over(before) == Reading(subtitles="b.srt")
