"""What is understood of a film or was understood in a project, without analysing it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from mmsa_studio.core.jobs import Failed, Hook, Stopped
from mmsa_studio.core.project import Project
from mmsa_studio.core.understood import Fact, understood
from mmsa_studio.work.film import FilmRequest, analysis_of
from mmsa_studio.work.jobs import Job
from mmsa_studio.work.library import SUFFIX, ProjectFile

LOOK = "mmsa_studio.work.understanding:look"
"""Takes a `FilmRequest` and a hook."""


def facts_of(request: FilmRequest, hook: Hook) -> tuple[Fact, ...] | Failed:
    """What is understood of a film, found out in a child process; what was understood, where it is a project.

    Returns:
        The facts; why there are none, where a film cannot be read.

    Raises:
        StudioError: when a project cannot be read.
    """
    path = Path(request.film)
    if path.suffix.lower() == SUFFIX:
        with ProjectFile(path) as file:
            return understood(file.load())
    ending = Job(request, function=LOOK, answers=True, what="The look at the film").run(hook)
    match ending:
        case Failed():
            return ending
        case Stopped():
            return ()
    return understood(cast(Project, ending.value))


def look(request: FilmRequest, hook: Hook) -> Project:
    """Look into a film; called in a child process."""
    from mmsa_studio.analysis.understanding import understand
    from mmsa_studio.media.probe import probe

    return understand(analysis_of(request, Project(probe(request.film))), hook)
