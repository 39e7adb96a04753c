"""Avid Media Composer: Markers window > Import. One line a marker, fields between tabs."""

from __future__ import annotations

import re

from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.palette import AVID, ours
from mmsa_studio.export.sheet import prepare
from mmsa_studio.export.text import decoded, lines_of, one_line, untagged
from mmsa_studio.export.timing import Timing

_USER = "MMSA Studio"
_TEXT = 1000
_LINE = re.compile(
    r"(?P<user>[^\t]*)\t(?P<time>\d{1,9}|\d{1,3}[:;][\d:;]{3,12})\t(?P<track>[^\t]*)\t(?P<colour>[^\t]*)\t(?P<comment>.*?)"
    r"(?:\t(?P<length>\d{1,9})(?:\t[^\t]*){0,2})?"
)
_BETWEEN = ": "


def write(project: Project, options: ExportOptions) -> Output:
    """User, timecode, track, colour, text and length; Avid has one text, so name and note share it."""
    sheet = prepare(project, options, one_per_frame=True)
    sheet.warn_of_rate()
    sheet.warn_of_labels()
    colours = sheet.colours(AVID, "Avid")
    joined = (_BETWEEN.join(filter(None, (row.name, one_line(row.note)))) for row in sheet.rows)
    texts = sheet.short(joined, _TEXT, "comment")
    lines = [
        f"{_USER}\t{sheet.timing.label(row.start)}\tV1\t{colour}\t{sheet.tagged(text, row)}\t{row.length}\n"
        for row, colour, text in zip(sheet.rows, colours, texts, strict=True)
    ]
    return Output({".txt": "".join(lines).encode()}, sheet.warnings)


def read(content: bytes, timing: Timing) -> Reading:
    """A list Avid exported: texts may hold tabs, and a sequence that shows frames gives frame numbers."""
    lines = [line for line in lines_of(decoded(content)) if line.strip()]
    matches = [_LINE.fullmatch(line) for line in lines]
    markers = few(_imported(match, timing) for match in matches if match)
    unread = matches.count(None)
    warnings = (Sentence("import.avid_lines", {"unread": unread, "all": len(lines)}),) if unread else ()
    return Reading(timing.rate, markers, warnings)


def _imported(match: re.Match[str], timing: Timing) -> Imported:
    time = match["time"]
    start = int(time) if time.isdigit() else timing.frame(time, drop_frame=";" in time)
    text, tags = untagged(match["comment"])
    # only our own lines are known to hold a name before the colon
    name, _, note = text.partition(_BETWEEN) if tags else (text, "", "")
    return Imported(
        start, start + max(1, int(match["length"] or 1)), name, note, ours(AVID, match["colour"]), tags=tags
    )
