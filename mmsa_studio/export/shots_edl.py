"""CMX3600 whose events are the shots of the film, or the marked ranges one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export import edl
from mmsa_studio.export.options import ExportOptions, Output, Switch
from mmsa_studio.export.sheet import Sheet, prepare
from mmsa_studio.export.timing import Timing

RANGES = Switch("ranges", "Marked ranges", "Shot EDL only: list marked ranges instead of shots.")

_TEXT = 255


@dataclass(frozen=True)
class _Piece:
    """A stretch of the film in timeline frames, and what is said of it."""

    start: int
    end: int
    comment: str


def write(project: Project, options: ExportOptions) -> Output:
    """Every piece is cut behind the one before; its source timecode says where in the film it lies."""
    sheet = prepare(project, options)
    sheet.warn_of_rate()
    sheet.warn_of_labels()
    ranges = options.has(RANGES)
    pieces = _ranges(sheet) if ranges else _shots(project, sheet)
    if not pieces:
        sheet.warn(Sentence("export.no_ranges" if ranges else "export.no_shots"))
    files, record = {}, 0
    for suffix, part in edl.parts(pieces):
        lines = edl.head(sheet.title, sheet.timing)
        for number, piece in enumerate(part, start=1):
            length = piece.end - piece.start
            times = _labels(sheet.timing, piece.start, piece.end, record, record + length)
            lines += [edl.event(number, "AX", times), f"* FROM CLIP NAME: {sheet.title}"]
            lines += [f"* COMMENT: {piece.comment}"] if piece.comment else []
            record += length
        files[suffix] = edl.file_bytes(lines)
    if len(files) > 1:
        sheet.warn(Sentence("export.parts", {"files": len(files)}))
    return Output(files, sheet.warnings)


def _shots(project: Project, sheet: Sheet) -> list[_Piece]:
    place = sheet.timing.place
    spans = [(place(shot.start), place(shot.end)) for shot in project.shots]
    return [_Piece(start, end, "") for start, end in spans if 0 <= start < end]


def _ranges(sheet: Sheet) -> list[_Piece]:
    names = sheet.short((row.name for row in sheet.rows), _TEXT, "name")
    return [_Piece(row.start, row.end, name) for row, name in zip(sheet.rows, names, strict=True)]


def _labels(timing: Timing, *frames: int) -> list[str]:
    return [timing.label(frame) for frame in frames]
