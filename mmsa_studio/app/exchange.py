"""Markers out to editing systems and back, away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject

from mmsa_studio.app.session import Session
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.marker_changes import Change
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export import FORMATS, ExportOptions, Format, Output, export, render
from mmsa_studio.export.merge import MergePlan, merge
from mmsa_studio.export.options import NAME_TEXTS, typed_start
from mmsa_studio.export.readers import read_markers

__all__ = [
    "FORMATS", "NAME_TEXTS", "Choice", "Exchange", "ExportOptions", "Format", "MergePlan", "Preview", "Row",
    "options_of", "rows_of",
]  # fmt: skip

_PREVIEW_LINES = 60
T = TypeVar("T")
Told = Callable[[Failed], None]


@dataclass(frozen=True)
class Preview:
    """The beginning of what would be written, what stands in place of the rest, and what would be lost."""

    text: str
    rest: Sentence | None
    warnings: tuple[Sentence, ...]
    files: int


@dataclass(frozen=True)
class Choice:
    """What a person chose about an export, or about the one that comes back; texts as typed.

    Attributes:
        rate: frames per second of the target timeline; None for the film's.
        start: timecode of the timeline's first frame; empty for what the film or the editing system suggests.
        drop_frame: None for what the start timecode has.
        options: everything else.
    """

    rate: Fraction | None = None
    start: str = ""
    drop_frame: bool | None = None
    options: ExportOptions = field(default_factory=ExportOptions)


@dataclass(frozen=True)
class Row:
    """One change an import would make: a marker before, after, or both."""

    kind: Literal["moved", "renamed", "added", "removed"]
    before: Marker | None
    after: Marker | None

    @property
    def change(self) -> Change:
        """The change to the session's markers."""
        marker = self.after or self.before
        assert marker is not None  # noqa: S101 - one of them is there
        return {marker.id: self.after}


def options_of(choice: Choice, project: Project) -> ExportOptions:
    """The options of an export.

    Raises:
        UsageError: when the start timecode does not exist at the rate.
    """
    rate = choice.rate or project.rate
    start = typed_start(choice.start, rate, choice.drop_frame) if choice.start.strip() else None
    return replace(choice.options, rate=choice.rate, start_timecode=start, drop_frame=choice.drop_frame)


def rows_of(plan: MergePlan) -> Iterator[Row]:
    """The changes of a merge, one by one."""
    yield from (Row("moved", change.before, change.after) for change in plan.moved)
    yield from (Row("renamed", change.before, change.after) for change in plan.renamed)
    yield from (Row("added", None, marker) for marker in plan.added)
    yield from (Row("removed", marker, None) for marker in plan.removed)


class Exchange(QObject):
    """Renders, writes and reads for one dialog; the dialog closes it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = Tasks("exchange", self)
        self._asked = 0

    def preview(self, format_id: str, choice: Choice, then: Callable[[Preview], None], failed: Told) -> None:
        """Render in memory; of several calls only the newest is answered."""
        project = self._snapshot()
        self._newest(lambda: _preview(render(project, format_id, options_of(choice, project))), then, failed)

    def write(self, format_id: str, target: Path, choice: Choice, then: Callable[[Output], None], failed: Told) -> None:
        """Write the files."""
        project = self._snapshot()

        def work() -> Output:
            return export(project, format_id, target, _illustrated(project, format_id, options_of(choice, project)))

        self._tasks.do(work, then, failed)

    def read(self, path: Path, format_id: str, choice: Choice, then: Callable[[MergePlan], None], failed: Told) -> None:
        """Read a file, exported as chosen, and compare it with the session's markers; the newest call is answered."""
        project = self._snapshot()

        def plan() -> MergePlan:
            return merge(project.markers, read_markers(path, project, format_id, options_of(choice, project)))

        self._newest(plan, then, failed)

    def close(self) -> None:
        """End the thread."""
        self._tasks.close()

    def _newest(self, work: Callable[[], T], then: Callable[[T], None], failed: Told) -> None:
        """Do work unless something newer is asked by then, and deliver unless something newer was asked since."""
        self._asked += 1
        asked = self._asked

        def if_newest(deliver: Callable) -> Callable:
            return lambda value: deliver(value) if asked == self._asked and value is not None else None

        self._tasks.do(lambda: work() if asked == self._asked else None, if_newest(then), if_newest(failed))

    def _snapshot(self) -> Project:
        assert self._session.project is not None  # noqa: S101 - dialogs open only on a project
        return self._session.project


def _illustrated(project: Project, format_id: str, options: ExportOptions) -> ExportOptions:
    """The options with the pictures the format shows, if it shows any."""
    frames = FORMATS[format_id].frames
    if frames is None:
        return options
    from mmsa_studio.media.stills import stills

    return replace(options, pictures=stills(project.media, frames(project, options)))


def _preview(output: Output) -> Preview:
    name, content = next(iter(output.files.items()), ("", b""))
    warnings = tuple(output.warnings)
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        unreadable = Sentence("preview.binary", {"name": name, "size": len(content)})
        return Preview("", unreadable, warnings, len(output.files))
    more = len(lines) - _PREVIEW_LINES
    rest = Sentence("preview.more_lines", {"count": more}) if more > 0 else None
    return Preview("\n".join(lines[:_PREVIEW_LINES]), rest, warnings, len(output.files))
