"""What an export is asked for is what it does, and whatever is lost on the way is said."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.marker import DRAWN, FOUND, Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timecode import StartTimecode, frames_per_day
from mmsa_studio.export import FORMATS, ExportOptions, format_named, render
from mmsa_studio.export.options import typed_start
from mmsa_studio.export.sheet import prepare, timing_of
from mmsa_studio.export.timing import relabelled
from tests.export import independent
from tests.export.material import PLAIN, export, film, golden_project, named

NTSC = Fraction(30000, 1001)
FRAME_FORMATS = ("resolve-edl", "avid-edl", "avid-txt", "xmeml", "fcpxml", "otio")


def _project(*markers: Marker, **film_is: object) -> Project:
    return Project(film(**film_is), markers=markers)


def _first_label(project: Project, options: ExportOptions = PLAIN) -> str:
    content = render(project, "resolve-edl", options).files[".edl"].decode()
    return content.splitlines()[3].split()[4]


def test_the_start_timecode_is_the_films() -> None:
    assert _first_label(_project(Marker(0, 1), start="10:11:12:13")) == "10:11:12:13"


def test_a_film_without_one_starts_where_the_system_starts_and_that_is_said() -> None:
    output = render(_project(Marker(0, 1)), "resolve-edl")
    assert b"01:00:00:00" in output.files[".edl"]
    assert any("no start timecode" in warning.message for warning in output.warnings)
    assert b"00:00:00:00" in render(_project(Marker(0, 1)), "avid-txt").files[".txt"]


@pytest.mark.parametrize(
    ("typed", "rate", "drop_frame", "label"),
    [
        ("00:00:00:00", None, None, "00:00:00:00"),
        ("02:00:00:00", None, None, "02:00:00:00"),
        ("01:00:00;00", NTSC, None, "01:00:00;00"),
        ("01:00:00:00", NTSC, None, "01:00:00:00"),
        ("01:00:00:00", NTSC, True, "01:00:00;00"),
        ("01:00:00;00", NTSC, False, "01:00:00:00"),
        ("01:00:00;00", None, None, "01:00:00:00"),
    ],
)
def test_a_typed_start(typed: str, rate: Fraction | None, drop_frame: bool | None, label: str) -> None:
    project = _project(Marker(0, 1), start="10:00:00:00")
    start = typed_start(typed, rate or project.rate, drop_frame)
    options = ExportOptions(rate=rate, start_timecode=start, drop_frame=drop_frame)
    assert _first_label(project, options) == label


def test_the_way_of_counting_can_be_changed_and_the_label_stays() -> None:
    project = _project(Marker(0, 1), rate="29.97", start="01:00:00;00", drop=True)
    assert _first_label(project) == "01:00:00;00"
    assert _first_label(project, ExportOptions(drop_frame=False)) == "01:00:00:00"
    assert _first_label(project, ExportOptions(rate=Fraction(25))) == "01:00:00:00"


@pytest.mark.parametrize("rate", ["23.976", "24", "25", "30", "50", "60"])
def test_drop_frame_is_refused_where_there_is_none(rate: str) -> None:
    for format_id in FRAME_FORMATS:
        with pytest.raises(UsageError, match="does not exist"):
            render(_project(Marker(0, 1), rate=rate), format_id, ExportOptions(drop_frame=True))


def test_a_camera_that_claims_drop_frame_at_50_is_not_believed() -> None:
    media = replace(film("50"), start_timecode=StartTimecode(180_000, True, "tmcd"))
    assert _first_label(Project(media, markers=(Marker(0, 1),))) == "01:00:00:00"
    assert b'"drop_frame": true' not in render(Project(media), "json").files[".json"]


def test_a_start_whose_label_drop_frame_leaves_out_takes_the_next() -> None:
    start = StartTimecode(1800, False)
    assert relabelled(start, NTSC, NTSC, drop_frame=True) == 1800  # 00:01:00:00 becomes 00:01:00;02
    assert relabelled(StartTimecode(107_892, True), NTSC, NTSC, drop_frame=False) == 108_000
    assert relabelled(StartTimecode(12, False), Fraction(24), Fraction(48), drop_frame=False) == 24


def test_the_offset_is_added_on_the_target_timeline() -> None:
    project = _project(Marker(10, 20, id="a"))
    for offset in (-10, 0, 5, 1000):
        (row,) = prepare(project, ExportOptions(offset=offset, rate=Fraction(50))).rows
        assert (row.start, row.end) == (20 + offset, 40 + offset)


def test_markers_before_the_timeline_are_left_out_and_said() -> None:
    project = _project(Marker(3, 4), Marker(10, 20))
    for format_id in (*FRAME_FORMATS, "csv", "json", "srt", "audacity"):
        assert any(
            "before the start" in w.message for w in render(project, format_id, ExportOptions(offset=-5)).warnings
        )
    assert len(prepare(project, ExportOptions(offset=-5)).rows) == 1


def test_filters() -> None:
    project = _project(
        Marker(0, 1, id="a", category="joy", origin=FOUND),
        Marker(1, 2, id="b", category="fear", origin=DRAWN),
        Marker(2, 3, id="c", origin=DRAWN),
    )

    def kept(**options: object) -> list[str]:
        return [row.ids[0] for row in prepare(project, ExportOptions(**options)).rows]

    assert kept() == ["a", "b", "c"]
    assert kept(categories=frozenset({"joy"})) == ["a"]
    assert kept(categories=frozenset({"", "fear"})) == ["b", "c"]
    assert kept(origins=frozenset({FOUND})) == ["a"]
    assert kept(ids=frozenset({"c", "a"})) == ["a", "c"]
    assert kept(ids=frozenset()) == []


def test_texts_go_where_they_are_wanted() -> None:
    project = _project(Marker(0, 1, "She turns", "why", "joy", id="a"), Marker(1, 2, "", "", "fear"), Marker(2, 3))

    def names(name: str) -> list[str]:
        return [row.name for row in prepare(project, ExportOptions(name=name)).rows]

    assert names("label") == ["She turns", "fear", "Marker"]
    assert names("category") == ["joy", "fear", "Marker"]
    assert names("category and label") == ["joy: She turns", "fear", "Marker"]
    without = render(project, "xmeml", ExportOptions(notes=False, tags=False)).files[".xml"]
    assert b"why" not in without
    assert b"[#" not in without


def test_characters_that_folding_loses_are_said() -> None:
    project = _project(Marker(0, 1, "愛"), Marker(1, 2, "déjà vu"), Marker(2, 3, "why?"))
    warnings = render(project, "avid-txt", ExportOptions(ascii=True)).warnings
    assert [warning.message for warning in warnings if "ASCII" in warning.message] == [
        "1 marker was written with “?” for characters ASCII does not have."
    ]


def test_colours_a_system_does_not_have_take_the_nearest_and_are_said() -> None:
    project = Project(film(), markers=named(["x"] * 16))
    for format_id, system in (("avid-txt", "Avid"), ("xmeml", "Premiere"), ("otio", "OpenTimelineIO")):
        (warning,) = (w.message for w in render(project, format_id).warnings if "nearest colour" in w.message)
        assert warning.startswith(system)
        assert "lavender" in warning
        assert "blue" not in warning
    assert not any("colour" in warning.message for warning in render(project, "resolve-edl").warnings)


def test_ranges_can_become_points() -> None:
    rows = prepare(_project(Marker(5, 50)), ExportOptions(points=True)).rows
    assert [(row.start, row.end) for row in rows] == [(5, 6)]


def test_chapters_in_final_cut() -> None:
    content = render(_project(Marker(5, 6, "One")), "fcpxml", ExportOptions(switches=frozenset({"chapters"}))).files[
        ".fcpxml"
    ]
    assert b'<chapter-marker start="500/2500s" duration="100/2500s" value="One" posterOffset="0s"' in content


def test_marked_ranges_as_a_cut_list() -> None:
    project = _project(Marker(100, 150, "A"), Marker(10, 20, "B"), start="01:00:00:00")
    lines = (
        render(project, "shots-edl", ExportOptions(switches=frozenset({"ranges"}))).files[".edl"].decode().splitlines()
    )
    assert [line[29:] for line in lines if line[:3].isdigit()] == [
        "01:00:00:10 01:00:00:20 01:00:00:00 01:00:00:10",
        "01:00:04:00 01:00:06:00 01:00:00:10 01:00:02:10",
    ]
    assert any("No shots" in warning.message for warning in render(project, "shots-edl").warnings)


@pytest.mark.parametrize("format_id", FRAME_FORMATS)
def test_markers_on_one_frame_are_joined_and_never_dropped(format_id: str) -> None:
    project = _project(
        Marker(5, 6, "One", "a", id="1"), Marker(5, 9, "Two", "b", id="2"), Marker(6, 7, "Three", id="3")
    )
    output = render(project, format_id)
    content = next(iter(output.files.values())).decode().upper()
    assert "ONE / TWO" in content
    assert "THREE" in content
    assert any("joined" in warning.message for warning in output.warnings)


def test_a_rate_change_that_puts_two_on_one_frame_joins_them() -> None:
    project = Project(film("120"), markers=named(["a", "b", "c"], every=1))
    output = render(project, "resolve-edl", ExportOptions(rate=Fraction(24)))
    _, seen = independent.resolve(output.files[".edl"], 24)
    assert [marker.name for marker in seen] == ["a / b", "c"]


def test_past_midnight_labels_start_again_and_that_is_said() -> None:
    for format_id, suffix in (("resolve-edl", ".edl"), ("avid-txt", ".txt"), ("avid-edl", ".edl"), ("csv", ".csv")):
        output = render(_project(Marker(49, 50), Marker(50, 52), start="23:59:58:00"), format_id)
        assert any("midnight" in warning.message for warning in output.warnings), format_id
        assert b"00:00:00:00" in output.files[suffix]
        assert b"24:00" not in output.files[suffix]
    quiet = render(_project(Marker(48, 50), start="23:59:58:00", seconds=2), "resolve-edl")
    assert not any("midnight" in warning.message for warning in quiet.warnings)


def test_an_export_without_markers_is_said() -> None:
    assert Sentence("export.no_markers") in render(_project(), "resolve-edl").warnings
    filtered = render(_project(Marker(1, 2)), "resolve-edl", ExportOptions(categories=frozenset({"joy"})))
    assert Sentence("export.none_chosen") in filtered.warnings


def test_variable_rate_and_unknown_rates_are_said() -> None:
    project = _project(Marker(1, 2), variable=True)
    (uneven,) = (one for one in render(project, "resolve-edl").warnings if one.kind == "export.uneven")
    assert "variable frame rate" in uneven.message
    assert "at most 13.0 ms" in uneven.message
    odd = render(_project(Marker(1, 2)), "fcpxml", ExportOptions(rate=Fraction(25, 2)))
    assert any("no timelines of 12.5" in warning.message for warning in odd.warnings)


def test_the_largest_shift_is_said() -> None:
    warnings = render(_project(Marker(1, 2)), "resolve-edl", ExportOptions(rate=Fraction(24))).warnings
    assert any("1.7 ms" in warning.message for warning in warnings)  # 40 ms lie between 41.67 ms and 0


@pytest.mark.parametrize("count", [0, 1, 998, 999, 1000, 2500])
@pytest.mark.parametrize("format_id", ["resolve-edl", "shots-edl"])
def test_more_than_999_events_go_to_numbered_files(count: int, format_id: str) -> None:
    project = Project(film(seconds=4000), markers=named([f"m{n}" for n in range(count)], every=30, length=25))
    output = render(project, format_id, replace(PLAIN, switches=frozenset({"ranges"})))
    suffixes = [".edl", "-2.edl", "-3.edl"][: max(1, -(-count // 999))]
    assert list(output.files) == suffixes
    events = [
        line.split()
        for content in output.files.values()
        for line in content.decode().splitlines()
        if line[:3].isdigit()
    ]
    assert len(events) == count
    assert [int(event[0]) for event in events] == [n % 999 + 1 for n in range(count)]
    assert any("files were made" in warning.message for warning in output.warnings) == (count > 999)


def test_files_are_written_whole_beside_the_target(tmp_path) -> None:
    project = Project(film(seconds=4000), markers=named([f"m{n}" for n in range(1001)], every=30))
    export(project, "resolve-edl", tmp_path / "out file.edl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out file-2.edl", "out file.edl"]
    export(project, "json", tmp_path / "odd.name.txt")
    assert (tmp_path / "odd.name.txt").read_bytes().startswith(b"{")
    assert render(project, "json").files


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path) -> None:
    with pytest.raises(StudioError, match="could not be written"):
        export(golden_project(), "json", tmp_path / "no" / "out.json")
    target = tmp_path / "kept.edl"
    target.write_text("old")
    with pytest.raises(UsageError):
        export(golden_project(), "resolve-edl", target, ExportOptions(rate=Fraction(25), drop_frame=True))
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.edl"]


def test_unknown_formats_are_refused_with_the_list() -> None:
    with pytest.raises(UsageError) as caught:
        format_named("aaf")
    assert all(name in caught.value.hint for name in FORMATS)


def test_the_table_lists_each_format_once() -> None:
    assert list(FORMATS) == [format_.id for format_ in FORMATS.values()]
    assert all(format_.suffix.startswith(".") and format_.title for format_ in FORMATS.values())
    assert len({format_.title for format_ in FORMATS.values()}) == len(FORMATS)


def test_curves_of_a_film_that_was_not_analysed_are_refused() -> None:
    for format_id in ("curves-csv", "curves-parquet"):
        with pytest.raises(StudioError, match="not analysed"):
            render(_project(), format_id)
    assert any("not analysed" in warning.message for warning in render(_project(), "emotionml").warnings)


def test_the_whole_day_fits() -> None:
    last = frames_per_day(Fraction(25)) - 1
    project = Project(film(seconds=86_400), markers=(Marker(last, last + 1),))
    options = ExportOptions(start_timecode=StartTimecode(0, False, "user"))
    assert _first_label(project, options) == "23:59:59:24"
    assert timing_of(project, options).label(last + 1) == "00:00:00:00"
