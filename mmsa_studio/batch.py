"""What the command line does with films and projects: analyse, keep, export, take back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from mmsa_studio.console import Console
from mmsa_studio.core.errors import EXIT_DONE, StudioError, UsageError
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.jobs import AnalyzeRequest, Event
from mmsa_studio.core.machine import leave_a_core
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.core.wording import in_full
from mmsa_studio.export import ExportOptions, Format, export, format_named
from mmsa_studio.export.merge import merge
from mmsa_studio.export.options import typed_start
from mmsa_studio.export.readers import read_markers
from mmsa_studio.store.news import elsewhere
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.store.recorder import Recorder


@dataclass(frozen=True)
class Batch:
    """How to analyse one or several films; see `mmsa-studio analyze --help`."""

    subtitles: str = ""
    language: str = ""
    device: str = "auto"
    project: Path | None = None
    exports: tuple[str, ...] = ()
    speech_model: str = ""
    allow_download: bool = False
    json_progress: bool = False

    def checked(self, films: Sequence[str]) -> Sequence[str]:
        """The films, when everything asked for can be done.

        Raises:
            UsageError: before any work is done.
        """
        if len(films) > 1 and (self.project or self.subtitles):
            raise UsageError("usage.one_film")
        if self.subtitles and not Path(self.subtitles).is_file():
            raise UsageError("subtitles.absent", path=self.subtitles)
        for format_, path in self._exports():
            if len(films) > 1 and path != "-" and "{name}" not in path:
                raise UsageError("usage.one_file", path=path, format=format_.id, suffix=format_.suffix)
        return films

    def analyze(self, film: str) -> None:
        """Analyse one film, keep it in its project, write its exports.

        Raises:
            StudioError: when it cannot be processed.
        """
        console = Console(Path(film).name, as_json=self.json_progress)
        try:
            project = self._analyzed(film, console)
        finally:
            console.close()
        for format_, path in self._exports():
            path = path.replace("{name}", Path(film).stem)
            write(
                project,
                format_,
                path,
                ExportOptions(),
                tell=lambda warning: console(Notice(warning.kind, warning.values)),
            )

    def _analyzed(self, film: str, console: Console) -> Project:
        leave_a_core()
        from mmsa_studio.analysis.run import analyze
        from mmsa_studio.media.probe import probe

        request = AnalyzeRequest(
            Project(probe(film)), subtitles=self.subtitles, language=self.language, device=self.device,
            speech_model=self.speech_model, allow_download=self.allow_download,
        )  # fmt: skip
        if self.project is None:
            return analyze(request, console)
        with ExitStack() as stack:
            file, before = _opened(self.project, request.project.media, stack)
            recorder = Recorder(file, before)

            def hook(event: Event) -> None:
                recorder(event)
                console(event)

            analyze(replace(request, project=before), hook)
            if recorder.changed_elsewhere:
                console(elsewhere(recorder.changed_elsewhere, recorder.overruled))
            return recorder.project

    def _exports(self) -> Iterator[tuple[Format, str]]:
        for text in self.exports:
            name, equals, path = text.partition("=")
            if not equals or not path:
                raise UsageError("usage.no_target", text=text)
            yield format_named(name), path


def _say(warning: Sentence) -> None:
    print(f"mmsa-studio: {in_full(warning)}", file=sys.stderr)


def write(
    project: Project, format_: Format, path: str, options: ExportOptions, tell: Callable[[Sentence], None] = _say
) -> None:
    """Write a project in a format to a path, or to standard output for `-`; `tell` hears of what was lost."""
    if format_.explains:
        project = _explain(project, tell)
    if format_.frames is not None:
        from mmsa_studio.media.stills import stills

        options = replace(options, pictures=stills(project.media, format_.frames(project, options)))
    output = export(project, format_.id, None if path == "-" else Path(path), options)
    if path == "-":
        for content in output.files.values():
            sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    for warning in output.warnings:
        tell(warning)


def _explain(project: Project, tell: Callable[[Sentence], None]) -> Project:
    """Gather why markers are where they are, those drawn by a person too; say where that cannot be."""
    missing = sum(evidence_for(one, project.evidence) is None for one in project.markers)
    if not missing:
        return project
    from mmsa_studio.analysis.curve import explained

    try:
        return replace(project, evidence=explained(project))
    except StudioError as error:
        number = len(project.markers)
        tell(Sentence("export.unexplained", {"count": missing, "all": number, "reason": error.sentence}))
        return project


def export_project(project: Path, format_id: str, output: str, options: ExportOptions, start: str = "") -> int:
    """Export a saved project; `start` is the start timecode as typed. Returns the exit code.

    Raises:
        StudioError: when the project cannot be read or the file cannot be written.
    """
    format_ = format_named(format_id)
    with ProjectFile(project) as file:
        content = file.load()
    write(content, format_, output, _with_start(options, start, content))
    return EXIT_DONE


def import_markers(project: Path, path: Path, format_id: str, options: ExportOptions, start: str = "") -> int:
    """Take markers from a file into a saved project and say what changed; returns the exit code.

    Raises:
        StudioError: when either cannot be read; the project is then unchanged.
    """
    with ProjectFile(project) as file:
        content = file.load()
        imported = read_markers(path, content, format_id, _with_start(options, start, content))
        plan = merge(content.markers, imported)
        saved = file.save(replace(content, markers=plan.markers), {"markers"})
    for line in plan.lines():
        print(line.message, file=sys.stderr)
    if saved.changed_elsewhere:
        _say(elsewhere(saved.changed_elsewhere, saved.overruled))
    return EXIT_DONE


def _with_start(options: ExportOptions, start: str, project: Project) -> ExportOptions:
    if not start:
        return options
    timecode = typed_start(start, options.rate or project.rate, options.drop_frame)
    return replace(options, start_timecode=timecode)


def _opened(path: Path, media: MediaInfo, stack: ExitStack) -> tuple[ProjectFile, Project]:
    """The project to continue, or a new one for the film."""
    if not path.exists():
        create(path, Project(media)).close()
    file = stack.enter_context(ProjectFile(path))
    before = file.load()
    if before.media.content_id != media.content_id:
        raise StudioError("project.another_film", path=str(path))
    return file, replace(before, media=media)
