"""A kill at any moment costs seconds: what was worked out is told often, and gone on with to the same end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mmsa_studio.analysis import extracting, words
from mmsa_studio.analysis.run import analyze
from mmsa_studio.core import progress
from mmsa_studio.core.draft import Column
from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.film import Cue, MediaInfo
from mmsa_studio.core.jobs import AnalyzeRequest, Drafted, Event
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Project
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FULL, Grid, Track, graded
from mmsa_studio.features.speech import Passage
from mmsa_studio.fusion import infer
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.work.recorder import Recorder
from tests.films import make_film

SAMPLES_A_STEP = 3200
LOST_S = 5.0


class Clock:
    """Stands in for the clock of this process: it goes on only while something is worked out."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Careful:
    """An extractor whose track depends on all it was fed: every step has what it holds less the mean of the film."""

    names = ("a",)
    clock: Clock
    costs_s: float
    fed: list[int]
    drafted = {"step": Column(np.int32), "value": Column(np.float32)}  # noqa: RUF012

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        self._grid = grid
        self._known: dict[int, float] = {}
        self._new: list[int] = []
        self._sound = np.zeros(0, np.float32)
        self._next = self._end = 0

    def feed(self, item: object) -> None:
        Careful.clock.now += Careful.costs_s
        for step, value in self._read(item):
            if step < self._grid.count and step not in self._known:
                self._known[step] = value
                self._new.append(step)
                Careful.fed.append(step)

    def _read(self, item: object) -> list[tuple[int, float]]:
        if self.modality == "face":
            self._end = item.steps.stop
            return [(step, float(item.image.mean()) + item.shot_index) for step in item.steps]
        if self.modality == "text":
            self._end += len(item)
            return [(self._grid.at(cue.start), float(len(cue.text))) for cue in item]
        self._sound = np.concatenate([self._sound, item.samples[max(0, self._next - item.start) :]])
        found = []
        while len(self._sound) >= SAMPLES_A_STEP:
            found.append((self._next // SAMPLES_A_STEP, float(np.abs(self._sound[:SAMPLES_A_STEP]).max())))
            self._sound, self._next = self._sound[SAMPLES_A_STEP:], self._next + SAMPLES_A_STEP
        self._end = self._next
        return found

    def draft(self) -> tuple[int, dict[str, np.ndarray]]:
        new, self._new = self._new, []
        values = [self._known[step] for step in new]
        return self._end, {"step": np.array(new, np.int32), "value": np.array(values, np.float32)}

    def recall(self, end: int, arrays: dict[str, np.ndarray]) -> None:
        self._known.update(zip(arrays["step"].tolist(), arrays["value"].tolist(), strict=True))
        self._end = self._next = end

    def track(self, *, final: bool = False) -> Track:
        values, valid = np.zeros((self._grid.count, 1), np.float32), np.zeros(self._grid.count, np.bool_)
        mean = np.float32(np.mean([*self._known.values()])) if self._known else np.float32(0)
        for step, value in self._known.items():
            values[step], valid[step] = np.float32(value) - mean, True
        known = self._grid.count if final else 0
        return Track(self.modality, self._grid, values, valid, ("a",), quality=graded(self._grid, 0, known, FULL))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Careful.clock = Clock()
    Careful.costs_s, Careful.fed = 0.4, []
    kinds = {one: type(f"Careful{one}", (Careful,), {"modality": one}) for one in ("text", "voice", "face")}
    monkeypatch.setattr(extracting, "extractor", kinds.__getitem__)
    monkeypatch.setattr(infer, "fuse", lambda tracks, grid, **_: EmotionTimeline.empty(grid, ModelIdentity("", "", "")))
    monkeypatch.setattr(progress, "time", made)
    return made


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "film.mkv"
    return make_film(path, seconds=50, rate="10", size=(64, 36), cuts=(23, 141, 260, 405), burn_in=False)


def interrupted(request: AnalyzeRequest, path: Path, stop: Callable[[Event], bool]) -> Project:
    """What a project file holds when an analysis is killed at the first event that says so."""
    if not path.exists():
        create(path, request.project).close()
    with ProjectFile(path) as file:
        record = Recorder(file, file.load())

        def keep(event: Event) -> None:
            record(event)
            if stop(event):
                raise Cancelled

        with pytest.raises(Cancelled):
            analyze(replace(request, project=record.project), keep)
    with ProjectFile(path) as file:
        return file.load()


def same(one: Project, other: Project) -> None:
    assert one.finished
    assert one.drafts == other.drafts == ()
    assert one.shots == other.shots
    assert one.cues == other.cues
    for key, track in other.tracks.items():
        assert np.array_equal(one.tracks[key].valid, track.valid), key
        assert np.array_equal(one.tracks[key].values, track.values), key


@pytest.mark.parametrize("kills", [1, 4, 9, 16, 30])
def test_an_analysis_killed_after_every_few_drafts_ends_as_one_that_was_not(
    film: Path, clock: Clock, tmp_path: Path, kills: int
) -> None:
    """Killed again and again, each time a draft later: every run goes on where the last one ended."""
    media = probe(film)
    whole = analyze(AnalyzeRequest(Project(media)), lambda event: None)
    Careful.fed.clear()
    request, path = AnalyzeRequest(Project(media)), tmp_path / "film.mmsa"
    for _ in range(kills):
        try:
            known = interrupted(request, path, lambda event: isinstance(event, Drafted))
        except pytest.fail.Exception:  # it ended before there was another draft
            break
    with ProjectFile(path) as file:
        known = file.load()
    again = analyze(AnalyzeRequest(known), lambda event: None)
    same(again, whole)
    again_s = (len(Careful.fed) - len(set(Careful.fed))) * Careful.costs_s
    assert again_s <= 2 * media.grid.count * Careful.costs_s


def test_what_is_worked_out_is_told_before_five_seconds_have_passed(film: Path, clock: Clock) -> None:
    told: list[tuple[float, Event]] = []
    analyze(AnalyzeRequest(Project(probe(film))), lambda event: told.append((clock.now, event)))
    times = [now for now, event in told if isinstance(event, Drafted)]
    assert len(times) > 20
    gaps = np.diff([0.0, *times, clock.now])
    assert gaps.max() <= LOST_S


def test_drafts_of_other_encoders_and_of_modalities_to_be_renewed_are_not_gone_on_with(
    film: Path, clock: Clock, tmp_path: Path
) -> None:
    request, seen = AnalyzeRequest(Project(probe(film))), []

    def third(event: Event) -> bool:
        seen.extend([event] if isinstance(event, Drafted) and event.draft.stage == "pictures" else [])
        return len(seen) == 3

    known = interrupted(request, tmp_path / "film.mmsa", third)
    assert [draft.stage for draft in known.drafts] == ["pictures"] * 3
    others = tuple(replace(one, makers={"face": ModelIdentity("face", "0", "0" * 64)}) for one in known.drafts)
    for again in (
        AnalyzeRequest(replace(known, drafts=others)),
        AnalyzeRequest(known, renew=("face",)),
    ):
        Careful.fed.clear()
        analyze(again, lambda event: None)
        assert Careful.fed[0] == 0
    Careful.fed.clear()
    analyze(AnalyzeRequest(known), lambda event: None)
    assert Careful.fed[0] > 0


def test_words_are_written_down_from_where_they_were_heard_to_silence_included(
    film: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[Fraction, str, Fraction]] = []

    def read(_: object, start: int) -> Fraction:
        return Fraction(start, 16_000)

    def transcribe(start: Fraction, *, spoken: str, before: Fraction, **_: object) -> object:
        begun.append((start, spoken, before))
        for second in range(int(start), 50, 2):
            clock.now += 0.7
            there = (Cue(Fraction(second), Fraction(second + 1), "x" * second, language="en"),) if second < 20 else ()
            yield Passage(there, "en", (second + 2) * 16_000)

    monkeypatch.setattr(words, "sound_from", read)
    monkeypatch.setattr("mmsa_studio.features.speech.transcribe", transcribe)
    request = AnalyzeRequest(Project(probe(film)), speech_model="included")
    whole = analyze(request, lambda event: None)
    path = tmp_path / "film.mmsa"
    for wanted in (1, 3, 5):
        seen: list[Event] = []

        def stop(event: Event, seen: list[Event] = seen, wanted: int = wanted) -> bool:
            seen.extend([event] if isinstance(event, Drafted) and event.draft.stage == "speech" else [])
            return len(seen) == wanted

        known = interrupted(request, path, stop)
    begun.clear()
    same(analyze(replace(request, project=known), lambda event: None), whole)
    ((start, spoken, before),) = begun
    assert start >= 20, "it goes on after the silence that was listened to"
    assert (spoken, before) == ("en", Fraction(19))
