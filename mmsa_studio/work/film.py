"""One film from its file to its exports; called in a child process, so that nothing it does can end others."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, fields
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import AnalyzeRequest, Choices, Event, Hook
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.work import targets
from mmsa_studio.work.delivery import STANDARD_OUTPUT, Choice, deliver, explained
from mmsa_studio.work.library import open_film
from mmsa_studio.work.news import elsewhere
from mmsa_studio.work.recorder import Recorder


@dataclass(frozen=True)
class FilmRequest(Choices):
    """A film to analyse, keep and export.

    Attributes:
        film: its path.
        project: where the result is kept or what is continued; None keeps nothing.
        exports: format id and path of each export; `STANDARD_OUTPUT` for content that is returned.
        force: whether an export may replace files that are not earlier exports of ours.
    """

    film: str
    project: Path | None = None
    exports: tuple[tuple[str, str], ...] = ()
    force: bool = False


def process(request: FilmRequest, hook: Hook) -> tuple[bytes, ...]:
    """Analyse a film, keep what is found as it comes, write the exports.

    Args:
        request: what to do.
        hook: receives every event, and a notice of what an export could not hold.

    Returns:
        What goes to standard output.

    Raises:
        StudioError: when it cannot be processed; what was finished before is kept.
        Cancelled: when the hook says so.
    """
    kept = (Path(request.film), *filter(None, [request.project]))
    places = [Path(path) for _, path in request.exports if path != STANDARD_OUTPUT]
    targets.check(places, kept, force=request.force)  # before hours of work
    project = _analyzed(request, hook)
    contents: list[bytes] = []
    for format_id, path in request.exports:
        project, why_not = explained(project, format_id)
        target = None if path == STANDARD_OUTPUT else Path(path)
        output = deliver(project, format_id, target, Choice(), why_not, kept=request.project, force=request.force)
        if target is None:
            contents += output.files.values()
        for warning in output.warnings:
            hook(Notice(warning.kind, warning.values))
    return tuple(contents)


def _analyzed(request: FilmRequest, hook: Hook) -> Project:
    from mmsa_studio.analysis.run import analyze
    from mmsa_studio.media.probe import probe

    with ExitStack() as stack:
        if request.project is None:
            return analyze(analysis_of(request, Project(probe(request.film))), hook)
        opened = open_film(Path(request.film), request.project)
        file = stack.enter_context(opened.file)
        if opened.changed is not None:
            raise StudioError("project.another_film", path=str(request.project))
        record = Recorder(file, opened.project)

        def keep(event: Event) -> None:
            record(event)
            hook(event)

        analyze(analysis_of(request, opened.project), keep)
        if record.changed_elsewhere:
            hook(elsewhere(record.changed_elsewhere, record.overruled))
        return record.project  # with what other programs did to it meanwhile


def analysis_of(request: FilmRequest, project: Project) -> AnalyzeRequest:
    """The analysis that a request asks for."""
    return AnalyzeRequest(project, **{choice.name: getattr(request, choice.name) for choice in fields(Choices)})
