"""The clock of subtitles: what a person chose, what was found before, and whether it fits where somebody speaks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

from mmsa_studio.analysis.clock import compare
from mmsa_studio.analysis.state import State
from mmsa_studio.core.clock import AS_WRITTEN, Clock, chosen_clock, typed
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import BoolArray
from mmsa_studio.media.subtitles import CueList, find_cues


def look_for(state: State, chosen: str = "", clock: Clock | None = None) -> CueList:
    """The film's subtitles on a clock: this one, else what a person chose, else what was found before.

    Args:
        state: of the run.
        chosen: which subtitles, as `Reading.subtitles`.
        clock: what their times go through, where that was found out.

    Raises:
        StudioError: when a chosen file cannot be read or holds no subtitles.
    """
    reading, known = state.project.reading, state.project.words_from
    readable = state.model.languages
    look = partial(find_cues, state.media, chosen=chosen, language=reading.language, readable=readable)
    set_clock = chosen_clock(reading, state.media.rate)
    found = look(clock=clock or set_clock)
    if not found.cues or clock:
        return found
    if set_clock:
        if change := set_clock.change(state.media.rate):
            told = Notice("subtitles.clock_chosen", {"source": found.source.sentence, "change": change})
            return replace(found, notices=(*found.notices, told))
        return found
    if known.clock not in (AS_WRITTEN, found.source.clock) and _place(known) == _place(found.source):
        again, change = look(clock=known.clock), known.clock.change(state.media.rate)
        told = Notice("subtitles.clock", {"source": found.source.sentence, "change": change})
        return replace(again, notices=(*again.notices, told))
    return found


def is_open(state: State) -> bool:
    """Whether the clock of the words may be another one: nobody wrote them down from the sound or chose a clock."""
    chosen = chosen_clock(state.project.reading, state.media.rate)
    return state.project.words_from.kind in ("file", "track") and chosen is None


def better_clock(state: State, activity: BoolArray, step: Fraction) -> Clock | None:
    """A clock by which the words certainly lie where somebody speaks; one that only may fit is proposed in a notice.

    Args:
        state: of the run; its clock is open.
        activity: whether somebody speaks, step by step. shape (T,)
        step: seconds of one step.
    """
    fit = compare((*state.project.cues, *state.beyond), activity, step)
    if not fit.moves:
        return None
    source = state.project.words_from
    clock = source.clock.then(fit.clock)
    change = fit.clock.change(state.media.rate)
    if fit.certain:
        state.notice(Notice("subtitles.clock", {"source": source.sentence, "change": change}))
        return clock
    offset, rate = typed(clock, state.media.rate)
    said = source.sentence
    state.notice(Notice("subtitles.clock_proposed", {"source": said, "change": change, "offset": offset, "rate": rate}))
    return None


def _place(source: WordsFrom) -> WordsFrom:
    return replace(source, clock=AS_WRITTEN)
