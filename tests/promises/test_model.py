"""A model is one folder of weights and one line in the table: then it computes, is kept, and answers for its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mmsa_studio import cli
from mmsa_studio.analysis.answers import answer
from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.jobs import AnalyzeRequest, Event, TrackReady
from mmsa_studio.core.paths import resource
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Explain, Film, Imagine, WhyMarkers, WordsDo
from mmsa_studio.export import render
from mmsa_studio.features.weights import load_weights, save_weights
from mmsa_studio.media.probe import probe
from mmsa_studio.models import registry
from mmsa_studio.models.registry import FUSION, STANDARD
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.work.film import FilmRequest, process
from mmsa_studio.work.library import open_path
from tests.films import make_film

NAME = "bold"
SECONDS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights like the program's own, but for words, which it reads another way, and for the fusion."""
    folder = tmp_path_factory.mktemp("bold")
    (folder / "models.json").write_bytes(resource("models/models.json").read_bytes())
    for part in ("voice", "face"):
        (folder / f"{part}.safetensors").symlink_to(resource(f"models/{part}.safetensors"))
    for part in ("text", FUSION):
        tensors, metadata = load_weights(part)
        changed = {name: tensor * 0.9 if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
        save_weights(part, changed, {**metadata, "version": NAME}, folder)
    return folder


@pytest.fixture(autouse=True)
def _the_line_in_the_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(registry.FOLDERS, NAME, folder)
    registry._read.cache_clear()
    yield
    registry._read.cache_clear()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = [(0.5, 2.0, "I am so happy to see you."), (2.2, 3.8, "Leave me alone!")]
    return make_film(tmp_path_factory.mktemp("films") / "film.mkv", seconds=SECONDS, sound=False, subtitles=said)


def analysed(known: Project, name: str = "") -> tuple[Project, list[str]]:
    """The project after an analysis, and which tracks were made anew."""
    events: list[Event] = []
    done = analyze(AnalyzeRequest(known, model=name), events.append)
    return done, [event.track.modality for event in events if isinstance(event, TrackReady)]


@pytest.fixture(scope="module")
def done(film: Path, folder: Path) -> Project:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry.FOLDERS, NAME, folder)
        return analysed(Project(probe(film)), NAME)[0]


def test_it_is_listed_with_an_identity_of_its_own() -> None:
    names = [one.name for one in registry.models()]
    assert names == [STANDARD, NAME]
    own, standard = registry.model(NAME), registry.model(STANDARD)
    assert own.fusion != standard.fusion
    assert {part for part in own.encoders if own.encoders[part] != standard.encoders[part]} == {"text"}


def test_it_computes_tracks_and_curve_and_says_so(done: Project, film: Path) -> None:
    standard, _ = analysed(Project(probe(film)))
    assert done.timeline is not None
    assert standard.timeline is not None
    assert done.timeline.model == registry.model(NAME).fusion
    assert standard.timeline.model == registry.model(STANDARD).fusion
    assert done.tracks["text"].made_by == registry.model(NAME).encoders["text"]
    assert not np.array_equal(done.tracks["text"].values, standard.tracks["text"].values)
    document = json.loads(render(done, "json").files[".json"])
    assert document["generator"]["models"][0]["version"] == NAME


def test_another_model_makes_only_anew_what_its_own_encoders_hear_otherwise(done: Project) -> None:
    standard, renewed = analysed(done, STANDARD)
    assert renewed == ["text"]
    assert standard.timeline is not None
    assert standard.timeline.model == registry.model(STANDARD).fusion


def test_what_it_made_is_kept_and_continued_by_itself(done: Project, tmp_path: Path) -> None:
    create(tmp_path / "film.mmsa", done).close()
    opened = open_path(tmp_path / "film.mmsa")
    opened.file.close()
    assert not opened.outdated, "it is another model's, and no earlier one's"
    again, renewed = analysed(opened.project)
    assert renewed == []
    assert again.timeline is not None
    assert again.timeline.model == registry.model(NAME).fusion


def test_it_answers_for_what_it_made(done: Project) -> None:
    timeline, film = done.timeline, Film.of(done)
    assert timeline is not None
    fused = timeline.series("fused", "valence").values
    for frame in (20, 60):
        step = done.media.grid.step_of(frame, done.rate)
        told = answer(film, Explain(frame), "cpu", lambda event: None)
        assert told.output == pytest.approx(float(fused[step]), abs=1e-5)
        imagined = answer(film, Imagine(frame), "cpu", lambda event: None)
        assert imagined.timeline.model == timeline.model
        assert imagined.timeline.series("fused", "valence").values == pytest.approx(fused, abs=1e-5)
    assert [one.marker for one in done.evidence] == [one.id for one in done.markers]
    assert len(answer(film, WhyMarkers(done.markers, timeline), "cpu", lambda event: None)) == len(done.markers)
    line = WordsDo(("Leave", "me", "alone!"))
    effects = [answer(one, line, "cpu", lambda event: None).effects for one in (film, Film(done.media))]
    assert not np.array_equal(*effects), "the words are read by the encoder that read them before"


def test_the_command_line_takes_it_by_its_name(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    process(FilmRequest(str(film), tmp_path / "film.mmsa", model=NAME), lambda event: None)
    with ProjectFile(tmp_path / "film.mmsa") as file:
        timeline = file.load().timeline
    assert timeline is not None
    assert timeline.model == registry.model(NAME).fusion
    assert cli.main(["analyze", str(film), "--model", "shy"]) == 2
    assert f"Known ones: {STANDARD}, {NAME}." in capsys.readouterr().err
    assert cli.main(["analyze", "--help"]) == 0
    assert f"{STANDARD}, {NAME}" in capsys.readouterr().out
