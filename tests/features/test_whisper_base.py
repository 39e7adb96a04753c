"""The included speech model: it hears real speech, makes nothing up, is checked, and stops when asked."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mmsa_studio.analysis.run import analyze
from mmsa_studio.core import speech as included
from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.jobs import AnalyzeRequest, CuesReady, Event, Progress, TimelineReady, TrackReady
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.features import speaking, whisper_base
from mmsa_studio.features.speech import SAMPLE_RATE, transcribe
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import SoundChunk, read_sound
from tests.features.test_speech import written
from tests.test_honesty import hiss, hum, music, rumble, silence
from tests.test_honesty import written as wav


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _one_cache(cache: Path, _own_folders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is joined once for all tests here."""
    monkeypatch.setenv("MMSA_CACHE_DIR", str(cache))


@pytest.fixture
def hears_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all sound for speech, so that only the model itself is left to say that nobody speaks."""

    def all_of_it(segments: np.ndarray) -> np.ndarray:
        return np.ones((len(segments), segments.shape[1] // WINDOW), np.float32)

    monkeypatch.setattr(speaking, "speaking", all_of_it)


@pytest.fixture
def dialogue(shared: Path) -> np.ndarray:
    """Two minutes of a film."""
    (path,) = (shared / "footage").glob("20_*.wav")
    return np.concatenate([chunk.samples for chunk in read_sound(probe(path), sample_rate=SAMPLE_RATE)])


def chunks(samples: np.ndarray) -> list[SoundChunk]:
    size = 10 * SAMPLE_RATE
    return [SoundChunk(at, np.asarray(samples[at : at + size], np.float32)) for at in range(0, len(samples), size)]


def cues_of(samples: np.ndarray, **choices: object) -> tuple[Cue, ...]:
    return written(chunks(samples), model=INCLUDED, **choices)


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def test_a_dialogue_is_written_down(dialogue: np.ndarray, shared: Path) -> None:
    (transcript,) = (shared / "footage").glob("20_*.txt")
    skipped = 80
    part = dialogue[skipped * SAMPLE_RATE :]
    cues = cues_of(part)
    said = set(words_of(transcript.read_text("utf-8")))
    heard = words_of(" ".join(cue.text for cue in cues))
    assert sum(word in said for word in heard) / len(heard) > 0.9
    (late,) = [cue for cue in cues if "Good Lord" in cue.text]
    assert float(late.start) + skipped == pytest.approx(113.6, abs=0.8)
    assert all(before.end <= after.start for before, after in pairwise(cues))
    for cue in cues:
        assert " ".join(word.text for word in cue.words) == cue.text
        assert all(cue.start - 1 / 100 <= word.start <= word.end <= cue.end + 1 / 100 for word in cue.words)
        assert 0 <= cue.start < cue.end <= len(part) / SAMPLE_RATE


def test_times_count_from_the_first_frame(dialogue: np.ndarray) -> None:
    part = dialogue[: 5 * SAMPLE_RATE]
    now, later = cues_of(part), cues_of(np.pad(part, (7 * SAMPLE_RATE, 0)))
    assert [cue.text for cue in now] == [cue.text for cue in later]
    assert [float(cue.end) + 7 for cue in now] == pytest.approx([float(cue.end) for cue in later], abs=0.2)


def test_the_same_sound_gives_the_same_words(dialogue: np.ndarray) -> None:
    part = dialogue[: 5 * SAMPLE_RATE]
    assert cues_of(part) == cues_of(part)


@pytest.mark.parametrize("kind", ["06_", "08_"])
def test_short_clips_of_nonsense_are_heard(kind: str, shared: Path) -> None:
    (film,) = (shared / "footage").glob(f"{kind}*")
    said = {"06_": "lay white again", "08_": "set blue with e5 now"}[kind]
    (cue,) = written(read_sound(probe(film)), model=INCLUDED)
    assert set(words_of(said)) <= set(words_of(cue.text))


def test_a_battle_without_clear_speech_gives_no_words(shared: Path) -> None:
    (film,) = (shared / "footage").glob("01_*.webm")
    assert written(read_sound(probe(film)), model=INCLUDED) == ()


def test_another_language_is_written_as_it_is_spoken(shared: Path) -> None:
    samples, rate = soundfile.read(shared / "voice" / "emodb" / "03a02Nc.flac", dtype="float32")
    assert rate == SAMPLE_RATE
    (passage,) = transcribe(chunks(samples), model=INCLUDED)
    assert passage.language == "de"
    assert "am Mittwoch" in passage.cues[0].text


def test_a_language_that_is_told_is_not_looked_for(dialogue: np.ndarray) -> None:
    (passage,) = transcribe(chunks(dialogue[: 5 * SAMPLE_RATE]), model=INCLUDED, language="German")
    assert passage.language == "de"


@pytest.mark.parametrize("sound", [silence, hiss, rumble, hum], ids=lambda sound: sound.__name__)
def test_the_model_is_not_even_loaded_where_nobody_speaks(sound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper_base, "included_model", lambda: pytest.fail("the model was loaded"))
    assert cues_of(sound()) == ()


@pytest.mark.usefixtures("hears_everything")
@pytest.mark.parametrize("sound", [silence, hiss, rumble, hum, music], ids=lambda sound: sound.__name__)
def test_nothing_is_made_up_where_the_speech_detector_errs(sound) -> None:
    assert cues_of(sound()) == ()


def test_stops_at_the_next_segment_when_asked(dialogue: np.ndarray) -> None:
    asked: list[float] = []

    def stop(fraction: float) -> None:
        asked.append(fraction)
        if len(asked) == 6:
            raise Cancelled

    with pytest.raises(Cancelled):
        cues_of(dialogue[: 10 * SAMPLE_RATE], hook=stop, seconds=10)
    assert len(asked) == 6


class TestAnalysis:
    @pytest.fixture
    def film(self, dialogue: np.ndarray, tmp_path: Path) -> Path:
        return wav(tmp_path / "film.wav", dialogue[: 12 * SAMPLE_RATE])

    def test_words_come_after_voices_and_count_in_the_curve(self, film: Path) -> None:
        events: list[Event] = []
        project = analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), events.append)
        kinds = [type(event) for event in events if isinstance(event, CuesReady | TimelineReady)]
        assert kinds.index(TimelineReady) < kinds.index(CuesReady)
        assert project.words_from == WordsFrom("heard", "Whisper base")
        assert "broadcast" in project.cues[0].text
        assert project.tracks["text"].complete
        assert project.tracks["text"].valid.mean() > 0.3
        assert project.timeline.series("text", "valence").valid.any()
        assert Notice("analysis.no_words") not in project.notices
        told = [event.fraction for event in events if isinstance(event, Progress)]
        assert told == sorted(told)
        assert {"sound", "speech", "fusion"} <= {event.stage for event in events if isinstance(event, Progress)}

    def test_the_curve_of_voices_and_faces_does_not_wait(self, shared: Path) -> None:
        (film,) = (shared / "footage").glob("06_*")
        events: list[Event] = []
        project = analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), events.append)
        speech = next(at for at, event in enumerate(events) if isinstance(event, Progress) and event.stage == "speech")
        shown = [event.timeline for event in events[:speech] if isinstance(event, TimelineReady)][-1]
        for modality in ("voice", "face"):
            known = project.timeline.series(modality, "valence").valid
            assert known.any()
            assert (shown.series(modality, "valence").valid == known).all()

    def test_words_known_before_are_not_written_down_again(self, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        request = AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu")
        project = analyze(request, lambda event: None)
        monkeypatch.setattr(whisper_base, "included_model", lambda: pytest.fail("the model was loaded"))
        again = analyze(replace(request, project=project), lambda event: None)
        assert (again.cues, again.words_from) == (project.cues, project.words_from)

    def test_another_language_is_shown_but_not_read(self, shared: Path) -> None:
        film = shared / "voice" / "emodb" / "03a02Nc.flac"
        project = analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), lambda event: None)
        assert project.words_from == WordsFrom("heard", "Whisper base", "de")
        assert project.cues
        assert not project.tracks["text"].valid.any()
        assert any("speaks German" in one.message for one in project.notices)

    @pytest.mark.parametrize("damage", ["missing", "changed"])
    def test_a_model_that_is_not_whole_leaves_the_film_without_words(
        self, film: Path, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MMSA_CACHE_DIR", str(tmp_path / "cache"))
        packaged = included._packaged
        if damage == "missing":
            monkeypatch.setattr(included, "find_spec", lambda name: None)
        else:
            monkeypatch.setattr(included, "_packaged", lambda file: (block[:-1] for block in packaged(file)))
        notices: list[Notice] = []

        def hook(event: Event) -> None:
            if isinstance(event, Notice):
                notices.append(event)

        project = analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), hook)
        (told,) = [one for one in notices if "Whisper base" in one.message]
        assert "pip install" in told.hint
        assert "voice" in project.tracks
        assert project.timeline.series("fused", "valence").valid.any()
        assert not project.cues
        assert not list((tmp_path / "cache").rglob("*.bin"))


class TestFiles:
    def test_the_packages_carry_the_model(self) -> None:
        included.check_packages()

    @pytest.fixture
    def small(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        """Everything but the large file, joined."""
        monkeypatch.setenv("MMSA_CACHE_DIR", str(tmp_path))
        monkeypatch.setattr(included, "FILES", included.FILES[1:])
        return included.included_model()

    @pytest.mark.parametrize("damage", [b"", b"{}"])
    def test_a_damaged_copy_is_made_again(self, small: Path, damage: bytes) -> None:
        whole = (small / "config.json").read_bytes()
        (small / "config.json").write_bytes(damage)
        assert included.included_model() == small
        assert (small / "config.json").read_bytes() == whole

    def test_a_package_with_another_model_is_refused(self, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(included, "_packaged", lambda file: iter([b"another model"]))
        (small / "config.json").unlink()
        with pytest.raises(StudioError, match="damaged"):
            included.included_model()
        assert not (small / "config.json").exists()
        with pytest.raises(StudioError, match="damaged"):
            included.check_packages()

    def test_a_cache_that_cannot_be_written_to_is_told(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "whisper-base").touch()
        monkeypatch.setenv("MMSA_CACHE_DIR", str(tmp_path))
        with pytest.raises(StudioError, match="cannot be made"):
            included.included_model()


def test_a_track_of_words_grows_while_they_are_heard(
    dialogue: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmsa_studio.analysis.words.Sparingly", lambda seconds: lambda: True)
    film = wav(tmp_path / "film.wav", dialogue[: 40 * SAMPLE_RATE])
    events: list[Event] = []
    analyze(AnalyzeRequest(Project(probe(film)), speech_model=INCLUDED, device="cpu"), events.append)
    tracks = [event.track for event in events if isinstance(event, TrackReady) and event.track.modality == "text"]
    assert len(tracks) > 2
    assert not tracks[0].complete
    assert tracks[-1].complete
    assert 0 < tracks[0].valid.sum() < tracks[-1].valid.sum()
