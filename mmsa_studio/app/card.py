"""The measured numbers of the model card, which code wrote, for whoever shows them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mmsa_studio.core.paths import resources


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of the card; none when there is no card."""
    path = resources() / "models" / "model_card.json"
    if not path.is_file():
        return ()
    return tuple(row for row in json.loads(path.read_text("utf-8")).get("rows", []) if isinstance(row, dict))


def row(row_id: str) -> dict[str, Any] | None:
    """The row of this id, or None where it was not measured."""
    return next((one for one in rows() if one.get("id") == row_id), None)
