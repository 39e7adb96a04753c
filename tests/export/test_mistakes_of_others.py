"""Each mistake other exporters made, named with where it was reported, cannot be made here.

Others can run these on their own exporter: give `render` the same project and options.
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import pytest

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.film import Shot
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import COMMON_RATES, parse_rate
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.readers import read_markers
from mmsa_studio.export.timing import Timing
from tests.export import independent
from tests.export.material import film, golden_project, named

CRLF = b"\r\n"


def _only(project: Project, format_id: str, options: ExportOptions | None = None) -> bytes:
    return next(iter(render(project, format_id, options).files.values()))


def _at(frame: int, length: int = 1, **film_is: object) -> Project:
    return Project(film(**film_is), markers=(Marker(frame, frame + length, "here", "why", id="a"),))


def _resolve(events: str, rate: str = "25") -> list[tuple[int, int, str, str]]:
    rate = parse_rate(rate)
    reading = FORMATS["resolve-edl"].read(events.encode(), Timing(rate, rate))
    return [(marker.start, marker.end, marker.label, marker.note) for marker in reading.markers]


def test_out_points_are_exclusive() -> None:
    """PySceneDetect #516, flowblade #252."""
    project = Project(film(), shots=(Shot(0, 25), Shot(25, 50)))
    lines = _only(project, "shots-edl").decode().splitlines()
    assert "00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00" in lines[3]
    assert "00:00:01:00 00:00:02:00" in lines[5]


@pytest.mark.parametrize("rate", ["23.976", "29.97", "47.952", "59.94", "119.88"])
def test_no_drift_by_a_rounded_rate(rate: str) -> None:
    """PySceneDetect #502, autoEdit_2 #26: after ten hours still the same frame."""
    exact = parse_rate(rate)
    frame = 36_000 * round(exact)
    project = _at(frame, rate=rate, seconds=40_000)
    assert independent.otio_markers(_only(project, "otio"))[1][0].start == frame
    assert independent.fcpxml(_only(project, "fcpxml"))[2][0].start == frame
    assert independent.resolve(_only(project, "resolve-edl"), round(exact))[1][0].start == frame + 3600 * round(exact)


def test_the_start_timecode_is_not_ignored() -> None:
    """PySceneDetect #515, palmier-pro #110, zou #1051."""
    project = _at(25, start="10:00:00:00")
    assert b"10:00:01:00" in _only(project, "resolve-edl")
    assert b"10:00:01:00" in _only(project, "avid-txt")
    assert b"* LOC: 10:00:01:00" in _only(project, "avid-edl")


def test_the_start_timecode_is_not_added_twice() -> None:
    """auto-editor #1138: Final Cut placed everything hours late."""
    start, _, (marker,) = independent.fcpxml(_only(_at(25, start="10:00:00:00"), "fcpxml"))
    assert (start, marker.start) == (900_000, 25)
    assert b"<in>25</in>" in _only(_at(25, start="10:00:00:00"), "xmeml")


@pytest.mark.parametrize("rate", COMMON_RATES, ids=str)
def test_no_default_rate_replaces_the_films(rate: Fraction) -> None:
    """auto-editor #131, and Frame.io's 24 for 23.976."""
    assert independent.fcpxml(_only(_at(5, rate=rate), "fcpxml"))[1] == rate
    sequence = ElementTree.fromstring(_only(_at(5, rate=rate), "xmeml")).find("sequence")
    base, ntsc = int(sequence.findtext("rate/timebase")), sequence.findtext("rate/ntsc") == "TRUE"
    assert Fraction(base * 1000, 1001) if ntsc else Fraction(base) == rate


def test_the_drop_frame_line_is_not_inverted() -> None:
    """SubtitleEdit #13729, #13730."""
    drop = _only(_at(0, rate="29.97", start="01:00:00;00", drop=True), "resolve-edl")
    plain = _only(_at(0, rate="29.97", start="01:00:00:00"), "resolve-edl")
    assert b"FCM: DROP FRAME\r\n" in drop
    assert b"FCM: NON-DROP FRAME\r\n" in plain
    assert b"01:00:00;00" in drop
    assert b";" not in plain


def test_drop_frame_at_23_976_does_not_exist() -> None:
    """SubtitleEdit writes it."""
    with pytest.raises(UsageError):
        _only(_at(0, rate="23.976"), "resolve-edl", ExportOptions(drop_frame=True))


def test_the_drop_frame_line_counts_for_reading_whatever_the_separator() -> None:
    """Avid writes `:` even in drop-frame; some lists have `;` after a wrong line."""
    event = "001  001 V C 01:00:00{0}00 01:00:00{0}01 01:00:00{0}00 01:00:00{0}01\n |C:ResolveColorRed |M:x |D:1\n"
    assert _resolve("FCM: DROP FRAME\n" + event.format(":"), "29.97")[0][0] == 107_892
    assert _resolve("FCM: NON-DROP FRAME\n" + event.format(":"), "29.97")[0][0] == 108_000
    assert _resolve(event.format(";"), "29.97")[0][0] == 107_892


