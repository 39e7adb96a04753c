"""Which words of a film are read, which are only shown, and which still have to be heard."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.analysis import words
from mmsa_studio.analysis.reasons import evidence
from mmsa_studio.analysis.run import analyze
from mmsa_studio.analysis.understanding import understand
from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.jobs import AnalyzeRequest, TrackReady
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film, WhyMarkers
from mmsa_studio.core.reading import Reading
from mmsa_studio.features.speech import Passage
from mmsa_studio.media.cues import place_words
from mmsa_studio.media.probe import probe
from tests.films import make_film, write_srt

FRENCH = [(1, 3, "Je te déteste, sors de chez moi !"), (4, 6, "C'est le plus beau jour de ma vie, je suis heureuse.")]
ENGLISH = [(1, 3, "I hate you, get out of my house!"), (4, 6, "I am so happy, this is the best day of my life.")]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "film.mp4", seconds=16, rate=5, size=(64, 48))


@pytest.fixture
def film(plain: Path, tmp_path: Path) -> Path:
    return Path((tmp_path / "film.mp4").write_bytes(plain.read_bytes()) and tmp_path / "film.mp4")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Cue]:
    """What a speech model makes out; nothing else of it runs."""
    cues = [place_words(Cue(Fraction(1), Fraction(3), "Something is said here."))]
    monkeypatch.setattr(words, "_passages", lambda state, heard: iter([Passage(tuple(cues), "en", 0)]))
    return cues


def analysed(film: Path, project: Project | None = None, **choices: object) -> Project:
    return analyze(AnalyzeRequest(project or Project(probe(film)), **choices), lambda event: None)


def kinds(project: Project) -> set[str]:
    return {notice.kind for notice in project.notices}


def text_known(project: Project) -> list[float]:
    track = project.tracks["text"]
    return [float(track.grid.step) * step for step in track.valid.nonzero()[0]]


def test_what_is_understood_of_a_film_says_which_words_will_not_be_read(film: Path) -> None:
    write_srt(film.with_suffix(".srt"), FRENCH)
    project = understand(AnalyzeRequest(Project(probe(film))), lambda event: None)
    assert [cue.language for cue in project.cues] == ["fr", "fr"]
    assert "analysis.foreign_cues" in kinds(project)


def test_cues_in_a_language_that_is_not_read_are_shown_and_unknown_and_said(film: Path) -> None:
    write_srt(film.with_suffix(".srt"), FRENCH)
    project = analysed(film)
    assert [cue.language for cue in project.cues] == ["fr", "fr"]
    assert project.tracks["text"].complete
    assert text_known(project) == []
    (notice,) = [one for one in project.notices if one.kind == "analysis.foreign_cues"]
    assert "2 cues" in notice.message
    assert "French (2)" in notice.message
    assert "English" in notice.hint
    assert not any(Film.of(project).was_read(cue) for cue in project.cues)


def test_english_cues_are_read_and_those_of_another_language_between_them_are_not(film: Path) -> None:
    write_srt(film.with_suffix(".srt"), [*ENGLISH, (8, 10, "Я ненавижу тебя, вон из моего дома!")])
    project = analysed(film)
    known = text_known(project)
    assert known[0] == pytest.approx(1, abs=0.21)
    assert known[-1] < 6.1
    assert [Film.of(project).was_read(cue) for cue in project.cues] == [True, True, False]


def test_forced_subtitles_never_stop_speech_from_being_written_down(film: Path, heard: list[Cue]) -> None:
    write_srt(film.with_suffix(".en.forced.srt"), [(2, 2.5, "under what is heard"), (7, 8.5, "The bridge is closed.")])
    project = analysed(film, speech_model="included")
    assert [cue.text for cue in project.cues] == [heard[0].text, "The bridge is closed."]
    assert project.words_from.heard
    assert "subtitles.forced" in kinds(project)
    assert {1.4, 7.4} <= {round(at, 1) for at in text_known(project)}


def test_forced_subtitles_are_shown_where_nothing_is_written_down(film: Path) -> None:
    write_srt(film.with_suffix(".en.forced.srt"), [(7, 8.5, "The bridge is closed.")])
    project = analysed(film)
    assert [cue.text for cue in project.cues] == ["The bridge is closed."]
    assert project.words_from == WordsFrom("file", "film.en.forced.srt", "en")


def test_a_person_can_have_the_speech_written_down_instead(film: Path, heard: list[Cue]) -> None:
    write_srt(film.with_suffix(".srt"), ENGLISH)
    before = analysed(film)
    project = analysed(film, before, reading=Reading(subtitles="none"), speech_model="included")
    assert [cue.text for cue in project.cues] == [heard[0].text]
    assert project.reading.subtitles == "none"
    assert project.tracks["text"].complete
    back = analysed(film, project, reading=Reading(subtitles="auto"))
    assert [cue.text for cue in back.cues] == [text for _, _, text in ENGLISH]


def test_a_chosen_file_that_has_gone_is_said_and_the_words_stay(film: Path, tmp_path: Path) -> None:
    chosen = write_srt(tmp_path / "elsewhere.srt", ENGLISH)
    before = analysed(film, reading=Reading(subtitles=str(chosen)))
    chosen.unlink()
    again = analysed(film, before)
    assert (again.cues, again.words_from) == (before.cues, before.words_from)
    assert again.tracks["text"].complete
    assert "subtitles.unreadable" in kinds(again)


def test_a_file_asked_for_now_that_is_not_there_leaves_the_words_out(film: Path, tmp_path: Path) -> None:
    project = analysed(film, reading=Reading(subtitles=str(tmp_path / "gone.srt")))
    assert (project.cues, "analysis.left_out" in kinds(project)) == ((), True)


def test_words_that_are_not_read_are_explained_by_nobody(film: Path) -> None:
    write_srt(film.with_suffix(".srt"), FRENCH)
    project = analysed(film)
    assert project.timeline is not None
    (told,) = evidence(Film.of(project), WhyMarkers((Marker(8, 12),), project.timeline), "cpu")
    assert told.effects == ()
    assert told.words


def test_delivered_tracks_come_with_the_cues(film: Path) -> None:
    write_srt(film.with_suffix(".srt"), FRENCH)
    events = []
    analyze(AnalyzeRequest(Project(probe(film))), events.append)
    text = [event.track for event in events if isinstance(event, TrackReady) and event.track.modality == "text"]
    assert text
    assert not any(track.valid.any() for track in text)
    assert text[-1].complete


def test_cases(shared: Path) -> None:
    blank = probe(shared / "cases" / "blank" / "blank.mp4")
    files = sorted((shared / "cases" / "25-other-languages").glob("*.srt"))
    assert files
    for path in files:
        project = analyze(AnalyzeRequest(Project(blank), reading=Reading(subtitles=str(path))), lambda event: None)
        english = ".en." in path.name
        assert len(project.cues) == 5
        assert bool(project.tracks["text"].valid.any()) is english, path.name
        assert ("analysis.foreign_cues" in kinds(project)) is not english, path.name
