"""The sound of a film as one gap-free line of samples, and its waveform."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, Peaks, SoundStream
from mmsa_studio.core.hearing import Line, sounds_of
from mmsa_studio.media.channels import mono_frame, plain_weights, planes
from mmsa_studio.media.container import decoded_sound, open_film, stream_at, unit_of

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000
"""Samples per second that everybody listens to: what speech needs, and what encoders were trained with."""

_TOLERANCE_S = 0.02
"""Timestamps off by less are rounding of the container, not a gap."""

_LEAD_S = Fraction(1, 2)
"""Decoded before a start in the middle, so that lossy codecs have settled."""

_SILENT_BLOCK = 2**16


@dataclass(frozen=True)
class SoundChunk:
    """A stretch of mono sound; `start` counts samples from frame 0. samples shape (N,) float32, full scale 1"""

    start: int
    samples: Samples


def read_sound(
    info: MediaInfo,
    *,
    sample_rate: int = SAMPLE_RATE,
    chunk_s: int = 10,
    start: Fraction = Fraction(0),
    lines: Sequence[Line] = (),
) -> Iterator[SoundChunk]:
    """Mono sound from `start` to the film's end without gaps; nothing for a film without sound.

    Sample 0 is heard with frame 0: sound before it is cut, silence stands for missing sound.

    Args:
        info: the probed film.
        sample_rate: samples per second wanted.
        chunk_s: seconds a chunk; the last may be shorter.
        start: seconds from frame 0.
        lines: the channels that are mixed; none for all of the track that players choose.

    Raises:
        StudioError: when the film can no longer be read, or its sound can be decoded and not be mixed.
    """
    if info.sound is None:
        return
    begin = math.floor(start * sample_rate)
    end = math.ceil(info.duration * sample_rate)
    tracks = [
        _chunked(
            _without_gaps(_resampled(info, sound, sample_rate, start, weights), begin, end),
            begin,
            chunk_s * sample_rate,
        )
        for sound, weights in _heard(info, info.sound, lines)
    ]
    for chunks in zip(*tracks, strict=True):
        mixed = chunks[0].samples if len(chunks) == 1 else np.sum([chunk.samples for chunk in chunks], axis=0)
        yield SoundChunk(chunks[0].start, mixed)


def _heard(info: MediaInfo, usual: SoundStream, lines: Sequence[Line]) -> list[tuple[SoundStream, Samples | None]]:
    """The tracks that are listened to, with the weight of each of their channels; None where nothing is known."""
    sounds = sounds_of(info)
    heard: list[tuple[SoundStream, Samples | None]] = []
    for number in sorted({line.track for line in lines if line.track <= len(sounds)}):
        weights = np.zeros(sounds[number - 1].channels, np.float32)
        for line in lines:
            if line.track == number and line.channel <= len(weights):
                weights[line.channel - 1] = line.weight
        heard.append((sounds[number - 1], weights))
    return heard or [(usual, None)]


class PeaksBuilder:
    """Gathers lowest and highest samples bin by bin while sound is read.

    Args:
        sample_rate: of the samples that will be fed.
        bin_size: samples per bin of the finest level.
    """

    _FACTOR = 4
    _FEWEST = 256

    def __init__(self, sample_rate: int, bin_size: int = 256) -> None:
        self._sample_rate = sample_rate
        self._bin_size = bin_size
        self._bins: list[NDArray[np.int16]] = []
        self._rest: Samples = np.zeros(0, np.float32)
        self._whole = self._told = 0

    @property
    def samples(self) -> int:
        """How many samples were fed."""
        return self._whole * self._bin_size + len(self._rest)

    def recall(self, bins: NDArray[np.int16]) -> None:
        """Go on after bins that `since` gave. shape (n, 2)"""
        self._bins.append(bins)
        self._whole += len(bins)
        self._told = len(self._bins)

    def since(self) -> NDArray[np.int16]:
        """The whole bins of the finest level since this was asked last. shape (n, 2)"""
        new: NDArray[np.int16] = np.concatenate([np.zeros((0, 2), np.int16), *self._bins[self._told :]])
        self._told = len(self._bins)
        return new

    def feed(self, samples: Samples) -> None:
        """Take the next samples. shape (N,)"""
        line = np.concatenate([self._rest, samples])
        whole = len(line) // self._bin_size * self._bin_size
        self._bins.append(self._extremes(line[:whole].reshape(-1, self._bin_size)))
        self._rest = line[whole:].copy()
        self._whole += len(self._bins[-1])

    def peaks(self) -> Peaks:
        """The waveform fed so far, in all levels."""
        bins = list(self._bins)
        if len(self._rest):
            bins.append(self._extremes(self._rest[None]))
        finest = np.concatenate(bins) if bins else np.zeros((0, 2), np.int16)
        levels = [finest]
        while len(levels[-1]) > self._FEWEST:
            levels.append(self._coarser(levels[-1]))
        return Peaks(self._sample_rate, self._bin_size, tuple(levels))

    @staticmethod
    def _extremes(rows: Samples) -> NDArray[np.int16]:
        pairs = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1) if len(rows) else np.zeros((0, 2))
        return np.asarray(np.round(np.clip(pairs, -1, 1) * 32767), np.int16)

    @classmethod
    def _coarser(cls, level: NDArray[np.int16]) -> NDArray[np.int16]:
        starts = np.arange(0, len(level), cls._FACTOR)
        lowest = np.minimum.reduceat(level[:, 0], starts)
        return np.stack([lowest, np.maximum.reduceat(level[:, 1], starts)], axis=1)


def _chunked(pieces: Iterator[Samples], begin: int, size: int) -> Iterator[SoundChunk]:
    waiting: list[Samples] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        while count >= size:
            line = np.concatenate(waiting)
            yield SoundChunk(begin, line[:size])
            begin += size
            count -= size
            waiting = [line[size:]]
    if count:
        yield SoundChunk(begin, np.concatenate(waiting))


def _without_gaps(stretches: Iterator[tuple[int, Samples]], begin: int, end: int) -> Iterator[Samples]:
    """Join stretches into one line from `begin` to `end`; of overlapping ones the first is heard."""
    position = begin
    for at, samples in stretches:
        yield from _silence(min(at, end) - position)
        position = max(position, min(at, end))
        piece = samples[position - at : max(0, end - at)]
        if len(piece):
            yield piece
            position += len(piece)
        if position >= end:
            return
    yield from _silence(end - position)


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        yield np.zeros(min(count, _SILENT_BLOCK), np.float32)
        count -= _SILENT_BLOCK


def _resampled(
    info: MediaInfo, sound: SoundStream, sample_rate: int, start: Fraction, weights: Samples | None
) -> Iterator[tuple[int, Samples]]:
    """Resampled stretches with their positions; a gap or a change of format begins a new line."""
    origin = origin_of(info, sound)
    lead = start - _LEAD_S
    with open_film(info) as container:
        stream = stream_at(container.streams.audio, sound.index)
        if lead > 0:
            with suppress(av.error.FFmpegError):  # what cannot seek is read from its beginning
                container.seek(math.floor((origin + lead) / unit_of(stream)), stream=stream)
        resampling: _Resampling | None = None
        mixed = False
        for frame in decoded_sound(container, stream):
            if resampling is None or not resampling.continues(frame):
                if resampling:
                    yield from resampling.feed(None)
                resampling = _Resampling(frame, origin, sample_rate, resampling, weights)
            for piece in resampling.feed(frame):
                mixed = True
                yield piece
        if resampling:
            yield from resampling.feed(None)
            if resampling.failure and not mixed:
                raise resampling.failure


def origin_of(info: MediaInfo, sound: SoundStream) -> Fraction:
    """When frame 0 is, in the container's own time."""
    if info.picture:
        return info.picture.origin
    with open_film(info) as container:
        first = next(decoded_sound(container, stream_at(container.streams.audio, sound.index)), None)
        return (_time_of(first) if first else None) or Fraction(0)


