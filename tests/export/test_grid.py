"""Every format puts every marker on exactly its frame, at every rate, way of counting and start timecode.

What is written is read back by readers that share nothing with the writers, and by our own.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at, nominal, seconds_of
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.options import typed_start
from mmsa_studio.export.sheet import timing_of
from mmsa_studio.export.text import untagged
from tests.export import independent
from tests.export.material import PLAIN, RATES, STARTS, case_name, film, marked

Case = tuple[Fraction, bool]
grid = pytest.mark.parametrize("case", RATES, ids=case_name)
starts = pytest.mark.parametrize("start", STARTS)


def _film(case: Case, start: str) -> tuple[Project, int]:
    """A film that starts at a label, and that label in frames by the specification's formula."""
    rate, drop = case
    return marked(film(rate, start=start, drop=drop)), independent.frames_of(start, nominal(rate), drop)


def _content(project: Project, format_id: str, options: ExportOptions = PLAIN) -> bytes:
    output = render(project, format_id, options)
    assert len(output.files) == 1
    return next(iter(output.files.values()))


def _places(project: Project) -> list[tuple[int, int]]:
    return [(marker.start, marker.length) for marker in project.markers]


def _seen(markers: list[independent.Seen], first: int = 0) -> list[tuple[int, int]]:
    return [(marker.start - first, marker.length) for marker in markers]


@grid
@starts
def test_resolve(case: Case, start: str) -> None:
    project, first = _film(case, start)
    fcm, seen = independent.resolve(_content(project, "resolve-edl"), nominal(case[0]))
    assert _seen(seen, first) == _places(project)
    assert fcm == ("DROP FRAME" if case[1] else "NON-DROP FRAME")
    assert [marker.name for marker in seen] == [marker.label for marker in project.markers]
    assert [marker.colour.lower() for marker in seen] == [marker.colour for marker in project.markers]
    assert [untagged(marker.note)[0] for marker in seen] == [marker.note for marker in project.markers]


@grid
@starts
def test_avid_text(case: Case, start: str) -> None:
    project, first = _film(case, start)
    assert _seen(independent.avid_txt(_content(project, "avid-txt"), nominal(case[0])), first) == _places(project)


@grid
@starts
def test_avid_locators_read_by_opentimelineio(case: Case, start: str) -> None:
    project, first = _film(case, start)
    content = _content(project, "avid-edl")
    assert b";" not in content
    lines = [line.split()[2] for line in content.decode().splitlines() if line.startswith("* LOC:")]
    labels = [independent.frames_of(label, nominal(case[0]), case[1]) - first for label in lines]
    assert labels == [marker.start for marker in project.markers]
    if case[0] in (24, 25, 30, 50, 60):
        seen = independent.avid_edl(content, float(case[0]))
        assert [marker.start - first for marker in seen] == [marker.start for marker in project.markers]


@grid
@starts
def test_final_cut_7_read_by_opentimelineio(case: Case, start: str) -> None:
    project, first = _film(case, start)
    timeline, seen = independent.xmeml(_content(project, "xmeml"))
    places = [(start, 0 if length == 1 else length) for start, length in _places(project)]
    assert [(marker.start, 0 if marker.length == 1 else marker.length) for marker in seen] == places
    assert timeline.global_start_time.value == first
    assert timeline.global_start_time.rate == pytest.approx(float(case[0]), abs=1e-6)
    text = _content(project, "xmeml").decode()
    assert f"<displayformat>{'DF' if case[1] else 'NDF'}</displayformat>" in text
    assert ("<ntsc>TRUE</ntsc>" in text) == (case[0].denominator == 1001)


@grid
@starts
def test_final_cut_x(case: Case, start: str) -> None:
    project, first = _film(case, start)
    begins, rate, seen = independent.fcpxml(_content(project, "fcpxml"))
    assert (begins, rate) == (first, case[0])
    assert _seen(seen) == _places(project)


