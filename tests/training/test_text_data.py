"""Labelled lines are read as their authors meant them, and never lie on both sides of a split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.text_data import EKMAN, PLUTCHIK, Line, joined, previous_lines, read_lines, split_of

LABELS = [label for labels in EKMAN.values() for label in labels]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "text"
    folder.mkdir()
    (folder / "goemotions_labels.txt").write_text("\n".join(LABELS))
    both = f"{LABELS.index('curiosity')},{LABELS.index('annoyance')}"
    for split in ("train", "dev", "test"):
        (folder / f"goemotions_{split}.tsv").write_text(f"What a {split} !\t{both}\tid-{split}\n")
    (folder / "xed_en.tsv").write_text("I do n't trust him .\t8, 1\nWait .\t2\n")
    (folder / "xed_en_neutral.tsv").write_text("9\tTwo pair.\t\t\n\t\t\n")
    (folder / "emobank.csv").write_text('id,split,V,A,D,text\nd_0_5,dev,2.8,3.1,3,"Said ""no"", twice."\n')
    return tmp_path


def test_every_category_has_fine_labels_and_none_is_in_two() -> None:
    assert tuple(EKMAN) == CATEGORIES
    assert len(LABELS) == len(set(LABELS)) == 28


def test_goemotions_keeps_its_splits_and_both_labels(data: Path) -> None:
    lines = [line for line in read_lines(data) if line.source == "goemotions"]
    assert [line.split for line in lines] == ["train", "dev", "test"]
    assert {CATEGORIES[i] for i in np.flatnonzero(lines[0].targets["goemotions"])} == {"surprise", "anger"}
    assert lines[0].targets["category"].sum() == pytest.approx(1)
    assert lines[0].text == "What a train!"


def test_xed_numbers_are_plutchiks_and_only_shared_ones_are_categories(data: Path) -> None:
    trust, wait, pair = [line for line in read_lines(data) if line.source == "xed"]
    assert {PLUTCHIK[i] for i in np.flatnonzero(trust.targets["xed"])} == {"trust", "anger"}
    assert CATEGORIES[trust.targets["category"].argmax()] == "anger"
    assert "category" not in wait.targets
    assert CATEGORIES[pair.targets["category"].argmax()] == "neutral"


def test_emobank_gives_ratings(data: Path) -> None:
    (line,) = [line for line in read_lines(data) if line.source == "emobank"]
    assert (line.split, line.text, line.id) == ("dev", 'Said "no", twice.', "d_0_5")
    assert line.targets["affect"].tolist() == pytest.approx([2.8, 3.1])


def test_ids_tell_which_sentence_stands_before() -> None:
    ids = ("a_b_0_10", "a_b_10_20", "other_20_30", "a_b_21_30", "no number")
    lines = [Line("x", "emobank", "train", {}, name) for name in ids]
    assert previous_lines(lines) == {1: 0, 3: 1}


def test_marks_go_back_to_their_words() -> None:
    assert joined("I do n't know , he 's ... gone !") == "I don't know, he's... gone!"


def test_the_same_words_are_always_in_the_same_split() -> None:
    assert split_of("No, no!") == split_of("no no ...") == split_of("NO NO")
    splits = [split_of(f"line {number}") for number in range(2000)]
    assert 0.07 < splits.count("test") / 2000 < 0.13
    assert 0.07 < splits.count("dev") / 2000 < 0.13


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="goemotions_labels"):
        read_lines(tmp_path)


def test_the_real_sets_have_their_published_sizes(shared: Path) -> None:
    lines = read_lines(shared)
    sizes = {
        (s, p): sum(x.source == s and x.split == p for x in lines)
        for s in ("goemotions", "emobank")
        for p in ("train", "test")
    }
    assert sizes == {
        ("goemotions", "train"): 43410, ("goemotions", "test"): 5427,
        ("emobank", "train"): 8062, ("emobank", "test"): 1000,
    }  # fmt: skip
    train = {line.text for line in lines if line.source == "xed" and line.split == "train"}
    assert not train & {line.text for line in lines if line.source == "xed" and line.split != "train"}
