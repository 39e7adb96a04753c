"""Every genuine file of another program that carries markers is read correctly."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.core.rates import nominal
from mmsa_studio.core.timecode import parse_timecode, timecode
from mmsa_studio.export import FORMATS
from mmsa_studio.export.options import Reading
from mmsa_studio.export.timing import Timing
from tests.export import independent


@pytest.fixture
def interop(shared: Path) -> Path:
    return shared / "interop"


def _read(path: Path, format_id: str, rate: str = "24", start: int = 0) -> Reading:
    rate = Fraction(rate)
    return FORMATS[format_id].read(path.read_bytes(), Timing(rate, rate, start=start))


def test_resolve(interop: Path) -> None:
    reading = _read(interop / "resolve" / "Timeline.edl", "resolve-edl")
    assert [(timecode(m.start, Fraction(24)), m.end - m.start, m.label, m.colour) for m in reading.markers] == [
        ("00:00:00:00", 1, "Test Chapter 1", "blue"),
        ("00:00:48:18", 1, "Test Chapter 2", "blue"),
        ("00:02:25:17", 1, "Hello", "blue"),
        ("00:03:04:08", 1, "Test Chapter 4", "blue"),
        ("00:03:55:00", 1, "Blablabla", "blue"),
        ("00:08:30:21", 1, "Test 12345 Test", "blue"),
    ]


def test_avid_list_in_frames(interop: Path) -> None:
    path = interop / "avid" / "multiple-markers-over-transitions.txt"
    markers = _read(path, "avid-txt").markers
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    assert len(markers) == len(lines) == 62
    for marker, (_, frame, _, colour, text, length) in zip(markers, lines, strict=True):
        assert (marker.start, marker.end - marker.start) == (int(frame), int(length))
        assert (marker.label, marker.colour) == (text, colour)


@pytest.mark.parametrize("name", ["screening_example.edl", "no_spaces_test.edl"])
def test_avid_locators(interop: Path, name: str) -> None:
    path = interop / "cmx3600" / name
    markers = _read(path, "avid-edl").markers
    lines = [line.replace("*LOC:", "* LOC:").split() for line in path.read_text().splitlines() if "LOC:" in line]
    assert len(markers) == len(lines) == 3
    for marker, words in zip(markers, lines, strict=True):
        assert timecode(marker.start, Fraction(24)) == words[2]
        assert marker.label == " ".join(words[4:])
    assert [marker.colour for marker in markers] == ["red", "pink", "green"]


@pytest.mark.parametrize("folder", ["cmx3600", "resolve"])
def test_lists_without_markers_give_none_and_never_fail(interop: Path, folder: str) -> None:
    paths = sorted((interop / folder).glob("*.edl"))
    assert paths
    for path in paths:
        rate = "30" if path.name in {"timecode_mismatch.edl", "speed_effects.edl"} else "60"
        for format_id in ("resolve-edl", "avid-edl"):
            expected = path.read_bytes().count(b"|M:" if format_id == "resolve-edl" else b"LOC:")
            assert len(_read(path, format_id, rate).markers) == expected


def test_premiere_xmeml(interop: Path) -> None:
    reading = _read(interop / "xmeml" / "premiere_example.xml", "xmeml", "25")
    assert reading.rate == 30
    assert [(m.start, m.end, m.label, m.note) for m in reading.markers] == [
        (113, 114, "My MArker 1", "so, this happened"),
        (492, 493, "dsf", "fsfsfs"),
        (298, 299, "", ""),
        (322 + 73, 322 + 74, "", ""),
        (636 + 100 + 73, 636 + 100 + 74, "", ""),  # on a clip of a nested sequence
    ]


def test_xmeml_markers_on_clips_lie_where_the_cut_shows_them(interop: Path) -> None:
    markers = _read(interop / "xmeml" / "empty_name_tags.xml", "xmeml").markers
    assert [marker.start for marker in markers] == [598, 1229]


def test_every_other_xmeml_is_read(interop: Path) -> None:
    effect = "premiere_example_filter.xml"  # by itself, not an xmeml
    paths = [path for path in (interop / "xmeml").glob("*.xml") if path.name != effect]
    assert paths
    for path in paths:
        seen = independent.xmeml(path.read_bytes())[1]
        assert {marker.start for marker in seen} <= {marker.start for marker in _read(path, "xmeml").markers}


def test_final_cut_positions(interop: Path) -> None:
    folder = interop / "fcpxml"
    expected = json.loads((folder / "expected_positions_from_tests.json").read_text())
    checked = 0
    for name, positions in expected.items():
        path = folder / name
        if not path.exists() or not positions:
            continue
        reading = _read(path, "fcpxml")
        start = _start_of(path, reading.rate)
        assert [timecode(start + m.start, reading.rate) for m in reading.markers] == [label for _, label in positions]
        checked += 1
    assert checked == 4


def _start_of(path: Path, rate: Fraction) -> int:
    """Start of the first project's sequence in frames."""
    import xml.etree.ElementTree as ElementTree

    sequence = ElementTree.parse(path).find(".//project/sequence")
    return int(Fraction(sequence.get("tcStart").rstrip("s")) * rate)


