"""The card's rows come as they were measured, and what is shown of it is really there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmsa_studio.core import card
from mmsa_studio.core.card import Bin, Row
from mmsa_studio.core.modality import SOURCES

BINS = [{"confidence": 0.3, "accuracy": 0.2, "count": 7}]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A card with two rows in place of the program's own."""
    (tmp_path / "models").mkdir()
    rows = [
        {"id": "a", "metric": "accuracy", "value": 0.5, "details": {"reliability": BINS, "fused": {"valence": 0.9}}},
        {"id": "b", "metric": "recall", "value": 0.4, "kind": "stranger"},
    ]
    (tmp_path / card.CARD).write_text(json.dumps({"rows": rows}))
    monkeypatch.setattr(card, "resources", lambda: tmp_path)
    card.rows.cache_clear()
    yield tmp_path
    card.rows.cache_clear()


def test_rows_are_at_home_unless_they_say_otherwise(written: Path) -> None:
    assert [(row.id, row.kind) for row in card.rows()] == [("a", card.HOME), ("b", card.STRANGER)]
    assert card.row("b") == Row("b", "recall", 0.4, kind=card.STRANGER)
    assert card.row("c") is None


def test_diagrams_and_bands_are_told_where_they_were_measured(written: Path) -> None:
    assert card.reliability("a") == (Bin(0.3, 0.2, 7),)
    assert card.reliability("b") == card.reliability("") == ()
    assert card.coverage("a", "fused") == {"valence": 0.9}
    assert card.coverage("a", "text") == card.coverage("c", "fused") == {}


def test_without_a_card_there_are_no_rows(written: Path) -> None:
    (written / card.CARD).unlink()
    card.rows.cache_clear()
    assert card.rows() == ()


@pytest.mark.parametrize("figure", card.FIGURES, ids=lambda figure: figure.said)
def test_every_figure_was_measured_by_whom_it_says(figure: card.Figure) -> None:
    for name, kind in ((figure.home, card.HOME), (figure.stranger, card.STRANGER)):
        found = card.row(name)
        assert (found is None) == (not name)
        assert found is None or found.kind == kind


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_diagram_and_a_band(source: str) -> None:
    home, stranger = card.RELIABILITY[source]
    assert card.reliability(home)
    assert bool(card.reliability(stranger)) == bool(stranger)
    assert all(card.coverage(name, source) for name in card.COVERAGE)
