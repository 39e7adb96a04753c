"""CMX3600 with Avid locators: one event as long as the film, and a `* LOC:` line for each marker."""

from __future__ import annotations

import re

from mmsa_studio.core.project import Project
from mmsa_studio.export import edl
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.palette import AVID, ours
from mmsa_studio.export.sheet import prepare
from mmsa_studio.export.text import one_line
from mmsa_studio.export.timing import Timing

_TEXT = 255
_LOC = re.compile(r"\*\s*LOC:\s*(\d\d[:;]\d\d[:;]\d\d[:;]\d{2,3})\s*(\w*)[ \t]*(.*)")


def write(project: Project, options: ExportOptions) -> Output:
    """The markers as locators, upper case as Avid writes them; labels have colons and FCM says how they count."""
    sheet = prepare(project, options, one_per_frame=True)
    sheet.warn_of_rate()
    sheet.warn_of_labels()
    sheet.warn_of_ranges()
    colours = sheet.colours(AVID, "Avid")
    texts = sheet.short((one_line(f"{row.name} {row.note}").upper() for row in sheet.rows), _TEXT, "comment")
    start, end = (_label(frame, sheet.timing) for frame in (0, sheet.length))
    lines = edl.head(sheet.title, sheet.timing)
    lines += [edl.event(1, "AX", (start, end, start, end)), f"* FROM CLIP NAME: {sheet.title}"]
    for row, colour, text in zip(sheet.rows, colours, texts, strict=True):
        lines.append(f"* LOC: {_label(row.start, sheet.timing)} {colour.upper():<7} {text}".rstrip())
    return Output({".edl": edl.file_bytes(lines)}, sheet.warnings)


def recognise(content: bytes) -> bool:
    """Whether a list has locators, and no markers as Resolve writes them."""
    return b"LOC:" in content and b"|M:" not in content


def read(content: bytes, timing: Timing) -> Reading:
    """The locators of a list, wherever they stand; File32's `*LOC:` too."""
    markers = few(
        Imported(start, start + 1, match[3].strip(), colour=ours(AVID, match[2]))
        for event in edl.read_events(content, timing)
        for match in _LOC.finditer(event.body)
        for start in [timing.frame(match[1], drop_frame=event.drop_frame)]
    )
    return Reading(timing.rate, markers)


def _label(frame: int, timing: Timing) -> str:
    return timing.label(frame).replace(";", ":")
