"""A project fitted to another cut of its film: what a person said stays, what was computed stays if it is wanted."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.marker import DRAWN, Marker
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.rates import frame_at, seconds_of
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid


def conformed(project: Project, media: MediaInfo, *, kept: bool) -> dict[str, object]:
    """The parts of a project that are others with another film.

    Markers and corrections stay where they are in time and are held inside the film; a marker that a person drew
    after the new end stands on the last frame.

    Args:
        project: as it is.
        media: the other film.
        kept: whether what was computed on the old film stays. Tracks then stay if they are complete and lie on the same
            grid: what is missing of another one would be computed on the new film.
    """
    said = {
        "media": media,
        "markers": tuple(one for one in (_held(marker, project, media) for marker in project.markers) if one),
        "corrections": tuple(one for one in (_clipped(one, project, media) for one in project.corrections) if one),
    }
    if kept:
        return said | _kept(project, media)
    unknown = Project(media)
    return {one.name: getattr(unknown, one.name) for one in fields(unknown)} | said


def _kept(project: Project, media: MediaInfo) -> dict[str, object]:
    """What was computed on the old film, cut to the new one."""
    same_grid, same_rate = media.grid == project.media.grid, media.rate == project.rate
    end, timeline = media.frame_count, project.timeline
    return {
        "tracks": {key: track for key, track in project.tracks.items() if same_grid and track.complete},
        "timeline": timeline if timeline is None or same_grid else _fitted(timeline, media.grid),
        "cues": tuple(cue for cue in project.cues if cue.start < media.duration),
        "shots": tuple(replace(shot, end=min(shot.end, end)) for shot in project.shots if shot.start < end)
        if same_rate
        else (),
        "faces": project.faces.before(media.grid.count),
        "drafts": (),
        "evidence": tuple(one for one in project.evidence if one.frame < end) if same_rate else (),
    }


def _held(marker: Marker, project: Project, media: MediaInfo) -> Marker | None:
    """A marker inside the new film; none for one that was found after its end."""
    start, end = (_frame(frame, project, media) for frame in (marker.start, marker.end))
    if start >= media.frame_count and marker.origin != DRAWN:
        return None
    start = min(start, media.frame_count - 1)
    return replace(marker, start=start, end=min(max(end, start + 1), media.frame_count))


def _clipped(correction: Correction, project: Project, media: MediaInfo) -> Correction | None:
    start, end = (_frame(frame, project, media) for frame in (correction.start, correction.end))
    end = min(end, media.frame_count)
    return replace(correction, start=start, end=end) if start < end else None


def _frame(frame: int, project: Project, media: MediaInfo) -> int:
    """Where a frame of the old film lies in the new one, by time."""
    return frame if media.rate == project.rate else frame_at(seconds_of(frame, project.rate), media.rate)


def _fitted(timeline: EmotionTimeline, grid: Grid) -> EmotionTimeline:
    """The curve cut to a grid, or with a gap to its end."""

    def fitted(array: NDArray[Any], axis: int) -> NDArray[Any]:
        more = max(0, grid.count - array.shape[axis])
        gap = [(0, more if place == axis else 0) for place in range(array.ndim)]
        return np.pad(np.take(array, range(min(grid.count, array.shape[axis])), axis), gap)

    return replace(
        timeline,
        grid=grid,
        values=fitted(timeline.values, 1),
        lower=fitted(timeline.lower, 1),
        upper=fitted(timeline.upper, 1),
        valid=fitted(timeline.valid, 1),
        contributions=fitted(timeline.contributions, 0),
    )
