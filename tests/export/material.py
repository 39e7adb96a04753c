"""Films with markers for every rate, and texts that break naive exporters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np

from mmsa_studio.core.film import Cue, MediaInfo, PictureStream, Shot, Word, WordsFrom
from mmsa_studio.core.marker import COLOURS, FOUND, Marker
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.paths import write_atomic
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import COMMON_RATES, parse_rate, rate_name
from mmsa_studio.core.timecode import StartTimecode, can_drop, parse_timecode
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.export import ExportOptions, Output, format_named, placed, render

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PLAIN = ExportOptions(created=CREATED)

RATES = [(rate, False) for rate in COMMON_RATES] + [(rate, True) for rate in COMMON_RATES if can_drop(rate)]
STARTS = ("00:00:00:00", "01:00:00:00", "09:58:59:12")

AWKWARD = {
    "empty": "",
    "blanks": "   ",
    "digit first": "1st kiss",
    "number": "001  AX V C 01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01",
    "pipes": "either | or |D:99 |C:ResolveColorRed |M:x",
    "tabs": "one\ttwo\t3",
    "quotes": "she said \"no\" & 'yes' <b>not</b>",
    "line breaks": "first\nsecond\r\nthird\rfourth\u2028fifth",
    "comment": "* LOC: 01:00:00:00 RED     X",
    "header": "TITLE: FCM: DROP FRAME",
    "formula": '=HYPERLINK("http://evil","x")',
    "plus": "+1+1",
    "dde": "@SUM(1)|'cmd'!A0",
    "cdata": "]]><![CDATA[<&>",
    "arrow": "00:00:01.000 --> 00:00:02.000",
    "accents": "Le Mépris, déjà vu, Ångström, ß",
    "cjk": "愛は静かな場所へ降りてくる 请请让我知道 한국어",
    "right to left": "שלום עולם مرحبا",
    "emoji": "laughs 😂👩‍👩‍👧 twice",
    "controls": "a\x00b\x07c\x1bd\x0be\x85f\ufffeg",
    "surrogate": "broken \udce9 name",
    "long": "long words " * 910,
    "tag": "looks like ours [#0123456789]",
    "entity": "&lt;&#0;&evil;",
}


def film(
    rate: Fraction | str = "25",
    *,
    seconds: int = 120,
    start: str | None = None,
    drop: bool = False,
    variable: bool = False,
) -> MediaInfo:
    """A film without a file."""
    rate = parse_rate(rate)
    frames = int(seconds * rate)
    picture = PictureStream(
        1920,
        1080,
        1920,
        1080,
        0,
        Fraction(1),
        "h264",
        rate,
        frames,
        variable,
        1 / (1000 * rate),
        0,
        0,
        Fraction(13, 1000) if variable else Fraction(0),
    )
    timecode = StartTimecode()
    if start is not None:
        timecode = StartTimecode(parse_timecode(start, rate, drop_frame=drop), drop, "tmcd")
    return MediaInfo("/films/Test film.mov", "sha256:0123", 1000, "mov", frames / rate, picture, None, (), timecode)


def named(labels: Sequence[str], *, every: int = 40, length: int = 1) -> tuple[Marker, ...]:
    """One marker for each label, in order, each in another colour."""
    return tuple(
        Marker(1 + every * n, 1 + every * n + length, label, f"note of {n}", colour=COLOURS[n % 16], id=f"m{n}")
        for n, label in enumerate(labels)
    )


def marked(media: MediaInfo) -> Project:
    """Points and ranges at the first, the last and some frames between."""
    last = media.frame_count - 1
    spans = [(0, 1), (1, 2), (57, 58), (58, 158), (1798, 1799), (1799, 1801), (1800, last), (last, last + 1)]
    markers = tuple(
        Marker(start, end, f"Marker {number}", f"note {number}", colour=COLOURS[number], id=f"m{number}")
        for number, (start, end) in enumerate(spans, start=1)
    )
    return Project(media, markers=markers)


def timeline(seconds: int = 4) -> EmotionTimeline:
    """Simple slopes, with a second of silence in the fused series and no face at all."""
    grid = Grid.covering(Fraction(seconds))
    slope = np.linspace(-0.5, 0.5, grid.count, dtype=np.float32)
    values = np.zeros((len(SOURCES), grid.count, len(QUANTITIES)), np.float32)
    values[:, :, 0] = slope
    values[:, :, 1] = -slope
    values[:, :, 2] = np.abs(slope)
    values[:, :, QUANTITIES.index("category.joy")] = (slope > 0) * np.float32(0.75)
    values[:, :, QUANTITIES.index("category.fear")] = (slope <= 0) * np.float32(0.75)
    valid = np.ones(values.shape[:2], np.bool_)
    valid[0, 5:10] = False
    valid[SOURCES.index("face")] = False
    values[~valid] = 0
    spread = np.where(valid[:, :, None], np.float32(0.125), np.float32(0))
    shares = np.zeros((grid.count, len(MODALITIES)), np.float32)
    shares[:, 0] = slope * valid[0]
    return EmotionTimeline(
        grid, values, values - spread, values + spread, valid, shares, ModelIdentity("fusion", "1.0", "ab" * 32)
    )


def golden_project() -> Project:
    """Everything a format can carry, at 29.97 drop-frame from one hour."""
    markers = (
        Marker(0, 1, "First frame", id="a0"),
        Marker(59, 90, "She turns", "valence rises\nfrom -0.4 to 0.3", "joy", 0.8, 0.9, "green", FOUND, "turn", "a1"),
        Marker(59, 60, "déjà vu | 愛 😂", "", "", None, None, "lavender", id="a2"),
        Marker(1798, 1800, "=1st & <last>", '"quoted"', "fear", 0.25, None, "cocoa", id="a3"),
        Marker(3000, 3001, "", "a marker without a name", "sadness", colour="cream", id="a4"),
    )
    return Project(
        film("30000/1001", start="01:00:00;00", drop=True),
        timeline=timeline(),
        markers=markers,
        cues=(Cue(Fraction(1, 2), Fraction(2), "Hello there", (Word("Hello", 0.5, 1.0), Word("there", 1.25, 2.0))),),
        words_from=WordsFrom("file", "test"),
        shots=(Shot(0, 1798), Shot(1798, 3000), Shot(3000, 3596)),
    )


def case_name(case: tuple[Fraction, bool]) -> str:
    """Like 29.97DF."""
    return f"{rate_name(case[0])}{'DF' if case[1] else ''}"


def export(project: Project, format_id: str, target: Path, options: ExportOptions | None = None) -> Output:
    """Write a project in a format, whatever lies there."""
    output = render(project, format_id, options)
    for path, content in placed(output, format_named(format_id), target).items():
        write_atomic(path, content)
    return output
