"""`evaluate` repeats what it can and says what it could not."""

from __future__ import annotations

import io
import json

import pytest

from mmsa_studio.core.card import Row
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, EXIT_USAGE, Cancelled, StudioError
from mmsa_studio.core.jobs import Progress
from mmsa_studio.core.sentences import Notice
from mmsa_studio.training import __main__ as command
from mmsa_studio.training import evaluate as module
from mmsa_studio.training.evaluate import evaluate, run


@pytest.fixture
def data(tmp_path):
    for part in ("text", "voice", "face"):
        (tmp_path / part).mkdir()
    return tmp_path


@pytest.fixture
def evidence(monkeypatch):
    def broken(data):
        raise StudioError("weights.absent", name="face")

    parts = {
        part: lambda data, part=part: [Row(f"{part}-row", "accuracy", 0.5)]
        for part in ("text", "voice", "fusion", "strangers")
    }
    monkeypatch.setattr(module, "_evidence", (parts | {"face": broken}).__getitem__)
    monkeypatch.setattr(module, "read_card", lambda: {"rows": [{"id": "text-row", "value": 0.5}]})


def test_without_data_nothing_is_run_and_that_is_said():
    told = []
    assert evaluate(None, told.append) == []
    assert sum(isinstance(event, Notice) for event in told) == len(module.PARTS)


def test_what_can_be_run_is_run_and_the_rest_is_said(data, evidence):
    told = []
    rows = evaluate(data, told.append)
    assert [row.id for row in rows] == ["text-row", "voice-row", "fusion-row", "strangers-row"]
    assert any("face" in event.message and "missing" in event.message for event in told if isinstance(event, Notice))
    assert [event.fraction for event in told if isinstance(event, Progress)][-1] == 1


def test_a_missing_folder_is_named(data, evidence):
    (data / "voice").rmdir()
    told = []
    assert [row.id for row in evaluate(data, told.append)] == ["text-row", "strangers-row"]
    assert sum(str(data / "voice") in event.message for event in told if isinstance(event, Notice)) == 2


def test_cancelling_passes_through(data, evidence):
    def stop(event):
        raise Cancelled

    with pytest.raises(Cancelled):
        evaluate(data, stop)


def test_the_command_prints_a_table_and_its_code_says_whether_all_was_repeated(data, evidence, monkeypatch):
    out = io.StringIO()
    assert run(data, as_json=False, out=out) == EXIT_DONE
    assert "text-row" in out.getvalue()
    monkeypatch.setattr(module, "read_card", lambda: {"rows": [{"id": "gone", "value": 1.0}]})
    out = io.StringIO()
    assert run(data, as_json=False, out=out) == EXIT_FAILED
    assert "not repeated here: gone" in out.getvalue()


def test_the_command_can_speak_json(data, evidence):
    out = io.StringIO()
    run(data, as_json=True, out=out)
    assert [row["id"] for row in json.loads(out.getvalue())["rows"]] == [
        "text-row",
        "voice-row",
        "fusion-row",
        "strangers-row",
    ]


def test_training_refuses_a_folder_that_is_not_there(tmp_path, capsys):
    assert command.main(["card", "--data", str(tmp_path / "nowhere")]) == EXIT_USAGE
    assert "no folder" in capsys.readouterr().err


def test_training_everything_trains_in_order_and_then_measures(data, evidence, monkeypatch):
    trained, published = [], []
    monkeypatch.setattr(command, "_train", lambda part, *rest, **options: trained.append(part))
    monkeypatch.setattr(command, "publish", lambda rows: published.extend(rows))
    monkeypatch.setattr(command.os, "nice", lambda by: 0)
    assert command.main(["all", "--data", str(data)]) == EXIT_DONE
    assert trained == ["text", "voice", "face", "fusion"]
    assert [row.id for row in published] == ["text-row", "voice-row", "fusion-row", "strangers-row"]
    assert command.main(["card", "--data", str(data)]) == EXIT_DONE
    assert len(trained) == 4
    del published[:]
    assert command.main(["strangers", "--data", str(data)]) == EXIT_DONE
    assert command.main(["card", "--only", "text", "--data", str(data)]) == EXIT_DONE
    assert [row.id for row in published] == ["strangers-row", "text-row"]
    assert len(trained) == 4, "strangers are never trained on"
