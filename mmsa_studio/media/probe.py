"""What a film is made of, found without decoding more than a picture and a little sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream as TextStream
from av.video.frame import VideoFrame

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, PictureStream, SoundStream, SubtitleStream
from mmsa_studio.core.limits import LONGEST_FILM_S
from mmsa_studio.core.rates import seconds_of
from mmsa_studio.media.channels import layout_name
from mmsa_studio.media.container import decoded_pictures, decoded_sound, open_film, stream_at, unit_of
from mmsa_studio.media.content import content_id
from mmsa_studio.media.index import Index, read_index
from mmsa_studio.media.start_timecode import find_start_timecode
from mmsa_studio.media.timing import fit_timing

_AnyStream = TypeVar("_AnyStream", bound=Stream)


def probe(path: str | Path) -> MediaInfo:
    """Read streams, exact rate and frame count, time origin, start timecode and content id of a film.

    Raises:
        StudioError: when the file cannot be read, is no film, or holds neither picture nor sound.
    """
    path = Path(path)
    first_picture, first_sound = _first_picture(path), _first_sound(path)
    if first_picture is None and first_sound is None:
        raise StudioError("film.nothing", name=path.name)
    with _indexed(path, first_picture, first_sound) as (container, index):
        picture = _picture(container, *first_picture, index) if first_picture else None
        sound = _sound(container, *first_sound, picture, index) if first_sound else None
        others = [_declared(stream, picture) for stream in container.streams.audio if stream.codec_context]
        duration = _duration(picture, sound)
        if duration > LONGEST_FILM_S:
            raise StudioError("film.endless", name=path.name, hours=round(duration / 3600))
        return MediaInfo(
            path=str(path.absolute()),
            content_id=content_id(path),
            size=path.stat().st_size,
            container=_container_name(container.format.name, path.suffix),
            duration=duration,
            picture=picture,
            sound=sound,
            sounds=tuple(sound if sound and other.index == sound.index else other for other in others),
            subtitles=tuple(_subtitle(stream) for stream in container.streams.subtitles if stream.codec_context),
            start_timecode=find_start_timecode(container, picture.rate if picture else Fraction(25)),
            joints=index.joints,
        )


@contextmanager
def _indexed(
    path: Path, picture: tuple[int, VideoFrame] | None, sound: tuple[int, AudioFrame] | None
) -> Iterator[tuple[InputContainer, Index]]:
    """The open film and its index, on one clock."""
    with ExitStack() as opened:
        container = opened.enter_context(open_film(path))
        index = _index(container, picture, sound)
        if index.joints:
            container = opened.enter_context(open_film(path, index.joints))
            index = replace(_index(container, picture, sound), joints=index.joints)
        yield container, index


def _first_picture(path: Path) -> tuple[int, VideoFrame] | None:
    """Stream index and first presented picture."""
    with open_film(path) as container:
        stream = _main(container.streams.video)
        if stream is None:
            return None
        untimed = stream.start_time is None
        shown = (frame for frame in decoded_pictures(container, stream) if untimed or frame.pts is not None)
        frame = next(shown, None)
        return (stream.index, frame) if frame else None


def _first_sound(path: Path) -> tuple[int, AudioFrame] | None:
    """Stream index and first samples heard; encoders' priming is already gone."""
    with open_film(path) as container:
        stream = _main(container.streams.audio)
        frame = next(decoded_sound(container, stream), None) if stream else None
        return (stream.index, frame) if stream and frame else None


def _main(streams: Iterable[_AnyStream]) -> _AnyStream | None:
    """The stream players choose: the default one, else the first; a cover is no picture stream."""
    usable = [stream for stream in streams if stream.codec_context and not _is(stream, Disposition.attached_pic)]
    return max(usable, key=lambda stream: (_is(stream, Disposition.default), -stream.index), default=None)


def _is(stream: Stream, disposition: Disposition) -> bool:
    return bool(stream.disposition & disposition)


