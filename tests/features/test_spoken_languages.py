"""Stretches of speech are cut where the language changes, and one foreign word changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.core.project import Project
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.features import speech
from mmsa_studio.features.listener import Piece
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.features.spoken_languages import by_language
from mmsa_studio.features.stretches import SAMPLE_RATE, Stretch
from mmsa_studio.media.probe import probe

LANGUAGES = {"en": 0.1, "fr": 0.2, "de": 0.3, "": 0.0}
"""Sound is a constant: which one says what is spoken, and nothing is a pause."""


def stretch(*said: tuple[str, float], start_s: float = 0.0) -> Stretch:
    """A stretch in which languages are spoken for some seconds each."""
    parts = [np.full(round(seconds * SAMPLE_RATE / WINDOW), LANGUAGES[language]) for language, seconds in said]
    windows = np.concatenate(parts).astype(np.float32)
    return Stretch(round(start_s * SAMPLE_RATE), np.repeat(windows, WINDOW), windows > 0)


def tell(samples: np.ndarray) -> Mapping[str, float]:
    """Sure of what is spoken most, less so when that is short."""
    spoken = {name: int((np.abs(samples - level) < 0.01).sum()) for name, level in LANGUAGES.items() if name}
    trust = min(sum(spoken.values()) / SAMPLE_RATE, 1.0) * 0.97
    return {name: trust * count / max(sum(spoken.values()), 1) + (1 - trust) / 3 for name, count in spoken.items()}


def told(*stretches: Stretch) -> list[tuple[float, float, str]]:
    """Begin, end and language of the parts."""
    return [
        (round(part.begin_s, 1), round(part.end_s, 1), language)
        for part, language in by_language(stretches, tell, piece_s=4.0)
    ]


def languages(*stretches: Stretch) -> list[str]:
    return [language for *_, language in told(*stretches)]


def test_a_film_of_one_language_is_not_cut() -> None:
    given = stretch(("en", 5), ("", 1), ("en", 9), ("", 0.5), ("en", 2))
    ((part, language),) = by_language([given], tell, piece_s=4.0)
    assert language == "en"
    assert part.start == given.start
    assert np.array_equal(part.samples, given.samples)
    assert np.array_equal(part.speech, given.speech)


def test_a_stretch_is_cut_in_the_pause_in_which_the_language_changes() -> None:
    assert told(stretch(("en", 7), ("", 1), ("de", 8), start_s=3)) == [(3.0, 10.5, "en"), (10.5, 19.0, "de")]
    assert told(stretch(("de", 4), ("", 1), ("en", 8))) == [(0.0, 4.5, "de"), (4.5, 13.0, "en")]


def test_some_seconds_between_others_are_found() -> None:
    parts = told(stretch(("en", 6), ("", 0.6), ("fr", 4), ("", 0.6), ("en", 9)))
    assert [language for *_, language in parts] == ["en", "fr", "en"]
    assert (parts[1][0], parts[1][1]) == pytest.approx((6.3, 10.9), abs=0.1)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "between", "last"])
def test_one_short_word_changes_nothing(place: int) -> None:
    said = [("en", 5.0), ("", 0.6), ("en", 6.0)]
    word = [[("fr", 0.5), ("", 0.6)], [("", 0.6), ("fr", 0.5)], [("", 0.6), ("fr", 0.5)]][place]
    at = [0, 1, 3][place]
    assert languages(stretch(*said[:at], *word, *said[at:])) == ["en"]


def test_a_short_word_at_the_end_of_a_stretch_is_heard_with_what_follows() -> None:
    assert languages(stretch(("en", 8)), stretch(("fr", 1.2), start_s=9), stretch(("en", 8), start_s=12)) == ["en"] * 3
    french = languages(stretch(("en", 8)), stretch(("fr", 1.2), start_s=9), stretch(("fr", 8), start_s=12))
    assert french == ["en", "fr", "fr"]


def test_where_nothing_is_sure_english_is_taken() -> None:
    assert languages(stretch(("fr", 0.4))) == ["en"]
    assert languages() == []


def test_every_sample_is_in_one_part() -> None:
    given = [
        stretch(("en", 4), ("", 1), ("de", 9), ("", 2), ("fr", 7)),
        stretch(("fr", 3), ("", 1), ("en", 9), start_s=30),
    ]
    parts = [part for part, _ in by_language(given, tell, piece_s=4.0)]
    for one in given:
        inside = [part for part in parts if one.begin_s <= part.begin_s < one.end_s]
        assert sum(len(part.samples) for part in inside) == len(one.samples)
        assert [part.start for part in inside[1:]] == [part.start + len(part.samples) for part in inside[:-1]]


def test_languages_are_told_a_few_times_a_stretch_only() -> None:
    asked = []
    given = [stretch(*[("en", 1.0), ("", 0.5)] * 18, start_s=30 * n) for n in range(3)]
    list(by_language(given, lambda samples: asked.append(1) or tell(samples), piece_s=4.0))
    assert len(asked) <= 3 * 5


class Stub:
    """A listener that writes down which language it was told."""

    words_timed = False
    piece_s = 4.0
    known = ("en", "de", "fr")
    languages = staticmethod(tell)

    def listen(self, samples: np.ndarray, language: str) -> list[Piece]:
        return [Piece(f"said in {language}", 0.0, len(samples) / SAMPLE_RATE)]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Stretch]:
    """What the stub hears; a test puts it there."""
    given: list[Stretch] = []
    monkeypatch.setattr(speech, "_listener", lambda *_: Stub())
    monkeypatch.setattr(speech, "pieces", lambda chunks: iter(given))
    return given


def analysed(tmp_path: Path, reading: Reading | None = None) -> Project:
    film = tmp_path / "film.wav"
    rng = np.random.default_rng(0)
    soundfile.write(film, 0.1 * rng.standard_normal(60 * SAMPLE_RATE).astype(np.float32), SAMPLE_RATE)
    request = AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu")
    if reading:
        request = AnalyzeRequest(Project(probe(film), reading=reading), speech_model=INCLUDED, device="cpu")
    return analyze(request, lambda event: None)


def read_steps(project: Project) -> tuple[int, int]:
    """The first and the last step whose words were read."""
    steps = np.flatnonzero(project.tracks["text"].valid)
    return int(steps[0]), int(steps[-1])


@pytest.fixture
def _somebody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise passes for speech: only whether the words stage runs depends on it."""
    from mmsa_studio.analysis import words

    monkeypatch.setattr(
        words.State, "track", lambda self, modality: self.project.tracks.get(modality) if modality == "text" else None
    )


