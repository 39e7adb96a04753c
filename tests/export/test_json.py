"""Our JSON keeps its published shape, and other programs can trust every number in it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import jsonschema
import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.paths import resource
from mmsa_studio.core.project import Project
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.timing import Timing
from tests.export.material import AWKWARD, PLAIN, RATES, case_name, film, golden_project, marked, named

SCHEMA = json.loads(resource("schema/timeline.schema.json").read_text(encoding="utf-8"))


def _document(project: Project, options: ExportOptions = PLAIN) -> dict:
    content = render(project, "json", options).files[".json"]
    assert content.endswith(b"}\n")
    assert not content.startswith(b"\xef\xbb\xbf")
    document = json.loads(content, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    return document


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("case", RATES, ids=case_name)
def test_valid_at_every_rate(case: tuple[Fraction, bool]) -> None:
    document = _document(marked(film(case[0], start="01:00:00:00", drop=case[1])))
    assert document["media"]["start_timecode"]["drop_frame"] == case[1]
    assert Fraction(document["timeline"]["rate"]) == case[0]


def test_series_follow_the_contract() -> None:
    project = golden_project()
    tracks = {track["id"]: track for track in _document(project)["tracks"]}
    expected = [f"{source}.{quantity}" for source in SOURCES for quantity in QUANTITIES]
    assert list(tracks) == expected + [f"contribution.{modality}" for modality in MODALITIES]
    for name in expected:
        track, one = tracks[name], project.timeline.series(*name.split(".", 1))
        assert track["modality"] == name.split(".")[0]
        assert track["sampling"] == {"rate": "5/1", "start": "0/1"}
        for key, values in (("values", one.values), ("lower", one.lower), ("upper", one.upper)):
            assert [value is None for value in track[key]] == (~one.valid).tolist()
            known = np.array([value for value in track[key] if value is not None])
            assert np.allclose(known, values[one.valid], atol=5e-5)
    assert set(tracks["face.valence"]["values"]) == {None}
    contribution = tracks["contribution.text"]["values"]
    assert [value is None for value in contribution] == (~project.timeline.valid[0]).tolist()


def test_a_film_that_was_not_analysed_and_one_of_sound_only() -> None:
    document = _document(Project(replace(film(), picture=None)))
    assert document["media"]["video"] is None
    assert document["tracks"] == []
    assert document["events"] == []


def test_markers_come_back_whole() -> None:
    project = golden_project()
    reading = FORMATS["json"].read(render(project, "json", PLAIN).files[".json"], Timing(project.rate, project.rate))
    wanted = sorted(project.markers, key=lambda marker: (marker.start, marker.end, marker.id))
    for read, marker in zip(reading.markers, wanted, strict=True):
        for name in ("start", "end", "label", "note", "category", "intensity", "confidence", "colour", "id"):
            assert getattr(read, name) == getattr(marker, name)


def test_awkward_texts_are_kept() -> None:
    project = Project(film(), markers=named(list(AWKWARD.values())))
    labels = [event["label"] for event in _document(project)["events"]]
    for name, label in zip(AWKWARD, labels, strict=True):
        if name not in ("controls", "surrogate", "line breaks"):
            assert label == AWKWARD[name]


def test_only_the_date_changes_from_run_to_run() -> None:
    lines = [render(golden_project(), "json").files[".json"].splitlines() for _ in range(2)]
    assert [a for a, b in zip(*lines, strict=True) if a != b and b'"created"' not in a] == []


def test_evidence_is_the_mean_under_the_marker() -> None:
    event = next(event for event in _document(golden_project())["events"] if event["id"] == "a1")
    assert {"track": "text.valence", "mean": pytest.approx(2 / 19, abs=1e-4)} in event["evidence"]
    assert not any(one["track"].startswith("face") for one in event["evidence"])


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"timeline": {"rate": "25/1"}, "events": [1]}', b"\xff\xfe"])
def test_what_is_not_our_json_is_refused(content: bytes) -> None:
    with pytest.raises(StudioError):
        FORMATS["json"].read(content, Timing(Fraction(25), Fraction(25)))


def test_a_marker_carries_why_it_is_there_as_long_as_it_stays_there() -> None:
    project = golden_project()
    parts = {"text": 0.25, "voice": -0.1, "face": 0.05}
    pairs = {"text+voice": 0.01, "text+face": 0.0, "voice+face": -0.02}
    told = Evidence(
        marker="a1", frame=70, quantity="valence", output=0.3, baseline=0.1, contributions=parts, interactions=pairs,
        units={"AU12": 0.8}, words="Hello <b>", occlusions={"text": -0.1, "voice": -0.1},
        effects=(("Hello", 0.2), ("<b>", -0.1)),
    )  # fmt: skip
    project = replace(project, evidence=(told, replace(told, marker="a3", frame=5)))
    events = {event["id"]: event["evidence"] for event in _document(project)["events"]}
    (found,) = [one for one in events["a1"] if "mean" not in one]
    assert found["track"] == "fused.valence"
    assert found["contributions"] == parts
    assert found["interactions"] == pairs
    assert found["units"] == {"AU12": {"name": "lip corners pulled up", "intensity": 0.8}}
    assert found["words"] == "Hello <b>"
    assert found["effects"] == [{"word": "Hello", "effect": 0.2}, {"word": "<b>", "effect": -0.1}]
    assert found["sentence"].startswith("The words lift expressed valence, the voice pulls it down, the face lifts it")
    assert [notice.partition(":")[0] for notice in found["notices"]] == ["Methods disagree about the words"]
    assert abs(sum(found["contributions"].values()) - (found["output"] - found["baseline"])) < 1e-4
    assert all("mean" in one for one in events["a3"])  # moved away from the frame explained
