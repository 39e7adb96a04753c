"""Text from anywhere reaches every format as text: nothing is lost, nothing is taken for something else."""

from __future__ import annotations

import csv
import io
import itertools
import re
import xml.etree.ElementTree as ElementTree

import pysubs2
import pytest

from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions, Output, render
from mmsa_studio.export.sheet import timing_of
from mmsa_studio.export.text import legal, one_line, plain
from tests.export import independent
from tests.export.material import AWKWARD, PLAIN, film, golden_project, named

COUNT = len(AWKWARD)
ASCII = ExportOptions(ascii=True, created=PLAIN.created)


@pytest.fixture(scope="module")
def project() -> Project:
    """A marker for each awkward text, which is its name and its note."""
    from dataclasses import replace

    markers = tuple(replace(marker, note=marker.label) for marker in named(list(AWKWARD.values())))
    return Project(film(), markers=markers)


def _content(output: Output) -> bytes:
    return next(iter(output.files.values()))


def _starts() -> list[int]:
    return [1 + 40 * number for number in range(COUNT)]


@pytest.mark.parametrize("options", [PLAIN, ASCII], ids=["utf8", "ascii"])
def test_resolve(project: Project, options: ExportOptions) -> None:
    output = render(project, "resolve-edl", options)
    _, seen = independent.resolve(_content(output), 25)
    assert [marker.start - 90_000 for marker in seen] == _starts()
    for marker in seen:
        assert not re.match(r"\d", marker.name)
        assert not re.match(r"\d|\*|FCM|TITLE", marker.note)
        assert len(marker.name) <= 257
    assert all(ord(character) <= 0xFFFF for character in _content(output).decode())
    assert any("shortened" in warning.message for warning in output.warnings)
    timeline = independent.otio.adapters.read_from_string(_content(output).decode(), "cmx_3600", rate=25)
    assert len(list(timeline.find_clips())) == COUNT


def test_avid(project: Project) -> None:
    assert [m.start for m in independent.avid_txt(_content(render(project, "avid-txt", PLAIN)), 25)] == _starts()
    content = _content(render(project, "avid-edl", PLAIN))
    assert [marker.start for marker in independent.avid_edl(content, 25)] == _starts()


@pytest.mark.parametrize("format_id", ["xmeml", "fcpxml", "eaf", "emotionml"])
def test_xml_is_well_formed_and_holds_the_text(project: Project, format_id: str) -> None:
    content = _content(render(project, format_id, PLAIN))
    root = ElementTree.fromstring(content)
    texts = {text for element in root.iter() for text in (element.text or "", *element.attrib.values())}
    if format_id != "emotionml":
        for text in ("pipes", "quotes", "cdata", "emoji", "cjk", "right to left", "entity"):
            assert any(one_line(legal(AWKWARD[text])) in one for one in texts), text
    if format_id == "xmeml":
        assert [marker.start for marker in independent.xmeml(content)[1]] == _starts()
    if format_id == "fcpxml":
        assert [marker.start for marker in independent.fcpxml(content)[2]] == _starts()


def test_opentimelineio(project: Project) -> None:
    _, seen = independent.otio_markers(_content(render(project, "otio", PLAIN)))
    assert [marker.start for marker in seen] == _starts()
    assert one_line(AWKWARD["emoji"]) in {marker.name for marker in seen}


def test_a_cell_never_starts_a_formula_and_is_read_back(project: Project) -> None:
    content = _content(render(project, "csv", PLAIN))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == COUNT + 1
    assert all(len(row) == len(rows[0]) for row in rows)
    for row in rows:
        for cell in row:
            assert cell[:1] not in set("=+-@|%\t\r\n")
    read = FORMATS["csv"].read(content, timing_of(project, PLAIN)).markers
    assert [marker.label for marker in read] == [one_line(legal(m.label)) or "Marker" for m in project.markers]
    assert [marker.note for marker in read] == [legal(marker.note).strip() for marker in project.markers]


@pytest.mark.parametrize("format_id", ["srt", "vtt"])
def test_captions_are_read_by_pysubs2(format_id: str) -> None:
    """Without the text with arrows: pysubs2 takes any line with two times for the head of a caption."""
    project = Project(film(), markers=named([text for name, text in AWKWARD.items() if name != "arrow"]))
    captions = pysubs2.SSAFile.from_string(_content(render(project, format_id, PLAIN)).decode(), format_=format_id)
    assert [round(caption.start * 25 / 1000) for caption in captions] == [m.start for m in project.markers]
    assert [round(caption.end * 25 / 1000) for caption in captions] == [m.end for m in project.markers]


@pytest.mark.parametrize("format_id", ["srt", "vtt"])
def test_text_makes_no_captions(project: Project, format_id: str) -> None:
    assert _content(render(project, format_id, PLAIN)).decode().count("-->") == COUNT


def test_audacity_and_youtube_keep_one_line_a_marker(project: Project) -> None:
    lines = _content(render(project, "audacity", PLAIN)).decode().split("\n")
    assert len(lines) == COUNT + 1
    assert all(re.fullmatch(r"\d+\.\d{6}\t\d+\.\d{6}\t[^\t]+", line) for line in lines[:-1])
    chapters = _content(render(project, "youtube", PLAIN)).decode().split("\n")[:-1]
    seconds = [
        int(minute) * 60 + int(second) for minute, second in re.findall(r"(?m)^(\d+):(\d\d) ", "\n".join(chapters))
    ]
    assert len(seconds) == len(chapters) >= 3
    assert seconds[0] == 0
    assert all(after - before >= 10 for before, after in itertools.pairwise(seconds))


FOLDED = [name for name in FORMATS if name not in ("json", "eaf", "curves-csv", "curves-parquet")]
"""JSON is lossless, and ELAN quotes the words of the film."""


@pytest.mark.parametrize("format_id", FOLDED)
def test_folding_leaves_ascii(project: Project, format_id: str) -> None:
    assert _content(render(project, format_id, ASCII)).removeprefix(b"\xef\xbb\xbf").isascii()


def test_folding_keeps_what_can_be_read() -> None:
    assert plain("Le Mépris – déjà vu, Ångström, ß, “ok”…") == 'Le Mepris - deja vu, Angstrom, ss, "ok"...'
    assert plain("愛") == "?"


def test_no_format_takes_a_project_without_markers_ill() -> None:
    empty = Project(golden_project().media, timeline=golden_project().timeline)
    for format_id in FORMATS:
        for content in render(empty, format_id, PLAIN).files.values():
            assert isinstance(content, bytes)
