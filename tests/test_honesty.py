"""Where nobody speaks and nothing is seen, nothing is claimed: silence, noise, hum and music, end to end."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.core.project import Project
from mmsa_studio.media.probe import probe

RATE, SECONDS = 16_000, 20
_TIME = np.arange(RATE * SECONDS) / RATE
Sound = NDArray[np.float64]


def silence() -> Sound:
    return np.zeros_like(_TIME)


def hiss() -> Sound:
    return 0.1 * np.random.default_rng(1).standard_normal(len(_TIME))


def rumble() -> Sound:
    """Noise with most of its power in the bass."""
    wave = np.cumsum(np.random.default_rng(2).standard_normal(len(_TIME)))
    wave -= np.convolve(wave, np.full(800, 1 / 800), "same")
    return 0.5 * wave / np.abs(wave).max()


def hum() -> Sound:
    return 0.1 * np.sin(2 * np.pi * 50 * _TIME)


def music() -> Sound:
    """Plucked chords, two a second."""
    rng = np.random.default_rng(3)
    beat = _TIME[: RATE // 2]
    chords = []
    for _ in range(2 * SECONDS):
        tones = rng.choice([220.0, 261.6, 329.6, 392.0, 440.0, 523.3, 659.3], 3, replace=False)
        overtones = sum(np.sin(2 * np.pi * tone * n * beat) / n for tone in tones for n in range(1, 6))
        chords.append(0.1 * overtones * np.exp(-3 * beat))
    return np.concatenate(chords)


def written(path: Path, samples: Sound) -> Path:
    """The samples as a WAV file."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=RATE, layout="mono")
        whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("sound", [silence, hiss, rumble, hum, music], ids=lambda sound: sound.__name__)
def test_no_emotion_is_claimed_where_nobody_speaks(sound, tmp_path: Path) -> None:
    film = written(tmp_path / "film.wav", sound())
    project = analyze(AnalyzeRequest(Project(probe(film)), device="cpu"), lambda event: None)
    assert project.timeline is not None
    valence = project.timeline.series("fused", "valence")
    assert valence.valid.mean() < 0.03, "a single pluck may pass for a syllable"
    assert (valence.upper - valence.lower)[valence.valid].min(initial=2.0) > 1.0
    assert not project.markers
