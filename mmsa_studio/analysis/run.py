"""A film in, a timeline out. Passes, from cheap to dear, so that a curve appears early:

1. words and sound: cues, waveform, text and voice tracks, a first curve;
2. key pictures of a long film: a rough face track, a rough curve;
3. every picture once: shots and the full face track;
4. for a film without subtitles, when it is asked for: its words are written down from the sound.

Then the final curve and the found markers.
"""

from __future__ import annotations

from mmsa_studio.analysis.curve import draw, finish
from mmsa_studio.analysis.pictures import look
from mmsa_studio.analysis.sound import hear
from mmsa_studio.analysis.state import State
from mmsa_studio.analysis.understanding import begin
from mmsa_studio.analysis.word_clock import better_clock, is_open
from mmsa_studio.analysis.words import find_words, read_words, write_down
from mmsa_studio.core.jobs import AnalyzeRequest, Hook
from mmsa_studio.core.modality import FACE, TEXT, VOICE
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film
from mmsa_studio.core.sentences import Notice
from mmsa_studio.media.subtitles import CueList
from mmsa_studio.models import device, registry


def analyze(request: AnalyzeRequest, hook: Hook) -> Project:
    """Analyse a film; what is found goes to the hook as it comes, all of it is returned.

    A modality that cannot be read is left out and said so; the others go on.

    Args:
        request: the film, choices, and what is already known, which is not computed again.
        hook: receives every event; raises `Cancelled` to stop the work.

    Returns:
        The project, not saved anywhere.

    Raises:
        StudioError: when the film cannot be opened or nothing at all could be read.
        Cancelled: when the hook says so.
    """
    state = State(request, hook, _model(request), device.choose(request.device))
    begin(state)
    to_hear = _words(state)
    if state.media.sound:
        state.attempt(VOICE, lambda: hear(state))
        state.attempt(TEXT, lambda: _set_clock(state))
        draw(state)
    else:
        state.notice(Notice("analysis.no_sound"))
    if state.media.picture:
        state.attempt(FACE, lambda: look(state))
    else:
        state.notice(Notice("analysis.no_picture"))
    if to_hear is not None:
        state.attempt(TEXT, lambda: write_down(state, to_hear.cues))
    finish(state)
    return state.project


def _model(request: AnalyzeRequest) -> registry.Model:
    """The model asked for, else the one that made what is known, else the standard one."""
    known = Film.of(request.project)
    return (
        registry.model(request.model)
        if request.model
        else registry.maker(known.tracks, known.fusion) or registry.model()
    )


def _words(state: State) -> CueList | None:
    """Read the words that can be found; where they must be written down from the sound, what stands beside them."""
    found = find_words(state)
    if found is None:
        return None
    if (found.partial or not found.cues) and state.media.sound and state.request.speech_model:
        state.expect_speech()
        return found
    read_words(state, found)
    return None


def _set_clock(state: State) -> None:
    """Read the words again where it is certain now that they lie beside where somebody speaks."""
    voice = state.track(VOICE)
    if voice is None or not voice.complete or not is_open(state):
        return
    clock = better_clock(state, voice.valid, voice.grid.step)
    found = find_words(state, clock) if clock else None
    if found:
        read_words(state, found)
