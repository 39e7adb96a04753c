"""Augmented sound stays sound of the same length, and the same seed makes the same film."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.training.sound_augment import Recording, crowd, draw_recording, music, noise, perform, record
from tests.features.material import spoken


@pytest.mark.parametrize("seed", range(12))
def test_a_film_keeps_length_and_stays_finite(seed):
    random = np.random.default_rng(seed)
    sound = spoken()[16_000:48_000]
    heard = record(perform(sound, random), draw_recording(random), [sound], random)
    assert heard.shape == sound.shape
    assert heard.dtype == np.float32
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() > 0


def test_the_same_seed_makes_the_same_film():
    def made():
        random = np.random.default_rng(5)
        return record(spoken()[:16_000], draw_recording(random), [spoken()], random)

    np.testing.assert_array_equal(made(), made())


def test_silence_stays_finite():
    random = np.random.default_rng(0)
    assert np.isfinite(record(np.zeros(16_000, np.float32), draw_recording(random), [spoken()], random)).all()


def test_noise_falls_with_its_tilt_and_music_has_a_pitch():
    random = np.random.default_rng(0)

    def high(sound):
        power = np.abs(np.fft.rfft(sound)) ** 2
        return power[len(power) // 2 :].sum() / power.sum()

    assert high(noise(16_000, 0, random)) > 5 * high(noise(16_000, 2, random))
    assert high(music(32_000, random)) < 0.3


def test_nobody_is_understood_in_a_crowd_but_it_is_there_all_the_time():
    sound = crowd(48_000, [spoken()[:20_000], spoken()[20_000:50_000]], np.random.default_rng(0))
    assert sound.shape == (48_000,)
    assert np.sqrt((sound.reshape(6, -1) ** 2).mean(axis=1)).min() > 0.2 * sound.std()


@pytest.mark.parametrize("background", ["noise", "music", "crowd"])
def test_a_background_has_the_level_asked_for_and_sounds_before_anybody_speaks(background):
    random = np.random.default_rng(0)
    film = Recording(None, (20, 8000), 10.0, background, 1.0, None, 0.0, 0.0)
    voice = spoken()[:32_000]
    sound = np.pad(voice, (16_000, 0)).astype(np.float32)
    heard = record(sound, film, [voice], random)
    added = heard - sound
    level = 10 * np.log10((voice**2).mean() / (added**2).mean())
    assert level == pytest.approx(10, abs=4)
    assert np.abs(heard[:16_000]).max() > 0
