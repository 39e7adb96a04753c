"""A made-up format, as CONTRIBUTING says: one file with its writer, its reader, its switch and what it looks like."""

from __future__ import annotations

from mmsa_studio.core.project import Project
from mmsa_studio.export.options import ExportOptions, Format, Imported, Output, Reading, Switch
from mmsa_studio.export.sheet import prepare
from mmsa_studio.export.text import decoded, untagged
from mmsa_studio.export.timing import Timing

START = "02:00:00:00"
LOUD = Switch("loud", "Loud names", "Cue list only: write names in capital letters.")
_HEAD = "CUE LIST"


def write(project: Project, options: ExportOptions) -> Output:
    """One line a marker: timecode, length and name, a tag behind it."""
    sheet = prepare(project, options, start=START, one_per_frame=True)
    lines = [_HEAD]
    for row in sheet.rows:
        name = row.name.upper() if options.has(LOUD) else row.name
        lines.append(f"{sheet.timing.label(row.start)}\t{row.length}\t{sheet.tagged(name, row)}")
    return Output({".edl": "\n".join([*lines, ""]).encode()}, sheet.warnings)


def read(content: bytes, timing: Timing) -> Reading:
    """The markers of such a list."""
    markers = []
    for line in decoded(content).splitlines()[1:]:
        label, length, text = line.split("\t")
        (name, tags), start = untagged(text), timing.frame(label, drop_frame=timing.drop_frame)
        markers.append(Imported(start, start + int(length), name, tags=tags))
    return Reading(timing.rate, tuple(markers))


def recognise(content: bytes) -> bool:
    """Whether a file is such a list; its ending is that of two others."""
    return content.startswith(_HEAD.encode())


LINE = Format("cue-list", "Cue list (EDL)", ".edl", write, read, recognise=recognise, start=START, switches=(LOUD,))
"""What stands in the table."""
