"""What to ask about a project: the film questions are about, and markers that nobody explained yet."""

from __future__ import annotations

from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film
from mmsa_studio.core.track import Track


def film_of(project: Project) -> Film:
    """The film that questions about a project are about."""
    return Film(project.media, known_tracks(project), project.cues)


def known_tracks(project: Project) -> tuple[Track, ...]:
    """The tracks that explain: of the modalities that are fused, in their order."""
    return tuple(project.tracks[name] for name in MODALITIES if name in project.tracks)


def unexplained(project: Project) -> tuple[Marker, ...]:
    """The markers that were not explained where they are now."""
    return tuple(marker for marker in project.markers if evidence_for(marker, project.evidence) is None)
