"""Training text goes from labelled lines to weights the encoder reads, and measures what it says it measures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from mmsa_studio.core import paths
from mmsa_studio.features import text as features
from mmsa_studio.features import weights
from mmsa_studio.training import text, text_evidence, text_fit
from mmsa_studio.training.text_data import TASKS, Line, read_lines
from mmsa_studio.training.text_fit import STAGES
from mmsa_studio.training.text_scores import (
    always_f1,
    balanced_accuracy,
    best_temperature,
    best_thresholds,
    f1,
    log_softmax,
    polarity_row,
    reliability,
    weighted_f1,
)

GOOD = ("I love this", "What a wonderful day", "Thank you so much", "We won, hooray")
BAD = ("I hate you", "Get out of here", "This is horrible", "Shut your mouth")


def made_lines() -> list[Line]:
    """Lines of two clear kinds in every set and split."""
    lines = []
    for split in ("train", "dev", "test"):
        for number in range(12):
            for texts, category, rating in ((GOOD, 3, 4.0), (BAD, 0, 2.0)):
                words = f"{texts[number % 4]} {split} {number}"
                ekman = np.eye(7, dtype=np.float32)[category]
                fine = np.eye(28, dtype=np.float32)[category]
                plutchik = np.eye(9, dtype=np.float32)[4 if category else 0]
                neutral = np.eye(9, dtype=np.float32)[8]
                affect = np.array([rating + 0.01 * number, 6 - rating + 0.02 * number], np.float32)
                goemotions = {"goemotions": ekman, "fine": fine, "category": ekman}
                lines += [
                    Line(words, "goemotions", split, goemotions),
                    Line(words, "xed", split, {"xed": plutchik, "category": ekman}),
                    Line(f"{split} {number}", "xed", split, {"xed": neutral}),
                    Line(words, "emobank", split, {"affect": affect}, f"{split}_{number}_{number + 1}"),
                ]
    return lines


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = tuple(replace(stage, epochs=epochs, head_rate=1e-2) for stage, epochs in zip(STAGES, (3, 1), strict=True))
    monkeypatch.setattr(text_fit, "STAGES", stages)
    monkeypatch.setattr(text_fit, "TOKENS", 200)
    monkeypatch.setattr(text_fit, "FROZEN", 5)
    for module in (text, text_evidence):
        monkeypatch.setattr(module, "read_lines", lambda _: made_lines())


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models in place of the program's own."""
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    return tmp_path / "models"


@pytest.mark.usefixtures("small")
def test_trains_ships_and_measures(models: Path) -> None:
    said: list[str] = []
    text.train(Path("anywhere"), seeds=(0, 1), log=said.append)
    assert any("shipping" in line for line in said)
    assert (models / "text.safetensors").stat().st_size < 5_000_000, "one layer and the heads in half precision"
    happy, angry = features.TextEncoder().read([["I", "love", "this"], ["I", "hate", "you"]])
    valence = features.NAMES.index("text.valence")
    assert happy.line[valence] > 0 > angry.line[valence]
    rows = {row.id: row for row in text.evidence(Path("anywhere"))}
    for name in ("goemotions-ekman", "emobank-valence", "emobank-arousal", "xed-en"):
        assert rows[name].seeds == 2
        assert rows[name].bar is not None
    assert rows["emobank-valence"].value > 0.8
    assert rows["text-context"].value >= 0.8
    assert rows["xed-en-neutral"].details["classes"]["neutral"]["support"] == 24


@pytest.mark.usefixtures("small", "models")
def test_a_trained_seed_is_not_trained_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text.train(Path("anywhere"), seeds=(0,), log=lambda _: None)
    first = weights.load_weights("text")[0]
    monkeypatch.setattr(text, "fit", None)
    text.train(Path("anywhere"), seeds=(0,), log=lambda _: None)
    again = weights.load_weights("text")[0]
    assert all(torch.equal(first[name], again[name]) for name in first)
    text.forget()
    with pytest.raises(TypeError):
        text.train(Path("anywhere"), seeds=(0,), log=lambda _: None)


