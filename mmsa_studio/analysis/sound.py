"""The stage of the sound: its waveform, and the tracks of everybody who listens."""

from __future__ import annotations

from mmsa_studio.analysis.extracting import Extractors
from mmsa_studio.analysis.state import RESULTS_EVERY_S, State
from mmsa_studio.core.jobs import PeaksReady
from mmsa_studio.core.progress import Sparingly
from mmsa_studio.media.ahead import ahead
from mmsa_studio.media.sound import SAMPLE_RATE, PeaksBuilder, SoundChunk, read_sound

CHUNKS_AHEAD = 2
"""Stretches of sound that are decoded while one is listened to."""


class SoundStage:
    """Listens to sound as it comes, wherever it comes from. Used as a context."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._peaks = PeaksBuilder(SAMPLE_RATE)
        self._listeners = Extractors(state, "sound")

    def __enter__(self) -> SoundStage:
        return self

    def __exit__(self, *_: object) -> None:
        self._listeners.close()

    @property
    def needed(self) -> bool:
        """Whether anything is not known yet that sound would tell."""
        return bool(self._listeners) or not _drawn_whole(self._state)

    def feed(self, chunk: SoundChunk) -> None:
        """Take the next sound."""
        self._peaks.feed(chunk.samples)
        self._listeners.feed(chunk)

    def deliver(self, *, final: bool = False) -> None:
        """Tell what is known now; `final` when no sound will come any more."""
        self._state.tell(PeaksReady(self._peaks.peaks()))
        self._listeners.deliver(final=final)


def hear(state: State) -> None:
    """Listen to a film's sound from its start to its end."""
    state.progress.stage("sound")
    whole, due = max(1, int(state.media.duration * SAMPLE_RATE)), Sparingly(RESULTS_EVERY_S)
    with SoundStage(state) as stage:
        if not stage.needed:
            return
        for chunk in ahead(read_sound(state.media, sample_rate=SAMPLE_RATE), CHUNKS_AHEAD):
            stage.feed(chunk)
            state.progress.at((chunk.start + len(chunk.samples)) / whole)
            if due():
                stage.deliver()
        stage.deliver(final=True)


def _drawn_whole(state: State) -> bool:
    """Whether the waveform reaches to the end of the film."""
    peaks = state.project.peaks
    if peaks is None or not peaks.levels:
        return False
    return (len(peaks.levels[0]) + 1) * peaks.bin_size >= state.media.duration * peaks.sample_rate
