"""Reading the closed captions of a film: a track of them, or those inside its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, SubtitleStream
from mmsa_studio.media.captions.cea608 import ERASE, Pair, decode
from mmsa_studio.media.captions.picture import in_order_of_time, triples
from mmsa_studio.media.container import open_film, packets, stream_at, unit_of
from mmsa_studio.media.lines import Line, bounded

_TRACKS = ("cc_dec", "eia_608")
_PICTURES = ("h264", "hevc", "mpeg2video", "mpeg1video")
_FIRST_FIELD, _NEWER = 0, (2, 3)


def is_caption_track(track: SubtitleStream) -> bool:
    """Whether a track holds closed captions."""
    return track.codec in _TRACKS


def may_hold_captions(info: MediaInfo) -> bool:
    """Whether the pictures of a film are of a kind that has room for captions."""
    return info.picture is not None and info.picture.codec in _PICTURES


def read_caption_track(info: MediaInfo, track: SubtitleStream) -> list[Line]:
    """The lines of a track of closed captions, whose packets are what is shown from their time on.

    FFmpeg's own decoder tells a caption when the next one comes, and the last one never.

    Raises:
        StudioError: when the film can no longer be read.
    """
    origin = info.picture.origin if info.picture else Fraction(0)
    with open_film(info) as container:
        stream = stream_at(container.streams.subtitles, track.index)

        def pairs() -> Iterator[Pair]:
            end = Fraction(0)
            for packet in packets(container, stream):
                if packet.size and packet.pts is not None:
                    start = packet.pts * unit_of(stream) - origin
                    end = start + (packet.duration or 0) * unit_of(stream)
                    yield from (
                        (start, first, second) for kind, first, second in triples(bytes(packet)) if kind == _FIRST_FIELD
                    )
            yield (end, *ERASE)

        return bounded(decode(pairs()), Path(info.path).name)


def read_picture_captions(info: MediaInfo) -> list[Line]:
    """The captions inside the pictures. A film whose first minutes hold none is not read further.

    Raises:
        StudioError: when the film can no longer be read, or has captions of the newer kind (CEA-708) alone.
    """
    if info.picture is None:
        return []
    newer, origin = False, info.picture.origin
    with open_film(info) as container:
        stream = stream_at(container.streams.video, info.picture.index)

        def pairs() -> Iterator[Pair]:
            nonlocal newer
            for at, found in in_order_of_time(packets(container, stream), unit_of(stream), origin):
                for kind, first, second in found:
                    newer = newer or (kind in _NEWER and bool(first or second))
                    if kind == _FIRST_FIELD:
                        yield at, first, second

        lines = bounded(decode(pairs()), Path(info.path).name)
    if newer and not lines:
        raise StudioError("subtitles.newer_captions")
    return lines