def _time_of(frame: AudioFrame) -> Fraction | None:
    return None if frame.pts is None else frame.pts * unit_of(frame)


class _Resampling:
    """One uninterrupted stretch of decoded sound on its way to mono."""

    def __init__(
        self,
        frame: AudioFrame,
        origin: Fraction,
        sample_rate: int,
        before: _Resampling | None,
        weights: Samples | None,
    ) -> None:
        self._format = self._format_of(frame)
        time = _time_of(frame)
        self._begin = time - origin if time is not None else before._end if before else Fraction(0)
        self._taken = 0
        self.failure: StudioError | None = None
        self._at = round(self._begin * sample_rate)
        # floats are good enough to notice a gap, and this is asked for every frame
        self._expected_s = float(self._begin + origin)
        self._unit_s = float(unit_of(frame))
        known = weights is not None and len(weights) == frame.layout.nb_channels
        self._weights = weights if weights is not None and known else plain_weights(frame.layout)
        self._resampler = AudioResampler(format="fltp", layout="mono", rate=sample_rate)

    @property
    def _end(self) -> Fraction:
        return self._begin + Fraction(self._taken, self._format[2])

    def continues(self, frame: AudioFrame) -> bool:
        """Whether a frame follows the last one without a gap or a change of format."""
        on_time = frame.pts is None or abs(frame.pts * self._unit_s - self._expected_s) <= _TOLERANCE_S
        return on_time and self._format_of(frame) == self._format

    def feed(self, frame: AudioFrame | None) -> Iterator[tuple[int, Samples]]:
        """Resample a frame, or what is left at the end of the stretch."""
        if frame is not None:
            self._taken += frame.samples
            self._expected_s += frame.samples / self._format[2]
        try:
            for part in self._resampler.resample(None if frame is None else self._mono(frame)):
                samples = part.to_ndarray()[0]
                yield self._at, samples
                self._at += len(samples)
        except (av.error.FFmpegError, ValueError):  # one damaged frame stays silent; when all are, that is said
            self.failure = StudioError("sound.unmixed", format=self._format[0], channels=str(len(self._weights)))

    def _mono(self, frame: AudioFrame) -> AudioFrame:
        return mono_frame(self._weights @ planes(frame), frame)

    @staticmethod
    def _format_of(frame: AudioFrame) -> tuple[str, str, int]:
        return frame.format.name, frame.layout.name, frame.sample_rate
