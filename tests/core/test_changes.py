"""A project changes by events alone, whoever holds it, and what was known better is never lost."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.core.changes import Corrected, Explained, FilmLocated, MarkersChanged, after
from mmsa_studio.core.draft import Draft
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.jobs import (
    CuesReady,
    Drafted,
    MarkersFound,
    PeaksReady,
    Probed,
    Progress,
    ReadAs,
    ShotsReady,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.marker import FOUND, Marker
from mmsa_studio.core.modality import TEXT, VOICE
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import FULL, ROUGH, UNKNOWN, Track, graded
from tests.ui import synthetic

OLD, NEW = (ModelIdentity("voice", "1", digit * 64) for digit in "ab")

FILE = WordsFrom("file", "film.srt")


@pytest.fixture
def project() -> Project:
    return synthetic.project(20, "24000/1001")


def track(
    project: Project, value: float, quality: np.ndarray, maker: ModelIdentity = NEW, name: str = "voice"
) -> Track:
    grid = project.media.grid
    there = quality > UNKNOWN
    values = np.where(there, np.float32(value), np.float32(0))[:, None]
    return Track(name, grid, values, there, ("a",), maker, quality)


def test_every_event_says_which_parts_it_touched_and_no_other_part_moves(project: Project) -> None:
    grid = project.media.grid
    events = [
        (Progress("sound", 0.5), set()),
        (PeaksReady(project.peaks), {"peaks"}),
        (ShotsReady(()), {"shots"}),
        (Drafted(draft(0, 5)), {"drafts"}),
        (TrackReady(track(project, 1, graded(grid, 0, grid.count))), {"tracks"}),
        (TimelineReady(synthetic.calm(grid)), {"timeline"}),
        (MarkersFound(()), {"markers", "evidence", "finished"}),
        (Corrected((Correction(1, 5, "valence", 0.5),)), {"corrections"}),
        (FilmLocated(project.media), {"media"}),
        (Explained((Evidence(frame=1, quantity="valence", marker="x"),)), {"evidence"}),
        (MarkersChanged({}), set()),
        (Probed(project.media, "cpu"), {"finished", "notices"}),
        (Probed(replace(project.media, path="/elsewhere.mp4"), "cpu"), {"media", "finished", "notices"}),
    ]
    for event, touched in events:
        changed, parts = after(project, event)
        assert parts == touched, event
        for field in fields(Project):
            if field.name not in parts:
                assert getattr(changed, field.name) is getattr(project, field.name)


def draft(start: int, end: int, stage: str = "sound", *modalities: str) -> Draft:
    return Draft(stage, start, end, dict.fromkeys(modalities), {})


def drafted(project: Project, *drafts: Draft) -> Project:
    for one in drafts:
        project, _ = after(project, Drafted(one))
    return project


def test_drafts_follow_one_another_and_one_that_begins_anew_takes_the_place_of_its_stage(project: Project) -> None:
    first, then, other = draft(0, 5), draft(5, 9), draft(0, 3, "pictures")
    assert drafted(project, first, other, then).drafts == (first, other, then)
    anew = draft(0, 4)
    assert drafted(project, first, other, then, anew).drafts == (other, anew)
    assert drafted(project, first, draft(6, 9)).drafts[0].start == 6


def test_drafts_are_gone_when_everything_made_from_them_is_a_whole_track(project: Project) -> None:
    grid, mine, other = project.media.grid, draft(0, 5, "sound", "voice"), draft(0, 5, "pictures", "face")
    with_both = drafted(replace(project, tracks={}), mine, other)
    part, _ = after(with_both, TrackReady(track(project, 1, graded(grid, 0, 5))))
    assert part.drafts == (mine, other)
    whole, parts = after(with_both, TrackReady(track(project, 1, graded(grid, 0, grid.count))))
    assert whole.drafts == (other,)
    assert "drafts" in parts
    done, _ = after(with_both, MarkersFound(()))
    assert done.drafts == ()


def test_drafts_of_words_are_gone_with_the_words(project: Project) -> None:
    cues = tuple(Cue(Fraction(n), Fraction(n + 1), str(n)) for n in range(4))
    read = drafted(replace(project, cues=cues[:2]), draft(0, 2, "speech", "text"), draft(0, 9, "sound", "voice"))
    assert after(read, CuesReady(cues, FILE))[0].drafts == read.drafts
    assert after(read, CuesReady((cues[0], cues[3]), FILE))[0].drafts == read.drafts[1:]


def test_steps_of_different_models_never_stand_in_one_track(project: Project) -> None:
    grid = project.media.grid
    before, _ = after(replace(project, tracks={}), TrackReady(track(project, 1, graded(grid, 0, grid.count), OLD)))
    now, _ = after(before, TrackReady(track(project, 2, graded(grid, 0, 10), NEW)))
    assert now.tracks["voice"].made_by == NEW
    assert set(np.unique(now.tracks["voice"].values)) == {0, 2}
    assert now.tracks["voice"].quality[10:].max() == UNKNOWN


def test_rough_never_replaces_full_and_full_replaces_rough(project: Project) -> None:
    grid = project.media.grid
    whole = graded(grid, 0, grid.count, ROUGH)
    state, _ = after(replace(project, tracks={}), TrackReady(track(project, 1, graded(grid, 10, 20))))
    state, _ = after(state, TrackReady(track(project, 2, whole)))
    voice = state.tracks["voice"]
    assert set(np.unique(voice.values[10:20])) == {1}
    assert set(np.unique(voice.values[20:])) == {2}
    assert (voice.quality == np.maximum(whole, graded(grid, 10, 20))).all()
    state, _ = after(state, TrackReady(track(project, 3, graded(grid, 0, 10))))
    assert set(np.unique(state.tracks["voice"].values[:10])) == {3}
    assert state.tracks["voice"].quality[5] == FULL


def test_another_word_makes_what_follows_it_unknown(project: Project) -> None:
    grid = project.media.grid
    cues = tuple(Cue(Fraction(n), Fraction(n) + 1, f"line {n}") for n in range(4))
    known = replace(project, cues=cues, tracks={"text": track(project, 1, graded(grid, 0, grid.count), name="text")})
    same, parts = after(known, CuesReady(cues, FILE))
    assert parts == {"cues", "words_from"}
    assert same.tracks["text"].complete
    changed, parts = after(known, CuesReady((*cues[:2], replace(cues[2], text="other"), cues[3]), FILE))
    assert "tracks" in parts
    assert changed.tracks["text"].valid.sum() == 10, "two seconds before the line that changed"
    assert not changed.tracks["text"].complete
    assert changed.tracks["text"].values[10:].max() == 0


def test_found_markers_give_way_and_evidence_goes_with_its_marker(project: Project) -> None:
    old, drawn, new = (
        Marker(1, 2, origin=FOUND, id="old"),
        Marker(3, 4, id="drawn"),
        Marker(5, 6, origin=FOUND, id="new"),
    )
    told = tuple(Evidence(frame=1, quantity="valence", marker=name) for name in ("old", "drawn"))
    known = replace(project, markers=(old, drawn), evidence=told)
    found, _ = after(known, MarkersFound((new,), (Evidence(frame=5, quantity="valence", marker="new"),)))
    assert [one.id for one in found.markers] == ["drawn", "new"]
    assert [one.marker for one in found.evidence] == ["drawn", "new"]
    assert found.finished


def test_a_notice_is_kept_once_and_a_new_analysis_begins_without(project: Project) -> None:
    told, parts = after(project, Notice("analysis.no_sound"))
    assert parts == {"notices"}
    assert after(told, Notice("analysis.no_sound"))[1] == frozenset()
    assert after(told, Probed(project.media, "cpu"))[0].notices == ()


def test_another_sound_makes_what_was_heard_unknown_and_nothing_else(project: Project) -> None:
    heard = replace(project, words_from=WordsFrom("heard", "a model"))
    now, parts = after(heard, ReadAs(Reading(sound=(2,))))
    assert {"reading", "sound_from", "peaks", "tracks", "cues", "words_from"} <= parts
    assert now.peaks is None
    assert now.cues == ()
    for key, track in heard.tracks.items():
        if track.modality == VOICE:
            assert not now.tracks[key].valid.any()
        elif track.modality == TEXT:
            first = heard.media.grid.at(float(heard.cues[0].start))
            assert not now.tracks[key].valid[first:].any()
        else:
            assert now.tracks[key] is track
    kept, _ = after(project, ReadAs(Reading(sound=(2,))))
    assert kept.cues == project.cues
    again, parts = after(now, ReadAs(Reading(sound=(2,))))
    assert again is now
    assert parts == frozenset()
