"""A steady background is taken off, speech stays."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.features.acoustics import mel_power
from mmsa_studio.features.background import without_background
from mmsa_studio.training.sound_augment import noise
from tests.features.material import spoken

RATE = 16_000


@pytest.fixture(scope="module")
def speech():
    """Three seconds of speech between pauses."""
    return np.pad(spoken()[: 3 * RATE], (RATE, RATE)).astype(np.float32)


def heard(sound):
    return mel_power(sound[None])


def test_speech_without_background_stays_as_it_is(speech):
    before, after = heard(speech), without_background(heard(speech))
    assert after.sum() > 0.9 * before.sum()
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("tilt", [0.0, 1.0, 2.0])
def test_noise_under_speech_changes_less_of_what_is_heard(speech, tilt):
    hiss = noise(len(speech), tilt, np.random.default_rng(0))
    noisy = speech + hiss * np.float32(speech.std() / hiss.std() * 10 ** (-10 / 20))
    raw = np.abs(heard(noisy) - heard(speech)).sum()
    cleared = np.abs(without_background(heard(noisy)) - without_background(heard(speech))).sum()
    assert cleared < 0.8 * raw


def test_most_of_noise_alone_is_gone():
    hiss = heard(noise(4 * RATE, 1.0, np.random.default_rng(0)))
    assert without_background(hiss).sum() < 0.5 * hiss.sum()


def test_silence_stays_silent():
    assert not without_background(np.zeros((1, 300, 40), np.float32)).any()
