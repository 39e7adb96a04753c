"""WebVTT and SubRip: each marker as a caption over the film, for players and the web."""

from __future__ import annotations

import html
from fractions import Fraction

from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import Row, prepare
from mmsa_studio.export.text import one_line


def write_vtt(project: Project, options: ExportOptions) -> Output:
    """WebVTT with the marker's id as the name of its cue."""
    sheet = prepare(project, options)
    cues = ["WEBVTT\n"]
    for row in sheet.rows:
        name = one_line(row.marker.id).replace("-->", "--")
        cues.append(f"{name}\n{_times(row, sheet.timing.rate, '.')}\n{html.escape(_words(row), quote=False)}\n")
    return Output({".vtt": "\n".join(cues).encode()}, sheet.warnings)


def write_srt(project: Project, options: ExportOptions) -> Output:
    """SubRip with the line ends of Windows, as players expect."""
    sheet = prepare(project, options)
    cues = [
        f"{number}\n{_times(row, sheet.timing.rate, ',')}\n{_words(row)}\n"
        for number, row in enumerate(sheet.rows, start=1)
    ]
    return Output({".srt": "\n".join(cues).replace("\n", "\r\n").encode()}, sheet.warnings)


def _words(row: Row) -> str:
    """Name and note without what would end a caption: empty lines and arrows."""
    lines = filter(None, map(one_line, [row.name, *row.note.split("\n")]))
    return "\n".join(lines).replace("-->", "->")


def _times(row: Row, rate: Fraction, mark: str) -> str:
    return " --> ".join(_clock(frame, rate, mark) for frame in (row.start, row.end))


def _clock(frame: int, rate: Fraction, mark: str) -> str:
    seconds, milliseconds = divmod(frame_at(frame / rate, Fraction(1000)), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{milliseconds:03d}"
