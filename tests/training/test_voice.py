"""From utterances to weights: read by their names, heard once, fitted alike, judged by people never heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features.speaking import BEFORE
from mmsa_studio.features.speech_states import STATES
from mmsa_studio.features.voice_model import together
from mmsa_studio.features.voice_network import CLASSES, VoiceNetwork
from mmsa_studio.features.voice_steps import AFTER, STEP_NAMES
from mmsa_studio.features.weights import load_weights
from mmsa_studio.training import voice, voice_data, voice_fit
from mmsa_studio.training.voice_data import prepare, read_corpus
from mmsa_studio.training.voice_fit import (
    Recipe,
    Unseen,
    Utterances,
    best_temperature,
    fit,
    judge,
    usual_of_films,
)
from mmsa_studio.training.voice_robustness import agreement, coded, track_of
from mmsa_studio.training.voice_scores import ablations, rows
from tests.features.material import spoken

LETTERS = "WLEAFTN"
SPEAKERS = ("03", "08", "16")
MADE_UP = ("03", "08", "09", "10", "11", "12")


@pytest.fixture
def corpus(tmp_path):
    """A folder laid out like EMO-DB: three people, every emotion, spoken by the synthesiser at other speeds."""
    folder = tmp_path / "voice" / "emodb"
    folder.mkdir(parents=True)
    for place, letter in enumerate(LETTERS):
        for number, speaker in enumerate(SPEAKERS):
            sound = np.roll(spoken(), -16_000 * (3 * place + number))[: 25_000 + 2_000 * place]
            soundfile.write(folder / f"{speaker}a01{letter}a.wav", sound, 16_000)
    return tmp_path


@pytest.fixture
def made_up():
    """Utterances whose emotion can be read off one column."""
    random = np.random.default_rng(0)
    labels = np.tile(np.arange(len(CLASSES)), 6)
    acoustics = random.normal(size=(2, len(labels), 10, len(STEP_NAMES))).astype(np.float32)
    acoustics[..., 1 : 1 + len(CLASSES)] += 4 * np.eye(len(CLASSES), dtype=np.float32)[labels][None, :, None]
    return Utterances(
        torch.from_numpy(acoustics),
        torch.zeros(2, len(labels), 10, STATES),
        torch.ones(2, len(labels), 10, dtype=torch.bool),
        labels,
        np.repeat(MADE_UP, len(CLASSES)),
    )


def test_utterances_are_read_by_their_names(corpus):
    utterances = read_corpus(corpus)
    assert len(utterances) == len(LETTERS) * len(SPEAKERS)
    assert {utterance.speaker for utterance in utterances} == set(SPEAKERS)
    first = utterances[0]
    assert (first.name, CLASSES[first.label], first.samples.shape) == ("03a01Aa", "fear", (32_000,))


def test_a_missing_corpus_is_told(tmp_path):
    with pytest.raises(StudioError, match="no utterances"):
        read_corpus(tmp_path)


def test_a_strange_file_is_told(corpus):
    soundfile.write(corpus / "voice" / "emodb" / "03a01Xa.wav", np.zeros(100), 16_000)
    with pytest.raises(StudioError, match="03a01Xa"):
        read_corpus(corpus)


def test_what_was_heard_is_not_heard_again(corpus, monkeypatch):
    monkeypatch.setattr(voice_data, "RECORDINGS", 2)
    lines: list[str] = []
    first = prepare(corpus, lines.append)
    assert len(lines) == 2
    again = prepare(corpus, lines.append)
    assert len(lines) == 2
    assert first.acoustics.shape == (2, 21, 10, len(STEP_NAMES))
    assert torch.equal(first.states, again.states)


def test_training_goes_from_the_folder_to_weights(corpus, monkeypatch, tmp_path):
    monkeypatch.setattr(voice_data, "RECORDINGS", 1)
    monkeypatch.setattr(voice_fit, "EPOCHS", 1)
    models = tmp_path / "models"
    models.mkdir()
    voice.train(corpus, seeds=(1,), log=lambda _: None, folder=models)
    tensors, metadata = load_weights("voice", models)
    assert metadata["classes"] == list(CLASSES)
    assert metadata["temperature"] > 0
    assert metadata["networks"] == 2
    assert {name.partition(".")[0] for name in tensors} == {"0", "1"}


@pytest.mark.parametrize("count", [3, 10])
def test_everybody_is_judged_by_networks_that_never_heard_them(count):
    names = [f"{n:02d}" for n in range(count)]
    left_out = voice.pairs(names)
    assert len(set(left_out)) == len(left_out) == 2 * count
    for name in names:
        assert sum(name in pair for pair in left_out) == 4
        assert any(name in pair for pair in voice.shipped(names))
    assert set(voice.shipped(names)) <= set(left_out)


def test_what_is_measured_of_a_person_does_not_change_with_what_they_taught(made_up):
    """Who is judged was heard by none of the judges: other labels for that person leave the judgement as it is."""
    lines: list[str] = []
    before = voice.judged_by_strangers(made_up, 1, lines.append).film
    assert len(lines) == 12
    mine = made_up.speakers == "03"
    labels = np.where(mine, np.roll(made_up.labels, 1), made_up.labels)
    after = voice.judged_by_strangers(replace(made_up, labels=labels), 1, lines.append).film
    np.testing.assert_array_equal(before[:, mine], after[:, mine])
    assert not np.array_equal(before[:, ~mine], after[:, ~mine])


def test_networks_that_disagree_are_unsure_together():
    one, other = np.array([[9.0, 0.0, 0.0]]), np.array([[0.0, 9.0, 0.0]])
    agreeing, split = np.exp(together([one, one])), np.exp(together([one, other]))
    assert agreeing.max() > 0.99
    assert split.max() == pytest.approx(0.5, abs=1e-3)
    np.testing.assert_allclose(split.sum(axis=-1), 1, rtol=1e-6)


def test_a_person_never_heard_is_told_when_the_emotion_is_plain(made_up):
    network = fit(made_up, made_up.speakers != "12", seed=1, epochs=30)
    chosen = np.flatnonzero(made_up.speakers == "12")
    scores, valid = judge(network, made_up, chosen)
    assert valid.all()
    assert (scores.mean(1).argmax(1) == made_up.labels[chosen]).mean() > 0.8


def test_the_same_seed_gives_the_same_network(made_up):
    keep = made_up.speakers != "12"
    first = fit(made_up, keep, seed=3, epochs=2)
    voice_data.forget()
    second = fit(made_up, keep, seed=3, epochs=2)
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)


def test_both_recordings_of_a_pair_say_the_same_sample_by_sample(corpus):
    utterances = read_corpus(corpus)
    first, second = (voice_data.recorded(utterances, recording) for recording in (2, 3))
    for one, other in zip(first, second, strict=True):
        assert one.shape == other.shape == (BEFORE + 32_000 + AFTER,)
        assert not np.array_equal(one, other)


def test_agreement_makes_recordings_of_a_pair_sound_alike(made_up):
    def apart(recipe):
        network = fit(made_up, made_up.speakers != "12", seed=1, epochs=30, recipe=recipe)
        chosen = np.flatnonzero(made_up.speakers == "12")
        one, other = (judge(network, made_up, chosen, recording=recording)[0] for recording in (0, 1))
        return np.abs(one - other).mean()

    assert apart(Recipe(agreement=10.0)) < apart(Recipe(agreement=0.0))


def test_a_film_that_is_not_known_leaves_what_is_heard_as_it_is(made_up):
    heard = made_up.heard(VoiceNetwork(), torch.zeros(4, dtype=torch.long), torch.arange(4))
    usual = usual_of_films(heard, 4, known=False)
    assert not usual.acoustics.any()
    assert not usual.states.any()


def test_ablations_are_told_against_the_whole(made_up):
    truth = np.eye(len(CLASSES), dtype=np.float32)[made_up.labels][None, :, None]
    sure = np.broadcast_to(4 * truth, (*made_up.valid.shape, len(CLASSES))).copy()
    wrong = Unseen(np.roll(sure, 1, axis=-1), sure, sure)
    measured = {row.id: row for row in ablations(Unseen(sure, sure, sure), {"no-idea": wrong}, made_up, ("03", "08"))}
    assert set(measured) == {"ablation-voice-no-idea", "ablation-voice-no-idea-rough"}
    for row in measured.values():
        assert (row.value, row.baseline) == (0.0, 1.0)


def test_temperature_undoes_overconfidence(made_up):
    random = np.random.default_rng(1)
    shape = (*made_up.valid.shape, len(CLASSES))
    odds = random.normal(size=shape).astype(np.float32)
    truth = np.eye(len(CLASSES), dtype=np.float32)[made_up.labels][None, :, None]
    calm = odds + truth
    temperatures = [best_temperature(Unseen(scores, scores, scores), made_up) for scores in (calm, 3 * calm)]
    assert temperatures[1] == pytest.approx(3 * temperatures[0], rel=0.15)


def test_rows_tell_recall_baseline_and_confusions(made_up):
    truth = np.eye(len(CLASSES), dtype=np.float32)[made_up.labels][None, :, None]
    sure = np.broadcast_to(4 * truth, (*made_up.valid.shape, len(CLASSES))).copy()
    measured = {row.id: row for row in rows([Unseen(sure, sure, sure)], made_up, ("03",))}
    assert measured["emodb-loso"].value == measured["emodb-loso-others"].value == 1.0
    assert measured["emodb-loso"].baseline == pytest.approx(1 / 7)
    assert np.array(measured["emodb-loso"].details["confusion"]).trace() == len(made_up.labels)
    assert measured["emodb-arousal"].value == 1.0


def test_a_curve_agrees_with_itself():
    track = track_of(spoken()[: 5 * 16_000])
    assert agreement(track, track) == pytest.approx(1.0)


def test_coding_keeps_length_and_most_of_the_sound():
    sound = spoken()[: 2 * 16_000]
    heard = coded(sound)
    assert heard.shape == sound.shape
    lags = [np.corrcoef(sound[:-3000], heard[lag : len(heard) - 3000 + lag])[0, 1] for lag in range(0, 3000, 8)]
    assert 0.5 < max(lags) < 1
