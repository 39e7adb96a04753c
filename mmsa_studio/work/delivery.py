"""Projects out to other programs and markers back from them, the same from the window and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from mmsa_studio.core.changes import MarkersChanged, after
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import unexplained
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.marker_changes import Change
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export import FORMATS, ExportOptions, Format, Output, format_named, placed, render
from mmsa_studio.export.merge import MergePlan, merge
from mmsa_studio.export.options import NAME_TEXTS, typed_start
from mmsa_studio.export.readers import read_markers
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.work import targets
from mmsa_studio.work.news import elsewhere
from mmsa_studio.work.targets import FOREIGN

__all__ = [
    "FOREIGN", "FORMATS", "NAME_TEXTS", "STANDARD_OUTPUT", "UNEXPLAINED", "Choice", "ExportOptions", "Format",
    "MergePlan", "Output", "Preview", "Row", "deliver", "explained", "export_project", "format_named",
    "import_markers", "preview", "read_back", "rows_of",
]  # fmt: skip

STANDARD_OUTPUT = "-"
"""Stands for standard output where a path is typed."""
UNEXPLAINED = "export.unexplained"
"""Kind of the warning that a format says nothing about why some markers are where they are."""
_PREVIEW_LINES = 60


@dataclass(frozen=True)
class Choice:
    """What a person chose about an export, or about the one that comes back; texts as typed.

    Attributes:
        start: timecode of the timeline's first frame; empty for what the film or the editing system suggests.
        options: everything else.
    """

    start: str = ""
    options: ExportOptions = field(default_factory=ExportOptions)

    def options_for(self, project: Project) -> ExportOptions:
        """The options of an export of a project.

        Raises:
            UsageError: when the start timecode does not exist at the rate.
        """
        if not self.start.strip():
            return self.options
        rate = self.options.rate or project.rate
        return replace(self.options, start_timecode=typed_start(self.start, rate, self.options.drop_frame))


@dataclass(frozen=True)
class Preview:
    """The beginning of what would be written, what stands in place of the rest, and what would be lost."""

    text: str
    rest: Sentence | None
    warnings: tuple[Sentence, ...]
    files: int


@dataclass(frozen=True)
class Row:
    """One change an import would make: a marker before, after, or both."""

    kind: Literal["moved", "renamed", "added", "removed"]
    before: Marker | None
    after: Marker | None

    @property
    def change(self) -> Change:
        """The change to the project's markers."""
        marker = self.after or self.before
        assert marker is not None  # noqa: S101 - one of them is there
        return {marker.id: self.after}


def rows_of(plan: MergePlan) -> Iterator[Row]:
    """The changes of a merge, one by one."""
    yield from (Row("moved", change.before, change.after) for change in plan.moved)
    yield from (Row("renamed", change.before, change.after) for change in plan.renamed)
    yield from (Row("added", None, marker) for marker in plan.added)
    yield from (Row("removed", marker, None) for marker in plan.removed)


def preview(project: Project, format_id: str, choice: Choice) -> Preview:
    """The beginning of an export, made in memory.

    Raises:
        StudioError: as `deliver`.
    """
    output = render(project, format_id, choice.options_for(project))
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


def deliver(
    project: Project,
    format_id: str,
    target: Path | None,
    choice: Choice,
    unexplained_because: Sentence | None = None,
    *,
    kept: Path | None = None,
    force: bool = False,
) -> Output:
    """Write a project in a format, with pictures if it shows any; without a target only make the files.

    A format that says why markers are where they are warns of those that nobody explained; `explained` explains them.

    Args:
        project: what to write.
        format_id: one of `FORMATS`.
        target: where to; further parts stand beside it.
        choice: how.
        unexplained_because: why markers could not be explained, when somebody tried.
        kept: where the project lies.
        force: whether files that are not earlier exports of ours are replaced.

    Raises:
        UsageError: when there is no such format, or an option does not fit.
        StudioError: when the project does not hold what the format is about, or the target cannot be written;
            `FOREIGN` when only `force` lets it.
    """
    format_ = format_named(format_id)
    output = render(project, format_id, _illustrated(project, format_, choice.options_for(project)))
    if target is not None:
        files = placed(output, format_, target)
        targets.check(files, (Path(project.media.path), *filter(None, [kept])), force=force)
        if replaced := targets.write(files):
            output.warnings.append(Sentence("export.replaced", {"names": ", ".join(replaced)}))
    missing = len(unexplained(project.markers, project.evidence)) if format_.explains else 0
    if missing:
        reason = unexplained_because or Sentence("export.meanwhile")
        output.warnings.append(
            Sentence("export.unexplained", {"count": missing, "all": len(project.markers), "reason": reason})
        )
    return output


def explained(project: Project, format_id: str) -> tuple[Project, Sentence | None]:
    """The project with all markers explained, when the format tells why they are where they are.

    Returns:
        The project, and why some could not be explained; None when all are.
    """
    if not format_named(format_id).explains or not unexplained(project.markers, project.evidence):
        return project, None
    from mmsa_studio.analysis.curve import explained as explain

    try:
        return replace(project, evidence=explain(project)), None
    except StudioError as error:
        return project, error.sentence


def read_back(project: Project, path: Path, format_id: str, choice: Choice) -> MergePlan:
    """What a file that was exported as chosen, and changed in an editing system, would change in the project.

    Args:
        project: what it was exported from.
        path: the file.
        format_id: one of `FORMATS`; empty to guess it from the file.
        choice: what it was exported with.

    Raises:
        StudioError: when it cannot be read.
    """
    return merge(project.markers, read_markers(path, project, format_id, choice.options_for(project)))


def export_project(
    project: Path, format_id: str, target: Path | None, choice: Choice, *, force: bool = False
) -> Output:
    """Write a saved project in a format, as `deliver` does, its markers explained.

    Raises:
        StudioError: when the project cannot be read, or as `deliver`.
    """
    with ProjectFile(project) as file:
        content = file.load()
    content, why_not = explained(content, format_id)
    return deliver(content, format_id, target, choice, why_not, kept=project, force=force)


def import_markers(project: Path, path: Path, format_id: str, choice: Choice) -> tuple[Sentence, ...]:
    """Take markers from a file into a saved project, as `read_back` reads them.

    Returns:
        What was done, and what another program did to the project meanwhile.

    Raises:
        StudioError: when either cannot be read; the project is then unchanged.
    """
    with ProjectFile(project) as file:
        content = file.load()
        plan = read_back(content, path, format_id, choice)
        change = {name: marker for row in rows_of(plan) for name, marker in row.change.items()}
        changed, parts = after(content, MarkersChanged(change))
        saved = file.save(changed, parts, content)
    others = (elsewhere(saved.changed_elsewhere, saved.overruled),) if saved.changed_elsewhere else ()
    return (*plan.lines(), *others)


def _illustrated(project: Project, format_: Format, options: ExportOptions) -> ExportOptions:
    """The options with the pictures that the format shows, if it shows any."""
    if format_.frames is None:
        return options
    from mmsa_studio.media.stills import stills

    return replace(options, pictures=stills(project.media, format_.frames(project, options)))
