"""A small speech synthesiser: vocal folds, a moving vocal tract, and a way of speaking for every emotion.

A cascade formant synthesiser after D. H. Klatt, "Software for a cascade/parallel formant synthesizer", JASA 67 (1980).
How pitch, tempo, loudness and voice quality move with emotion follows K. R. Scherer, Speech Communication 40 (2003).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from mmsa_studio.demo.phones import Spoken, pronounce
from mmsa_studio.demo.script import Line

SAMPLE_RATE = 48_000
_RATE = 24_000
_BLOCK = 96
_BLOCK_S = _BLOCK / _RATE

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Speaker:
    """A person: mean pitch in Hz, and how much shorter than a man's the vocal tract is."""

    pitch: float
    tract: float
    seed: int


@dataclass(frozen=True)
class Manner:
    """A way of speaking, relative to speaking neutrally.

    Attributes:
        pitch: factor on the mean pitch.
        span: factor on how far the pitch moves.
        tempo: factor on speed.
        gain: factor on loudness.
        bright: 0 dull to 1 sharp.
        breath: share of breath in the voice.
        shake: slow trembling of the pitch, relative.
        rough: random change from one period to the next, relative.
        rise: pitch at the end relative to the start of the last fall; above 1 it rises.
    """

    pitch: float = 1.0
    span: float = 1.0
    tempo: float = 1.0
    gain: float = 1.0
    bright: float = 0.5
    breath: float = 0.03
    shake: float = 0.0
    rough: float = 0.006
    rise: float = 0.8


SPEAKERS = {"mira": Speaker(192.0, 1.16, 1), "control": Speaker(112.0, 1.0, 2)}

MANNERS = {
    "neutral": Manner(),
    "joy": Manner(1.28, 1.9, 1.08, 1.35, 0.75, rise=0.9),
    "anger": Manner(1.32, 1.7, 1.15, 1.9, 1.0, 0.01, rough=0.025, rise=0.75),
    "fear": Manner(1.5, 1.1, 1.22, 1.1, 0.6, 0.10, shake=0.045, rough=0.015, rise=1.0),
    "sadness": Manner(0.88, 0.5, 0.76, 0.6, 0.15, 0.14, shake=0.012, rise=0.85),
    "disgust": Manner(0.9, 1.0, 0.84, 1.0, 0.55, 0.05, rough=0.035, rise=0.7),
    "surprise": Manner(1.4, 2.3, 1.0, 1.3, 0.8, 0.06, rise=1.25),
}


@dataclass(frozen=True)
class Utterance:
    """A line as it sounds and as it looks.

    Attributes:
        samples: mono at 48 kHz. shape (N,)
        jaw: how far the mouth is open, 250 times a second. shape (B,)
        width: lips rounded -1 to spread 1. shape (B,)
    """

    samples: Samples
    jaw: Samples
    width: Samples

    def mouth(self, seconds: float) -> tuple[float, float]:
        """Jaw and width at a time after the start; a closed mouth outside."""
        block = int(seconds / _BLOCK_S)
        return (float(self.jaw[block]), float(self.width[block])) if 0 <= block < len(self.jaw) else (0.0, 0.0)