@pytest.mark.usefixtures("small", "models")
def test_training_goes_on_after_the_last_whole_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    whole = text_fit.fit

    def watched(*arguments: Any) -> None:
        seeds.append(arguments[3])
        whole(*arguments)

    def interrupted(*arguments: Any) -> None:
        if arguments[3] > 1:
            raise KeyboardInterrupt
        whole(*arguments)

    monkeypatch.setattr(text, "fit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        text.train(Path("anywhere"), seeds=(1,), log=lambda _: None)
    monkeypatch.setattr(text, "fit", watched)
    text.train(Path("anywhere"), seeds=(1,), log=lambda _: None)
    assert seeds == [11]


@pytest.mark.usefixtures("small")
def test_dropped_words_are_neither_seen_nor_weighed() -> None:
    corpus = text_fit.prepare(made_lines()[:8], log=lambda _: None)
    network = text_fit.TextNetwork().train()
    batch = text_fit._batch(corpus, np.arange(8))
    network.dropped_words = 0.5
    weights_, _ = network(batch.states, batch.owner, batch.mask)
    known = torch.stack([(batch.owner == word).any(1) for word in range(weights_.shape[1])], 1)
    assert (weights_[known] == 0).any()
    assert (weights_ > 0).any(1).all()
    assert torch.allclose(weights_.sum(1), torch.ones(8), atol=1e-5)
    assert set(network.heads.tasks) == set(TASKS)


def test_an_epoch_holds_its_share_of_every_set_and_goes_on_from_the_last() -> None:
    lines = [Line("a", source, "train", {}) for source in ("goemotions", "xed", "emobank") for _ in range(30)]
    corpus = text_fit.Corpus(lines, np.zeros((0, 1), np.float16), np.zeros(0, np.int64), np.zeros(91, np.int64))
    shares = {"goemotions": 1 / 3, "xed": 1.0, "emobank": 1.5}
    shuffle = np.random.default_rng(0)
    epochs = [text_fit._drawn(corpus, np.arange(90), shares, epoch, shuffle) for epoch in range(3)]
    counts = [[int(((drawn // 30) == source).sum()) for source in range(3)] for drawn in epochs]
    assert counts == [[10, 30, 45]] * 3
    assert set(np.concatenate(epochs).tolist()) == set(range(90))


def test_batches_hold_every_line_once_and_no_more_pieces_than_allowed() -> None:
    lengths = np.random.default_rng(0).integers(3, 60, 500)
    for generator in (None, np.random.default_rng(1)):
        batches = text_fit._batches(lengths, 400, generator)
        assert sorted(np.concatenate(batches).tolist()) == list(range(500))
        assert all(lengths[chosen].max() * len(chosen) <= 400 for chosen in batches)


class TestScores:
    def test_f1_is_that_of_the_textbook(self) -> None:
        predicted = np.array([[1, 0], [1, 0], [0, 0]], bool)
        present = np.array([[1, 0], [0, 0], [1, 0]], bool)
        assert f1(predicted, present).tolist() == [0.5, 0]
        assert always_f1(present) == pytest.approx(0.4)

    def test_thresholds_part_what_can_be_parted(self) -> None:
        scores = np.concatenate([np.linspace(-1, 0, 80), np.linspace(1, 2, 20)]).astype(np.float32)[:, None]
        present = np.arange(100)[:, None] >= 80
        (threshold,) = best_thresholds(scores, present)
        assert 0 <= threshold < 1.05

    def test_temperature_undoes_overconfidence(self) -> None:
        generator = np.random.default_rng(0)
        logits = generator.normal(size=(4000, 3)).astype(np.float32)
        chances = np.exp(log_softmax(logits))
        labels = np.array([generator.choice(3, p=p / p.sum()) for p in chances.astype(float)])
        targets = np.eye(3, dtype=np.float32)[labels]
        assert best_temperature(2 * logits, targets) == pytest.approx(2, rel=0.1)
        assert reliability(chances, targets)[0] < reliability(np.exp(log_softmax(3 * logits)), targets)[0]


def test_shipped_weights_beat_the_trivial_baselines(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for line in read_lines(shared) if line.split != "train"]
    rated = [line for line in lines if line.source == "emobank"]
    others = [line for line in lines if line.source != "emobank"]
    monkeypatch.setattr(text_evidence, "read_lines", lambda _: [*rated[:600], *others[::20]])
    rows = {row.id: row for row in text.evidence(shared)}
    for name in ("goemotions-ekman", "emobank-valence", "emobank-arousal", "xed-en"):
        assert rows[name].baseline is not None
        assert rows[name].value > rows[name].baseline + 0.15
    for name in ("text-calibration-goemotions", "text-calibration-xed"):
        assert rows[name].value < 0.15


def test_every_class_that_occurs_counts_the_same():
    assert balanced_accuracy(np.array([[8, 0, 0], [1, 1, 0], [0, 0, 0]])) == 0.75


def test_weighted_f1_counts_a_class_by_how_often_it_is_true():
    said, truth = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    assert weighted_f1(said, truth, 3) == pytest.approx((0.8 + 2 / 3) / 2)
    row = polarity_row("sentiment", np.eye(3, dtype=np.float32)[said], truth, split="four lines")
    assert (row.value, row.split) == (pytest.approx((0.8 + 2 / 3) / 2), "four lines")
    assert row.baseline == pytest.approx((2 / 3) / 2), "always the first"
