"""From tracks to what the network reads: its columns by name, and where they are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mmsa_studio.core.sentences import Notice, term
from mmsa_studio.core.track import BoolArray, FloatArray, Grid, Track
from mmsa_studio.fusion.network import Shape


@dataclass(frozen=True)
class Inputs:
    """What the network reads.

    Attributes:
        values: by modality, in the order of M; zero where not valid. each shape (T, D)
        valid: shape (T, M)
        ignored: what could not be read.
    """

    values: dict[str, FloatArray]
    valid: BoolArray
    ignored: tuple[Notice, ...] = ()

    def without(self, modalities: Collection[str]) -> Inputs:
        """The same with modalities switched off."""
        valid = self.valid.copy()
        for place, modality in enumerate(self.values):
            if modality in modalities:
                valid[:, place] = False
        return replace(self, valid=valid)


def gather(shape: Shape, tracks: Mapping[str, Track], grid: Grid) -> Inputs:
    """Collect the columns a network was trained on; what it cannot read is left out and said so.

    Raises:
        ValueError: when a track lies on another grid.
    """
    values = {modality: np.zeros((grid.count, len(names)), np.float32) for modality, names in shape.columns.items()}
    valid = np.zeros((grid.count, len(values)), np.bool_)
    ignored = []
    for track in tracks.values():
        modality = track.modality
        if track.subject:
            continue
        if track.grid != grid:
            raise ValueError(f"the {modality} track lies on another grid")
        if modality not in values:
            ignored.append(Notice("analysis.untrained", {"modality": term(modality)}))
        elif missing := set(shape.columns[modality]) - set(track.names):
            ignored.append(Notice("analysis.no_column", {"modality": term(modality), "column": min(missing)}))
        else:
            values[modality] = track.columns(shape.columns[modality]) * track.known[:, None]
            valid[:, shape.modalities.index(modality)] = track.known
    return Inputs(values, valid, tuple(ignored))
