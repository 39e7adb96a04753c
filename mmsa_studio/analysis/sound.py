"""The stage of the sound: its waveform, and the tracks of everybody who listens."""

from __future__ import annotations

import numpy as np

from mmsa_studio.analysis.extracting import Extractors, drafts_of
from mmsa_studio.analysis.hearing import sound_from
from mmsa_studio.analysis.state import DRAFTS_EVERY_S, RESULTS_EVERY_S, State
from mmsa_studio.core.draft import SOUND, Column
from mmsa_studio.core.jobs import PeaksReady
from mmsa_studio.core.progress import Every, Sparingly
from mmsa_studio.media.ahead import ahead
from mmsa_studio.media.sound import SAMPLE_RATE, PeaksBuilder, SoundChunk

_BINS = Column(np.int16, (2,))
CHUNKS_AHEAD = 2
"""Stretches of sound that are decoded while one is listened to."""


class SoundStage:
    """Listens to sound as it comes, wherever it comes from. Used as a context.

    Attributes:
        start: the sample from which on sound is needed.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._peaks = PeaksBuilder(SAMPLE_RATE)
        for draft in drafts_of(state, "sound", SOUND):
            if (bins := draft.arrays.get("bins")) is not None and _BINS.holds(bins):
                self._peaks.recall(bins)
        self._listeners = Extractors(state, "sound", SOUND)
        self.start = min(self._listeners.needed, self._peaks.samples)

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
        self._peaks.feed(chunk.samples[max(0, self._peaks.samples - chunk.start) :])
        self._listeners.feed(chunk)

    def deliver(self, *, final: bool = False) -> None:
        """Tell what is known now; `final` when no sound will come any more."""
        self._state.tell(PeaksReady(self._peaks.peaks()))
        self._listeners.deliver(final=final)

    def draft(self) -> None:
        """Tell what was worked out since."""
        self._listeners.draft({"bins": self._peaks.since()})


def hear(state: State) -> None:
    """Listen to a film's sound from where it was heard to, to its end."""
    state.progress.stage("sound")
    whole = max(1, int(state.media.duration * SAMPLE_RATE))
    due, drafted = Sparingly(RESULTS_EVERY_S), Every(DRAFTS_EVERY_S)
    with SoundStage(state) as stage:
        if not stage.needed:
            return
        for chunk in ahead(sound_from(state, stage.start), CHUNKS_AHEAD):
            stage.feed(chunk)
            state.progress.at((chunk.start + len(chunk.samples)) / whole)
            if drafted():
                stage.draft()
            if due():
                stage.deliver()
        stage.deliver(final=True)


def _drawn_whole(state: State) -> bool:
    """Whether the waveform reaches to the end of the film."""
    peaks = state.project.peaks
    if peaks is None or not peaks.levels:
        return False
    return (len(peaks.levels[0]) + 1) * peaks.bin_size >= state.media.duration * peaks.sample_rate
