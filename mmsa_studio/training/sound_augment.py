"""How one utterance may sound in films: other pitch and pace, rooms, noise, music, crowds, narrow and squeezed bands.

A film has a sound of its own: `Recording` is drawn once for all utterances of a film, `perform` once per utterance.
All sound is mono at 16 kHz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.signal import fftconvolve, resample_poly

from mmsa_studio.core.track import FloatArray
from mmsa_studio.media.sound import SAMPLE_RATE

Background = Literal["noise", "music", "crowd"]

_BACKGROUNDS: tuple[Background, ...] = ("noise", "music", "crowd")
_HOW_OFTEN = (0.4, 0.4, 0.2)
_IN_A_CROWD = 8


@dataclass(frozen=True, eq=False)
class Recording:
    """The sound of one film.

    Attributes:
        room: impulse response, or None outdoors.
        band: lowest and highest frequency kept, in Hz.
        snr_db: speech over background.
        background: what sounds under the speech.
        tilt: exponent of the noise spectrum: 0 white, 1 pink, 2 brown.
        bits: resolution of a companding codec, or None.
        drive: how hard the dynamics are squeezed; 0 not at all.
        level_db: of the whole film.
    """

    room: FloatArray | None
    band: tuple[float, float]
    snr_db: float
    background: Background
    tilt: float
    bits: int | None
    drive: float
    level_db: float


def draw_recording(random: np.random.Generator) -> Recording:
    """The sound of a film, from clean studio to a telephone in a bar."""
    return Recording(
        room=_room(random) if random.random() < 0.5 else None,
        band=_band(random),
        snr_db=float(random.uniform(0, 30)),
        background=_BACKGROUNDS[int(random.choice(len(_BACKGROUNDS), p=_HOW_OFTEN))],
        tilt=float(random.uniform(0, 2)),
        bits=int(random.integers(6, 9)) if random.random() < 0.25 else None,
        drive=float(random.uniform(1, 6)) if random.random() < 0.4 else 0.0,
        level_db=float(random.uniform(-12, 12)),
    )


def record(
    sound: FloatArray, recording: Recording, voices: Sequence[FloatArray], random: np.random.Generator
) -> FloatArray:
    """An utterance as heard in a film; the background sounds before and after it too.

    Args:
        sound: digital silence where nobody speaks. shape (N,)
        recording: the sound of the film.
        voices: utterances that a crowd may be made of. each (n,)
        random: for what differs between utterances of a film.

    Returns:
        the utterance with its background. shape (N,)
    """
    heard = sound
    if recording.room is not None:
        heard = fftconvolve(heard, recording.room)[: len(sound)]
    background = _background(len(sound), recording, voices, random)
    spoken = np.sqrt(len(sound) / max(1, np.count_nonzero(sound)))
    snr_db = recording.snr_db + random.uniform(-3, 3)
    heard = heard + background * spoken * _rms(heard) / _rms(background) * 10 ** (-snr_db / 20)
    heard = _band_limited(heard, recording.band)
    peak = np.abs(heard).max() + 1e-9
    if recording.drive:
        heard = np.tanh(heard / peak * recording.drive) * peak
    if recording.bits:
        heard = _companded(heard / peak, recording.bits) * peak
    return np.asarray(heard * 10 ** (recording.level_db / 20), np.float32)


def perform(sound: FloatArray, random: np.random.Generator) -> FloatArray:
    """The same utterance by a slightly other voice: pitch and pace together, place in time, level. shape kept"""
    pace = int(random.integers(88, 113))
    spoken = resample_poly(sound, 100, pace).astype(np.float32)
    shift = int(random.uniform(-0.15, 0.15) * SAMPLE_RATE)
    spoken = np.roll(np.pad(spoken, (0, max(0, len(sound) - len(spoken)))), shift)[: len(sound)]
    return spoken * np.float32(10 ** (random.uniform(-3, 3) / 20))


def noise(count: int, tilt: float, random: np.random.Generator) -> FloatArray:
    """Noise whose power falls with frequency to the power of `tilt`, slowly swelling. shape (count,)"""
    spectrum = np.fft.rfft(random.normal(size=count))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** (tilt / 2)
    swell = 1 + 0.5 * np.sin(2 * np.pi * (np.arange(count) / SAMPLE_RATE * random.uniform(0.1, 1) + random.random()))
    return np.asarray(np.fft.irfft(spectrum, count) * swell, np.float32)


def music(count: int, random: np.random.Generator) -> FloatArray:
    """Chords of plucked or bowed strings over a beat. shape (count,)"""
    time = np.arange(count) / SAMPLE_RATE
    beat = random.uniform(0.35, 0.8)
    root = 55 * 2 ** random.uniform(0, 2)
    decay = random.uniform(0.5, 6)
    sound = np.zeros(count)
    for number, start in enumerate(np.arange(0, count / SAMPLE_RATE, beat)):
        since = time - start
        envelope = np.where(since >= 0, np.exp(-decay * np.maximum(since, 0)) * (since < 2 * beat), 0)
        degree = random.choice([0, 3, 5, 7, 8, 10]) if number % 4 == 0 else 0
        for interval in (0, random.choice([3, 4]), 7, 12):
            pitch = root * 2 ** ((degree + interval) / 12)
            sound += envelope * sum(np.sin(2 * np.pi * pitch * k * since) / k for k in (1, 2, 3, 5))
        sound += envelope**4 * random.normal(size=count) * random.uniform(0, 1.5)
    return sound.astype(np.float32)


def crowd(count: int, voices: Sequence[FloatArray], random: np.random.Generator) -> FloatArray:
    """People talking at once whom nobody understands: voices laid over each other backwards. shape (count,)"""
    sound = np.zeros(count, np.float32)
    for _ in range(_IN_A_CROWD):
        voice = np.resize(voices[int(random.integers(len(voices)))][::-1], count)
        sound += np.roll(voice, int(random.integers(count)))
    return sound


def _background(
    count: int, recording: Recording, voices: Sequence[FloatArray], random: np.random.Generator
) -> FloatArray:
    if recording.background == "music":
        return music(count, random)
    if recording.background == "crowd":
        return crowd(count, voices, random)
    return noise(count, recording.tilt, random)


def _room(random: np.random.Generator) -> FloatArray:
    """An impulse response: the direct sound and an exponentially decaying tail."""
    seconds = random.uniform(0.15, 0.8)
    count = int(seconds * SAMPLE_RATE)
    tail = random.normal(size=count) * np.exp(-6.9 * np.arange(count) / count)
    tail[: int(random.uniform(0.002, 0.02) * SAMPLE_RATE)] = 0
    tail *= 10 ** (random.uniform(-12, 2) / 20) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return np.asarray(tail, np.float32)


def _band(random: np.random.Generator) -> tuple[float, float]:
    if random.random() < 0.15:
        return float(random.uniform(200, 400)), float(random.uniform(3000, 4000))
    return float(random.uniform(20, 150)), float(random.uniform(4000, 8000))


def _band_limited(sound: FloatArray, band: tuple[float, float]) -> FloatArray:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    lowest, highest = band
    gain = 1 / np.sqrt((1 + (lowest / np.maximum(hertz, 1)) ** 6) * (1 + (hertz / highest) ** 16))
    return np.asarray(np.fft.irfft(spectrum * gain, len(sound)), np.float32)


def _companded(sound: FloatArray, bits: int) -> FloatArray:
    """Quantised after mu-law companding, as telephones do (ITU-T G.711)."""
    mu, half = 255.0, 2 ** (bits - 1)
    squeezed = np.sign(sound) * np.log1p(mu * np.abs(sound)) / np.log1p(mu)
    steps = np.round(squeezed * half) / half
    return np.asarray(np.sign(steps) * np.expm1(np.abs(steps) * np.log1p(mu)) / mu, np.float32)


def _rms(sound: FloatArray) -> float:
    return float(np.sqrt((sound**2).mean()) + 1e-9)
