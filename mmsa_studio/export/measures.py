"""What was measured beside the modalities that are fused: further series, one for each column of such a track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.project import Project
from mmsa_studio.core.track import BoolArray, FloatArray


@dataclass(frozen=True)
class Measure:
    """One column of a track that no network fuses.

    Attributes:
        id: `measure.`, the modality and the column.
        modality: what the track is about.
        values: shape (T,)
        valid: where they are known. shape (T,)
    """

    id: str
    modality: str
    values: FloatArray
    valid: BoolArray


def measures(project: Project) -> Iterator[Measure]:
    """All of them, in order of their tracks."""
    for key, track in sorted(project.tracks.items()):
        if track.modality not in MODALITIES:
            for column, name in enumerate(track.names):
                id_ = f"measure.{key}.{name.removeprefix(f'{track.modality}.')}"
                yield Measure(id_, track.modality, track.values[:, column], track.known)
