"""What the editor changed comes back as exactly those changes; what a format cannot hold is not taken for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.marker import DRAWN, FOUND, Marker
from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.merge import MergePlan, merge
from mmsa_studio.export.readers import guess, read_markers
from tests.export.material import AWKWARD, RATES, case_name, export, film, golden_project, named

READABLE = [format_.id for format_ in FORMATS.values() if format_.read]
EXACT = [name for name in READABLE if name != "avid-edl"]


def _back(
    project: Project,
    folder: Path,
    format_id: str,
    edit: Callable[[str], str] = str,
    options: ExportOptions | None = None,
) -> MergePlan:
    """Export, let an editor change the file, import."""
    target = folder / f"markers{FORMATS[format_id].suffix}"
    export(project, format_id, target, options)
    target.write_bytes(edit(target.read_bytes().decode("utf-8")).encode())
    return merge(project.markers, read_markers(target, project, format_id, options))


def _counts(plan: MergePlan) -> tuple[int, int, int, int]:
    return len(plan.moved), len(plan.renamed), len(plan.added), len(plan.removed)


@pytest.fixture
def project() -> Project:
    markers = (
        Marker(10, 11, "Alpha", "first", colour="lavender", origin=FOUND, kind="peak", id="a" * 32),
        Marker(100, 150, "Beta", "second", "joy", 0.5, 0.75, "green", id="b" * 32),
        Marker(1000, 1001, "Gamma", colour="cream", id="c" * 32),
    )
    return Project(film(start="01:00:00:00"), markers=markers)


@pytest.mark.parametrize("format_id", READABLE)
def test_an_untouched_file_changes_nothing(project: Project, tmp_path: Path, format_id: str) -> None:
    for one in (project, golden_project(), Project(film(), markers=named(list(AWKWARD.values())))):
        plan = _back(one, tmp_path, format_id)
        assert _counts(plan) == (0, 0, 0, 0)
        assert set(plan.markers) == set(one.markers)


@pytest.mark.parametrize("target", RATES, ids=case_name)
def test_an_untouched_file_at_another_rate_changes_nothing(
    project: Project, tmp_path: Path, target: tuple[Fraction, bool]
) -> None:
    options = ExportOptions(rate=target[0], drop_frame=target[1], ascii=True, points=True, tags=False, offset=7)
    for format_id in ("resolve-edl", "avid-txt", "xmeml", "fcpxml", "otio"):
        assert _counts(_back(project, tmp_path, format_id, options=options)) == (0, 0, 0, 0)


@pytest.mark.parametrize("format_id", EXACT)
def test_a_new_name_is_a_rename_and_the_marker_becomes_drawn(project: Project, tmp_path: Path, format_id: str) -> None:
    plan = _back(project, tmp_path, format_id, lambda text: text.replace("Alpha", "Omega"))
    assert _counts(plan) == (0, 1, 0, 0)
    change = plan.renamed[0]
    assert change.after == replace(project.markers[0], label="Omega", origin=DRAWN)


_MOVES = {
    "resolve-edl": (
        "01:00:40:00 01:00:40:01 01:00:40:00 01:00:40:01",
        "01:00:44:00 01:00:44:01 01:00:44:00 01:00:44:01",
    ),
    "avid-txt": ("01:00:40:00", "01:00:44:00"),
    "avid-edl": ("01:00:40:00", "01:00:44:00"),
    "xmeml": ("<in>1000</in>", "<in>1100</in>"),
    "fcpxml": ('"9100000/2500s"', '"9110000/2500s"'),
    "otio": ('"value": 1000.0', '"value": 1100.0'),
    "csv": ("01:00:40:01,1000", "01:00:40:01,1100"),
    "json": ('{"frame": 1000,', '{"frame": 1100,'),
}


@pytest.mark.parametrize("format_id", READABLE)
def test_a_moved_marker_is_moved(project: Project, tmp_path: Path, format_id: str) -> None:
    before, after = _MOVES[format_id]
    plan = _back(project, tmp_path, format_id, lambda text: text.replace(before, after))
    assert _counts(plan) == (1, 0, 0, 0)
    assert plan.moved[0].before == project.markers[2]
    assert (plan.moved[0].after.start, plan.moved[0].after.end) == (1100, 1101)
    assert plan.moved[0].after.id == project.markers[2].id


def test_moving_by_a_frame_at_another_rate_moves_by_its_time(project: Project, tmp_path: Path) -> None:
    options = ExportOptions(rate=Fraction(50))
    plan = _back(project, tmp_path, "xmeml", lambda text: text.replace("<in>2000</in>", "<in>2100</in>"), options)
    assert (plan.moved[0].after.start, plan.moved[0].after.end) == (1050, 1051)


def test_a_trimmed_range(project: Project, tmp_path: Path) -> None:
    plan = _back(project, tmp_path, "resolve-edl", lambda text: text.replace("|D:50", "|D:20"))
    assert [(change.after.start, change.after.end) for change in plan.moved] == [(100, 120)]


def test_a_removed_and_an_added_marker(project: Project, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(lines[:1] + lines[2:]) + "Ann\t01:00:05:00\tV1\tred\tLook here\t3\n"

    plan = _back(project, tmp_path, "avid-txt", edit)
    assert _counts(plan) == (0, 0, 1, 1)
    assert plan.removed == (project.markers[1],)
    added = plan.added[0]
    assert (added.start, added.end, added.label, added.colour, added.origin) == (125, 128, "Look here", "red", DRAWN)
    assert [marker.start for marker in plan.markers] == [10, 125, 1000]


def test_without_tags_markers_are_known_by_frame_and_name(project: Project, tmp_path: Path) -> None:
    options = ExportOptions(tags=False)

    def edit(text: str) -> str:
        return text.replace("Alpha", "Omega").replace("<in>1000</in>", "<in>1100</in>")

    plan = _back(project, tmp_path, "xmeml", edit, options)
    assert [change.after.label for change in plan.renamed] == ["Omega"]
    assert [change.after.start for change in plan.moved] == [1100]
    assert (plan.added, plan.removed) == ((), ())


def test_a_copy_is_new_and_the_original_stays(project: Project, tmp_path: Path) -> None:
    def edit(text: str) -> str:
        line = text.splitlines(keepends=True)[0]
        return line.replace("01:00:00:10", "01:01:00:00") + text

    plan = _back(project, tmp_path, "avid-txt", edit)
    assert _counts(plan) == (0, 0, 1, 0)
    assert plan.added[0].start == 1500
    assert len({marker.id for marker in plan.markers}) == 4


def test_markers_that_were_joined_move_together(tmp_path: Path) -> None:
    markers = (Marker(10, 11, "One", id="1"), Marker(10, 30, "Two", id="2"))
    plan = _back(Project(film(), markers=markers), tmp_path, "xmeml", lambda t: re.sub("<in>10<", "<in>20<", t))
    assert [(change.before.id, change.after.start) for change in plan.moved] == [("1", 20), ("2", 20)]
    assert [marker.label for marker in plan.markers] == ["One", "Two"]


def test_markers_that_were_not_exported_stay(project: Project, tmp_path: Path) -> None:
    options = ExportOptions(ids=frozenset({project.markers[0].id}))
    plan = _back(project, tmp_path, "resolve-edl", lambda text: text.replace("Alpha", "Omega"), options)
    assert _counts(plan) == (0, 1, 0, 0)
    assert len(plan.markers) == 3


def test_a_file_about_other_markers_removes_none(project: Project, tmp_path: Path, shared: Path) -> None:
    long_film = replace(project, media=film("24", seconds=600))
    plan = merge(project.markers, read_markers(shared / "interop" / "resolve" / "Timeline.edl", long_film))
    assert _counts(plan) == (0, 0, 6, 0)
    assert len(plan.markers) == 9


def test_one_of_several_numbered_files_speaks_for_its_own_markers(tmp_path: Path) -> None:
    project = Project(film(seconds=2000), markers=named([f"name {n}" for n in range(1500)], every=30))
    target = tmp_path / "many.edl"
    export(project, "resolve-edl", target)
    for path in (target, tmp_path / "many-2.edl"):
        assert _counts(merge(project.markers, read_markers(path, project))) == (0, 0, 0, 0)
    second = tmp_path / "many-2.edl"
    second.write_text(second.read_text().replace("name 1200 ", "other "))
    plan = merge(project.markers, read_markers(second, project))
    assert [change.after.label for change in plan.renamed] == ["other"]


def test_a_list_for_a_timeline_from_zero_is_understood(tmp_path: Path) -> None:
    project = Project(film(), markers=(Marker(10, 11, "Alpha", id="a"),))
    zero = tmp_path / "zero.edl"
    zero.write_bytes(render(project, "resolve-edl").files[".edl"].replace(b"01:00:00", b"00:00:00"))
    assert _counts(merge(project.markers, read_markers(zero, project))) == (0, 0, 0, 0)


@pytest.mark.parametrize("format_id", ["resolve-edl", "avid-txt", "avid-edl", "csv"])
def test_markers_past_midnight_come_back(tmp_path: Path, format_id: str) -> None:
    markers = (Marker(10, 11, "Before", id="a"), Marker(500, 501, "After", id="b"))
    plan = _back(Project(film(start="23:59:50:00"), markers=markers), tmp_path, format_id)
    assert _counts(plan) == (0, 0, 0, 0)
    imported = read_markers(next(tmp_path.iterdir()), Project(film(start="23:59:50:00"), markers=markers), format_id)
    assert [marker.start for marker in imported.markers] == [10, 500]


def test_markers_outside_of_the_film_are_said(project: Project, tmp_path: Path) -> None:
    plan = _back(project, tmp_path, "avid-txt", lambda text: text + "Ann\t02:00:00:00\tV1\tred\tBeyond\t1\n")
    assert _counts(plan) == (0, 0, 0, 0)
    assert any("outside of the film" in warning.message for warning in plan.warnings)


def test_the_plan_says_itself(project: Project, tmp_path: Path) -> None:
    plan = _back(project, tmp_path, "xmeml", lambda text: text.replace("Alpha", "Omega").replace(">1000<", ">1100<"))
    assert [line.message for line in plan.lines()] == [
        "1 moved, 1 renamed, 0 added, 0 removed, 1 unchanged",
        "moved: “Gamma” at frames 1000-1001 to frames 1100-1101",
        "renamed: “Alpha” at frames 10-11 to “Omega”",
    ]


def test_formats_are_guessed(tmp_path: Path) -> None:
    for format_id in READABLE:
        content = next(iter(render(golden_project(), format_id).files.values()))
        assert guess(tmp_path / f"x{FORMATS[format_id].suffix.upper()}", content).id == format_id
    with pytest.raises(UsageError, match="cannot be told"):
        guess(tmp_path / "x.aaf", b"")


def test_an_fcpxml_bundle(project: Project, tmp_path: Path) -> None:
    bundle = tmp_path / "x.fcpxmld"
    bundle.mkdir()
    export(project, "fcpxml", bundle / "Info.fcpxml")
    assert _counts(merge(project.markers, read_markers(bundle, project))) == (0, 0, 0, 0)


@pytest.mark.parametrize("format_id", READABLE)
def test_what_cannot_be_read_is_said(project: Project, tmp_path: Path, format_id: str) -> None:
    path = tmp_path / "bad"
    with pytest.raises(StudioError, match="could not be read"):
        read_markers(path, project, format_id)
    path.write_bytes(b"\x00\x01\x02 not a marker file")
    with pytest.raises(StudioError) as caught:
        read_markers(path, project, format_id)
    assert caught.value.hint


def test_formats_without_a_reader_say_which_have_one(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.srt"
    path.write_text("1")
    with pytest.raises(UsageError, match="cannot be read back"):
        read_markers(path, project, "srt")


def test_a_label_that_does_not_exist_at_the_rate_is_said(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist at 25"):
        _back(project, tmp_path, "avid-txt", lambda text: text.replace("01:00:40:00", "01:00:40:29"))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a "b">]><xmeml>&a;</xmeml>',
        b"<xmeml><sequence><marker><in>x</in></marker></sequence></xmeml>",
        b"<xmeml",
        b"<fcpxml/>",
    ],
)
def test_dangerous_and_broken_xml_is_refused(project: Project, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(content)
    with pytest.raises(StudioError):
        read_markers(path, project)
