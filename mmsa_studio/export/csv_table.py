"""Markers as a table for sheets and scripts; the columns are those of `COLUMNS`.

Opens in Excel (byte order mark, Windows line ends), uses Frame.io's column names where it has them, and reads
Frame.io's own exports. A cell never starts a formula: an apostrophe stands before what would.
"""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.limits import MOST_MARKERS
from mmsa_studio.core.marker import COLOURS
from mmsa_studio.core.numbers import fraction
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import COMMON_RATES, frame_at, parse_rate, rate_name
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timecode import can_drop
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.sheet import Row, prepare
from mmsa_studio.export.text import decoded, legal, one_line, tag
from mmsa_studio.export.timing import Timing

COLUMNS = (
    "Timecode In", "Timecode Out", "Frame", "Duration", "Seconds In", "Seconds Out", "Name", "Comment", "Category",
    "Intensity", "Confidence", "Colour", "Origin", "Kind", "Id", "Rate", "Drop Frame",
)  # fmt: skip
"""`Frame` counts from the timeline's first and says where a row is when it is read back; rows without it are placed by
`Timecode In`. `Duration` is in frames, out points are exclusive."""

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_SECONDS = re.compile(r"\d{1,9}([.,]\d{1,9})?", re.ASCII)
_FORMULA = re.compile(
    r"['\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]"
)


def write(project: Project, options: ExportOptions) -> Output:
    """One row a marker."""
    sheet = prepare(project, options)
    sheet.warn_of_labels()
    rows = [_cells(row, sheet.timing) for row in sheet.rows]
    return Output({".csv": table([COLUMNS, *rows])}, sheet.warnings)


def table(rows: list[tuple[str, ...]]) -> bytes:
    """Rows as Excel reads them; every cell is safe to open."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cells(row: Row, timing: Timing) -> tuple[str, ...]:
    marker = row.marker
    return (
        timing.label(row.start), timing.label(row.end), str(row.start), str(row.length),
        f"{float(row.start / timing.rate):.6f}", f"{float(row.end / timing.rate):.6f}", row.name, row.note,
        marker.category, _number(marker.intensity), _number(marker.confidence), marker.colour, marker.origin,
        marker.kind, marker.id, f"{timing.rate.numerator}/{timing.rate.denominator}", str(timing.drop_frame).upper(),
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))


def _safe(cell: str) -> str:
    cell = _SPLIT.sub(r"\1'\2", legal(cell))
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


_SPLIT = re.compile(r"([;\t]\s*)([=+@-])")
"""Where a sheet that splits at semicolons would begin a cell with a formula."""
_HEADINGS = {
    "start": ("timecode in", "timecode", "in", "start", "start tc", "tc in", "record in", "start timecode", "time"),
    "end": ("timecode out", "out", "end", "end tc", "tc out", "record out", "end timecode"),
    "name": ("name", "marker name", "marker", "title", "label"),
    "note": ("comment", "description", "note", "notes", "comments"),
    "colour": ("colour", "color", "marker color"),
}
_OWN = {column.lower() for column in COLUMNS}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([.,]\d{3,6})?", re.ASCII)


def read(content: bytes, timing: Timing) -> Reading:
    """Our own tables, and those of others with a heading and a timecode or seconds in each row.

    Raises:
        StudioError: when there is no heading that says where a marker starts.
    """
    text = decoded(content)
    if text[:4].lower() == "sep=":  # as sheets tell each other
        text = text.partition("\n")[2]
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        cells = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_MARKERS + 2))
    except csv.Error as error:
        raise StudioError("import.broken_table", error=str(error)) from error
    lines = [[_bare(cell) for cell in line] for line in cells]
    columns = [re.sub(r"[\s_-]+", " ", cell).strip().lower() for cell in lines[0]] if lines else []
    rows = [dict(zip(columns, line, strict=False)) for line in lines[1:] if any(map(str.strip, line))]
    if not set(columns) & set(_HEADINGS["start"]):
        raise StudioError("import.no_start")
    usable = [row for row in rows if _cell(row, "start")]
    left = len(rows) - len(usable)
    warnings = [Sentence("import.rows", {"unread": left, "all": len(rows)})] if left else []
    unused = [cell.strip() for cell, name in zip(lines[0], columns, strict=True) if name and name not in _used(columns)]
    warnings += [Sentence("import.columns", {"names": ", ".join(unused)})] if unused else []
    timing, lost = _timing(rows, timing)
    warnings += [Sentence("import.rate_lost", {"written": lost[:40], "rate": rate_name(timing.rate)})] if lost else []
    return Reading(timing.rate, few(_imported(row, timing) for row in usable), tuple(warnings))


def _used(columns: list[str]) -> set[str]:
    """Columns of a table that are read: all of ours, and of those that mean the same the one that comes first."""
    return _OWN.union(*({name for name in names if name in columns} for names in _HEADINGS.values()))


def _timing(rows: list[dict[str, str]], timing: Timing) -> tuple[Timing, str]:
    """Our own tables say how they count, and so need no timecode to be read.

    A sheet takes `25/1` for a day in January: then frames and seconds of a row still say the rate.

    Returns:
        How the table counts, and the rate that it holds where that is none; empty otherwise.
    """
    written = rows[0].get("rate", "").strip() if rows else ""
    if not written or "id" not in rows[0]:
        return timing, ""
    with suppress(UsageError):
        return replace(timing, rate=parse_rate(written)), ""
    return replace(timing, rate=_counted(rows) or timing.rate), written


def _counted(rows: list[dict[str, str]]) -> Fraction | None:
    """The common rate at which the last row's frame lies at its seconds; None when there is none."""
    pairs = [
        (int(row["frame"]), fraction(row["seconds in"].replace(",", ".")))
        for row in rows
        if _WHOLE.fullmatch(row.get("frame", "")) and _SECONDS.fullmatch(row.get("seconds in", ""))
    ]
    frame, seconds = max(pairs, default=(0, Fraction(0)))
    if not frame or not seconds:
        return None
    nearest = min(COMMON_RATES, key=lambda rate: abs(frame / rate - seconds))
    return nearest if abs(frame / nearest - seconds) < Fraction(1, 2) / nearest else None