def test_final_cut_texts(interop: Path) -> None:
    markers = _read(interop / "fcpxml" / "UTF8MIDIMarkersTests.fcpxml", "fcpxml").markers
    assert [(marker.label, marker.note) for marker in markers] == [
        ("Marker 1 is ASCII", "some notes here"),
        ("Marker 2 © is Extended ASCII", "more notes here"),
        ("Marker 3 😀 is UTF-8", "notes yay"),
        ("请请让我知道", "more notes here"),
    ]
    assert [timecode(marker.start, Fraction(30000, 1001)) for marker in markers] == [
        "00:00:29:14", "00:00:29:15", "00:00:29:15", "00:00:29:17",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rate", "first"),
    [
        ("rate_23.98", Fraction(24000, 1001), ("Shot_01", "00:00:16:14")),
        ("rate_24", Fraction(24), None),
        ("rate_29.97", Fraction(30000, 1001), None),
        ("rate_29.97d", Fraction(30000, 1001), None),
        ("rate_59.94", Fraction(60000, 1001), None),
    ],
)
def test_final_cut_at_every_rate(interop: Path, name: str, rate: Fraction, first: tuple[str, str] | None) -> None:
    reading = _read(interop / "fcpxml" / f"{name}.fcpxml", "fcpxml")
    assert reading.rate == rate
    assert reading.markers
    assert all(marker.end > marker.start >= 0 for marker in reading.markers)
    if first:
        assert (reading.markers[0].label, timecode(reading.markers[0].start, rate)) == first


def test_opentimelineio_of_a_newer_version(interop: Path) -> None:
    reading = _read(interop / "otio" / "premiere_example.otio", "otio")
    assert reading.rate == 30
    assert [(m.start, m.label, m.note) for m in reading.markers] == [
        (113, "My MArker 1", "so, this happened"),
        (298, "", ""),
        (13 + 100 + 52 + 157 + 73, "", ""),
        (492, "dsf", "fsfsfs"),
    ]


def test_opentimelineio_made_of_an_edl_keeps_the_record_timecode(interop: Path) -> None:
    markers = _read(interop / "otio" / "screening_example.otio", "otio").markers
    labels = ["01:00:01:14", "01:00:02:14", "01:00:15:13"]
    assert [marker.start for marker in markers] == [parse_timecode(label, Fraction(24)) for label in labels]
    assert [marker.colour for marker in markers] == ["red", "pink", "green"]


def test_every_other_opentimelineio_file_is_read(interop: Path) -> None:
    paths = list((interop / "otio").glob("*.otio"))
    assert paths
    for path in paths:
        count = path.read_text().count('"Marker.')
        assert len(_read(path, "otio").markers) == count


def test_the_rate_a_file_names_wins_over_the_films(interop: Path) -> None:
    assert nominal(_read(interop / "fcpxml" / "rate_59.94.fcpxml", "fcpxml", "25").rate) == 60
