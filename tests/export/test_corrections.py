"""Exports carry what the network computed and what a person said instead, and never mix them up unsaid."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import jsonschema
import pytest

from mmsa_studio.core.paths import resource
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.export import FORMATS, render
from tests.export.material import PLAIN, golden_project

WORD = (Correction(0, 30, "valence", 0.75), Correction(30, 60, "category", "joy"))


@pytest.fixture
def project() -> Project:
    return replace(golden_project(), corrections=WORD)


def text(project: Project, format_id: str) -> str:
    return render(project, format_id, PLAIN).files[FORMATS[format_id].suffix].decode()


def test_json_carries_both_with_exact_frames(project: Project) -> None:
    document = json.loads(text(project, "json"))
    jsonschema.validate(
        document,
        json.loads(resource("schema/timeline.schema.json").read_text("utf-8")),
        cls=jsonschema.Draft202012Validator,
    )
    first, second = document["corrections"]
    assert (first["quantity"], first["value"]) == ("valence", 0.75)
    assert (first["start"]["frame"], first["end"]["frame"]) == (0, 30)
    assert first["end"]["timecode"] == "01:00:01;00"
    assert (second["quantity"], second["value"]) == ("category", "joy")
    tracks = {one["id"]: one for one in document["tracks"]}
    plain = {one["id"]: one for one in json.loads(text(golden_project(), "json"))["tracks"]}
    for name, one in tracks.items():
        assert one["values"] == plain[name]["values"], "the network's answer is kept"
        assert "corrected" not in plain[name]
    changed = {name for name, one in tracks.items() if "corrected" in one}
    assert changed >= {"fused.valence", "fused.category.joy", "fused.category.fear", "fused.polarity.positive"}
    assert "fused.arousal" not in changed
    assert tracks["fused.valence"]["corrected"][:5] == [0.75] * 5
    assert tracks["fused.valence"]["corrected"][10:] == tracks["fused.valence"]["values"][10:]
    assert tracks["fused.category.joy"]["corrected"][5:10] == [1.0] * 5
    assert tracks["fused.category.joy"]["values"][5:10] == [None] * 5, "a person spoke where the network knew nothing"


def test_tables_of_curves_have_columns_of_their_own_for_what_holds(project: Project) -> None:
    rows = list(csv.DictReader(io.StringIO(text(project, "curves-csv"))))
    assert rows[0]["corrected.valence"] == "0.7500"
    assert rows[0]["fused.valence"] == "-0.5000"
    assert rows[-1]["corrected.valence"] == rows[-1]["fused.valence"]
    assert not any(
        name.startswith("corrected") for name in text(golden_project(), "curves-csv").split("\n")[0].split(",")
    )


def test_elan_gets_a_tier_of_corrections_beside_the_computed_ones(project: Project) -> None:
    root = ET.fromstring(text(project, "eaf"))
    tiers = {tier.get("TIER_ID"): [value.text for value in tier.iter("ANNOTATION_VALUE")] for tier in root.iter("TIER")}
    assert tiers["valence corrected"] == ["0.750"]
    assert tiers["category corrected"] == ["joy"]
    plain = ET.fromstring(text(golden_project(), "eaf"))
    (valence,) = [tier for tier in plain.iter("TIER") if tier.get("TIER_ID") == "valence"]
    assert tiers["valence"] == [value.text for value in valence.iter("ANNOTATION_VALUE")]


def test_traces_hold_the_persons_values_and_say_so(project: Project) -> None:
    output = render(project, "emotionml", PLAIN)
    trace = output.files[".emotionml"].decode().partition('<dimension name="valence">')[2]
    assert trace.partition('samples="')[2].split()[:4] == ["0.8750"] * 4
    assert any("corrected" in warning.message for warning in output.warnings)
    assert not render(golden_project(), "emotionml", PLAIN).warnings


def test_the_page_of_moments_draws_what_holds_and_says_so(project: Project) -> None:
    page, plain = text(project, "moments-html"), text(golden_project(), "moments-html")
    assert "corrected by hand in places" in page
    assert "corrected by hand" not in plain
    assert page.partition("<svg")[2].partition("</svg>")[0] != plain.partition("<svg")[2].partition("</svg>")[0]
