"""The channels of decoded sound as they are, whatever order a film tells or does not tell.

Channels are mixed here and not by FFmpeg: where a film tells no order FFmpeg guesses one, and drops what it takes for
a low-frequency channel; more channels than it has a name for it does not mix at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from mmsa_studio.core.film import MediaInfo, SoundStream
from mmsa_studio.media.container import decoded_sound, open_film, stream_at, unit_of

Samples = NDArray[np.float32]

_BEHIND = {"LFE": 0.0, "LFE2": 0.0, "FC": 1.0, "FL": math.sqrt(0.5), "FR": math.sqrt(0.5)}
"""How much of a channel is heard by anybody who does not know where people speak (ITU-R BS.775); others by half."""


def layout_name(layout: AudioLayout) -> str:
    """FFmpeg's name of an order of channels; empty where the film tells none."""
    return "" if any(channel.name == "NONE" for channel in layout.channels) else layout.name


def plain_weights(layout: AudioLayout) -> Samples:
    """What each channel is multiplied with where nothing is known of what it holds. shape (C,)"""
    names = [channel.name for channel in layout.channels]
    told = layout_name(layout) and len(names) > 2
    weights = np.array([_BEHIND.get(name, 0.5) if told else 1.0 for name in names], np.float32)
    if not weights.any():
        weights[:] = 1
    return np.asarray(weights / weights.sum(), np.float32)


def planes(frame: AudioFrame) -> Samples:
    """The channels of a frame, full scale 1. shape (C, n)

    Raises:
        ValueError: for samples of a kind that is not known.
    """
    raw = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    if raw.dtype == np.uint8:
        return ((raw.astype(np.float32) - 128) / 128).astype(np.float32)
    if raw.dtype.kind == "i":
        return np.asarray(raw / 2.0 ** (8 * raw.dtype.itemsize - 1), np.float32)
    return np.asarray(raw, np.float32)


def mono_frame(samples: Samples, frame: AudioFrame) -> AudioFrame:
    """A frame of one channel that stands where another stood. samples shape (n,)"""
    mono = AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
    mono.sample_rate = frame.sample_rate
    return mono


def channels_at(
    info: MediaInfo, sound: SoundStream, origin: Fraction, start: Fraction, seconds: int, sample_rate: int
) -> Samples:
    """All channels of a track over some seconds; silence stands where there is none. shape (C, seconds * rate)

    Args:
        info: the probed film.
        sound: the track.
        origin: when frame 0 is, in the container's own time.
        start: seconds from frame 0.
        seconds: how many.
        sample_rate: samples per second wanted.
    """
    line = np.zeros((sound.channels, seconds * sample_rate), np.float32)
    for at, piece in _pieces(info, sound, origin + start, seconds, sample_rate):
        first = max(0, -at)
        part = piece[: sound.channels, first : line.shape[1] - at]
        if part.size:
            line[: len(part), at + first : at + first + part.shape[1]] = part
    return line


def _pieces(
    info: MediaInfo, sound: SoundStream, begin: Fraction, seconds: int, sample_rate: int
) -> Iterator[tuple[int, Samples]]:
    """Decoded frames about a stretch, resampled each by itself, with their places in it."""
    with open_film(info) as container:
        stream = stream_at(container.streams.audio, sound.index)
        with suppress(av.error.FFmpegError):  # what cannot seek is read from its beginning
            container.seek(math.floor(begin / unit_of(stream)), stream=stream)
        gathered: list[Samples] = []
        at: Fraction | None = None
        rate = 0
        for frame in decoded_sound(container, stream):
            time = begin if frame.pts is None else frame.pts * unit_of(frame)
            if time >= begin + seconds:
                break
            piece = planes(frame)
            if time + Fraction(frame.samples, frame.sample_rate) < begin:
                continue
            if gathered and (len(piece) != len(gathered[0]) or frame.sample_rate != rate):
                break
            at, rate = (time if at is None else at), frame.sample_rate
            gathered.append(piece)
    if at is not None:
        yield round((at - begin) * sample_rate), _resampled(np.concatenate(gathered, axis=1), rate, sample_rate)


def _resampled(channels: Samples, rate: int, sample_rate: int) -> Samples:
    return np.stack([_one_resampled(channel, rate, sample_rate) for channel in channels])


def _one_resampled(samples: Samples, rate: int, sample_rate: int) -> Samples:
    resampler = AudioResampler(format="fltp", layout="mono", rate=sample_rate)
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
    frame.sample_rate = rate
    return np.concatenate([part.to_ndarray()[0] for whole in (frame, None) for part in resampler.resample(whole)])
