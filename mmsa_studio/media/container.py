"""Opening a film: every way this can fail becomes one clear sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.frame import Frame
from av.packet import Packet
from av.stream import Discard, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import DAMAGED_PACKETS
from mmsa_studio.core.sentences import reason

av.logging.set_level(None)

_NO_FILMS = {"tty", "srt", "ass", "webvtt", "concat"}

_LOCAL = "file:"
"""Keeps names with a colon from being taken for a protocol."""

_AnyStream = TypeVar("_AnyStream", bound=Stream)


@contextmanager
def open_film(path: str | Path) -> Iterator[InputContainer]:
    """A PyAV input container, closed when the block is left. Nothing but local files is ever reached.

    Raises:
        StudioError: when the file cannot be read or is no film.
    """
    _check_readable(Path(path))
    try:
        container = av.open(
            f"{_LOCAL}{Path(path).absolute()}", metadata_errors="replace", options={"protocol_whitelist": "file"}
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise unreadable(path) from error
    with container:
        if container.format.name in _NO_FILMS:
            raise unreadable(path)
        yield container


def local_path(container: InputContainer) -> Path:
    """Where the film of an open container lies."""
    return Path(container.name.removeprefix(_LOCAL))


def unreadable(path: str | Path) -> StudioError:
    """The error for a file that opens but holds no film."""
    name = Path(path).name
    with Path(path).open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return StudioError("film.incomplete", name=name)
    return StudioError("film.foreign", name=name)


def packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Stream]]:
    """The packets of some streams in file order, then one that flushes each decoder; damaged stretches are skipped.

    Raises:
        StudioError: when the film has become unreadable meanwhile, like on a drive that was unplugged.
    """
    for other in container.streams:
        if other not in streams:
            other.discard = Discard.all
    damaged = 0
    while damaged < DAMAGED_PACKETS:
        try:
            for packet in container.demux(*streams):
                damaged = 0
                yield packet
        except (av.error.FFmpegError, IndexError):  # IndexError: a stream PyAV does not know began in mid-film
            damaged += 1
            _check_readable(local_path(container))
        else:
            return


def decoded_pictures(container: InputContainer, stream: VideoStream, keys_apart_s: float = 0) -> Iterator[VideoFrame]:
    """The pictures of a stream in presentation order; what cannot be decoded is skipped.

    Args:
        container: freshly opened, or where a seek has led to.
        stream: the pictures.
        keys_apart_s: leave out those that can be decoded alone and come sooner after one another, for a decoder that
            skips all others.
    """
    due: Fraction | float = -math.inf
    for packet in packets(container, stream):
        if keys_apart_s and packet.is_keyframe and packet.pts is not None:
            seconds = packet.pts * unit_of(stream)
            if seconds < due:
                continue
            due = seconds + Fraction(keys_apart_s)
        with suppress(av.error.FFmpegError):
            yield from stream.codec_context.decode(packet if packet.size else None)


def decoded_sound(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """The sound of a stream, some samples at a time; what cannot be decoded is skipped."""
    for packet in packets(container, stream):
        with suppress(av.error.FFmpegError):
            yield from stream.codec_context.decode(packet if packet.size else None)


def stream_at(streams: Iterable[_AnyStream], index: int) -> _AnyStream:
    """The stream with this index in the container."""
    return next(stream for stream in streams if stream.index == index)


def unit_of(timed: Stream | Frame) -> Fraction:
    """Seconds a unit of its timestamps lasts."""
    return Fraction(timed.time_base or 1)


def _check_readable(path: Path) -> None:
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise StudioError("film.folder", name=name)
        if not path.exists():
            raise StudioError("film.absent", path=str(path))
        if not path.is_file():
            raise StudioError("film.special", name=name)
        with path.open("rb") as file:
            if not file.read(1):
                raise StudioError("film.empty", name=name)
    except PermissionError:
        raise StudioError("film.forbidden", name=name) from None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise StudioError("film.unreadable", name=name, reason=why) from None
