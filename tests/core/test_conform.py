"""On another cut of a film a person's word stays, and what was computed stays only where it was wanted and fits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from mmsa_studio.core.changes import FilmReplaced, after
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.marker import DRAWN, FOUND, Marker
from mmsa_studio.core.project import Correction
from tests.ui import synthetic

MARKERS = (
    Marker(10, 20, "Mine", id="mine", origin=DRAWN),
    Marker(230, 260, "Over the end", id="over", origin=DRAWN),
    Marker(300, 310, "After the end", id="after", origin=DRAWN),
    Marker(300, 310, "Found after the end", id="found", origin=FOUND),
)
CORRECTIONS = (
    Correction(5, 9, "valence", 0.5),
    Correction(200, 300, "arousal", 0.1),
    Correction(300, 310, "arousal", 0.0),
)
PROJECT = replace(synthetic.project(20, "25"), markers=MARKERS, corrections=CORRECTIONS, finished=True)


def film(seconds: int, rate: str = "25") -> MediaInfo:
    return replace(synthetic.media(seconds, rate), content_id="another")


@pytest.mark.parametrize("kept", [True, False])
def test_what_a_person_said_stays_and_is_held_inside_the_film(kept: bool) -> None:
    project, _ = after(PROJECT, FilmReplaced(film(10), kept))
    assert project.media == film(10)
    assert [(one.id, one.start, one.end) for one in project.markers] == [
        ("mine", 10, 20), ("over", 230, 250), ("after", 249, 250),
    ]  # fmt: skip
    assert [(one.start, one.end) for one in project.corrections] == [(5, 9), (200, 250)]


def test_what_is_to_be_analysed_is_unknown() -> None:
    project, parts = after(PROJECT, FilmReplaced(film(20), kept=False))
    assert not project.tracks
    assert project.timeline is None
    assert (project.cues, project.shots, len(project.faces), project.peaks, project.evidence) == ((), (), 0, None, ())
    assert not project.finished
    assert parts >= {"media", "markers", "tracks", "timeline", "finished"}


def test_what_is_kept_stays_whole_on_a_film_of_the_same_length() -> None:
    project, _ = after(PROJECT, FilmReplaced(film(20), kept=True))
    assert project.tracks == PROJECT.tracks
    assert project.timeline is PROJECT.timeline
    assert (project.cues, project.shots, project.markers) == (PROJECT.cues, PROJECT.shots, PROJECT.markers)
    assert project.finished, "nobody asked for another analysis"


@pytest.mark.parametrize("seconds", [10, 30])
def test_what_is_kept_is_cut_or_ends_in_a_gap_on_a_film_of_another_length(seconds: int) -> None:
    project, _ = after(PROJECT, FilmReplaced(film(seconds), kept=True))
    shared = min(seconds, 20) * 5
    assert not project.tracks, "no track is shorter or longer than its film"
    assert project.timeline.grid == film(seconds).grid
    assert (project.timeline.values[:, :shared] == PROJECT.timeline.values[:, :shared]).all()
    assert not project.timeline.valid[:, shared:].any()
    assert all(cue.start < seconds for cue in project.cues)
    assert all(shot.end <= seconds * 25 for shot in project.shots)
    assert project.shots[-1].end == min(seconds, 20) * 25


def test_frames_keep_their_time_at_another_rate() -> None:
    project, _ = after(PROJECT, FilmReplaced(film(20, "50"), kept=True))
    assert [(one.start, one.end) for one in project.markers[:2]] == [(20, 40), (460, 520)]
    assert project.corrections[0].start / project.rate == Fraction(1, 5)
    assert project.shots == ()
    assert project.evidence == ()