def say(line: Line) -> Utterance:
    """Speak a line; the same line always sounds the same."""
    speaker, manner = SPEAKERS[line.speaker], MANNERS[line.emotion]
    sounds = pronounce(line.text)
    noise = np.random.default_rng([speaker.seed, len(line.text), *line.text.encode()])
    lengths = np.array([_length(sound, manner) for sound in sounds])
    plan = _plan(sounds, lengths)
    pitch = _pitch(sounds, lengths, speaker, manner, noise)
    samples = _tract(plan, _folds(pitch, plan.voice, manner, noise), speaker, manner, noise)
    if line.speaker == "control":
        samples = _radio(samples)
    samples = resample_poly(samples, SAMPLE_RATE // _RATE, 1)
    loudness = 0.09 * manner.gain / max(1e-9, float(np.sqrt(np.mean(samples**2))))
    return Utterance(np.tanh(samples * loudness), plan.jaw, plan.width)


@dataclass(frozen=True)
class _Plan:
    """What the mouth does in every block. formants (B, 3), others (B,)"""

    formants: Samples
    voice: Samples
    noise: Samples
    noise_hz: Samples
    breath: Samples
    jaw: Samples
    width: Samples


def _length(sound: Spoken, manner: Manner) -> int:
    """Blocks a sound lasts."""
    milliseconds = sound.phone.milliseconds
    if sound.phone.kind == "vowel":
        milliseconds *= 1.25 if sound.stressed else 0.9
        milliseconds *= 1.45 if sound.last else 1.0
    return max(4, round(milliseconds * 1.2 / manner.tempo / 1000 / _BLOCK_S))


def _plan(sounds: list[Spoken], lengths: NDArray[np.int_]) -> _Plan:
    rows = []
    for sound, length in zip(sounds, lengths, strict=True):
        phone = sound.phone
        move = np.linspace(0, 1, length)[:, None]
        row = np.empty((length, 9))
        row[:, :3] = np.asarray(phone.formants) * (1 - move) + np.asarray(phone.towards) * move
        row[:, 3:] = phone.voice, phone.noise, phone.noise_hz, 0.0, phone.jaw, phone.width
        if phone.kind == "stop":
            _shape_stop(row, length)
        elif phone.kind == "breath":
            row[:, 6], row[:, 4] = phone.noise, 0.0
        rows.append(row)
    whole = np.concatenate(rows)
    for column, seconds in (
        (0, 0.045),
        (1, 0.045),
        (2, 0.045),
        (3, 0.016),
        (4, 0.010),
        (6, 0.016),
        (7, 0.075),
        (8, 0.09),
    ):
        whole[:, column] = _smooth(whole[:, column], seconds)
    return _Plan(whole[:, :3], *whole[:, 3:].T)


def _shape_stop(row: Samples, length: int) -> None:
    """A closure, then a burst, and after a voiceless one some breath."""
    burst = max(2, length // 4)
    voiceless = row[0, 3] == 0
    row[: length - burst, 4] = 0.0
    if voiceless:
        row[length - burst :, 6] = 0.25
    else:
        row[length - burst :, 3] = 0.5


def _smooth(values: Samples, seconds: float) -> Samples:
    width = max(3, round(seconds / _BLOCK_S) | 1)
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")


def _pitch(
    sounds: list[Spoken], lengths: NDArray[np.int_], speaker: Speaker, manner: Manner, noise: np.random.Generator
) -> Samples:
    """Pitch in Hz for every block: it sinks over a phrase, rises on stressed syllables, trembles."""
    ends = np.cumsum(lengths)
    count = int(ends[-1])
    curve = np.zeros(count)
    start = 0
    for sound, end in zip(sounds, ends, strict=True):
        if sound.phone.kind == "pause":
            phrase = slice(start, int(end))
            size = phrase.stop - phrase.start
            curve[phrase] = np.linspace(0.10, -0.10, size)
            tail = min(size, round(0.3 / _BLOCK_S))
            curve[phrase.stop - tail : phrase.stop] += np.log(manner.rise) * np.linspace(0, 1, tail) ** 1.5
            start = int(end)
    for sound, end, length in zip(sounds, ends, lengths, strict=True):
        if sound.stressed:
            middle, spread = end - length / 2, max(length, 20) * 1.1
            curve += 0.13 * manner.span * np.exp(-(((np.arange(count) - middle) / spread) ** 2))
    times = np.arange(count) * _BLOCK_S
    curve = curve * (0.6 + 0.4 * manner.span)
    curve += manner.shake * np.sin(2 * np.pi * (6.2 * times + noise.random()))
    curve += manner.rough * noise.standard_normal(count) * 0.5
    return speaker.pitch * manner.pitch * np.exp(_smooth(curve, 0.02))


def _folds(pitch: Samples, voice: Samples, manner: Manner, noise: np.random.Generator) -> Samples:
    """The sound of the vocal folds: the derivative of the glottal flow (KLGLOTT88) and breath riding on it."""
    count = len(pitch) * _BLOCK
    places = np.arange(count) / _BLOCK - 0.5
    phase = np.cumsum(np.interp(places, np.arange(len(pitch)), pitch) / _RATE)
    period = phase.astype(np.int64)
    roughness = 1 + manner.rough * 4 * noise.standard_normal(int(period[-1]) + 1)
    opened = 0.72 - 0.22 * manner.bright
    t = (phase - period) / opened
    pulse = np.where(t < 1, 2 * t - 3 * t**2, 0.0) * roughness[period]
    breath = manner.breath * noise.standard_normal(count) * (0.4 + 0.6 * (t < 1))
    loud = np.interp(places, np.arange(len(voice)), voice)
    pole = 0.92 - 0.9 * manner.bright
    return sosfilt([[1 - pole, 0, 0, 1, -pole, 0]], (pulse + breath) * loud)


def _tract(plan: _Plan, folds: Samples, speaker: Speaker, manner: Manner, noise: np.random.Generator) -> Samples:
    """Send folds and breath through the moving resonances, and add friction made at the lips."""
    hiss = noise.standard_normal(len(folds))
    out = np.empty_like(folds)
    state, friction = np.zeros((5, 2)), np.zeros((1, 2))
    for block in range(len(plan.voice)):
        part = slice(block * _BLOCK, (block + 1) * _BLOCK)
        f1, f2, f3 = plan.formants[block] * speaker.tract
        sections = [
            _resonator(f1, 70 + 0.06 * f1),
            _resonator(f2, 80 + 0.03 * f2),
            _resonator(f3, 130 + 0.02 * f3),
            _resonator(3400 * speaker.tract, 250),
            _resonator(4300 * speaker.tract, 320),
        ]
        source = folds[part] + 0.12 * plan.breath[block] * hiss[part]
        voiced, state = sosfilt(sections, source, zi=state)
        rubbed, friction = sosfilt(
            [_resonator(plan.noise_hz[block] * speaker.tract, 1400)], hiss[part] * plan.noise[block], zi=friction
        )
        out[part] = voiced + (0.08 + 0.28 * manner.bright) * rubbed
    return out


def _resonator(hz: float, width_hz: float) -> list[float]:
    """Klatt's digital resonator with unit gain at 0 Hz, as a second-order section."""
    radius = np.exp(-np.pi * width_hz / _RATE)
    b = 2 * radius * np.cos(2 * np.pi * min(hz, 0.46 * _RATE) / _RATE)
    c = -(radius**2)
    return [1 - b - c, 0.0, 0.0, 1.0, -b, -c]


def _radio(samples: Samples) -> Samples:
    """A voice over a radio: a narrow band, driven a little too hard."""
    band = butter(3, [280, 3600], "bandpass", fs=_RATE, output="sos")
    narrow = sosfilt(band, samples)
    return np.tanh(narrow / (2.2 * float(np.sqrt(np.mean(narrow**2)))))
