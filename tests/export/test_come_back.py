"""Markers come back through spreadsheets, other tools' tables, projects of several sequences and old encodings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.core.encodings import decode_text
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.export import ExportOptions, render
from mmsa_studio.export.csv_table import table
from mmsa_studio.export.merge import merge
from mmsa_studio.export.readers import Import, read_markers
from tests.export.material import film

MARKERS = (
    Marker(0, 80, "Surprise", "Why.", "surprise", 0.5, 0.25, "cyan", id="a" * 32),
    Marker(100, 125, "Turns darker", "", "", id="b" * 32),
    Marker(245, 295, "Disgust", "Because.", "disgust", id="c" * 32),
)
PROJECT = Project(film(), markers=MARKERS)


def written(format_id: str, project: Project = PROJECT, options: ExportOptions | None = None) -> str:
    return next(iter(render(project, format_id, options).files.values())).decode("utf-8-sig")


def read(folder: Path, name: str, content: str | bytes, project: Project = PROJECT) -> Import:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_markers(file, project)


def kinds(found: Import) -> list[str]:
    return [one.kind for one in found.warnings]


@pytest.mark.parametrize("rate", ["25", "24", "30", "23.976", "29.97", "50"])
@pytest.mark.parametrize(("split", "point"), [(",", "."), (";", ","), ("\t", ",")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_whose_rates_a_sheet_took_for_dates(
    tmp_path: Path, rate: str, split: str, point: str, encoding: str
) -> None:
    project = Project(film(rate), markers=MARKERS)
    text = written("csv", project)
    exact = project.rate
    rows = [line.split(",") for line in text.splitlines()]
    place = rows[0].index("Rate")
    for row in rows[1:]:
        assert row[place] == f"{exact.numerator}/{exact.denominator}"
        row[place] = "25. Jan"
        row[:] = [cell.replace(".", point) if cell[:1].isdigit() and cell[-1:].isdigit() else cell for cell in row]
    found = read(tmp_path, "t.csv", "\r\n".join(split.join(row) for row in rows).encode(encoding), project)
    assert [(one.start, one.end, one.id) for one in found.markers] == [(m.start, m.end, m.id) for m in MARKERS]
    assert kinds(found) == ["import.rate_lost"]
    plan = merge(MARKERS, found)
    assert not plan.moved + plan.added + plan.removed


def test_columns_that_are_not_used_are_told_and_others_may_stand_in_any_order(tmp_path: Path) -> None:
    found = read(tmp_path, "t.csv", "Reviewer,START_TC,Notes,Color,Marker Name\nAnn,00:00:04:00,too long,Red,Cut\n")
    assert [(one.start, one.label, one.note, one.colour) for one in found.markers] == [(100, "Cut", "too long", "red")]
    assert [one.values["names"] for one in found.warnings if one.kind == "import.columns"] == ["Reviewer"]


@pytest.mark.parametrize(
    ("cell", "frame"), [("00:00:04:00", 100), ("4.00", 100), ("4,00", 100), ("0:00:04", 100), ("00:00:04.200", 105)]
)
def test_times_as_others_write_them(tmp_path: Path, cell: str, frame: int) -> None:
    found = read(tmp_path, "t.csv", f"Start;Name\n{cell};x\n")
    assert [one.start for one in found.markers] == [frame]


@pytest.mark.parametrize("cell", ["=1+1", "\u200b=1+1", " \ufeff+1", "\u2060@x", "\u00ad-1", "a;=1+1", "a\t=1+1"])
def test_no_cell_begins_a_formula_however_a_sheet_splits(cell: str) -> None:
    content = table([(cell,)]).decode("utf-8-sig").strip().strip('"')
    for part in content.replace("\t", ";").split(";"):
        assert not part.strip("\u200b\ufeff\u2060\u00ad ").startswith(("=", "+", "-", "@"))


RENAMED = replace(PROJECT, markers=(*MARKERS[:2], replace(MARKERS[2], label="Disgust - use take 3")))


def body(text: str, tag: str) -> str:
    return text[text.index(f"<{tag}") : text.rindex(f"</{tag}>") + len(tag) + 3]


def sequence(name: str, inside: str, end: int = 450) -> str:
    return (
        f"<sequence><name>{name}</name><duration>{end}</duration><rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
        f"<media><video><track>{inside}</track></video></media></sequence>"
    )


def test_of_several_sequences_the_one_with_our_markers_is_taken_and_all_are_said(tmp_path: Path) -> None:
    ours = body(written("xmeml", RENAMED), "sequence")
    found = read(tmp_path, "t.xml", f'<xmeml version="4"><bin>{sequence("stringout", "")}{ours}</bin></xmeml>')
    plan = merge(MARKERS, found)
    assert [(one.after.start, one.after.label) for one in plan.renamed] == [(245, "Disgust - use take 3")]
    assert not plan.moved + plan.added + plan.removed
    assert [one.values["all"] for one in found.warnings] == [2]


@pytest.mark.parametrize(("end", "starts"), [(350, [50, 150, 295]), (250, [])])
def test_markers_of_a_nested_sequence_lie_where_the_outer_one_shows_them(
    tmp_path: Path, end: int, starts: list[int]
) -> None:
    ours = body(written("xmeml", RENAMED), "sequence")
    clip = f"<clipitem><start>50</start><end>{50 + end}</end><in>0</in><out>350</out>{ours}</clipitem>"
    found = read(tmp_path, "t.xml", f'<xmeml version="4">{sequence("outer", clip)}</xmeml>')
    assert [one.start for one in found.markers] == starts
    assert ("import.retimed" in kinds(found)) == (not starts)


def test_of_several_projects_of_final_cut_the_one_with_our_markers_is_taken(tmp_path: Path) -> None:
    text = written("fcpxml", RENAMED)
    other = '<project name="stringout"><sequence format="r1"><spine/></sequence></project>'
    found = read(tmp_path, "t.fcpxml", text.replace("<project", f"{other}<project", 1))
    assert [one.after.label for one in merge(MARKERS, found).renamed] == ["Disgust - use take 3"]
    assert "import.sequences" in kinds(found)


def test_of_several_timelines_of_otio_the_one_with_our_markers_is_taken(tmp_path: Path) -> None:
    empty = written("otio", replace(PROJECT, markers=()), ExportOptions(title="stringout"))
    collection = f'{{"OTIO_SCHEMA": "SerializableCollection.1", "children": [{empty}, {written("otio", RENAMED)}]}}'
    found = read(tmp_path, "t.otio", collection)
    assert [one.after.label for one in merge(MARKERS, found).renamed] == ["Disgust - use take 3"]
    assert "import.sequences" in kinds(found)


TEXTS = [
    ("mac_roman", "Scène coupée – à revoir"), ("mac_roman", "Garder “ça”"), ("cp1252", "Scène coupée – à revoir"),
    ("cp1252", "schöne Grüße aus Köln"), ("mac_roman", "schöne Grüße aus Köln"), ("cp1252", "El niño está aquí"),
    ("mac_roman", "don’t use — too long…"), ("cp1252", "don’t use — too long…"), ("cp1252", "ÉTÉ À PARIS"),
    ("cp1251", "Слишком длинно"), ("koi8_r", "Слишком длинно"), ("cp1251", "Вырезать сцену"),
    ("gb18030", "这里太长了"), ("gb18030", "缩短这个镜头"), ("gb18030", "声音太小"), ("big5", "這裡太長了"),
    ("big5", "縮短這個鏡頭"), ("cp932", "ここを切る"), ("cp932", "この場面は長すぎる"), ("cp949", "여기서 자르기"),
    ("cp1253", "Πολύ μεγάλο"), ("utf-16", "Scène coupée"), ("utf-16-le", "Scène"), ("utf-16-be", "Scène"),
]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_a_list_is_read_in_the_encoding_in_which_it_makes_sense(
    tmp_path: Path, encoding: str, text: str, end: str
) -> None:
    lines = f"Editor\t00:00:02:00\tV1\tred\t{text}\t1{end}Editor\t00:00:03:00\tV1\tred\tplain\t1{end}"
    found = read(tmp_path, "t.txt", lines.encode(encoding))
    assert [(one.start, one.label) for one in found.markers] == [(50, text), (75, "plain")]


def test_a_long_text_that_is_cut_inside_a_letter_is_still_told() -> None:
    text = "x" + "这里太长了" * 20_000
    assert decode_text(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("31-table-saved-by-a-spreadsheet/excel_uk.csv", [0, 100, 245]),
        ("31-table-saved-by-a-spreadsheet/excel_de.csv", [0, 100, 245]),
        ("33-several-sequences/project_two_sequences.xml", [0, 100, 245]),
        ("33-several-sequences/nested.xml", [50, 150, 295]),
    ],
)
def test_the_cases_of_the_folder(shared: Path, name: str, starts: list[int]) -> None:
    found = read_markers(shared / "cases" / name, Project(film(Fraction(25))))
    assert [one.start for one in found.markers] == starts
