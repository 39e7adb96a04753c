"""Pictures of a film in presentation order, each with its frame number, converted only when asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress

import av
import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, PictureStream
from mmsa_studio.media.container import decoded_pictures, open_film, stream_at
from mmsa_studio.media.deinterlace import deinterlaced
from mmsa_studio.media.timing import frame_number

_BT709_LINES = 720
_UNSPECIFIED = 2
_FIRST_STEP_BACK_S = 1
_SMALL = 160


class Picture:
    """A presented picture.

    Attributes:
        frame: its number; frame 0 is the first presented picture.
    """

    __slots__ = ("_converter", "_decoded", "_stream", "frame")

    def __init__(self, frame: int, source: VideoFrame, stream: PictureStream, converter: VideoReformatter) -> None:
        self.frame = frame
        self._decoded = source
        self._stream = stream
        self._converter = converter

    def rgb(self, max_width: int = 640) -> NDArray[np.uint8]:
        """The picture as people see it, turned upright, with square pixels, never enlarged. shape (H, W, 3)"""
        stream = self._stream
        width = min(max_width, stream.width)
        height = max(1, round(stream.height * width / stream.width))
        turned = stream.rotation % 180 != 0
        coded = self._converter.reformat(
            self._decoded,
            width=height if turned else width,
            height=width if turned else height,
            format="rgb24",
            interpolation=Interpolation.AREA,
            threads=1 if width <= _SMALL else None,  # handing out the work would cost more than doing it
            src_colorspace=self._colorspace(),
        )
        # numpy turns anticlockwise
        return np.ascontiguousarray(np.rot90(coded.to_ndarray(), -stream.rotation // 90))

    def _colorspace(self) -> Colorspace | None:
        """Untagged high definition is BT.709; swscale would take it for BT.601."""
        if self._decoded.colorspace == _UNSPECIFIED and self._stream.coded_height >= _BT709_LINES:
            return Colorspace.ITU709
        return None


def read_pictures(
    info: MediaInfo, *, start: int = 0, end: int | None = None, keys_apart_s: float | None = None, threads: int = 0
) -> Iterator[Picture]:
    """Pictures from frame `start` up to `end`, in order; their numbers rise and never repeat.

    Where pictures are unevenly spaced a frame may have none of its own; the first one yielded is then the picture
    on screen at `start`, numbered `start`. Damaged pictures are left out. Closing the generator closes the film.

    Args:
        info: the probed film.
        start: first frame.
        end: frame after the last; None for the end of the film.
        keys_apart_s: only pictures that can be decoded alone, which is many times faster, and of these only such
            that lie so many seconds apart: in some codecs every picture is one. None for all pictures.
        threads: decoder threads; 0 for as many as there are cores.

    Raises:
        StudioError: when the film has no picture or can no longer be read.
    """
    stream = _stream_of(info)
    last = info.frame_count if end is None else min(end, info.frame_count)
    if start >= last:
        return
    held: Picture | None = None
    for picture in _from(info, stream, start, keys_apart_s, threads):
        if picture.frame < start:
            held = None if keys_apart_s is not None else picture
            continue
        if held and picture.frame > start:
            held.frame = start
            yield held
        held = None
        if picture.frame >= last:
            return
        yield picture
    if held:
        held.frame = start
        yield held


def picture_at(info: MediaInfo, frame: int) -> Picture:
    """Exactly the picture on screen at a frame.

    Raises:
        StudioError: when the film has no such frame or can no longer be read.
    """
    if not 0 <= frame < info.frame_count:
        raise StudioError("film.no_frame", frame=frame, last=info.frame_count - 1)
    for picture in read_pictures(info, start=frame):
        picture.frame = frame
        return picture
    raise StudioError("film.bad_frame", frame=frame)


def _from(
    info: MediaInfo, stream: PictureStream, start: int, keys_apart_s: float | None, threads: int
) -> Iterator[Picture]:
    """Pictures from one at or before `start`; steps further back while the seek landed too late."""
    step_back = round(_FIRST_STEP_BACK_S * stream.rate)
    target = start
    while target > 0:
        pictures = _decode(info, stream, target, keys_apart_s, threads)
        first = next(pictures, None)
        if first and first.frame <= start:
            yield first
            yield from pictures
            return
        pictures.close()
        target, step_back = start - step_back, step_back * 4
    yield from _decode(info, stream, 0, keys_apart_s, threads)


def _decode(
    info: MediaInfo, stream: PictureStream, target: int, keys_apart_s: float | None, threads: int
) -> Generator[Picture, None, None]:
    converter = VideoReformatter()
    with open_film(info) as container:
        source = stream_at(container.streams.video, stream.index)
        context = source.codec_context
        context.thread_type, context.thread_count = ThreadType.AUTO, threads
        if keys_apart_s is not None:
            context.skip_frame = "NONKEY"
        if target > 0 and source.start_time is not None:
            before = target - stream.interlaced  # an interlaced picture is made out with the one before it
            offset = round(before / (stream.rate * stream.time_base))
            with suppress(av.error.FFmpegError):  # what cannot seek is read from its beginning
                container.seek(stream.first_pts + offset, stream=source)
        numbering = _Numbering(stream, container, source, ordered=keys_apart_s is None)
        for frame in deinterlaced(decoded_pictures(container, source, keys_apart_s or 0, sought=target > 0)):
            number = numbering.place(frame)
            if number is not None:
                yield Picture(number, frame, stream, converter)


class _Numbering:
    """Gives decoded pictures their frame numbers; they rise and never repeat."""

    def __init__(self, stream: PictureStream, container: InputContainer, source: VideoStream, *, ordered: bool) -> None:
        self._stream = stream
        self._untimed = source.start_time is None
        # AVI keeps no presentation times and programme streams blur them: there only the order is certain
        unordered = container.format.name == "avi" and source.codec_context.has_b_frames
        blurred = container.format.name == "mpeg" and not stream.variable_rate
        self._counting = (unordered or blurred) and ordered
        self._last = -1

    def place(self, frame: VideoFrame) -> int | None:
        """The number of the next picture; None for one that is never shown."""
        number = self._last + 1
        if not self._untimed and not (self._counting and self._last >= 0):
            if frame.pts is None:
                return None
            stream = self._stream
            number = frame_number(frame.pts, stream.first_pts, stream.time_base, stream.rate)
        if number <= self._last:
            return None
        self._last = number
        return number


def _stream_of(info: MediaInfo) -> PictureStream:
    if info.picture is None:
        raise StudioError("film.no_picture")
    return info.picture
