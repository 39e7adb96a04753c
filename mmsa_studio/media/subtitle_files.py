"""Reading subtitle text: files of any format and encoding, and text tracks inside a film."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from xml.parsers import expat

import av

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.files import read_regular
from mmsa_studio.core.film import MediaInfo, SubtitleStream
from mmsa_studio.core.limits import LARGEST_SUBTITLES
from mmsa_studio.core.sentences import reason
from mmsa_studio.media.container import open_film, packets, stream_at, unit_of
from mmsa_studio.media.encodings import decode_text
from mmsa_studio.media.lines import Line, bounded
from mmsa_studio.media.subtitle_ebu import is_ebu, read_ebu
from mmsa_studio.media.subtitle_formats import TEXT_FORMATS
from mmsa_studio.media.subtitle_markup import read_sami, read_ttml

SUFFIXES = (
    ".srt", ".ass", ".ssa", ".vtt", ".sub", ".idx", ".sup", ".smi", ".sami", ".ttml", ".dfxp", ".xml", ".sbv", ".stl",
    ".lrc", ".mpl",
)  # fmt: skip
"""Of files that may hold subtitles; what they hold is told by the content."""

_PICTURES = (b"PG", b"\0\0\1\xba", b"# VobSub index file")
"""How files begin that hold pictures of words: Blu-ray's, and the two files of a DVD's."""
_FORMATS = (read_ttml, read_sami, *TEXT_FORMATS)


def read_subtitle_file(path: Path, language: str = "", rate: Fraction = Fraction(25)) -> list[Line]:
    """The lines of a subtitle file, in its own order.

    Args:
        path: the file.
        language: of its text when known; it helps to tell encodings apart.
        rate: frames per second of the film, for formats that count frames.

    Raises:
        StudioError: when it cannot be read or holds no subtitles.
    """
    raw = _bytes(path)
    if raw.startswith(_PICTURES):
        raise StudioError("subtitles.of_pictures", name=path.name)
    lines = bounded(read_ebu(raw), path.name) if is_ebu(raw) else _lines(raw, path, language, rate)
    if not lines:
        raise StudioError("subtitles.none", name=path.name)
    return lines


def _lines(raw: bytes, path: Path, language: str, rate: Fraction) -> list[Line]:
    text = decode_text(raw, language).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    for read in _FORMATS:
        with suppress(ValueError, ArithmeticError, LookupError, expat.ExpatError):
            if lines := bounded(read(text, rate), path.name):
                return lines
    return []


def read_text_track(info: MediaInfo, track: SubtitleStream) -> list[Line]:
    """The lines of a text track inside a film.

    Raises:
        StudioError: when the film can no longer be read.
    """
    origin = info.picture.origin if info.picture else Fraction(0)
    with open_film(info) as container:
        stream = stream_at(container.streams.subtitles, track.index)

        def lines() -> Iterator[Line]:
            for packet in packets(container, stream):
                if not packet.size or packet.pts is None:
                    continue
                start = packet.pts * unit_of(stream) - origin
                end = start + (packet.duration or 0) * unit_of(stream)
                yield from (Line(start, end, text) for text in _dialogues(stream, packet))

        return bounded(lines(), Path(info.path).name)


def _dialogues(stream: av.subtitles.stream.SubtitleStream, packet: av.Packet) -> Iterator[str]:
    with suppress(av.error.InvalidDataError):
        for subtitle in stream.decode(packet):
            if isinstance(subtitle, av.subtitles.subtitle.AssSubtitle):
                yield subtitle.dialogue.decode("utf-8", errors="replace")


def _bytes(path: Path) -> bytes:
    """The whole file. A pipe or a device, which might never end, is none."""
    try:
        return read_regular(path, LARGEST_SUBTITLES)
    except OSError as error:
        match error.errno:
            case errno.EISDIR | errno.ENXIO:
                raise StudioError("subtitles.special", name=path.name) from None
            case errno.EFBIG:
                raise StudioError("subtitles.large", name=path.name) from None
        raise StudioError("subtitles.unreadable", name=path.name, reason=reason(error)) from None
