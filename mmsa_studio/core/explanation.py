"""Why a frame is where it is, with the maps of where the network looked."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import Word


@dataclass(frozen=True)
class AttentionRow:
    """What a row of the heatmap stands for: a word or a modality; times in seconds."""

    modality: str
    label: str
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class Explanation(Evidence):
    """Evidence about one frame together with its heatmaps.

    Attributes:
        rows: what was looked at. length R
        times: middle of each column in seconds; float32 would name a neighbour now and then after an hour. shape (C,)
        attention: weight of row r when the network computed column c; columns sum to 1 or are 0. shape (R, C)
        variants: further heatmaps by name (`layer 1 head 2`, `rollout`, `relevance`). each shape (R, C)
        line: the words said at the frame, or else just before or after it; empty where nobody speaks.
    """

    rows: tuple[AttentionRow, ...]
    times: NDArray[np.float64]
    attention: NDArray[np.float32]
    variants: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    line: tuple[Word, ...] = ()

    def evidence(self) -> Evidence:
        """The same without maps."""
        return Evidence(**{one.name: getattr(self, one.name) for one in fields(Evidence)})