def _imported(row: dict[str, str], timing: Timing) -> Imported:
    if "id" in row and _WHOLE.fullmatch(row.get("frame", "")):
        start = int(row["frame"])
        end = start + (int(row["duration"]) if _WHOLE.fullmatch(row.get("duration", "")) else 1)
    else:
        start = _frame(_cell(row, "start"), timing)
        end = _frame(_cell(row, "end"), timing) if _cell(row, "end") else start + 1
    colour, category, id_ = (
        one.lower() for one in (_cell(row, "colour"), row.get("category", "").strip(), row.get("id", "").strip())
    )
    return Imported(
        start,
        max(end, start + 1),
        one_line(_cell(row, "name")),
        _cell(row, "note"),
        colour if colour in COLOURS else "",
        category if category in CATEGORIES else "",
        _share(row.get("intensity", "")),
        _share(row.get("confidence", "")),
        (tag(id_),) if id_ else (),
        id_,
    )


def _cell(row: dict[str, str], what: str) -> str:
    return next((row[name].strip() for name in _HEADINGS[what] if row.get(name, "").strip()), "")


def _frame(cell: str, timing: Timing) -> int:
    """A timecode, or seconds from the start of the timeline."""
    if _SECONDS.fullmatch(cell):
        return frame_at(fraction(cell.replace(",", ".")), timing.rate)
    if clock := _CLOCK.fullmatch(cell):
        hours, minutes, seconds = (int(clock[part]) for part in (1, 2, 3))
        part = fraction(f"0{clock[4].replace(',', '.')}") if clock[4] else Fraction(0)
        return frame_at(3600 * hours + 60 * minutes + seconds + part, timing.rate) - timing.start
    return timing.frame(cell, drop_frame=(";" in cell and can_drop(timing.rate)) or None)


def _share(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
