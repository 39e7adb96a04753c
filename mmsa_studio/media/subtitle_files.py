"""Reading subtitle text: files in any encoding, and text tracks inside a film."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import pysubs2

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, SubtitleStream
from mmsa_studio.core.limits import LARGEST_SUBTITLES
from mmsa_studio.core.sentences import reason
from mmsa_studio.media.container import open_film, packets, stream_at, unit_of
from mmsa_studio.media.cues import Line
from mmsa_studio.media.encodings import decode_text

SUFFIXES = (".srt", ".ass", ".ssa", ".vtt")

_FORMATS = {".srt": "srt", ".ass": "ass", ".ssa": "ssa", ".vtt": "vtt"}
_IDENTIFIER = re.compile(r"(?<=\n)[ \t]*\n[^\n]+\n(?=[^\n]*-->)")


def read_subtitle_file(path: Path, language: str = "") -> list[Line]:
    """The lines of a subtitle file, in its own order.

    Args:
        path: the file.
        language: of its text when known; it helps to tell encodings apart.

    Raises:
        StudioError: when it cannot be read or holds no subtitles.
    """
    text = decode_text(_bytes(path), language).replace("\r\n", "\n")
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        text = _IDENTIFIER.sub("\n", text)  # pysubs2 takes the name of a cue for words
    # the content is asked first: a wrong suffix is common
    for chosen in (None, _FORMATS.get(path.suffix.lower())):
        with suppress(pysubs2.Pysubs2Error, ValueError, ArithmeticError, LookupError):
            file = pysubs2.SSAFile.from_string(text, format_=chosen)
            lines = [
                Line(Fraction(event.start, 1000), Fraction(event.end, 1000), event.text)
                for event in file
                if not event.is_comment and not event.is_drawing
            ]
            if lines:
                return lines
    raise StudioError("subtitles.none", name=path.name)


def read_text_track(info: MediaInfo, track: SubtitleStream) -> list[Line]:
    """The lines of a text track inside a film.

    Raises:
        StudioError: when the film can no longer be read.
    """
    origin = info.picture.first_pts * info.picture.time_base if info.picture else Fraction(0)
    lines = []
    with open_film(info.path) as container:
        stream = stream_at(container.streams.subtitles, track.index)
        for packet in packets(container, stream):
            if not packet.size or packet.pts is None:
                continue
            start = packet.pts * unit_of(stream) - origin
            end = start + (packet.duration or 0) * unit_of(stream)
            lines += [Line(start, end, text) for text in _dialogues(stream, packet)]
    return lines


def _dialogues(stream: av.subtitles.stream.SubtitleStream, packet: av.Packet) -> Iterator[str]:
    with suppress(av.error.InvalidDataError):
        for subtitle in stream.decode(packet):
            if isinstance(subtitle, av.subtitles.subtitle.AssSubtitle):
                yield subtitle.dialogue.decode("utf-8", errors="replace")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_SUBTITLES:
            raise StudioError("subtitles.large", name=path.name)
        return path.read_bytes()
    except OSError as error:
        raise StudioError("subtitles.unreadable", name=path.name, reason=reason(error)) from None
