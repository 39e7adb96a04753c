"""Composed scenes are what they say they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.scenes import CLEAN, NOBODY, Composer, Recipe, make_bank, voted
from tests.training.banks import bank, banks

RELIABILITY = [0.6, 0.7, 0.8]


def compose(recipe: Recipe, count: int = 30, seed: int = 1):
    return list(Composer(banks(), recipe, RELIABILITY, seed).scenes(count))


def test_the_same_seed_makes_the_same_scenes():
    first, second, other = compose(Recipe(), 3), compose(Recipe(), 3), compose(Recipe(), 3, seed=2)
    for one, same in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.values["voice"], same.values["voice"])
        np.testing.assert_array_equal(one.truth, same.truth)
    assert any((a.truth != b.truth).any() for a, b in zip(first, other, strict=True))


def test_what_is_not_valid_holds_nothing():
    for scene in compose(Recipe()):
        for place, modality in enumerate(MODALITIES):
            assert not scene.values[modality][~scene.valid[:, place]].any()
            assert not scene.shown[~scene.valid[:, place], place].any()
        np.testing.assert_allclose(scene.truth.sum(axis=1), 1, atol=1e-5)
        assert all(np.isfinite(values).all() for values in scene.values.values())


def test_every_modality_shows_what_is_true_when_nobody_lies():
    for scene in compose(replace(CLEAN, moment=(12, 30))):
        assert (scene.liar == NOBODY).all()
        true = scene.truth.argmax(axis=1)
        steady = scene.truth.max(axis=1) > 0.99
        for place, modality in enumerate(MODALITIES):
            there = scene.valid[:, place] & steady
            if modality == "voice":
                there &= true != CATEGORIES.index("surprise")
            np.testing.assert_array_equal(scene.shown[there, place].argmax(axis=1), true[there])


def test_a_liar_shows_another_emotion_and_the_majority_is_true():
    scenes = compose(replace(CLEAN, conflict=1.0))
    lied = [(s, t) for s in scenes for t in np.flatnonzero(s.liar != NOBODY) if s.truth[t].max() > 0.99]
    assert len(lied) > 200
    for scene, step in lied:
        liar, true = int(scene.liar[step]), scene.truth[step].argmax()
        if scene.valid[step, liar] and CATEGORIES[true] != "surprise" and liar != 1:
            assert scene.shown[step, liar].argmax() != true


def test_two_against_each_other_count_by_their_reliability():
    reliability = np.array(RELIABILITY)
    truth = voted(0, np.array([0, 3, 0]), np.array([True, True, False]), reliability)
    np.testing.assert_allclose(truth[[0, 3]], [0.6 / 1.3, 0.7 / 1.3], atol=1e-6)
    assert voted(0, np.array([0, 3, 0]), np.array([True, True, True]), reliability)[0] == 1


def test_hearing_a_voice_never_rules_surprise_out():
    surprise = CATEGORIES.index("surprise")
    scenes = compose(CLEAN, 60)
    assert any(scene.valid[scene.truth[:, surprise] > 0.99, 1].any() for scene in scenes)


@pytest.mark.parametrize("name", ["missing", "absent"])
def test_modalities_can_be_missing(name):
    valid = np.concatenate([scene.valid for scene in compose(replace(CLEAN, **{name: 0.9}))])
    assert valid.mean() < 0.4


def test_silence_takes_words_and_voice_away_together():
    valid = np.concatenate([scene.valid for scene in compose(replace(CLEAN, silent=1.0))])
    assert not valid[:, :2].any()
    assert valid[:, 2].any()


def test_a_bank_leaves_out_items_without_a_step_and_can_be_chosen_from():
    items = [np.ones((2, 3), np.float32), np.zeros((0, 3), np.float32), 2 * np.ones((1, 3), np.float32)]
    made = make_bank("voice", ("a", "b", "c"), items, np.eye(7)[[0, 1, 2]], np.array([5, 6, 7]))
    assert len(made) == 2
    assert made.groups.tolist() == [5, 7]
    assert made.chosen([1]).item(0).tolist() == [[2, 2, 2]]
    assert len(bank("face").chosen([])) == 0


def test_a_bank_can_be_read_by_some_of_its_columns():
    made = bank("text")
    names = made.names[-9:]
    assert made.reading(names).names == names
    np.testing.assert_array_equal(made.reading(names).item(3), made.item(3)[:, -9:])


def test_foreign_recordings_are_off_the_same_way_all_the_time():
    given = banks()
    recipe = replace(CLEAN, foreign=1.0, steps=200)
    home, away = (next(Composer(given, r, RELIABILITY, 4).scenes(1)) for r in (replace(recipe, foreign=0.0), recipe))
    off = (away.values["face"] - home.values["face"])[home.valid[:, 2] & away.valid[:, 2]]
    assert off.std(axis=0).max() < 1e-4
    assert np.abs(off.mean(axis=0)).max() > 0.1
