"""The card keeps what was measured, merges by id, and says where the weights come from."""

from __future__ import annotations

import json

import pytest

from mmsa_studio.core.card import Row
from mmsa_studio.training import card


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(card, "resources", lambda: tmp_path)
    return tmp_path


def test_a_row_is_the_mean_and_spread_of_its_seeds():
    row = Row.measured("a", "accuracy", [0.5, 0.7], split="test")
    assert (row.value, row.seeds) == (pytest.approx(0.6), 2)
    assert row.spread == pytest.approx(0.1)


def test_without_a_card_there_are_no_rows(folder):
    assert card.read_card() == {"rows": []}


def test_new_rows_replace_those_of_the_same_id_and_others_stay(folder):
    card.write_card([Row("a", "m", 0.1), Row("b", "m", 0.2)])
    card.write_card([Row("a", "m", 0.3)])
    assert [(row["id"], row["value"]) for row in card.read_card()["rows"]] == [("a", 0.3), ("b", 0.2)]


def test_a_published_card_names_models_sources_and_limits(folder):
    (folder / "models" / "models.json").write_text(json.dumps({"voice": {"sha256": "1"}}))
    told = json.loads(card.publish([]).read_text("utf-8"))
    assert told["models"]["voice"]["sha256"] == "1"
    assert any("without a clear grant" in limit for limit in told["limits"])
    assert all(one["licence"] for one in (*told["sources"], *told["strangers"]))
