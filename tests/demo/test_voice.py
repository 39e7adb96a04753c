"""The voices: heard as speech by the detector the program uses, different people, different feelings."""

from __future__ import annotations

import warnings
from functools import cache

import librosa
import numpy as np
import pytest
import torch
from silero_vad import get_speech_timestamps, load_silero_vad

from mmsa_studio.demo.script import SCENES, Line
from mmsa_studio.demo.voice import SAMPLE_RATE, say

LINES = [line for scene in SCENES for line in scene.lines]


@cache
def detector() -> torch.nn.Module:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`torch.jit.load` is deprecated", DeprecationWarning)
        return load_silero_vad()


@cache
def heard(line: Line) -> tuple[float, int]:
    """Share of a line that silero-vad calls speech, and its length in samples."""
    samples = say(line).samples
    sound = torch.from_numpy(librosa.resample(samples, orig_sr=SAMPLE_RATE, target_sr=16_000).astype(np.float32))
    found = get_speech_timestamps(sound, detector())
    return sum(part["end"] - part["start"] for part in found) / len(sound), len(sound)


def pitch(line: Line) -> float:
    samples = librosa.resample(say(line).samples, orig_sr=SAMPLE_RATE, target_sr=16_000)
    return float(np.median(librosa.yin(samples, fmin=70, fmax=500, sr=16_000)))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_every_line_is_heard_as_speech(line: Line) -> None:
    assert heard(line)[0] > 0.5


def test_nearly_all_that_is_said_is_heard() -> None:
    shares = [heard(line) for line in LINES]
    assert sum(share * size for share, size in shares) / sum(size for _, size in shares) > 0.85


def test_the_same_line_always_sounds_the_same() -> None:
    np.testing.assert_array_equal(say(LINES[0]).samples, say(LINES[0]).samples)


def test_two_voices_and_two_moods_differ_in_pitch() -> None:
    text = "I love you all."
    low, high = (pitch(Line(0, speaker, text, "neutral")) for speaker in ("control", "mira"))
    assert high > 1.4 * low
    sad, glad = (pitch(Line(0, "mira", text, emotion)) for emotion in ("sadness", "joy"))
    assert glad > 1.2 * sad


def brightness(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples)) ** 2
    return float((spectrum * np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)).sum() / spectrum.sum())


def test_sadness_is_slower_softer_and_duller_than_anger() -> None:
    sad, angry = (say(Line(0, "mira", "I hate this.", emotion)).samples for emotion in ("sadness", "anger"))
    assert len(sad) > 1.2 * len(angry)
    assert np.sqrt((sad**2).mean()) < np.sqrt((angry**2).mean())
    assert brightness(sad) < 0.8 * brightness(angry)


def test_lips_close_for_m_and_open_for_a() -> None:
    spoken = say(Line(0, "mira", "Moon. Far.", "neutral"))
    assert spoken.jaw[: len(spoken.jaw) // 8].min() < 0.1
    assert spoken.jaw[len(spoken.jaw) // 2 :].max() > 0.7
    assert spoken.mouth(-1.0) == spoken.mouth(99.0) == (0.0, 0.0)
