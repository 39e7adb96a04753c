"""The stage of the words: found beside or inside the film, or written down from its sound."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mmsa_studio.analysis.curve import draw
from mmsa_studio.analysis.extracting import Extractors, drafts_of
from mmsa_studio.analysis.hearing import sound_from
from mmsa_studio.analysis.state import DRAFTS_EVERY_S, RESULTS_EVERY_S, State
from mmsa_studio.analysis.word_clock import look_for
from mmsa_studio.core.clock import Clock
from mmsa_studio.core.draft import SPEECH, WORDS, Arrays, Column
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, Cue, cues_between
from mmsa_studio.core.jobs import CuesReady
from mmsa_studio.core.languages import language_code, language_name
from mmsa_studio.core.modality import TEXT, VOICE
from mmsa_studio.core.progress import Every, Sparingly
from mmsa_studio.core.reading import NO_SUBTITLES
from mmsa_studio.core.sentences import Notice, Sentence, listed, term
from mmsa_studio.core.speech import heard_by
from mmsa_studio.media.subtitles import CueList

if TYPE_CHECKING:
    from mmsa_studio.features.speech import Passage

_NAMED = 4
"""Languages that a notice names at most."""
CUES_AT_A_TIME = 50
"""So few that a person who stops the analysis need not wait."""


def find_words(state: State, clock: Clock | None = None) -> CueList | None:
    """The film's subtitles, else the words that were known before; None where a chosen file cannot be read.

    Args:
        state: of the run.
        clock: what the times of the subtitles go through, where that was found out.
    """
    state.progress.stage("words")
    project = state.project
    try:
        found = look_for(state, project.reading.subtitles, clock)
    except StudioError as error:
        if state.request.reading.subtitles:
            state.leave_out(TEXT, error)
            return None
        # what was chosen long ago has gone; the words that are known stay, else the film is asked
        state.notice(Notice(error.kind, error.values))
        found = CueList(project.cues, project.words_from) if project.cues else look_for(state)
    for notice in found.notices:
        state.notice(notice)
    if found.cues and not found.partial:
        return found
    if project.reading.subtitles == NO_SUBTITLES and not project.words_from.heard:
        state.tell(CuesReady((), NO_WORDS))
    elif project.cues and state.known(TEXT):
        return CueList(project.cues, project.words_from)
    if not found.cues and state.media.sound and not state.request.speech_model:
        state.notice(Notice("analysis.no_words"))
    return found


def take_words(state: State, found: CueList) -> None:
    """Let the words that were found be the film's, and say which of them will not be read."""
    state.beyond = found.beyond
    state.tell(CuesReady(found.cues, found.source))
    unread = Counter(cue.language for cue in found.cues if cue.language and cue.language not in state.model.languages)
    if unread:
        state.notice(_not_read(unread, state.model.languages))


def read_words(state: State, found: CueList) -> None:
    """Read the words that were found; those that were read before are left alone."""
    take_words(state, found)
    drafted = Every(DRAFTS_EVERY_S)
    with Extractors(state, "cues", WORDS) as words:
        for first in range(words.needed, len(found.cues), CUES_AT_A_TIME):
            words.feed(found.cues[first : first + CUES_AT_A_TIME])
            state.progress.at(first / len(found.cues))
            if drafted():
                words.draft()
        words.deliver(final=True)


def _not_read(unread: Counter[str], readable: Collection[str]) -> Notice:
    """That cues are shown and not judged, in which languages, and how many."""
    shares = [
        Sentence("words.share", {"language": term(language_name(language)), "count": count})
        for language, count in unread.most_common(_NAMED)
    ]
    known = [term(language_name(language)) for language in sorted(readable)]
    count = unread.total()
    return Notice("analysis.foreign_cues", {"count": count, "languages": listed(shares), "known": listed(known)})


