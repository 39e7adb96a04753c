"""Any markers, at any rate, way of counting and start, written and read by ourselves, are the same markers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import COLOURS, Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.timecode import StartTimecode, frames_per_day
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.options import Imported
from mmsa_studio.export.sheet import prepare, timing_of
from mmsa_studio.export.text import tag
from tests.export.material import PLAIN, RATES, film, golden_project

FRAMES = 50_000
texts = st.text(st.characters(codec="utf-8"), max_size=30)
shares = st.none() | st.floats(0, 1)


@st.composite
def projects(draw: st.DrawFn) -> tuple[Project, ExportOptions]:
    rate, drop = draw(st.sampled_from(RATES))
    starts = draw(st.lists(st.integers(0, FRAMES), unique=True, max_size=6))
    markers = tuple(
        Marker(
            start,
            start + draw(st.integers(1, 500)),
            draw(texts),
            draw(texts),
            draw(st.sampled_from(("", *CATEGORIES))),
            draw(shares),
            draw(shares),
            draw(st.sampled_from(COLOURS)),
            id=f"id{number}",
        )
        for number, start in enumerate(starts)
    )
    latest = frames_per_day(rate, drop_frame=drop) - 2 * FRAMES
    start = StartTimecode(draw(st.integers(0, latest)), drop, "user")
    options = ExportOptions(
        start_timecode=start, drop_frame=drop, offset=draw(st.integers(0, 100)), created=PLAIN.created
    )
    return Project(film(rate, seconds=20), markers=markers), options


def _read(project: Project, format_id: str, options: ExportOptions) -> tuple[Imported, ...]:
    content = next(iter(render(project, format_id, options).files.values()))
    return FORMATS[format_id].read(content, timing_of(project, options)).markers


@pytest.mark.parametrize("format_id", ["resolve-edl", "avid-txt", "xmeml", "fcpxml", "otio", "csv", "json"])
@settings(max_examples=30)
@given(projects())
def test_frames_and_identity(format_id: str, drawn: tuple[Project, ExportOptions]) -> None:
    project, options = drawn
    rows = prepare(project, options).rows
    read = _read(project, format_id, options)
    assert [(m.start, m.end, m.tags) for m in read] == [(r.start, r.end, tuple(map(tag, r.ids))) for r in rows]


@settings(max_examples=30)
@given(projects())
def test_locators(drawn: tuple[Project, ExportOptions]) -> None:
    project, options = drawn
    assert [m.start for m in _read(project, "avid-edl", options)] == [r.start for r in prepare(project, options).rows]


@pytest.mark.parametrize("format_id", ["xmeml", "fcpxml", "otio", "csv"])
@settings(max_examples=30)
@given(projects())
def test_names_and_notes(format_id: str, drawn: tuple[Project, ExportOptions]) -> None:
    project, options = drawn
    read = _read(project, format_id, options)
    rows = prepare(project, options).rows
    assert [(m.label, m.note) for m in read] == [(row.name, row.note) for row in rows]


@settings(max_examples=30)
@given(projects())
def test_colours_and_numbers(drawn: tuple[Project, ExportOptions]) -> None:
    project, options = drawn
    wanted = [row.marker for row in prepare(project, options).rows]
    assert [m.colour for m in _read(project, "resolve-edl", options)] == [marker.colour for marker in wanted]
    for format_id in ("csv", "json"):
        for read, marker in zip(_read(project, format_id, options), wanted, strict=True):
            assert (read.category, read.colour, read.id) == (marker.category, marker.colour, marker.id)
            assert (read.intensity, read.confidence) == (marker.intensity, marker.confidence)


PIECES = (
    b"TITLE: x\n", b"FCM: DROP FRAME\n", b"FCM: NON-DROP FRAME\r\n", b"\n", b"001  001  V  C  ", b"01:00:00:00 ",
    b"01:00:01:00 ", b"\n |C:ResolveColorRed |M:x |D:1\n", b"* LOC: ", b"\t", b"<xmeml>", b'{"', b"|D:", b"\xff",
    b"user\t1\tV1\tred\tx\t1\n", b"\0",
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=20), st.sampled_from([f.id for f in FORMATS.values() if f.read]))
def test_readers_take_any_bytes_or_say_what_is_wrong(pieces: list[bytes], format_id: str) -> None:
    timing = timing_of(Project(film("29.97")), PLAIN)
    with suppress(StudioError):
        reading = FORMATS[format_id].read(b"".join(pieces), timing)
        assert all(marker.end > marker.start for marker in reading.markers)


GOLDEN = {f.id: next(iter(render(golden_project(), f.id, PLAIN).files.values())) for f in FORMATS.values() if f.read}
HARMFUL = st.sampled_from(
    (b"", b"-1", b"999999999999999999999", b"9" * 5000, b"NaN", b"null", b"[]", b'"', b"<", b"\xf0", b";")
)


@settings(max_examples=40)
@pytest.mark.parametrize("format_id", list(GOLDEN))
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), HARMFUL), min_size=1, max_size=3))
def test_readers_take_damaged_files_or_say_what_is_wrong(
    format_id: str, damage: list[tuple[float, int, bytes]]
) -> None:
    content = GOLDEN[format_id]
    for share, length, inserted in damage:
        place = int(share * len(content))
        content = content[:place] + inserted + content[place + length :]
    with suppress(StudioError):
        reading = FORMATS[format_id].read(content, timing_of(golden_project(), PLAIN))
        assert all(marker.end > marker.start for marker in reading.markers)
        assert all(isinstance(marker.label, str) and isinstance(marker.note, str) for marker in reading.markers)
