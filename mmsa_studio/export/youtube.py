"""YouTube chapters: lines for the description of a film. The first is at 0:00, each lasts ten seconds or more."""

from __future__ import annotations

from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import Sheet, prepare

_LEAST_S, _LEAST = 10, 3
_TEXT = 100
_OPENING = "Start"


def write(project: Project, options: ExportOptions) -> Output:
    """One line a chapter; markers that come too soon after another are named with it."""
    sheet = prepare(project, options)
    chapters = _chapters(sheet)
    if len(chapters) < _LEAST:
        sheet.warn(Sentence("export.few_chapters", {"least": _LEAST, "chapters": len(chapters)}))
    titles = sheet.short((" / ".join(names) for _, names in chapters), _TEXT, "title")
    lines = [f"{_clock(second)} {title}\n" for (second, _), title in zip(chapters, titles, strict=True)]
    return Output({".txt": "".join(lines).encode()}, sheet.warnings)


def _chapters(sheet: Sheet) -> list[tuple[int, list[str]]]:
    length = int(sheet.length / sheet.timing.rate)
    chapters: list[tuple[int, list[str]]] = [(0, [])]
    joined = 0
    for row in sheet.rows:
        second = int(row.start / sheet.timing.rate)
        if second >= _LEAST_S and second - chapters[-1][0] >= _LEAST_S and length - second >= _LEAST_S:
            chapters.append((second, [row.name]))
        else:
            joined += bool(chapters[-1][1]) or second > 0
            chapters[-1][1].append(row.name)
    chapters[0] = (0, chapters[0][1] or [_OPENING])
    if joined:
        sheet.warn(Sentence("export.short_chapters", {"least": _LEAST_S, "joined": joined}))
    return chapters


def _clock(second: int) -> str:
    hours = f"{second // 3600}:{second // 60 % 60:02d}" if second >= 3600 else f"{second // 60}"
    return f"{hours}:{second % 60:02d}"