def test_trailing_blanks_loose_columns_and_line_ends_are_read() -> None:
    """SubtitleEdit #13729: three of seven real lists were refused."""
    event = "1  AX  V  C  00:00:01:00  00:00:01:01 00:00:01:00 00:00:01:01   "
    for end in ("\n", "\r\n", "\n\n"):
        text = f"TITLE: x {end}FCM: NON-DROP FRAME {end}{event}{end} |C:ResolveColorBlue |M:A |D:3   {end}"
        assert _resolve(text) == [(25, 28, "A", "")]


def test_the_reader_has_no_end_at_999() -> None:
    """pycmx #11."""
    lines = []
    for number in range(1, 1501):
        label = f"00:{number // 60:02d}:{number % 60:02d}:00"
        lines.append(f"{number:03d}  001 V C {label} {label} {label} {label}\n |C:ResolveColorRed |M:n{number} |D:1\n")
    assert len(_resolve("".join(lines))) == 1500


def test_nothing_is_cut_at_999() -> None:
    """freeframe cuts silently, OpenFrame refuses."""
    output = render(Project(film(seconds=2000), markers=named(["x"] * 1200, every=30)), "resolve-edl")
    assert sum(content.count(b"|M:") for content in output.files.values()) == 1200


def test_notes_are_kept() -> None:
    """otio-fcp-adapter #8, and the comments all OTIO writers lose."""
    for format_id in ("resolve-edl", "avid-txt", "xmeml", "fcpxml", "otio", "csv", "json", "vtt", "srt", "eaf"):
        assert b"why" in _only(_at(3), format_id), format_id


def test_no_byte_order_mark_but_in_the_table_for_excel() -> None:
    """It kills OpenTimelineIO's reader; ours takes it."""
    for format_id in FORMATS:
        has_mark = _only(golden_project(), format_id).startswith(b"\xef\xbb\xbf")
        assert has_mark == (format_id == "csv")
    with_mark = "\ufeff" + _only(_at(25), "resolve-edl").decode()
    assert _resolve(with_mark)[0][2] == "here"


def test_xmeml_is_not_given_to_final_cut_x(tmp_path) -> None:
    """obs-streamup PR #11: each is refused as the other, with a sentence."""
    project = golden_project()
    for format_id, other in (("xmeml", "fcpxml"), ("fcpxml", "xmeml")):
        path = tmp_path / f"x.{format_id}"
        path.write_bytes(_only(project, format_id))
        with pytest.raises(StudioError, match="The file is no"):
            read_markers(path, project, other)


def test_no_raw_angle_bracket_in_an_attribute() -> None:
    """CaptionForge #5."""
    project = Project(film(), markers=(Marker(0, 1, 'a < b & "c"', "</note> <"),))
    content = _only(project, "fcpxml")
    assert b'value="a &lt; b &amp; &quot;c&quot;"' in content
    assert independent.fcpxml(content)[2][0].name == 'a < b & "c"'


def test_the_length_is_in_the_tag_and_not_in_the_event() -> None:
    """OBSInfoWriter #55: an event 63 s long with |D:1."""
    text = "001  001 V C 00:00:01:00 00:01:04:00 00:00:01:00 00:01:04:00\n |C:ResolveColorBlue |M:A |D:1\n"
    assert _resolve(text) == [(25, 26, "A", "")]
    assert b"00:00:01:00 00:00:01:01" in _only(_at(25, 100, start="00:00:00:00"), "resolve-edl")


def test_notes_with_line_breaks_and_digits_are_read() -> None:
    """Resolve writes them as they are."""
    text = (
        "001  001 V C 00:00:01:00 00:00:01:01 00:00:01:00 00:00:01:01\r\n"
        "first line\n2nd line\r\n* third |C:ResolveColorMint |M:Name 1 |D:2\r\n\r\n"
    )
    assert _resolve(text) == [(25, 27, "Name 1", "first line\n2nd line\n* third")]


def test_the_hour_is_written_with_two_digits() -> None:
    """REAPER-ReaScripts #17: Resolve silently ignores 0:00:00:00."""
    for line in _only(_at(0), "resolve-edl").decode().split("\r\n"):
        assert " 0:" not in line


def test_frame_io_and_premiere_tables_are_read() -> None:
    frame_io = (
        "\ufeffTeam,Comment,Frame,Duration,Timecode,Timecode In,Out\r\nX,Look,25,00:10,00:00:01:00,00:00:01:00,\r\n"
    )
    premiere = (
        "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\nOne\twhy\t00;00;01;00\t00;00;02;00\t\tComment\n"
    )
    timing = Timing(Fraction(25), Fraction(25))
    assert [(m.start, m.note) for m in FORMATS["csv"].read(frame_io.encode(), timing).markers] == [(25, "Look")]
    read = FORMATS["csv"].read(premiere.encode("utf-16"), timing).markers
    assert [(m.start, m.end, m.label, m.note) for m in read] == [(25, 50, "One", "why")]


def test_numbers_in_curves_are_numbers() -> None:
    rows = list(csv.DictReader(io.StringIO(_only(golden_project(), "curves-csv").decode())))
    assert float(rows[0]["fused.valence"]) == -0.5
    assert rows[5]["fused.valence"] == ""
    assert {row["face.valence"] for row in rows} == {""}
    assert rows[1]["timecode"] == "01:00:00;06"
