"""Audacity labels: start, end and name between tabs, seconds with six decimals; a point starts and ends at once."""

from __future__ import annotations

from mmsa_studio.core.project import Project
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import Row, prepare
from mmsa_studio.export.timing import Timing


def write(project: Project, options: ExportOptions) -> Output:
    """One line a marker."""
    sheet = prepare(project, options)
    return Output({".txt": "".join(_line(row, sheet.timing) for row in sheet.rows).encode()}, sheet.warnings)


def _line(row: Row, timing: Timing) -> str:
    end = row.end if row.length > 1 else row.start
    return f"{float(row.start / timing.rate):.6f}\t{float(end / timing.rate):.6f}\t{row.name}\n"
