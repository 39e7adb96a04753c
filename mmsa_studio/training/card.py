"""Writing the model card. No number in it is ever typed by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mmsa_studio.core.card import CARD, Row
from mmsa_studio.core.paths import resources, write_atomic
from mmsa_studio.training.sources import LIMITS, SOURCES, STRANGERS


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
    merged = {row["id"]: Row(**row) for row in card.get("rows", [])} | {row.id: row for row in rows}
    card |= sections | {"rows": [asdict(merged[key]) for key in sorted(merged)]}
    path = target or resources() / CARD
    write_atomic(path, json.dumps(card, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return path


def publish(rows: Iterable[Row], target: Path | None = None) -> Path:
    """Write the card with the rows, what was learned from and what only measured on, limits, and files described."""
    index = resources() / "models" / "models.json"
    models = json.loads(index.read_text("utf-8")) if index.is_file() else {}
    told = {"sources": list(SOURCES), "strangers": list(STRANGERS), "limits": list(LIMITS)}
    return write_card(rows, target, models=models, **told)