@pytest.mark.usefixtures("_somebody_speaks")
@pytest.mark.parametrize(("first", "second"), [("en", "de"), ("de", "en")])
def test_each_part_is_written_down_in_its_language_and_english_is_read(
    first: str, second: str, heard: list[Stretch], tmp_path: Path
) -> None:
    heard += [stretch((first, 20)), stretch((first, 6), ("", 1), (second, 20), start_s=25)]
    project = analysed(tmp_path)
    assert [(cue.text, cue.language) for cue in project.cues] == [
        (f"said in {one}", one) for one in (first, first, second)
    ]
    begin, end = read_steps(project)
    english = [cue for cue in project.cues if cue.language == "en"]
    assert begin * 0.2 >= float(english[0].start) - 0.4
    assert end * 0.2 <= float(english[-1].end) + 0.4
    assert project.words_from == WordsFrom("heard", "Whisper base", f"{first} {second}")
    (notice,) = [one for one in project.notices if one.kind == "analysis.several_languages"]
    assert "English for 2" in notice.message
    assert "German for 2" in notice.message
    assert (
        "English, German" in project.words_from.sentence.message
        or "German, English" in project.words_from.sentence.message
    )


@pytest.mark.usefixtures("_somebody_speaks")
def test_a_chosen_language_rules(heard: list[Stretch], tmp_path: Path) -> None:
    heard += [stretch(("en", 12)), stretch(("de", 20), start_s=25)]
    project = analysed(tmp_path, Reading(language="French"))
    assert {cue.language for cue in project.cues} == {"fr"}
    assert not project.tracks["text"].valid.any()
    assert project.words_from == WordsFrom("heard", "Whisper base", "fr")
    assert (
        Notice("analysis.foreign_speech", {"language": project.words_from.sentence.values["language"]})
        in project.notices
    )


def test_two_languages_of_a_real_recording(shared: Path) -> None:
    """English for 32 seconds, then German, whichever comes first."""
    (film,) = (shared / "cases" / "06-two-languages").glob("*.m4a")
    project = analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), lambda event: None)
    assert {cue.language for cue in project.cues if cue.end <= Fraction(63, 2)} == {"en"}
    assert {cue.language for cue in project.cues if cue.start >= Fraction(63, 2)} == {"de"}
    assert any("carry that child" in cue.text for cue in project.cues)
    assert any("am Mittwoch" in cue.text for cue in project.cues)
    begin, end = read_steps(project)
    assert begin < 5
    assert 150 <= end <= 161


def test_german_first_and_english_words_in_between(shared: Path) -> None:
    """Recordings of two collections, one after the other with pauses."""
    from mmsa_studio.features.speech import transcribe
    from mmsa_studio.media.sound import SoundChunk, read_sound

    (dialogue,) = (shared / "footage").glob("20_*.wav")
    english = np.concatenate([chunk.samples for chunk in read_sound(probe(dialogue), sample_rate=SAMPLE_RATE)])
    german = [
        soundfile.read(shared / "voice" / "emodb" / name, dtype="float32")[0]
        for name in ("03a02Nc.flac", "03a04Nc.flac", "03a05Nd.flac", "03b01Nb.flac")
    ]
    pause = np.zeros(SAMPLE_RATE // 2, np.float32)
    sound = np.concatenate(
        [part for one in german for part in (one, pause)] + [english[39 * SAMPLE_RATE : 54 * SAMPLE_RATE]]
    )
    border = sum(len(one) + len(pause) for one in german) / SAMPLE_RATE
    cues: list[Cue] = [cue for passage in transcribe([SoundChunk(0, sound)], model=INCLUDED) for cue in passage.cues]
    assert {cue.language for cue in cues if cue.end < border} == {"de"}
    assert {cue.language for cue in cues if cue.start > border - 0.3} == {"en"}
