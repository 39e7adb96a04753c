"""The model card: measured numbers that code wrote, for whoever shows them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np

from mmsa_studio.core.modality import FACE, FUSED, TEXT, VOICE
from mmsa_studio.core.paths import resources

CARD = "models/model_card.json"

Kind = Literal["home", "stranger"]
HOME: Kind = "home"
STRANGER: Kind = "stranger"
"""Whether a number was measured on more of what was trained on, or on what no training and no decision had met."""


@dataclass(frozen=True)
class Row:
    """One measured number.

    Attributes:
        id: stable name, e.g. `emodb-loso`.
        metric: what was measured, e.g. `macro-F1`.
        value: mean over the seeds.
        spread: standard deviation over the seeds; zero for one seed.
        seeds: how many seeds (or folds, said in `split`).
        split: on which data, in words.
        baseline: what a trivial predictor reaches, or None where there is none.
        anchor: the published figure to compare with, in words.
        bar: what was to be reached, or None.
        details: anything a page of evidence can draw: confusion matrix, per-class figures, reliability.
        kind: whose people, lines and faces it was measured on.
    """

    id: str
    metric: str
    value: float
    spread: float = 0.0
    seeds: int = 1
    split: str = ""
    baseline: float | None = None
    anchor: str = ""
    bar: float | None = None
    details: dict[str, Any] = field(default_factory=dict)
    kind: Kind = HOME

    @classmethod
    def measured(cls, id: str, metric: str, values: Sequence[float], **rest: Any) -> Row:  # noqa: ANN401
        """A row from one value per seed."""
        array = np.asarray(values, float)
        return cls(id, metric, float(array.mean()), float(array.std()), len(array), **rest)


@dataclass(frozen=True)
class Bin:
    """Answers that were called about equally likely: how likely on average, how often true, and how many."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True)
class Figure:
    """One of the numbers that matter most, at home and with strangers.

    Attributes:
        said: what it tells, in plain words.
        measure: how it is counted, in a word or two.
        home: id of the row; empty where nothing at home can be compared.
        stranger: id of the row; empty where no strangers' data is at hand.
        small_is_good: whether less is better.
    """

    said: str
    measure: str
    home: str
    stranger: str
    small_is_good: bool = False


FIGURES = (
    Figure("All together: which of seven categories", "balanced accuracy", "fusion-balanced", "composed-strangers"),
    Figure("All together: errors less than the best alone", "share", "fusion-gain-category", "composed-strangers-gain"),
    Figure("All together: the band around the curve holds", "share, .9 is meant", "band-coverage", "stranger-band"),
    Figure("All together: stated probability is off by", "calibration error", "fusion-ece", "stranger-ece", True),
    Figure("Words: which of seven categories", "macro-F1", "goemotions-ekman", ""),
    Figure("Words: how positive", "correlation", "emobank-valence", ""),
    Figure("Words: negative, neutral or positive", "weighted F1", "xed-sentiment", "zh-sentiment"),
    Figure("Voices: which category", "recall", "emodb-loso", "stranger-voices-6"),
    Figure("Voices: films of one category only", "recall", "emodb-loso-alone", "stranger-voices-one-emotion"),
    Figure("Laughs, sobs, screams: which category", "recall", "", "bursts"),
    Figure("Laughs, sobs, screams: surer than right by", "difference", "", "bursts-overconfidence", True),
    Figure("Faces: which of seven categories", "balanced accuracy", "ferplus-balanced", "stranger-faces"),
)
"""What a person should know before believing a curve."""

RELIABILITY = {
    FUSED: ("fusion-ece", "stranger-ece"),
    TEXT: ("text-calibration-xed", ""),
    VOICE: ("voice-calibration", "stranger-voices-6"),
    FACE: ("ferplus", "stranger-faces"),
}
"""Rows with a reliability diagram of each source, at home and with strangers; empty where there is none."""

COVERAGE = ("band-coverage", "stranger-band")
"""Rows that say how often the band holds, at home and with strangers."""


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the card; none when there is no card."""
    path = resources() / CARD
    if not path.is_file():
        return ()
    return tuple(Row(**row) for row in json.loads(path.read_text("utf-8")).get("rows", []))


def row(row_id: str) -> Row | None:
    """The row of this id, or None where it was not measured."""
    return next((one for one in rows() if one.id == row_id), None)


def reliability(row_id: str) -> tuple[Bin, ...]:
    """The bins of a row's reliability diagram, the unlikely first; none where it has no diagram."""
    found = row(row_id)
    return tuple(Bin(**one) for one in found.details.get("reliability", ())) if found else ()


def coverage(row_id: str, source: str) -> dict[str, float]:
    """How often the 90 % band of a source holds each quantity; none where that was not measured."""
    found = row(row_id)
    return dict(found.details.get(source, {})) if found else {}
