"""What a film holds, without feeling anything about it: what every analysis begins with, and what costs seconds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from mmsa_studio.analysis.hearing import choose_sound, sound_from
from mmsa_studio.analysis.state import State
from mmsa_studio.analysis.word_clock import better_clock, is_open
from mmsa_studio.analysis.words import find_words, take_words
from mmsa_studio.core.clock import Clock
from mmsa_studio.core.jobs import AnalyzeRequest, Hook, Probed, ReadAs
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import BoolArray
from mmsa_studio.media.sound import SAMPLE_RATE
from mmsa_studio.models import device, registry


def begin(state: State) -> None:
    """Tell what the film is, how it is to be read, and which sound is listened to.

    Raises:
        StudioError: when a person chose a sound track that there is not.
    """
    state.tell(Probed(state.media, state.device))
    state.tell(ReadAs(state.request.reading.over(state.project.reading)))
    if state.media.picture and state.media.picture.variable_rate:
        state.notice(Notice("analysis.uneven"))
    if state.media.picture and state.media.picture.interlaced:
        state.notice(Notice("analysis.interlaced"))
    if joints := state.media.joints:
        state.notice(Notice("analysis.joined", {"count": len(joints)}))
    choose_sound(state)


def understand(request: AnalyzeRequest, hook: Hook) -> Project:
    """Find out how an analysis would read a film: its streams, its sound, its words, their languages and their clock.

    Args:
        request: the film and choices; what is known of it already is not asked.
        hook: receives every event; raises `Cancelled` to stop the work.

    Raises:
        StudioError: when the film cannot be opened, or a person chose a sound track that there is not.
        Cancelled: when the hook says so.
    """
    state = State(request, hook, registry.model(), device.choose("cpu"))
    begin(state)
    _find_words(state)
    if state.media.sound and is_open(state):
        activity, step = _activity(state)
        if clock := better_clock(state, activity, step):
            _find_words(state, clock)
    return state.project


def _find_words(state: State, clock: Clock | None = None) -> None:
    if found := find_words(state, clock):
        take_words(state, found)


def _activity(state: State) -> tuple[BoolArray, Fraction]:
    """Whether somebody speaks, and how many seconds each answer is about: heard as voices are, without judging them."""
    from mmsa_studio.features.speaking import SpeechFinder
    from mmsa_studio.features.speech_activity import WINDOW

    finder, whole = SpeechFinder(), max(1, int(state.media.duration * SAMPLE_RATE))
    state.progress.stage("sound")
    parts = []
    for chunk in sound_from(state, 0):
        parts.append(finder.feed(chunk.samples))
        state.progress.at((chunk.start + len(chunk.samples)) / whole)
    return np.concatenate([*parts, finder.rest()]), Fraction(WINDOW, SAMPLE_RATE)
