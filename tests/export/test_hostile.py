"""Marker files made to hurt are refused with a sentence, or read, at a cost that grows with their size at most."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.core import limits
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.paths import read_file
from mmsa_studio.core.project import Project
from mmsa_studio.export import resolve_edl
from mmsa_studio.export.readers import read_markers
from mmsa_studio.export.text import lines_of, untagged
from mmsa_studio.export.timing import Timing
from tests.export.material import film

ENDLESS = "1e999999999"
XMEML = '<xmeml version="4"><sequence><name>{0}</name></sequence></xmeml>'
OTIO = (
    '{"OTIO_SCHEMA": "Timeline.1", "tracks": {"OTIO_SCHEMA": "Stack.1", "children": [], "markers": [{"OTIO_SCHEMA": '
    '"Marker.2", "name": "x", "marked_range": {"start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": '
    '"%s"}, "duration": {"rate": 25, "value": 1}}}]}}'
)
SPINES = '<fcpxml version="1.10"><project><sequence>' + "<spine>" * 1500 + "</spine>" * 1500 + "</sequence></project>"
REFUSED = {
    "rate.json": (f'{{"timeline": {{"rate": "{ENDLESS}"}}, "events": []}}', "rate.unreadable"),
    "value.otio": (OTIO % ENDLESS, "import.no_otio"),
    "spines.fcpxml": (f"{SPINES}</fcpxml>", "import.deep"),
    "elements.xml": ("<xmeml>" + "<a>" * 5000 + "</a>" * 5000 + "</xmeml>", "import.deep"),
    "deep.json": ('{"timeline":' + "[" * 100_000, "import.no_json"),
    "deep.otio": ("[" * 100_000, "import.no_otio"),
    "entities.xml": (f'<!DOCTYPE xmeml [<!ENTITY a "a">]>{XMEML.format("&a;")}', "import.definition"),
    "attributes.xml": (f'<!DOCTYPE xmeml [<!ATTLIST name x CDATA "{"a" * 999}">]>{XMEML}', "import.definition"),
    "lines.edl": ("\n" * (limits.MOST_LINES + 2), "import.many_lines"),
    "markers.txt": ("\t1\t\t\t\n" * (limits.MOST_MARKERS + 1), "import.many"),
}


def project() -> Project:
    return Project(film(), markers=(Marker(0, 1, "here", id="a"),))


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_never_end_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    content, kind = REFUSED[name]
    file = tmp_path / name
    file.write_text(content)
    with pytest.raises(StudioError) as refused:
        read_markers(file, project())
    assert refused.value.kind == kind
    assert len(refused.value.message) < 200
    assert refused.value.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_definition_is_refused_in_every_encoding_and_a_plain_doctype_is_not(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.xml"
    body = XMEML.format("x")
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    file.write_bytes(f"{head}<!DOCTYPE xmeml>{body}".encode(encoding))
    assert read_markers(file, project()).markers == ()
    file.write_bytes(f'{head}<!DOCTYPE xmeml [<!ATTLIST a b CDATA "c">]>{body}'.encode(encoding))
    with pytest.raises(StudioError, match="document type definition"):
        read_markers(file, project())


def test_a_pipe_is_no_marker_file(tmp_path: Path) -> None:
    pipe = tmp_path / "markers.csv"
    os.mkfifo(pipe)
    with pytest.raises(StudioError, match="no file that has an end"):
        read_markers(pipe, project())


def test_a_folder_is_no_marker_file(tmp_path: Path) -> None:
    folder = tmp_path / "markers.csv"
    folder.mkdir()
    with pytest.raises(StudioError, match="could not be read"):
        read_markers(folder, project())


def test_a_file_is_read_up_to_its_limit_only(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 11)
    assert read_file(file, 11) == b"x" * 11
    with pytest.raises(StudioError, match="larger"):
        read_file(file, 10)


@pytest.mark.parametrize("blanks", [1, 1000, 1_000_000])
def test_blanks_before_a_tag_cost_no_more_than_their_number(blanks: int) -> None:
    """A pattern that begins with blanks would look at a million of them a million times."""
    assert untagged(f"note{' ' * blanks}[#0123456789]") == ("note", ("0123456789",))
    assert untagged(f"a{' ' * blanks}b") == (f"a{' ' * blanks}b", ())


@pytest.mark.parametrize("body", ["|C:x |M:" * 200_000, "|C:ResolveColorRed |M:" + " " * 1_000_000 + "x"])
def test_a_marker_of_resolve_without_an_end_costs_no_more_than_its_length(body: str) -> None:
    event = "001  001      V     C        00:00:00:00 00:00:00:01 00:00:00:00 00:00:00:01\n"
    reading = resolve_edl.read(
        f"{event}{body}\n{event}note |C:ResolveColorRed |M:name |D:3\n".encode(), Timing(*[Fraction(25)] * 2)
    )
    assert [(one.label, one.note, one.end) for one in reading.markers] == [("name", "note", 3)]


def test_lines_end_in_three_ways_only() -> None:
    assert lines_of("a\rb\r\nc\nd\u2028e\x0bf") == ["a", "b", "c", "d\u2028e\x0bf"]


def test_the_files_of_the_folder_of_faults(shared: Path) -> None:
    told = {}
    for file in sorted((shared / "faults" / "markers").iterdir()):
        try:
            told[file.name] = f"{len(read_markers(file, project()).markers)} markers"
        except StudioError as error:
            told[file.name] = error.kind
    assert told
    assert {
        name: kind for name, kind in told.items() if not re.fullmatch(r"[01] markers|import\.\w+|rate\.\w+", kind)
    } == {}
