"""Markers as a table for sheets and scripts; the columns are those of `COLUMNS`.

Opens in Excel (byte order mark, Windows line ends), uses Frame.io's column names where it has them, and reads
Frame.io's own exports. A cell never starts a formula: an apostrophe stands before what would.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import MOST_MARKERS
from mmsa_studio.core.marker import COLOURS
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at, parse_rate
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
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")


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
    cell = legal(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


_HEADINGS = {
    "start": ("timecode in", "timecode", "in", "start"),
    "end": ("timecode out", "out", "end"),
    "name": ("name", "marker name"),
    "note": ("comment", "description", "note"),
}


def read(content: bytes, timing: Timing) -> Reading:
    """Our own tables, and those of others with a heading and a timecode or seconds in each row.

    Raises:
        StudioError: when there is no heading that says where a marker starts.
    """
    text = decoded(content)
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    try:
        cells = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_MARKERS + 2))
    except csv.Error as error:
        raise StudioError("import.broken_table", error=str(error)) from error
    lines = [[_bare(cell) for cell in line] for line in cells]
    columns = [cell.strip().lower() for cell in lines[0]] if lines else []
    rows = [dict(zip(columns, line, strict=False)) for line in lines[1:] if any(map(str.strip, line))]
    if not set(columns) & set(_HEADINGS["start"]):
        raise StudioError("import.no_start")
    timing = _timing(rows, timing)
    usable = [row for row in rows if _cell(row, "start")]
    left = len(rows) - len(usable)
    warnings = (Sentence("import.rows", {"unread": left, "all": len(rows)}),) if left else ()
    return Reading(timing.rate, few(_imported(row, timing) for row in usable), warnings)


def _timing(rows: list[dict[str, str]], timing: Timing) -> Timing:
    """Our own tables say how they count, and so need no timecode to be read."""
    written = rows[0].get("rate", "") if rows else ""
    return replace(timing, rate=parse_rate(written)) if written and "id" in rows[0] else timing


def _imported(row: dict[str, str], timing: Timing) -> Imported:
    if "id" in row and _WHOLE.fullmatch(row.get("frame", "")):
        start = int(row["frame"])
        end = start + (int(row["duration"]) if _WHOLE.fullmatch(row.get("duration", "")) else 1)
    else:
        start = _frame(_cell(row, "start"), timing)
        end = _frame(_cell(row, "end"), timing) if _cell(row, "end") else start + 1
    colour, category, id_ = (row.get(name, "").strip().lower() for name in ("colour", "category", "id"))
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
        return frame_at(Fraction(cell.replace(",", ".")), timing.rate)
    return timing.frame(cell, drop_frame=(";" in cell and can_drop(timing.rate)) or None)


def _share(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
