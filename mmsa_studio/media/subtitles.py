"""The words of a film: from a chosen file or track, a file beside the film, or a text track inside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mmsa_studio.core.clock import Clock
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, Cue, MediaInfo, WordsFrom
from mmsa_studio.core.languages import language_code, language_name
from mmsa_studio.core.reading import AUTOMATIC, CAPTIONS, NO_SUBTITLES, TRACK
from mmsa_studio.core.sentences import Notice, term
from mmsa_studio.media.cue_languages import with_languages
from mmsa_studio.media.cues import Line, place_words, repair
from mmsa_studio.media.programme import on_programme
from mmsa_studio.media.subtitle_credits import sift
from mmsa_studio.media.subtitle_sources import Candidate, candidates, holds_pictures, inside, is_full, of_file

__all__ = ["CueList", "find_cues", "place_words"]

_EXAMPLE = 80
"""Letters of a credit that a notice quotes at most."""


@dataclass(frozen=True)
class CueList:
    """Cues with their words, where they came from, and what a person should know about them.

    Attributes:
        cues: inside the film, in order of their starts.
        source: where they came from.
        notices: what a person should know.
        beyond: cues outside the film, which tell something of its clock only.
        partial: whether they are only those of foreign speech and signs; what is said besides is still to be heard.
    """

    cues: tuple[Cue, ...] = ()
    source: WordsFrom = NO_WORDS
    notices: tuple[Notice, ...] = ()
    beyond: tuple[Cue, ...] = ()
    partial: bool = False


@dataclass(frozen=True)
class _Wanted:
    """What is looked for, as `find_cues` takes it."""

    info: MediaInfo
    language: str
    readable: Collection[str]
    clock: Clock | None


def find_cues(
    info: MediaInfo,
    *,
    chosen: str = "",
    language: str = "",
    readable: Collection[str] = (),
    clock: Clock | None = None,
) -> CueList:
    """Find and repair the subtitles of a film; an empty list when it has none.

    A list of foreign speech alone (“forced”) is taken only where there is no other, and said to be one; what somebody
    says about the film is never taken unless it is chosen.

    Args:
        info: the probed film.
        chosen: as `Reading.subtitles`; it is taken whatever lies beside or inside the film.
        language: preferred language, like `en`, `eng` or `en-GB`.
        readable: codes of the languages whose words are read; they are preferred where no language is asked for.
        clock: what the times of the subtitles go through; without one, programme timecode is taken off.

    Raises:
        StudioError: when what is chosen cannot be read or holds no subtitles. What was merely found is passed over with
            a notice.
    """
    if chosen == NO_SUBTITLES:
        return CueList()
    wanted = _Wanted(info, language, readable, clock)
    if chosen and chosen != AUTOMATIC:
        one = _chosen(info, chosen, language)
        return _cue_list(wanted, one, one.read(), ())
    return _found(wanted)


def _chosen(info: MediaInfo, chosen: str, language: str) -> Candidate:
    if chosen != CAPTIONS and not chosen.startswith(TRACK):
        return of_file(Path(chosen), info, language=language)
    for one in inside(info):
        if one.choice == chosen:
            return one
    raise StudioError("subtitles.no_track", number=chosen.removeprefix(TRACK), count=len(info.subtitles))


def _found(wanted: _Wanted) -> CueList:
    info = wanted.info
    notices: list[Notice] = []
    spare: tuple[Candidate, list[Line]] | None = None
    for one in candidates(info, wanted.language, wanted.readable):
        if one.tags.commentary:
            notices.append(Notice("subtitles.commentary", {"source": one.source.sentence}))
            continue
        if one.tags.forced and spare is not None:
            continue
        try:
            lines = one.read()
        except StudioError as error:
            notices.append(Notice(error.kind, error.values))
            continue
        if lines and one.tags.forced and not is_full(lines, info):
            spare = one, lines
        elif lines:
            found = _cue_list(wanted, one, lines, (*notices, *_other_language(one, wanted.language)))
            if found.cues or found.beyond:
                return found
            notices = [*found.notices]
    if spare:
        forced = _cue_list(wanted, *spare, tuple(notices))
        notice = Notice("subtitles.forced", {"source": spare[0].source.sentence, "count": len(forced.cues)})
        return replace(forced, notices=(*forced.notices, notice), partial=True)
    if any(holds_pictures(track) for track in info.subtitles):
        notices.append(Notice("subtitles.pictures"))
    return CueList(notices=tuple(notices))


def _cue_list(wanted: _Wanted, one: Candidate, lines: list[Line], notices: tuple[Notice, ...]) -> CueList:
    sifted = sift(lines)
    clock, said = on_programme(wanted.clock, sifted.lines, wanted.info, one.source)
    repaired = repair(sifted.lines, wanted.info.duration, clock)
    notices, source = (*notices, *said), one.source.sentence
    if sifted.credits:
        count, example = len(sifted.credits), " ".join(sifted.credits[0].split())[:_EXAMPLE]
        notices = (*notices, Notice("subtitles.credits", {"count": count, "source": source, "example": example}))
    if sifted.endless:
        notices = (*notices, Notice("subtitles.endless", {"count": sifted.endless, "source": source}))
    if repaired.outside:
        notices = (*notices, Notice("subtitles.outside", {"count": repaired.outside, "source": source}))
    if repaired.signs:
        notices = (*notices, Notice("subtitles.signs", {"count": repaired.signs, "source": source}))
    cues = with_languages(repaired.cues, one.tags.language, wanted.readable)
    return CueList(cues, replace(one.source, clock=clock), notices, beyond=repaired.beyond)


def _other_language(one: Candidate, language: str) -> Iterator[Notice]:
    own = {language_code(tag) for tag in one.tags.languages}
    if language and own and language_code(language) not in own:
        asked = term(language_name(language))
        yield Notice("subtitles.other_language", {"language": asked, "source": one.source.sentence})
