"""Sound cut in its pauses into stretches with speech in them, short enough to be written down in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.features.speaking import SpeechFinder
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.media.sound import SoundChunk

SAMPLE_RATE = 16_000

_LONGEST = 28 * SAMPLE_RATE
_LEAD = 8
"""Windows kept before and after speech: a quarter of a second."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """Sound with speech in it, short enough for one go.

    Attributes:
        start: its first sample, counted from frame 0.
        samples: at 16 kHz. shape (n,)
        speech: which windows hold speech, the first of them at `start`. shape (ceil(n / WINDOW),)
        until: the sample up to which sound was listened to; the next stretch begins there or later.
    """

    start: int
    samples: FloatArray
    speech: BoolArray
    until: int = 0

    @property
    def begin_s(self) -> float:
        """Where it begins, in seconds from frame 0."""
        return self.start / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        """Where it ends, in seconds from frame 0."""
        return (self.start + len(self.samples)) / SAMPLE_RATE

    def spoken(self, start: float, end: float) -> float:
        """Which share of the time from `start` to `end`, in seconds from frame 0, is speech."""
        first, last = (round((time - self.begin_s) * SAMPLE_RATE / WINDOW) for time in (start, end))
        part = self.speech[max(first, 0) : max(last, first + 1)]
        return float(part.mean()) if len(part) else 0.0


def stretches(sound_chunks: Iterable[SoundChunk]) -> Iterator[Stretch]:
    """Cut sound in its pauses into stretches of at most 28 s, leaving out what holds no speech."""
    return (stretch for stretch in pieces(sound_chunks) if len(stretch.samples))


def pieces(sound_chunks: Iterable[SoundChunk]) -> Iterator[Stretch]:
    """The stretches, and an empty one for every piece of sound that holds no speech."""
    line = np.zeros(0, np.float32)
    speech = np.zeros(0, np.bool_)
    start, finder = 0, SpeechFinder()
    for samples, found, at in _found(sound_chunks, finder):
        start = start if len(line) else at
        line, speech = np.concatenate([line, samples]), np.concatenate([speech, found])
        while len(speech) * WINDOW > _LONGEST:
            cut = _quietest_cut(speech)
            yield _spoken(start, line[: cut * WINDOW], speech[:cut])
            start, line, speech = start + cut * WINDOW, line[cut * WINDOW :], speech[cut:]
    if len(line):
        yield _spoken(start, line, speech)


def _found(sound_chunks: Iterable[SoundChunk], finder: SpeechFinder) -> Iterator[tuple[FloatArray, BoolArray, int]]:
    """Sound as it comes, where it begins, and the speech found so far, which lags behind until the end."""
    for chunk in sound_chunks:
        yield chunk.samples, finder.feed(chunk.samples), chunk.start
    yield np.zeros(0, np.float32), finder.rest(), 0


def _quietest_cut(speech: BoolArray) -> int:
    """The window in the middle of the longest pause in the second half of a full stretch, or its last window."""
    last = _LONGEST // WINDOW
    best, length, run = last, 0, 0
    for window in range(last // 2, last):
        run = 0 if speech[window] else run + 1
        if run > length:
            best, length = window - run // 2, run
    return best


def _spoken(start: int, line: FloatArray, speech: BoolArray) -> Stretch:
    """The part of a piece of sound that holds speech."""
    heard, until = np.flatnonzero(speech), start + len(line)
    if not len(heard):
        return Stretch(until, line[:0], speech[:0], until)
    first, last = max(0, int(heard[0]) - _LEAD), int(heard[-1]) + 1 + _LEAD
    return Stretch(start + first * WINDOW, line[first * WINDOW : last * WINDOW], speech[first:last], until)
