"""All subtitles that a film has, beside it and inside it, the best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

from mmsa_studio.core.film import MediaInfo, SubtitleStream, WordsFrom
from mmsa_studio.core.languages import language_code
from mmsa_studio.core.reading import CAPTIONS, TRACK
from mmsa_studio.media.captions.read import (
    is_caption_track,
    may_hold_captions,
    read_caption_track,
    read_picture_captions,
)
from mmsa_studio.media.cues import Line
from mmsa_studio.media.programme import programme_start
from mmsa_studio.media.subtitle_files import read_subtitle_file, read_text_track
from mmsa_studio.media.subtitle_names import Tags, files_of, tags_of_name, tags_of_track

_PICTURE_CODECS = ("pgs", "dvd", "dvb", "xsub")
_FEWEST_PIECES = 8
_PIECE_S = 20
_LONGEST_PIECES = 3
"""Pieces that one line holds at most: a damaged end must not make a list full."""
_FULL = 0.4
"""Share of pieces of a film in which a full list has a line; lists of foreign speech alone have a few scenes."""


@dataclass(frozen=True)
class Candidate:
    """A file or track that holds subtitles.

    Attributes:
        choice: what `Reading.subtitles` says to take it.
        source: where its words come from.
        tags: what its name or track says of it.
        read: reads its lines.
        captions: whether it holds closed captions, which come last: they are typed in haste and in capital letters.
    """

    choice: str
    source: WordsFrom
    tags: Tags
    read: Callable[[], list[Line]]
    captions: bool = False


def candidates(info: MediaInfo, language: str = "", readable: Collection[str] = ()) -> list[Candidate]:
    """Every file and text track of a film.

    The wanted language comes first, or one whose words are read; then untagged ones, then others; at the end lists of
    foreign speech alone, and what somebody says about the film. Files go before tracks, plain lists before those with
    sounds and names of speakers.
    """
    wanted = {language_code(language)} if language else set(readable)

    def rank(one: Candidate) -> tuple[bool | int, ...]:
        tags, file = one.tags, one.source.kind == "file"
        own = {language_code(tag) for tag in tags.languages}
        fits = 0 if not wanted or own & wanted else 1 if not own else 2
        return tags.commentary, one.captions, tags.forced, fits, tags.hearing_impaired, not file, not tags.default

    beside = [of_file(path, info, tags) for path, tags in files_of(Path(info.path))]
    return sorted([*beside, *inside(info)], key=rank)


def of_file(path: Path, info: MediaInfo, tags: Tags | None = None, language: str = "") -> Candidate:
    """A subtitle file; without tags its whole name is asked."""
    if tags is None:
        tags = tags_of_name(path.stem.rpartition(".")[2])[0]
    spoken = tags.language or language
    read = partial(read_subtitle_file, path, spoken, info.rate)
    return Candidate(str(path), WordsFrom("file", path.name, tags.language), tags, read)


def inside(info: MediaInfo) -> Iterator[Candidate]:
    """The text tracks of a film, numbered from 1 among all its subtitles, and the captions in its pictures."""
    for number, track in enumerate(info.subtitles, 1):
        if not holds_pictures(track):
            source, captions = WordsFrom("track", track.title, track.language, number), is_caption_track(track)
            read = partial(read_caption_track if captions else read_text_track, info, track)
            yield Candidate(f"{TRACK}{number}", source, tags_of_track(track), read, captions)
    if may_hold_captions(info):
        yield Candidate(CAPTIONS, WordsFrom("captions"), Tags(), partial(read_picture_captions, info), captions=True)


def holds_pictures(track: SubtitleStream) -> bool:
    """Whether the words of a track are drawn."""
    return any(name in track.codec for name in _PICTURE_CODECS)


def is_full(lines: Sequence[Line], info: MediaInfo) -> bool:
    """Whether lines lie all over a film; what is flagged as forced and does so is not."""
    piece = min(Fraction(_PIECE_S), info.duration / _FEWEST_PIECES)
    if piece <= 0:
        return False
    begin, last = programme_start(lines, info), int(info.duration / piece)
    held: set[int] = set()
    for line in lines:
        first, end = (int((at - begin) / piece) for at in (line.start, line.end))
        held.update(range(max(first, 0), min(end, last, first + _LONGEST_PIECES) + 1))
    return len(held) >= _FULL * max(last, 1)
