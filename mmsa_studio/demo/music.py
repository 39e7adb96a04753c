"""The sound under the reel: chords in the mood of every scene, a rocket, an alarm, and a room around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

from mmsa_studio.demo.script import Scene, starts
from mmsa_studio.demo.voice import SAMPLE_RATE

_RATE = 24_000
_TABLE = 2048

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Note:
    """One tone: MIDI pitch, when in seconds, how loud, where from left (-1) to right (1), and of which timbre."""

    pitch: float
    start: float
    length: float
    gain: float
    pan: float = 0.0
    timbre: str = "pad"


@dataclass(frozen=True)
class Mood:
    """Chords in MIDI pitches, how many plucks a second ride on them, and the timbre of both."""

    chords: tuple[tuple[int, ...], ...]
    plucks: float = 0.0
    timbre: str = "pad"
    gain: float = 1.0


MOODS = {
    "neutral": Mood(((50, 57, 64, 69),), 0.5),
    "joy": Mood(((50, 57, 62, 66), (55, 59, 62, 67), (57, 61, 64, 69), (50, 57, 62, 66)), 3.0),
    "disgust": Mood(((41, 47, 48, 53),), 0.0, "reed", 0.7),
    "fear": Mood(((36, 37, 42, 72, 73),), 1.6, "tremble"),
    "anger": Mood(((36, 43, 48, 49), (34, 41, 46, 47)), 4.0, "reed", 0.9),
    "sadness": Mood(((50, 53, 57, 60), (46, 53, 58, 62)), 0.8),
    "surprise": Mood(((52, 56, 59, 63, 66),), 5.0, "pad", 1.1),
}


def score(scenes: Sequence[Scene]) -> Samples:
    """Music and effects of the whole reel at 48 kHz. shape (N, 2)"""
    times = starts(scenes)
    mix = np.zeros((int(times[-1] * _RATE), 2))
    for scene, start in zip(scenes, times, strict=False):
        for note in _notes(scene, start):
            _play(mix, note)
        for effect, place in _effects(scene, start):
            end = min(len(mix), place + len(effect))
            mix[place:end] += effect[: end - place, None]
    wet = fftconvolve(mix, _room(), axes=0)[: len(mix)]
    mixed = 0.6 * mix + 0.5 * wet
    return resample_poly(mixed / np.abs(mixed).max(), SAMPLE_RATE // _RATE, 1, axis=0)


def _notes(scene: Scene, start: float) -> Iterator[Note]:
    mood = MOODS[scene.emotion]
    length = scene.seconds / len(mood.chords)
    for index, chord in enumerate(mood.chords):
        begin = start + index * length
        for voice, pitch in enumerate(chord):
            yield Note(pitch, begin, length + 0.7, 0.16 * mood.gain, (voice % 3 - 1) * 0.6, mood.timbre)
        low = scene.emotion in {"fear", "anger"}
        for pluck in range(int(length * mood.plucks)):
            pitch = chord[0] - 12 if low else chord[(2 * pluck) % len(chord)] + 12
            yield Note(pitch, begin + pluck / mood.plucks, 1.6, 0.34, 0.0 if low else np.sin(pluck), "pluck")


def _play(mix: Samples, note: Note) -> None:
    first = int(note.start * _RATE)
    count = min(int(note.length * _RATE), len(mix) - first)
    if count <= 0:
        return
    times = np.arange(count) / _RATE
    hertz = 440 * 2 ** ((note.pitch - 69) / 12)
    table = _wave("reed" if note.timbre == "reed" else "pluck" if note.timbre == "pluck" else "pad")
    tone = sum(table[((times * hertz * detune) % 1 * _TABLE).astype(np.int64)] for detune in (0.997, 1.0, 1.004)) / 3
    if note.timbre == "pluck":
        shape = np.exp(-3.2 * times)
    else:
        shape = np.minimum(1, times / 0.9) * np.minimum(1, (times[-1] - times) / 0.7)
    if note.timbre == "tremble":
        shape = shape * (0.6 + 0.4 * np.sin(2 * np.pi * 7.5 * times + note.pitch))
    left, right = np.sqrt((1 - 0.8 * note.pan) / 2), np.sqrt((1 + 0.8 * note.pan) / 2)
    mix[first : first + count] += (tone * shape * note.gain)[:, None] * (left, right)


@cache
def _wave(timbre: str) -> Samples:
    """One period of a tone, without partials that would fold back."""
    phase = 2 * np.pi * np.arange(_TABLE) / _TABLE
    fall, partials = {"pad": (2.0, 7), "pluck": (1.6, 6), "reed": (1.05, 12)}[timbre]
    return sum(np.sin(k * phase + 0.7 * k) / k**fall for k in range(1, partials + 1))


def _effects(scene: Scene, start: float) -> Iterator[tuple[Samples, int]]:
    place = int(start * _RATE)
    if scene.picture == "launch":
        times = np.arange(int((scene.seconds + 1.5) * _RATE)) / _RATE
        noise = np.random.default_rng(40).standard_normal(len(times))
        rumble = sosfilt(butter(2, [35, 260], "bandpass", fs=_RATE, output="sos"), noise)
        yield 1.1 * rumble * np.minimum(1, times / 1.5) * np.minimum(1, (times[-1] - times) / 2), place
    if scene.picture == "stars":
        for beep in range(int(scene.seconds * 1.1)):
            times = np.arange(int(0.22 * _RATE)) / _RATE
            shape = np.sin(np.pi * times / times[-1])
            yield 0.10 * np.sin(2 * np.pi * 1318.5 * times) * shape, place + int(beep / 1.1 * _RATE)


def _room() -> Samples:
    """The echo of a large room: noise that dies away, another on each side. shape (N, 2)"""
    times = np.arange(int(1.8 * _RATE)) / _RATE
    noise = np.random.default_rng(41).standard_normal((len(times), 2)) * np.exp(-3.4 * times)[:, None]
    soft = sosfilt(butter(1, 3200, fs=_RATE, output="sos"), noise, axis=0)
    return soft / np.sqrt((soft**2).sum(0))
