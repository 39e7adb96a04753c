"""Voices and words agree on where somebody speaks, however loud the film is; noise is not raised into speech."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from mmsa_studio.features import voice
from mmsa_studio.features.speaking import SEGMENT, SPEAKING, SpeechFinder, speaking
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.features.stretches import stretches
from mmsa_studio.features.voice_steps import BEFORE
from mmsa_studio.media.sound import SoundChunk
from tests.features.material import spoken

RATE = 16_000
NOISES = ("hiss", "hum", "room")


def noise(kind, seconds=12):
    random, count = np.random.default_rng(3), seconds * RATE
    if kind == "hiss":
        return random.standard_normal(count).astype(np.float32)
    if kind == "hum":
        time = np.arange(count) / RATE
        return sum(np.sin(2 * np.pi * 50 * k * time) / k for k in (1, 2, 3, 5)).astype(np.float32)
    low = np.convolve(random.standard_normal(count + 400), np.ones(401) / 401, "valid")  # air and traffic
    return low.astype(np.float32)


def at_level(line, decibels):
    """The same sound at a root mean square of so many dB below full scale."""
    return (line * (10 ** (decibels / 20) / np.sqrt((line**2).mean()))).astype(np.float32)


def chunks(line, size=10 * RATE):
    return [SoundChunk(at, line[at : at + size]) for at in range(0, len(line), size)]


def written_down(line):
    """Windows of speech by the pass that writes words down. (windows,)"""
    windows = np.zeros(-(-len(line) // WINDOW), np.bool_)
    for one in stretches(chunks(line)):
        first = one.start // WINDOW
        windows[first : first + len(one.speech)] = one.speech
    return windows


def voiced(line):
    """Windows of speech by what the voices are heard with: segments of equal length. (windows,)"""
    found = []
    padded = np.pad(line, (BEFORE, -len(line) % SEGMENT))
    for at in range(0, len(padded) - BEFORE, SEGMENT):
        probability = speaking(padded[None, at : at + BEFORE + SEGMENT])[0]
        found.append(probability[BEFORE // WINDOW :] >= SPEAKING)
    return np.concatenate(found)


def test_both_cut_sound_alike():
    assert SEGMENT == voice.SEGMENT
    assert SEGMENT % WINDOW == BEFORE % WINDOW == 0


@pytest.mark.parametrize("decibels", [-20, -35, -50, -58])
def test_voices_and_words_agree_at_every_level(decibels):
    line = at_level(np.concatenate([np.zeros(3 * RATE, np.float32), np.resize(spoken(), 9 * RATE)]), decibels)
    mine, theirs = written_down(line), voiced(line)[: len(line) // WINDOW]
    assert theirs.sum() > 60
    assert np.array_equal(mine[: len(theirs)], theirs)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("decibels", [-25, -50, -65, -80])
def test_noise_is_not_raised_into_speech(kind, decibels):
    assert written_down(at_level(noise(kind), decibels)).mean() < 0.02


def test_the_length_of_chunks_changes_nothing():
    line = np.resize(spoken(), 11 * RATE + 77).astype(np.float32)
    answers = []
    for size in (1000, 7 * RATE, len(line)):
        finder = SpeechFinder()
        answers.append(np.concatenate([*(finder.feed(one.samples) for one in chunks(line, size)), finder.rest()]))
    assert len(answers[0]) == len(line) // WINDOW
    assert all(np.array_equal(answers[0], one) for one in answers[1:])


@pytest.mark.parametrize("decibels", [-25, -50])
def test_quiet_dialogue_of_a_film_is_found_by_both(shared, decibels):
    sound, rate = soundfile.read(shared / "footage" / "20_NOTLD_dialogue_119s_PD.wav", dtype="float32")
    line = sound if sound.ndim == 1 else sound.mean(axis=1)
    assert rate % RATE == 0 or rate == 22_050 or rate == 44_100
    places = (np.arange(int(40 * RATE)) * rate / RATE).astype(int)
    part = at_level(line[places], decibels)
    mine, theirs = written_down(part), voiced(part)[: len(part) // WINDOW]
    assert theirs.mean() > 0.1
    assert np.array_equal(mine[: len(theirs)], theirs)
