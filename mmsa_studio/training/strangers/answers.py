"""What was answered to labelled material, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.text_scores import reliability

NOTHING = -1
"""The answer where none was given."""


@dataclass(frozen=True, eq=False)
class Answered:
    """Answers to n recordings or pictures.

    Attributes:
        probabilities: of `CATEGORIES`; all zero where nothing was answered. shape (n, C)
        labels: what is true, as places in `CATEGORIES`. shape (n,)
    """

    probabilities: FloatArray
    labels: NDArray[np.int64]

    @classmethod
    def to(cls, blocks: Sequence[FloatArray], labels: Sequence[int]) -> Answered:
        """Answers from the expression blocks of some material, the mean over its steps. each (steps, 9)"""
        means = [_mean(block[:, : len(CATEGORIES)]) for block in blocks]
        return cls(np.stack(means), np.asarray(labels, np.int64))

    def given(self) -> BoolArray:
        """Where something was answered. shape (n,)"""
        return np.asarray(self.probabilities.any(axis=1))

    def said(self) -> NDArray[np.int64]:
        """The likeliest category, or `NOTHING`. shape (n,)"""
        return np.where(self.given(), self.probabilities.argmax(axis=1), NOTHING)

    def recall(self, categories: Sequence[str] = CATEGORIES) -> float:
        """Share of what is of a category that was called so; no answer is a wrong one.

        The mean over the categories of which there is anything.
        """
        right, places = self.said() == self.labels, [CATEGORIES.index(name) for name in categories]
        return float(np.mean([right[self.labels == place].mean() for place in places if place in self.labels]))

    def overconfidence(self) -> float:
        """Mean probability of the likeliest category minus how often it is true, where something was answered."""
        given = self.given()
        return float(self.probabilities[given].max(axis=1).mean() - (self.said() == self.labels)[given].mean())

    def details(self) -> dict[str, Any]:
        """What a page of evidence can draw: confusion (rows are true), reliability, and how much was answered."""
        given = self.given()
        counts = np.zeros((len(CATEGORIES), len(CATEGORIES)), int)
        np.add.at(counts, (self.labels[given], self.said()[given]), 1)
        one_hot = np.eye(len(CATEGORIES), dtype=np.float32)[self.labels[given]]
        error, bins = reliability(self.probabilities[given], one_hot)
        return {
            "labels": list(CATEGORIES),
            "confusion": counts.tolist(),
            "reliability": bins,
            "expected calibration error": error,
            "asked": len(given),
            "answered": int(given.sum()),
        }


def _mean(logs: FloatArray) -> FloatArray:
    """Mean probabilities of some steps, zero without any. (steps, C) -> (C,)"""
    return np.exp(logs).mean(axis=0) if len(logs) else np.zeros(len(CATEGORIES), np.float32)