def write_down(state: State, besides: Sequence[Cue] = ()) -> None:
    """Words of a film without subtitles, from its sound; they come last, and what is known is shown before.

    Args:
        state: of the run.
        besides: cues of foreign speech and signs, which are kept where nothing is heard.
    """
    draw(state)
    state.progress.stage("speech")
    due, drafted = Sparingly(RESULTS_EVERY_S), Every(DRAFTS_EVERY_S)
    heard = _Heard(state)
    with Extractors(state, "cues", SPEECH) as words:
        for passage in _passages(state, heard):
            heard.add(passage)
            words.feed(passage.cues)
            if drafted():
                heard.tell()
                words.draft(heard.reached())
            if due():
                heard.tell()
                words.deliver()
                draw(state)
        words.feed(heard.keep(besides))
        heard.tell()
        words.deliver(final=True)
    heard.caution()


_REACHED = Column(np.int64, (2,))


class _Heard:
    """What was made out in the sound so far, that of an analysis which was killed included."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._cues: list[Cue] = []
        self.spoken = ""
        self.until = 0
        for draft in drafts_of(state, "cues", SPEECH)[-1:]:
            self._recall(draft.arrays)

    @property
    def end(self) -> Fraction:
        """Where the last words end."""
        return self._cues[-1].end if self._cues else Fraction(0)

    def reached(self) -> Arrays:
        """How far the sound was listened to, how many cues there are, and what was spoken last, for a draft."""
        spoken = np.frombuffer(self.spoken.encode(), np.uint8)
        return {"reached": np.array([self.until, len(self._cues)], np.int64), "spoken": spoken}

    def add(self, passage: Passage) -> None:
        self._cues += passage.cues
        self.until, self.spoken = passage.until, passage.language or self.spoken

    def keep(self, besides: Sequence[Cue]) -> tuple[Cue, ...]:
        """Keep cues that somebody wrote for what was not heard, and give them back."""
        kept = tuple(cue for cue in besides if not cues_between(self._cues, float(cue.start), float(cue.end)))
        self._cues = sorted([*self._cues, *kept], key=lambda cue: cue.start)
        return kept

    def _recall(self, arrays: Arrays) -> None:
        reached, spoken = arrays.get("reached"), arrays.get("spoken")
        if reached is None or spoken is None or not _REACHED.holds(reached[None]) or spoken.dtype != np.uint8:
            return
        self.until = max(0, int(reached[0]))
        self._cues = [*self._state.project.cues[: max(0, int(reached[1]))]]
        self.spoken = language_code(spoken.tobytes().decode("ascii", "replace"))

    def tell(self) -> None:
        source = heard_by(self._state.request.speech_model, [*self._seconds()]) if self._cues else NO_WORDS
        self._state.tell(CuesReady(tuple(self._cues), source))

    def caution(self) -> None:
        """Say what is not as a person would expect."""
        seconds = self._seconds()
        languages = [*seconds]
        if not self._cues:
            self._state.notice(Notice("analysis.unheard"))
        elif len(languages) > 1:
            amounts = [
                Sentence("words.amount", {"language": term(language_name(one)), "count": seconds[one]})
                for one in languages
            ]
            self._state.notice(Notice("analysis.several_languages", {"languages": listed(amounts)}))
        elif languages[0] and languages[0] not in self._state.model.languages:
            self._state.notice(Notice("analysis.foreign_speech", {"language": term(language_name(languages[0]))}))

    def _seconds(self) -> dict[str, int]:
        """How much was written down in each language, most of it first."""
        exact: dict[str, Fraction] = {}
        for cue in self._cues:
            exact[cue.language] = exact.get(cue.language, Fraction(0)) + cue.end - cue.start
        return {language: math.ceil(exact[language]) for language in sorted(exact, key=exact.__getitem__, reverse=True)}


def _passages(state: State, heard: _Heard) -> Iterator[Passage]:
    """What is said after what was heard; nothing, at no cost, where the voice track knows that nobody speaks."""
    voice = state.track(VOICE)
    if voice is not None and voice.complete and not voice.valid.any():
        return
    from mmsa_studio.features.speech import transcribe

    yield from transcribe(
        sound_from(state, heard.until),
        model=state.request.speech_model,
        allow_download=state.request.allow_download,
        device=state.device,
        language=state.project.reading.language,
        hook=state.progress.at,
        seconds=float(state.media.duration),
        before=heard.end,
        spoken=heard.spoken,
    )
