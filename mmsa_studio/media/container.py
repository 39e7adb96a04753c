"""Opening a film: every way this can fail becomes one clear sentence."""

from __future__ import annotations

import errno
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
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
from mmsa_studio.core.files import open_regular
from mmsa_studio.core.film import Joint, MediaInfo
from mmsa_studio.core.limits import DAMAGED_PACKETS
from mmsa_studio.core.sentences import reason
from mmsa_studio.media.mended import MendedFile

av.logging.set_level(None)

_TEXTS = {"tty", "srt", "ass", "webvtt"}
_LISTS = {"hls", "dash", "concat", "sdp", "rtp", "rtsp", "sap", "imf", "vobsub", "avisynth", "vapoursynth", "lavfi"}
"""Formats that name other files, addresses or devices, which FFmpeg would open wherever they lie."""

_FORMATS = ",".join(sorted(av.formats_available - _TEXTS - _LISTS))
_LIST_HEAD = re.compile(
    rb"(\xef\xbb\xbf)?\s*(#EXTM3U|ffconcat\b|v=0\s|\[(playlist|reference)\]|"
    rb"(<[?!][^>]{0,400}>\s{0,99}){0,9}<(MPD|smil|asx|playlist|CompositionPlaylist)\b)",
    re.IGNORECASE,
)
"""How playlists begin, those included that no film reader knows."""

_HEAD_BYTES = 4096

_LOCAL = "file:"
"""Keeps names with a colon from being taken for a protocol."""

_AnyStream = TypeVar("_AnyStream", bound=Stream)


@contextmanager
def open_film(film: str | Path | MediaInfo, joints: Sequence[Joint] = ()) -> Iterator[InputContainer]:
    """A PyAV input container, closed when the block is left. Nothing but local files is ever reached.

    Args:
        film: its path; once it is probed what is known of it, so that every time is on one clock that only rises.
        joints: where the clock starts again, of a film that is being probed.

    Raises:
        StudioError: when the file cannot be read or is no film.
    """
    if isinstance(film, MediaInfo):
        path, joints = Path(film.path), film.joints
    else:
        path = Path(film)
    _head(path)
    options = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
    with ExitStack() as opened:
        name = f"{_LOCAL}{path.absolute()}"
        try:
            source = opened.enter_context(closing(MendedFile(path, joints, name))) if joints else name
            container = av.open(source, metadata_errors="replace", options=options)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise unreadable(path) from error
        opened.enter_context(container)
        yield container


def local_path(container: InputContainer) -> Path:
    """Where the film of an open container lies."""
    return Path(container.name.removeprefix(_LOCAL))


def unreadable(path: str | Path) -> StudioError:
    """The error for a file that opens but holds no film."""
    name = Path(path).name
    head = _head(Path(path))
    if head[4:8] == b"ftyp":
        return StudioError("film.incomplete", name=name)
    if _LIST_HEAD.match(head):
        return StudioError("film.list", name=name)
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
            _head(local_path(container))
        else:
            return


def decoded_pictures(
    container: InputContainer, stream: VideoStream, keys_apart_s: float = 0, *, sought: bool = False
) -> Iterator[VideoFrame]:
    """The pictures of a stream in presentation order; what cannot be decoded is skipped.

    Args:
        container: freshly opened, or where a seek has led to.
        stream: the pictures.
        keys_apart_s: leave out those that can be decoded alone and come sooner after one another, for a decoder that
            skips all others.
        sought: whether a seek has led here.
    """
    due: Fraction | float = -math.inf
    told = 2 if not sought or container.format.name != "mpeg" else 0
    for packet in packets(container, stream):
        told += packet.pos is not None
        if told < 2:  # behind a seek a programme stream gives the rest of a picture the time of the next one
            continue
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


def _head(path: Path) -> bytes:
    """How a film begins.

    Raises:
        StudioError: when it cannot be read.
    """
    name = path.name or str(path)
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise _unopened(error, path, name) from None
    if not head:
        raise StudioError("film.empty", name=name)
    return head


def _unopened(error: OSError, path: Path, name: str) -> StudioError:
    match error.errno:
        case errno.EISDIR:
            return StudioError("film.folder", name=name)
        case errno.ENOENT | errno.ENOTDIR:
            return StudioError("film.absent", path=str(path))
        case errno.ENXIO:
            return StudioError("film.special", name=name)
        case errno.EACCES | errno.EPERM:
            return StudioError("film.forbidden", name=name)
    return StudioError("film.unreadable", name=name, reason=reason(error))
