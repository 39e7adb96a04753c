"""The fused result over the grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mmsa_studio.core.modality import FUSED, MODALITIES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.track import BoolArray, FloatArray, Grid
from mmsa_studio.core.vocabulary import QUANTITIES


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

    M runs over `modalities`, S over `sources`, Q over `QUANTITIES`.

    Attributes:
        grid: the time axis.
        values: scores, zero where not valid. shape (S, T, Q) float32
        lower: lower edge of the 90 % band. shape (S, T, Q) float32
        upper: upper edge of the 90 % band. shape (S, T, Q) float32
        valid: where a source says something. shape (S, T) bool
        contributions: exact Shapley value of each modality on the fused valence. shape (T, M) float32
        model: the weights that computed it.
        modalities: what the network fuses.
        made_from: the encoders whose tracks were fused, in the order of `modalities`; empty where that is not known.
    """

    grid: Grid
    values: FloatArray
    lower: FloatArray
    upper: FloatArray
    valid: BoolArray
    contributions: FloatArray
    model: ModelIdentity
    modalities: tuple[str, ...] = MODALITIES
    made_from: tuple[ModelIdentity, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.sources), self.grid.count, len(QUANTITIES))
        for name in ("values", "lower", "upper"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, expected {shape}")
        if self.valid.shape != shape[:2] or self.contributions.shape != (self.grid.count, len(self.modalities)):
            raise ValueError("valid or contributions do not fit the grid")
        if not all(np.isfinite(a).all() for a in (self.values, self.lower, self.upper, self.contributions)):
            raise ValueError("a timeline must be finite")

    @classmethod
    def empty(cls, grid: Grid, model: ModelIdentity, modalities: tuple[str, ...] = MODALITIES) -> EmotionTimeline:
        """A timeline on which nothing is known."""
        shape = (1 + len(modalities), grid.count, len(QUANTITIES))
        values, lower, upper = np.zeros((3, *shape), np.float32)
        contributions = np.zeros((grid.count, len(modalities)), np.float32)
        return cls(grid, values, lower, upper, np.zeros(shape[:2], np.bool_), contributions, model, modalities)

    @property
    def sources(self) -> tuple[str, ...]:
        """Who says something: all modalities together, then each by itself."""
        return (FUSED, *self.modalities)

    def series(self, source: str, quantity: str) -> Series:
        """One quantity of one source.

        Raises:
            ValueError: when either name is unknown.
        """
        s, q = self.sources.index(source), QUANTITIES.index(quantity)
        return Series(self.values[s, :, q], self.lower[s, :, q], self.upper[s, :, q], self.valid[s])
