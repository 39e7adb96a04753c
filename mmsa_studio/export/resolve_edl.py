"""DaVinci Resolve: Timelines > Import > Timeline Markers from EDL. One event of one frame for each marker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmsa_studio.core.marker import COLOURS
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export import edl
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.sheet import Row, prepare
from mmsa_studio.export.text import one_line, untagged
from mmsa_studio.export.timing import Timing

START = "01:00:00:00"
"""Where Resolve's new timelines start."""

_NAME, _NOTE = 255, 2000
_BMP = 0xFFFF
_MISREAD = re.compile(r"\d|\*|FCM|TITLE:|SPLIT|M2 ", re.IGNORECASE)
_START = re.compile(r"\|C:(?:ResolveColor)?(\w*) *\|M:")
_LENGTH = re.compile(r"\|D:(\d{1,9})")


def write(project: Project, options: ExportOptions) -> Output:
    """The markers as an EDL; more than 999 go to numbered files."""
    sheet = prepare(project, options, start=START, one_per_frame=True)
    sheet.warn_of_rate()
    sheet.warn_of_labels()
    garbled = sum(any(ord(c) > _BMP for c in row.name + row.note) for row in sheet.rows)
    if garbled:
        sheet.warn(Sentence("export.emoji", {"garbled": garbled, "all": len(sheet.rows)}))
    names = sheet.short((_safe(row.name) for row in sheet.rows), _NAME, "name")
    notes = sheet.short((_safe(row.note) for row in sheet.rows), _NOTE, "note")
    markers = list(zip(sheet.rows, names, notes, strict=True))
    files = {}
    for suffix, part in edl.parts(markers):
        lines = edl.head(sheet.title, sheet.timing)
        for number, (row, name, note) in enumerate(part, start=1):
            lines += _marker(number, row, name, sheet.tagged(note, row), sheet.timing)
        files[suffix] = edl.file_bytes(lines)
    if len(files) > 1:
        sheet.warn(Sentence("export.separate_parts", {"files": len(files)}))
    return Output(files, sheet.warnings)


def _marker(number: int, row: Row, name: str, note: str, timing: Timing) -> list[str]:
    start, end = timing.label(row.start), timing.label(row.start + 1)
    event = edl.event(number, "001", (start, end, start, end))
    return [f"{event}  ", f"{note} |C:ResolveColor{row.marker.colour.title()} |M:{name} |D:{row.length}", ""]


def _safe(line: str) -> str:
    """One line without what Resolve takes for something else: `|`, leading digits, characters beyond the BMP."""
    line = "".join("?" if ord(c) > _BMP else c for c in one_line(line).replace("|", "/"))
    return f"- {line}" if _MISREAD.match(line) else line


def read(content: bytes, timing: Timing) -> Reading:
    """Markers of a file Resolve exported, or one in its manner. `|D:` holds the length, whatever the event says."""
    events = edl.read_events(content, timing)
    return Reading(timing.rate, few(marker for event in events for marker in _imported(event)))


def _imported(event: edl.Event) -> Iterator[Imported]:
    """The marker of an event, if it is one: on the first line that has all of colour, name and length."""
    for number, line in enumerate(event.lines):
        start = _START.search(line)
        length = start and _LENGTH.search(line, start.end())
        if start and length:
            note, tags = untagged("\n".join([*event.lines[:number], line[: start.start()]]).strip())
            name, colour = line[start.end() : length.start()].strip(), start[1].lower()
            yield Imported(
                event.start,
                event.start + max(1, int(length[1])),
                _bare(name),
                _bare(note),
                colour if colour in COLOURS else "",
                tags=tags,
            )
            return


def _bare(line: str) -> str:
    """Without the dash `_safe` put before it."""
    return line[2:] if line.startswith("- ") and _MISREAD.match(line[2:]) else line
