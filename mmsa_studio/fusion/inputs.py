"""From tracks to what the network reads: its columns by name, and where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mmsa_studio.core.sentences import Notice, term
from mmsa_studio.core.track import BoolArray, FloatArray, Grid, Track
from mmsa_studio.core.vocabulary import MODALITIES
from mmsa_studio.fusion.network import Shape


@dataclass(frozen=True)
class Inputs:
    """What the network reads.

    Attributes:
        values: by modality, zero where not valid. each shape (T, D)
        valid: shape (T, M)
        ignored: what could not be read.
    """

    values: dict[str, FloatArray]
    valid: BoolArray
    ignored: tuple[Notice, ...] = ()

    def without(self, modalities: Iterable[str]) -> Inputs:
        """The same with modalities switched off."""
        valid = self.valid.copy()
        for modality in modalities:
            if modality in MODALITIES:
                valid[:, MODALITIES.index(modality)] = False
        return replace(self, valid=valid)


def gather(shape: Shape, tracks: Mapping[str, Track], grid: Grid) -> Inputs:
    """Collect the columns a network was trained on; what it cannot read is left out and said so.

    Raises:
        ValueError: when a track lies on another grid.
    """
    values = {modality: np.zeros((grid.count, len(shape.columns[modality])), np.float32) for modality in MODALITIES}
    valid = np.zeros((grid.count, len(MODALITIES)), np.bool_)
    ignored = []
    for modality, track in tracks.items():
        if track.grid != grid:
            raise ValueError(f"the {modality} track lies on another grid")
        if modality not in MODALITIES:
            ignored.append(Notice("analysis.untrained", {"modality": term(modality)}))
        elif missing := set(shape.columns[modality]) - set(track.names):
            ignored.append(Notice("analysis.no_column", {"modality": term(modality), "column": min(missing)}))
        else:
            computed = track.valid & (np.arange(grid.count) < track.done)
            values[modality] = track.columns(shape.columns[modality]) * computed[:, None]
            valid[:, MODALITIES.index(modality)] = computed
    return Inputs(values, valid, tuple(ignored))
