"""Many films, each in a child process of its own: one that crashes is one that failed, and the others go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.jobs import Done, Ending, Failed, Hook, Stopped
from mmsa_studio.models.registry import FOLDERS, model
from mmsa_studio.work.delivery import STANDARD_OUTPUT, format_named
from mmsa_studio.work.film import FilmRequest
from mmsa_studio.work.jobs import Job

PROCESS = "mmsa_studio.work.film:process"
"""Takes a `FilmRequest` and a hook."""


@dataclass(frozen=True)
class Result:
    """What came of a film.

    Attributes:
        film: its path.
        ending: how its work ended.
    """

    film: str
    ending: Ending

    @property
    def done(self) -> bool:
        """Whether everything asked for was done."""
        return isinstance(self.ending, Done)

    @property
    def row(self) -> tuple[str, str]:
        """How it ended, in a word, and why."""
        match self.ending:
            case Done():
                return "done", ""
            case Failed():
                return "failed", self.ending.message
            case Stopped():
                return "stopped", ""

    @property
    def contents(self) -> tuple[bytes, ...]:
        """What goes to standard output."""
        return cast(tuple[bytes, ...], self.ending.value) if isinstance(self.ending, Done) else ()


def model_names() -> tuple[str, ...]:
    """The models that an analysis may be asked for, the standard one first."""
    return tuple(FOLDERS)


def requests(films: Sequence[str], asked: FilmRequest, exports: Sequence[str]) -> tuple[FilmRequest, ...]:
    """One request for each film, when everything asked for can be done.

    Args:
        films: paths.
        asked: what all have in common.
        exports: as typed, `FORMAT=PATH`; `{name}` in PATH is the film's name.

    Raises:
        UsageError: before any work is done.
    """
    if len(films) > 1 and (asked.project or asked.reading.subtitle_file):
        raise UsageError("usage.one_film")
    if asked.model:
        model(asked.model)
    chosen = asked.reading.subtitle_file
    if chosen and not Path(chosen).is_file():
        raise UsageError("subtitles.absent", path=chosen)
    targets = tuple(_target(text, many=len(films) > 1) for text in exports)
    return tuple(
        replace(
            asked,
            film=film,
            exports=tuple((format_id, path.replace("{name}", Path(film).stem)) for format_id, path in targets),
        )
        for film in films
    )


def run(request: FilmRequest, hook: Hook, *, function: str = PROCESS) -> Result:
    """Do one film in a child process and say what came of it, whatever happens to the child.

    Args:
        request: what to do.
        hook: receives every event.
        function: what the child calls.
    """
    return Result(request.film, Job(request, function=function, answers=True).run(hook))


def _target(text: str, *, many: bool) -> tuple[str, str]:
    """Format id and path of an export as typed."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError("usage.no_target", text=text)
    format_ = format_named(name)
    if many and path != STANDARD_OUTPUT and "{name}" not in path:
        raise UsageError("usage.one_file", path=path, format=format_.id, suffix=format_.suffix)
    return format_.id, path
