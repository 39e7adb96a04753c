"""A modality is one file and one line in the table: then it is read, kept, exported, and said not to be fused."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from mmsa_studio import features
from mmsa_studio.analysis.run import analyze
from mmsa_studio.core import modality
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import AnalyzeRequest, Event, TrackReady
from mmsa_studio.core.paths import resource
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.export import render
from mmsa_studio.media.probe import probe
from mmsa_studio.models import registry
from mmsa_studio.store.project_file import ProjectFile, create
from tests.films import make_film
from tests.promises import loudness


@pytest.fixture(autouse=True)
def _the_file_and_the_line_in_the_table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "mmsa_studio.features.loudness", loudness)
    table = (*modality.TABLE, loudness.LINE)
    for place in (modality, features, registry):
        monkeypatch.setattr(place, "TABLE", table)
    registry._read.cache_clear()
    yield
    registry._read.cache_clear()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "film.mkv", seconds=3, picture=False)


def analysed(known: Project) -> tuple[Project, list[Event]]:
    events: list[Event] = []
    return analyze(AnalyzeRequest(known), events.append), events


def test_it_is_read_beside_the_others_and_said_not_to_be_fused(film: Path) -> None:
    project, events = analysed(Project(probe(film)))
    track = project.tracks["loudness"]
    assert track.complete
    beep = np.arange(project.media.grid.count) % 5 == 0
    assert track.valid.all()
    assert (track.values[beep, 1] > 0.3).all(), "there is a beep at every whole second"
    assert (track.values[~beep, 1] < 0.1).all()
    assert "voice" in project.tracks
    assert project.timeline is not None
    assert "loudness" not in project.timeline.sources
    told = [event for event in events if isinstance(event, Notice) and event.kind == "analysis.untrained"]
    assert [notice.message for notice in told] == [
        "The network was not trained on loudness: it is shown, and not fused."
    ]


def test_it_is_kept_in_the_project_and_not_read_again(film: Path, tmp_path: Path) -> None:
    first, _ = analysed(Project(probe(film)))
    create(tmp_path / "film.mmsa", first).close()
    with ProjectFile(tmp_path / "film.mmsa") as file:
        kept = file.load()
    assert np.array_equal(kept.tracks["loudness"].values, first.tracks["loudness"].values)
    assert kept.tracks["loudness"].made_by == first.tracks["loudness"].made_by
    _, events = analysed(kept)
    assert not [event for event in events if isinstance(event, TrackReady)]


def test_one_that_fails_is_left_out_and_the_others_go_on(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: loudness.LoudnessExtractor, item: object) -> None:
        raise StudioError("weights.absent", name="loudness")

    monkeypatch.setattr(loudness.LoudnessExtractor, "feed", refuse)
    project, _ = analysed(Project(probe(film)))
    assert "loudness" not in project.tracks
    assert project.tracks["voice"].complete


def test_it_is_exported_with_the_curves(film: Path) -> None:
    project, _ = analysed(Project(probe(film)))
    head, first, *_ = render(project, "curves-csv").files[".csv"].decode().splitlines()
    row = dict(zip(head.split(","), first.split(","), strict=True))
    assert float(row["measure.loudness.highest"]) == pytest.approx(
        float(project.tracks["loudness"].values[0, 1]), abs=1e-4
    )
    document = json.loads(render(project, "json").files[".json"])
    schema = json.loads(resource("schema/timeline.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    (track,) = (one for one in document["tracks"] if one["id"] == "measure.loudness.highest")
    assert (track["kind"], track["modality"]) == ("measure", "loudness")
    assert track["values"][0] == pytest.approx(float(row["measure.loudness.highest"]))
