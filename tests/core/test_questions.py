"""A film is known again by its parts, and reports of trust add up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmsa_studio.core.questions import CHANCE, Film, TrustReport
from tests.ui import synthetic

PROJECT = synthetic.project(20)
FILM = Film(PROJECT.media, tuple(PROJECT.tracks.values()), PROJECT.cues)


def test_a_film_is_the_same_when_its_parts_are_the_very_same() -> None:
    assert FILM.is_same(replace(FILM))
    assert not FILM.is_same(replace(FILM, tracks=FILM.tracks[:2]))
    assert not FILM.is_same(replace(FILM, cues=FILM.cues[:1]))
    assert not FILM.is_same(replace(FILM, media=replace(FILM.media)))
    assert not FILM.is_same(replace(FILM, tracks=(replace(FILM.tracks[0]), *FILM.tracks[1:])))


def report(windows: int, share: float) -> TrustReport:
    ways = {"relevance": share, CHANCE: 0.5} if windows else {}
    return TrustReport("valence", windows, ways, ways)


def test_reports_are_joined_by_how_many_windows_each_tried() -> None:
    both = report(1, 0.2).joined(report(3, 0.6))
    assert both.windows == 4
    assert both.deletion == pytest.approx({"relevance": 0.5, CHANCE: 0.5})
    assert both.insertion == pytest.approx(both.deletion)


@pytest.mark.parametrize("windows", [0, 2])
def test_a_report_that_could_try_nothing_changes_nothing(windows: int) -> None:
    assert report(windows, 0.3).joined(report(0, 0.0)) == report(windows, 0.3)
    assert report(0, 0.0).joined(report(windows, 0.3)) == report(windows, 0.3)
