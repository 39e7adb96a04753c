"""Voices: the same however sound arrives and however loud the film is, and only where somebody speaks."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction

import librosa
import numpy as np
import pytest
import soundfile

from mmsa_studio.core.track import Grid
from mmsa_studio.features.base import expression_names
from mmsa_studio.features.voice import VoiceEncoder, VoiceExtractor
from mmsa_studio.features.voice_model import SURPRISE, VOICE_NAMES, expression
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.media.sound import SoundChunk
from mmsa_studio.training.sound_augment import music, noise
from tests.features.material import spoken

RATE = 16_000
EXPRESSION = expression_names("voice")
PLACE = {name: column for column, name in enumerate(VOICE_NAMES)}


def extracted(sound, chunk=10 * RATE):
    voice = VoiceExtractor(Grid.covering(Fraction(len(sound), RATE)))
    for start in range(0, len(sound), chunk):
        voice.feed(SoundChunk(start, sound[start : start + chunk]))
    return voice.track(final=True)


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


@pytest.mark.parametrize("chunk", [1000, 333_333, 10**7])
def test_a_track_does_not_depend_on_how_the_sound_arrives(dialogue, chunk):
    reference, track = extracted(dialogue), extracted(dialogue, chunk)
    np.testing.assert_array_equal(track.valid, reference.valid)
    np.testing.assert_array_equal(track.values, reference.values)


def test_a_longer_film_keeps_no_more_sound_in_memory(dialogue):
    extracted(dialogue)  # what libraries load and keep when they are first used is not the film's
    voice = VoiceExtractor(Grid(10_000))
    held = []
    sound = dialogue[: 10 * RATE]
    for start in range(0, 6 * len(sound), len(sound)):
        tracemalloc.start()
        voice.feed(SoundChunk(start, sound))
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert max(held) < 40 * RATE * 4


def test_a_track_on_the_way_holds_only_steps_that_will_hardly_change(dialogue):
    voice = VoiceExtractor(Grid.covering(Fraction(len(dialogue), RATE)))
    voice.feed(SoundChunk(0, dialogue[: 18 * RATE]))
    early = voice.track()
    assert 60 < early.done < 80
    assert early.valid[: early.done].any()
    assert not early.valid[early.done :].any()
    np.testing.assert_array_equal(early.valid[: early.done], extracted(dialogue).valid[: early.done])


def test_a_gap_in_the_sound_is_refused():
    voice = VoiceExtractor(Grid(10))
    voice.feed(SoundChunk(0, np.zeros(100, np.float32)))
    with pytest.raises(ValueError, match="expected sample 100"):
        voice.feed(SoundChunk(200, np.zeros(100, np.float32)))


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


def test_clipped_and_broken_samples_give_a_finite_track():
    random = np.random.default_rng(0)
    sound = np.clip(np.resize(spoken(), 6 * RATE) * 50, -1, 1)
    sound[::97] = random.choice([-1, 1], len(sound[::97]))
    sound[40_000:40_004] = (np.nan, np.inf, -np.inf, 1e30)
    assert np.isfinite(extracted(sound.astype(np.float32)).values).all()


def test_an_utterance_is_encoded_as_a_film_of_its_own():
    sound = np.resize(spoken(), 3 * RATE)
    encoded = VoiceEncoder().encode(sound)
    track = extracted(sound)
    assert VoiceEncoder.names == track.names
    np.testing.assert_allclose(encoded, track.values, atol=1e-5)


def test_utterances_of_one_film_share_what_is_usual():
    sound = spoken()[: 2 * RATE]
    alone = VoiceEncoder().encode(sound)
    together = VoiceEncoder().encode_film([sound, np.roll(sound, 4000) * np.float32(0.1)])
    assert [len(part) for part in together] == [10, 10]
    assert not np.allclose(alone, together[0])


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


def test_real_anger_is_heard_as_more_aroused_than_sadness(shared):
    def arousal(letter):
        folder = shared / "voice" / "emodb"
        paths = sorted(folder.glob(f"16*{letter}?.flac"))[:4]
        sounds = [soundfile.read(path, dtype="float32")[0] for path in paths]
        rows = VoiceEncoder().encode_film(sounds)
        return np.concatenate([part[part.any(axis=1), -1] for part in rows]).mean()

    assert arousal("W") > arousal("T") + 0.3
