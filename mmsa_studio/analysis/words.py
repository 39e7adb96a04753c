"""The stage of the words: found beside or inside the film, or written down from its sound."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mmsa_studio.analysis.curve import draw
from mmsa_studio.analysis.extracting import Extractors
from mmsa_studio.analysis.state import RESULTS_EVERY_S, State
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, Cue
from mmsa_studio.core.jobs import CuesReady
from mmsa_studio.core.languages import language_name
from mmsa_studio.core.modality import TEXT, VOICE
from mmsa_studio.core.progress import Sparingly
from mmsa_studio.core.sentences import Notice, Sentence, listed, term
from mmsa_studio.core.speech import ENGLISH, heard_by
from mmsa_studio.media.sound import read_sound
from mmsa_studio.media.subtitles import CueList, find_cues

if TYPE_CHECKING:
    from mmsa_studio.features.speech import Passage

READ = (ENGLISH, "")
"""Languages of heard words that the text encoder reads; a model that tells none apart is taken to be English."""
CUES_AT_A_TIME = 50
"""So few that a person who stops the analysis need not wait."""


def find_words(state: State) -> CueList | None:
    """The film's subtitles, else the words that were known before; None where a chosen file cannot be read."""
    state.progress.stage("words")
    request, project = state.request, state.project
    try:
        found = find_cues(state.media, chosen=project.reading.subtitles, language=project.reading.language)
    except StudioError as error:
        state.leave_out(TEXT, error)
        return None
    for notice in found.notices:
        state.notice(notice)
    if not found.cues and project.cues and state.known(TEXT):
        return CueList(project.cues, project.words_from)
    if not found.cues and state.media.sound and not request.speech_model:
        state.notice(Notice("analysis.no_words"))
    return found


def read_words(state: State, found: CueList) -> None:
    """Read the words that were found; those that were read before are left alone."""
    state.tell(CuesReady(found.cues, found.source))
    with Extractors(state, "cues") as words:
        for first in range(0, len(found.cues), CUES_AT_A_TIME):
            words.feed(found.cues[first : first + CUES_AT_A_TIME])
            state.progress.at(first / len(found.cues))
        words.deliver(final=True)


def write_down(state: State) -> None:
    """Words of a film without subtitles, from its sound; they come last, and what is known is shown before."""
    draw(state)
    state.progress.stage("speech")
    due = Sparingly(RESULTS_EVERY_S)
    heard = _Heard(state)
    with Extractors(state, "cues") as words:
        for passage in _passages(state):
            heard.add(passage)
            words.feed(tuple(cue for cue in passage.cues if cue.language in READ))
            if due():
                heard.tell()
                words.deliver()
                draw(state)
        heard.tell()
        words.deliver(final=True)
    heard.caution()


class _Heard:
    """What was made out in the sound so far."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._cues: list[Cue] = []
        self._seconds: Counter[str] = Counter()

    def add(self, passage: Passage) -> None:
        self._cues += passage.cues
        self._seconds[passage.language] += math.ceil(sum(cue.end - cue.start for cue in passage.cues))

    def tell(self) -> None:
        source = heard_by(self._state.request.speech_model, self._languages()) if self._seconds else NO_WORDS
        self._state.tell(CuesReady(tuple(self._cues), source))

    def caution(self) -> None:
        """Say what is not as a person would expect."""
        languages = self._languages()
        if not self._cues:
            self._state.notice(Notice("analysis.unheard"))
        elif len(languages) > 1:
            amounts = [
                Sentence("words.amount", {"language": term(language_name(one)), "count": self._seconds[one]})
                for one in languages
            ]
            self._state.notice(Notice("analysis.several_languages", {"languages": listed(amounts)}))
        elif languages[0] not in READ:
            self._state.notice(Notice("analysis.foreign_speech", {"language": term(language_name(languages[0]))}))

    def _languages(self) -> list[str]:
        """Those that words were written down in, most of it first."""
        return [language for language, seconds in self._seconds.most_common() if seconds]


def _passages(state: State) -> Iterator[Passage]:
    """What is said, stretch by stretch; nothing, at no cost, where the voice track knows that nobody speaks."""
    voice = state.track(VOICE)
    if voice is not None and voice.complete and not voice.valid.any():
        return
    from mmsa_studio.features.speech import transcribe

    yield from transcribe(
        read_sound(state.media),
        model=state.request.speech_model,
        allow_download=state.request.allow_download,
        device=state.device,
        language=state.project.reading.language,
        hook=state.progress.at,
        seconds=float(state.media.duration),
    )
