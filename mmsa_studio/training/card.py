"""Measured numbers as rows, and the model card that holds them. No number in it is ever typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mmsa_studio.core.paths import resources, write_atomic
from mmsa_studio.training.sources import LIMITS, SOURCES

CARD = "models/model_card.json"


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

    @classmethod
    def measured(cls, id: str, metric: str, values: Sequence[float], **rest: Any) -> Row:  # noqa: ANN401
        """A row from one value per seed."""
        array = np.asarray(values, float)
        return cls(id, metric, float(array.mean()), float(array.std()), len(array), **rest)


def read_card() -> dict[str, Any]:
    """The model card as it lies in the resources; empty sections when there is none yet."""
    path = resources() / CARD
    if not path.exists():
        return {"rows": []}
    card: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return card


def write_card(rows: Iterable[Row], target: Path | None = None, **sections: Any) -> Path:  # noqa: ANN401
    """Write the card: the rows given replace those of the same id, all others and sections stay."""
    card = read_card()
    merged = {row["id"]: row for row in card.get("rows", [])} | {row.id: asdict(row) for row in rows}
    card |= sections | {"rows": [merged[key] for key in sorted(merged)]}
    path = target or resources() / CARD
    write_atomic(path, json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return path


def publish(rows: Iterable[Row], target: Path | None = None) -> Path:
    """Write the card with the rows, what every model was trained on, its limits, and which files it describes."""
    index = resources() / "models" / "models.json"
    models = json.loads(index.read_text("utf-8")) if index.is_file() else {}
    return write_card(rows, target, models=models, sources=list(SOURCES), limits=list(LIMITS))