def _index(
    container: InputContainer, picture: tuple[int, VideoFrame] | None, sound: tuple[int, AudioFrame] | None
) -> Index:
    return read_index(
        container,
        stream_at(container.streams.video, picture[0]) if picture else None,
        picture[1].pts or 0 if picture else 0,
        stream_at(container.streams.audio, sound[0]) if sound else None,
    )


def _picture(container: InputContainer, number: int, frame: VideoFrame, index: Index) -> PictureStream:
    stream = stream_at(container.streams.video, number)
    declared = (stream.guessed_rate, stream.base_rate, stream.average_rate)
    timing = fit_timing(index.pictures, index.last_duration, unit_of(stream), declared)
    rotation = round(-frame.rotation / 90) * 90 % 360  # PyAV counts anticlockwise
    sample_aspect = Fraction(stream.sample_aspect_ratio or 1)
    width, height = max(1, round(frame.width * sample_aspect)), frame.height
    if rotation % 180:
        width, height = height, width
    return PictureStream(
        width=width,
        height=height,
        coded_width=frame.width,
        coded_height=frame.height,
        rotation=rotation,
        sample_aspect=sample_aspect,
        codec=stream.codec_context.codec.canonical_name,
        rate=timing.rate,
        frame_count=timing.frame_count,
        variable_rate=timing.variable,
        time_base=unit_of(stream),
        first_pts=int(index.pictures[0]),
        index=number,
        largest_shift=timing.largest_shift,
        interlaced=frame.interlaced_frame,
    )


def _sound(
    container: InputContainer, number: int, frame: AudioFrame, picture: PictureStream | None, index: Index
) -> SoundStream:
    stream = stream_at(container.streams.audio, number)
    begin = (frame.pts or 0) * unit_of(frame)
    origin = picture.origin if picture else begin
    declared_end = (stream.start_time or 0) + (stream.duration or 0)
    end = (declared_end if index.sound_end is None else index.sound_end) * unit_of(stream)
    return SoundStream(
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=frame.sample_rate,
        channels=frame.layout.nb_channels,
        duration=max(Fraction(0), end - begin),
        start=begin - origin,
        language=_language(stream),
        index=number,
        title=stream.metadata.get("title", ""),
        layout=layout_name(frame.layout),
        flags=_flags(stream),
    )


def _declared(stream: AudioStream, picture: PictureStream | None) -> SoundStream:
    """A sound stream as its header tells it: nothing is decoded, as there may be many."""
    begin = (stream.start_time or 0) * unit_of(stream)
    origin = picture.origin if picture else begin
    layout = stream.codec_context.layout
    return SoundStream(
        codec=stream.codec_context.codec.canonical_name,
        sample_rate=stream.codec_context.sample_rate,
        channels=layout.nb_channels,
        duration=max(Fraction(0), (stream.duration or 0) * unit_of(stream)),
        start=begin - origin,
        language=_language(stream),
        index=stream.index,
        layout=layout_name(layout),
        title=stream.metadata.get("title", ""),
        flags=_flags(stream),
    )


def _subtitle(stream: TextStream) -> SubtitleStream:
    title = stream.metadata.get("title", "")
    codec = stream.codec_context.codec.canonical_name
    return SubtitleStream(codec, _language(stream), title, stream.index, _flags(stream))


def _flags(stream: Stream) -> tuple[str, ...]:
    return tuple(flag.name for flag in Disposition if flag.name and _is(stream, flag))


def _language(stream: Stream) -> str:
    return "" if stream.language in (None, "und") else str(stream.language)


def _duration(picture: PictureStream | None, sound: SoundStream | None) -> Fraction:
    ends = [seconds_of(picture.frame_count, picture.rate)] if picture else []
    if sound:
        ends.append(sound.start + sound.duration)
    return max(ends)


def _container_name(names: str, suffix: str) -> str:
    """FFmpeg lists every name of a format ("mov,mp4,m4a"): the one the film carries, else the first."""
    known = names.split(",")
    return suffix[1:] if suffix[1:] in known else known[0]
