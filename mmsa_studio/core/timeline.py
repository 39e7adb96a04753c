"""The fused result over the grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mmsa_studio.core.track import BoolArray, FloatArray, Grid
from mmsa_studio.core.vocabulary import MODALITIES, QUANTITIES, SOURCES


@dataclass(frozen=True)
class ModelIdentity:
    """Which weights computed something."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Series:
    """One quantity of one source over the grid, with its 90 % band. all arrays shape (T,)"""

    values: FloatArray
    lower: FloatArray
    upper: FloatArray
    valid: BoolArray


@dataclass(frozen=True)
class EmotionTimeline:
    """Expressed emotion over a film: finite wherever valid, and gaps are gaps.

    S runs over `SOURCES`, Q over `QUANTITIES`, M over `MODALITIES`.

    Attributes:
        grid: the time axis.
        values: scores, zero where not valid. shape (S, T, Q) float32
        lower: lower edge of the 90 % band. shape (S, T, Q) float32
        upper: upper edge of the 90 % band. shape (S, T, Q) float32
        valid: where a source says something. shape (S, T) bool
        contributions: exact Shapley value of each modality on the fused valence. shape (T, M) float32
        model: the weights that computed it.
    """

    grid: Grid
    values: FloatArray
    lower: FloatArray
    upper: FloatArray
    valid: BoolArray
    contributions: FloatArray
    model: ModelIdentity

    def __post_init__(self) -> None:
        shape = (len(SOURCES), self.grid.count, len(QUANTITIES))
        for name in ("values", "lower", "upper"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, expected {shape}")
        if self.valid.shape != shape[:2] or self.contributions.shape != (self.grid.count, len(MODALITIES)):
            raise ValueError("valid or contributions do not fit the grid")
        if not all(np.isfinite(a).all() for a in (self.values, self.lower, self.upper, self.contributions)):
            raise ValueError("a timeline must be finite")

    @classmethod
    def empty(cls, grid: Grid, model: ModelIdentity) -> EmotionTimeline:
        """A timeline on which nothing is known."""
        shape = (len(SOURCES), grid.count, len(QUANTITIES))
        zeros = np.zeros(shape, np.float32)
        return cls(
            grid,
            zeros,
            zeros.copy(),
            zeros.copy(),
            np.zeros(shape[:2], np.bool_),
            np.zeros((grid.count, len(MODALITIES)), np.float32),
            model,
        )

    def series(self, source: str, quantity: str) -> Series:
        """One quantity of one source.

        Raises:
            ValueError: when either name is unknown.
        """
        s, q = SOURCES.index(source), QUANTITIES.index(quantity)
        return Series(self.values[s, :, q], self.lower[s, :, q], self.upper[s, :, q], self.valid[s])
