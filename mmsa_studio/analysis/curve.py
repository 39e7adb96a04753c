"""From tracks to the curve, and what is found on it."""

from __future__ import annotations

from dataclasses import replace

from mmsa_studio.analysis.state import State
from mmsa_studio.core.corrections import find_corrected
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence, renewed, unexplained
from mmsa_studio.core.jobs import Hook, MarkersFound, TimelineReady
from mmsa_studio.core.marker import with_found
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film, WhyMarkers
from mmsa_studio.core.sentences import in_turn
from mmsa_studio.models.device import AUTO, choose
from mmsa_studio.models.registry import maker, model


def draw(state: State, *, final: bool = False) -> None:
    """Fuse what is known now."""
    from mmsa_studio.fusion.infer import fuse  # torch comes with the first curve, not before the first picture

    timeline = fuse(
        state.project.tracks, state.grid, device=state.device, hook=state.from_fusion, folder=state.model.folder
    )
    state.tell(TimelineReady(timeline, final=final))


def finish(state: State) -> None:
    """Draw the final curve, find the markers on it as a person corrected it, and say why they are there.

    Raises:
        StudioError: when nothing at all could be read.
    """
    if not state.project.tracks:
        raise StudioError("analysis.nothing", path=state.media.path, notices=in_turn(state.project.notices))
    state.progress.stage("fusion")
    draw(state, final=True)
    project, media = state.project, state.media
    assert project.timeline is not None  # noqa: S101 - just drawn
    found = find_corrected(
        project.timeline, project.corrections, rate=media.rate, frame_count=media.frame_count, shots=project.shots
    )
    marked = replace(project, markers=with_found(project.markers, found))
    state.tell(MarkersFound(found, explained(marked, device=state.device, hook=state.from_fusion)))
    state.progress.done()


def explained(project: Project, *, device: str = AUTO, hook: Hook | None = None) -> tuple[Evidence, ...]:
    """Why every marker is where it is: what is known already, and what is missing gathered now.

    Raises:
        StudioError: when something is missing and cannot be had: no curve, no tracks, or other weights.
        Cancelled: when the hook says so.
    """
    missing = unexplained(project.markers, project.evidence)
    if not missing:
        return project.evidence
    film = Film.of(project)
    if project.timeline is None or not film.tracks:
        raise StudioError("analysis.none")
    from mmsa_studio.analysis.reasons import evidence

    used = maker(film.tracks, film.fusion) or model()
    found = evidence(film, WhyMarkers(missing, project.timeline), choose(device), hook, used.folder)
    return renewed(project.evidence, found)
