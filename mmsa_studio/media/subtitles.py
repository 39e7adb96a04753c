"""The words of a film: from a chosen file, a file beside the film, or a text track inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mmsa_studio.core.clock import Clock
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, Cue, MediaInfo, WordsFrom
from mmsa_studio.core.languages import is_language, language_code, language_name
from mmsa_studio.core.sentences import Notice, term
from mmsa_studio.media.cues import Line, place_words, repair
from mmsa_studio.media.programme import on_programme
from mmsa_studio.media.subtitle_files import SUFFIXES, read_subtitle_file, read_text_track

__all__ = ["CueList", "find_cues", "place_words"]

_PICTURE_CODECS = ("pgs", "dvd", "dvb", "xsub")
_FORCED = "forced"
_HEARING_IMPAIRED = ("sdh", "hi", "cc")


@dataclass(frozen=True)
class CueList:
    """Cues with their words, where they came from, and what a person should know about them.

    Attributes:
        cues: inside the film, in order of their starts.
        source: where they came from.
        notices: what a person should know.
        beyond: cues outside the film, which tell something of its clock only.
    """

    cues: tuple[Cue, ...] = ()
    source: WordsFrom = NO_WORDS
    notices: tuple[Notice, ...] = ()
    beyond: tuple[Cue, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    source: WordsFrom
    language: str
    forced: bool
    hearing_impaired: bool
    read: Callable[[], list[Line]]


def find_cues(info: MediaInfo, *, chosen: str = "", language: str = "", clock: Clock | None = None) -> CueList:
    """Find and repair the subtitles of a film; an empty list when it has none.

    Args:
        info: the probed film.
        chosen: path of a subtitle file; it is taken whatever lies beside or inside the film.
        language: preferred language, like `en`, `eng` or `en-GB`.
        clock: what the times of the subtitles go through; without one, programme timecode is taken off.

    Raises:
        StudioError: when the chosen file cannot be read or holds no subtitles. One that was merely found is passed
            over with a notice.
    """
    if chosen:
        path = Path(chosen)
        own = _language(path.stem.lower().split(".")[-1:])
        return _cue_list(info, WordsFrom("file", path.name, own), read_subtitle_file(path, own or language), (), clock)
    notices: list[Notice] = []
    for candidate in _ranked([*_beside(Path(info.path)), *_inside(info)], language):
        try:
            lines = candidate.read()
        except StudioError as error:
            notices.append(Notice(error.kind, error.values))
            continue
        if lines:
            notices += _other_language(candidate, language)
            return _cue_list(info, candidate.source, lines, tuple(notices), clock)
    if any(_holds_pictures(track.codec) for track in info.subtitles):
        notices.append(Notice("subtitles.pictures"))
    return CueList(notices=tuple(notices))


def _cue_list(
    info: MediaInfo, source: WordsFrom, lines: list[Line], notices: tuple[Notice, ...], clock: Clock | None
) -> CueList:
    clock, said = on_programme(clock, lines, info, source)
    notices = (*notices, *said)
    repaired = repair(lines, info.duration, clock)
    if repaired.outside:
        notices = (*notices, Notice("subtitles.outside", {"count": repaired.outside, "source": source.sentence}))
    if repaired.signs:
        notices = (*notices, Notice("subtitles.signs", {"count": repaired.signs, "source": source.sentence}))
    return CueList(repaired.cues, replace(source, clock=clock), notices, beyond=repaired.beyond)


def _beside(film: Path) -> Iterator[_Candidate]:
    """Files named like the film, with tags between: film.srt, film.en.srt, film.en.sdh.ass."""
    try:
        names = sorted(film.parent.iterdir())
    except OSError:
        return
    stem = film.stem.lower()
    for path in names:
        name = path.name.lower()
        if path.suffix.lower() not in SUFFIXES or not (name.startswith(f"{stem}.") or path.stem.lower() == stem):
            continue
        tags = path.stem.lower()[len(stem) :].strip(".").split(".")
        language = _language(tags)
        yield _Candidate(
            source=WordsFrom("file", path.name, language),
            language=language,
            forced=_FORCED in tags,
            hearing_impaired=any(tag in _HEARING_IMPAIRED for tag in tags),
            read=partial(read_subtitle_file, path, language),
        )


def _language(tags: list[str]) -> str:
    return next((tag for tag in tags if is_language(tag) and tag not in _HEARING_IMPAIRED), "")


def _inside(info: MediaInfo) -> Iterator[_Candidate]:
    for number, track in enumerate(info.subtitles, 1):
        if _holds_pictures(track.codec):
            continue
        yield _Candidate(
            source=WordsFrom("track", track.title, track.language, number),
            language=track.language,
            forced=_FORCED in track.title.lower(),
            hearing_impaired="sdh" in track.title.lower(),
            read=partial(read_text_track, info, track),
        )


def _ranked(candidates: list[_Candidate], language: str) -> list[_Candidate]:
    """The wanted language first, then untagged ones, then others; full subtitles before forced ones."""
    wanted = language_code(language) if language else ""

    def rank(candidate: _Candidate) -> tuple[bool, int, bool]:
        own = language_code(candidate.language) if candidate.language else ""
        fits = 0 if not wanted or own == wanted else 1 if not own else 2
        return candidate.forced, fits, candidate.hearing_impaired

    return sorted(candidates, key=rank)


def _other_language(candidate: _Candidate, language: str) -> list[Notice]:
    if not language or not candidate.language or language_code(candidate.language) == language_code(language):
        return []
    asked = term(language_name(language))
    return [Notice("subtitles.other_language", {"language": asked, "source": candidate.source.sentence})]


def _holds_pictures(codec: str) -> bool:
    return any(name in codec for name in _PICTURE_CODECS)
