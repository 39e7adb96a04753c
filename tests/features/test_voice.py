"""Voices: the same however sound arrives and however loud the film is, and only where somebody speaks."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from fractions import Fraction

import librosa
import numpy as np
import pytest
import soundfile

from mmsa_studio.core.track import FULL, Grid
from mmsa_studio.features import voice
from mmsa_studio.features.base import expression_names
from mmsa_studio.features.voice import VoiceExtractor
from mmsa_studio.features.voice_model import SURPRISE, VOICE_NAMES, expression, voice_model
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.media.sound import SoundChunk
from mmsa_studio.training.sound_augment import music, noise
from tests.features.material import spoken

RATE = 16_000
EXPRESSION = expression_names("voice")
PLACE = {name: column for column, name in enumerate(VOICE_NAMES)}


def extracted(sound, chunk=10 * RATE):
    extractor = VoiceExtractor(Grid.covering(Fraction(len(sound), RATE)))
    for start in range(0, len(sound), chunk):
        extractor.feed(SoundChunk(start, sound[start : start + chunk]))
    return extractor.track(final=True)


@pytest.fixture(scope="module")
def dialogue():
    """Twenty-four seconds in which somebody speaks half of the time."""
    return np.tile(np.pad(spoken()[: 4 * RATE], (0, 4 * RATE)), 3)


@pytest.fixture(scope="module")
def film(shared):
    """Film dialogue with its noise: a minute of Night of the Living Dead."""
    sound, rate = soundfile.read(shared / "footage" / "20_NOTLD_dialogue_119s_PD.wav", dtype="float32", always_2d=True)
    return librosa.resample(sound.mean(axis=1), orig_sr=rate, target_sr=RATE)[: 60 * RATE] / 4


@pytest.fixture(scope="module")
def track_of_film(film):
    return extracted(film)


@pytest.mark.parametrize("killed_s", [17, 22, 36])
def test_a_track_gone_on_with_after_a_kill_is_the_same(dialogue, killed_s):
    """What is usual in the film is known from all its steps again, so the first ones do not differ either."""
    sound = np.tile(dialogue, 2)
    heard = VoiceExtractor(Grid.covering(Fraction(len(sound), RATE)))
    drafts = []
    for start in range(0, killed_s * RATE, 5000):
        heard.feed(SoundChunk(start, sound[start : start + 5000]))
        drafts.append(heard.draft())
    again = VoiceExtractor(Grid.covering(Fraction(len(sound), RATE)))
    for end, arrays in drafts:
        again.recall(end, arrays)
    assert drafts[-1][0] > 15 * RATE - RATE
    again.feed(SoundChunk(drafts[-1][0], sound[drafts[-1][0] :]))
    track, reference = again.track(final=True), extracted(sound)
    np.testing.assert_array_equal(track.valid, reference.valid)
    np.testing.assert_array_equal(track.values, reference.values)


@pytest.mark.parametrize("chunk", [1000, 333_333, 10**7])
def test_a_track_does_not_depend_on_how_the_sound_arrives(dialogue, chunk):
    reference, track = extracted(dialogue), extracted(dialogue, chunk)
    np.testing.assert_array_equal(track.valid, reference.valid)
    np.testing.assert_array_equal(track.values, reference.values)


def test_a_longer_film_keeps_no_more_sound_in_memory(dialogue):
    extracted(dialogue)  # what libraries load and keep when they are first used is not the film's
    extractor = VoiceExtractor(Grid(10_000))
    held = []
    sound = dialogue[: 10 * RATE]
    for start in range(0, 6 * len(sound), len(sound)):
        tracemalloc.start()
        extractor.feed(SoundChunk(start, sound))
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert max(held) < 40 * RATE * 4


def test_a_track_on_the_way_holds_only_steps_that_will_hardly_change(dialogue):
    extractor = VoiceExtractor(Grid.covering(Fraction(len(dialogue), RATE)))
    extractor.feed(SoundChunk(0, dialogue[: 18 * RATE]))
    early = extractor.track()
    done = int((early.quality == FULL).sum())
    assert 60 < done < 80
    assert (early.quality[:done] == FULL).all()
    assert early.valid[:done].any()
    assert not early.valid[done:].any()
    np.testing.assert_array_equal(early.valid[:done], extracted(dialogue).valid[:done])


def test_a_gap_in_the_sound_is_refused():
    extractor = VoiceExtractor(Grid(10))
    extractor.feed(SoundChunk(0, np.zeros(100, np.float32)))
    with pytest.raises(ValueError, match="expected sample 100"):
        extractor.feed(SoundChunk(200, np.zeros(100, np.float32)))


@pytest.mark.parametrize("db", [-12, 12])
def test_another_level_of_the_film_gives_nearly_the_same_curve(film, track_of_film, db):
    reference = track_of_film
    track = extracted(film * np.float32(10 ** (db / 20)))
    both = reference.valid & track.valid
    assert both.sum() > 0.95 * (reference.valid | track.valid).sum()
    for name in ("voice.valence", "voice.arousal"):
        column = PLACE[name]
        assert np.corrcoef(reference.values[both, column], track.values[both, column])[0, 1] > 0.98


def test_speech_is_found_where_the_dialogue_is(track_of_film):
    assert 0.3 < track_of_film.valid.mean() < 1


@pytest.mark.parametrize("seed", range(3))
def test_music_noise_and_silence_say_nothing(seed):
    random = np.random.default_rng(seed)
    count = 8 * RATE
    for sound in (music(count, random) * 0.05, noise(count, seed, random) * 0.1, np.zeros(count, np.float32)):
        assert extracted(sound.astype(np.float32)).valid.mean() < 0.1


def test_a_single_step_of_speech_is_no_utterance(dialogue, monkeypatch):
    speech = np.zeros(Grid.covering(Fraction(len(dialogue), RATE)).count, bool)
    speech[[10, 20, 21, 30, 31, 32]] = True
    listen = voice.listen

    def heard(windows, encoder):
        steps = listen(windows, encoder)
        here = slice(heard.done, heard.done + len(steps.valid))
        heard.done = here.stop
        return replace(steps, valid=np.pad(speech[here], (0, len(steps.valid) - len(speech[here]))))

    heard.done = 0
    monkeypatch.setattr(voice, "listen", heard)
    assert list(np.flatnonzero(extracted(dialogue).valid)) == [20, 21, 30, 31, 32]


def test_clipped_and_broken_samples_give_a_finite_track():
    random = np.random.default_rng(0)
    sound = np.clip(np.resize(spoken(), 6 * RATE) * 50, -1, 1)
    sound[::97] = random.choice([-1, 1], len(sound[::97]))
    sound[40_000:40_004] = (np.nan, np.inf, -np.inf, 1e30)
    assert np.isfinite(extracted(sound.astype(np.float32)).values).all()


def test_boredom_is_neutral_at_low_arousal():
    scores = np.full((1, len(CLASSES)), -20.0, np.float32)
    scores[0, CLASSES.index("boredom")] = 20
    block = dict(zip(EXPRESSION, expression(scores)[0], strict=True))
    assert np.exp(block["voice.category.neutral"]) == pytest.approx(1 - SURPRISE, abs=1e-3)
    assert block["voice.arousal"] < -0.5
    assert block["voice.valence"] == pytest.approx(0, abs=1e-3)


def test_surprise_is_never_claimed_and_never_ruled_out():
    scores = np.random.default_rng(0).normal(size=(20, len(CLASSES))).astype(np.float32) * 9
    surprise = expression(scores)[:, EXPRESSION.index("voice.category.surprise")]
    assert np.exp(surprise) == pytest.approx(SURPRISE, abs=1e-4)


def test_the_first_network_shows_and_all_judge(dialogue, monkeypatch):
    model = voice_model()
    assert len(model.networks) > 1
    together = extracted(dialogue)
    single = replace(model, networks=model.networks[:1])
    monkeypatch.setattr(voice, "voice_model", lambda device, folder: single)
    alone = extracted(dialogue)
    first = PLACE[EXPRESSION[0]]
    np.testing.assert_array_equal(together.values[:, :first], alone.values[:, :first])
    assert not np.allclose(together.values[:, first:], alone.values[:, first:])


def test_real_anger_is_heard_as_more_aroused_than_sadness(shared):
    folder = shared / "voice" / "emodb"
    letters = "WT" * 4
    sounds = [soundfile.read(sorted(folder.glob(f"16*{one}?.flac"))[at // 2], dtype="float32")[0][: 2 * RATE]
              for at, one in enumerate(letters)]  # fmt: skip
    track = extracted(np.concatenate([np.pad(sound, (0, 4 * RATE - len(sound))) for sound in sounds]))
    steps = np.arange(track.grid.count) // 20
    heard = [track.values[track.valid & (steps == at), -1].mean() for at in range(len(letters))]
    assert np.mean(heard[0::2]) > np.mean(heard[1::2]) + 0.3