@grid
@starts
def test_opentimelineio(case: Case, start: str) -> None:
    project, first = _film(case, start)
    timeline, seen = independent.otio_markers(_content(project, "otio"))
    assert _seen(seen) == _places(project)
    assert timeline.global_start_time.value == first
    assert timeline.global_start_time.rate == pytest.approx(float(case[0]), rel=1e-12)
    assert timeline.duration().value == project.media.frame_count


@grid
@starts
def test_tables_and_json(case: Case, start: str) -> None:
    project, first = _film(case, start)
    rate, drop = case
    rows = list(csv.DictReader(io.StringIO(_content(project, "csv").decode("utf-8-sig"))))
    events = json.loads(_content(project, "json"))["events"]
    for marker, row, event in zip(project.markers, rows, events, strict=True):
        assert independent.frames_of(row["Timecode In"], nominal(rate), drop) - first == marker.start
        assert independent.frames_of(row["Timecode Out"], nominal(rate), drop) - first == marker.end
        assert (int(row["Frame"]), int(row["Duration"])) == (marker.start, marker.length)
        for end, frame in ((event["start"], marker.start), (event["end"], marker.end)):
            assert end["frame"] == frame
            assert independent.frames_of(end["timecode"], nominal(rate), drop) - first == frame
            assert abs(Fraction(end["seconds"]) - seconds_of(frame, rate)) <= Fraction(1, 2_000_000)


@grid
@pytest.mark.parametrize("format_id", [format_.id for format_ in FORMATS.values() if format_.read])
def test_our_own_readers(case: Case, format_id: str) -> None:
    project, _ = _film(case, "01:00:00:00")
    timing = timing_of(project, PLAIN)
    reading = FORMATS[format_id].read(_content(project, format_id), timing)
    lengths = [1 if format_id == "avid-edl" else marker.length for marker in project.markers]
    assert [(m.start, m.end - m.start) for m in reading.markers] == [
        (marker.start, length) for marker, length in zip(project.markers, lengths, strict=True)
    ]
    assert reading.rate == case[0]


@pytest.mark.parametrize("target", RATES, ids=case_name)
@pytest.mark.parametrize("source", ["24000/1001", "25", "60000/1001"])
def test_another_rate_moves_each_marker_to_the_nearest_frame(source: str, target: Case) -> None:
    project = marked(film(source, seconds=3600))
    rate, drop = target
    options = ExportOptions(rate=rate, drop_frame=drop, start_timecode=typed_start("01:00:00:00", rate, drop))
    output = render(project, "resolve-edl", options)
    _, seen = independent.resolve(output.files[".edl"], nominal(rate))
    first = independent.frames_of("01:00:00:00", nominal(rate), drop)
    expected = {frame_at(seconds_of(marker.start, Fraction(source)), rate) for marker in project.markers}
    assert [marker.start - first for marker in seen] == sorted(expected)
    for marker in project.markers:
        nearest = frame_at(seconds_of(marker.start, Fraction(source)), rate)
        assert abs(seconds_of(nearest, rate) - seconds_of(marker.start, Fraction(source))) <= 1 / (2 * rate)
    shifted = any((seconds_of(marker.start, Fraction(source)) * rate).denominator > 1 for marker in project.markers)
    assert any("nearest frame" in warning.message for warning in output.warnings) == shifted


@grid
def test_shots_follow_each_other_and_out_points_are_exclusive(case: Case) -> None:
    from mmsa_studio.core.film import Shot

    project, first = _film(case, "01:00:00:00")
    project = replace(project, shots=(Shot(0, 57), Shot(57, 58), Shot(58, project.media.frame_count)))
    lines = [line.split() for line in _content(project, "shots-edl").decode().splitlines() if line[:3].isdigit()]
    frames = [[independent.frames_of(label, nominal(case[0]), case[1]) - first for label in line[4:]] for line in lines]
    assert frames == [[shot.start, shot.end, shot.start, shot.end] for shot in project.shots]
