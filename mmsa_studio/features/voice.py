"""How something is said: a film's voices as a track."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from mmsa_studio.core.draft import Arrays, Column
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.track import BoolArray, FloatArray, Grid, Track
from mmsa_studio.features.base import TrackBuffer
from mmsa_studio.features.speaking import BEFORE, SEGMENT
from mmsa_studio.features.speech_states import STATES, SpeechStates
from mmsa_studio.features.voice_model import NAME, VOICE_NAMES, voice_model
from mmsa_studio.features.voice_network import HALO
from mmsa_studio.features.voice_steps import AFTER, STEP_NAMES, STEP_SAMPLES, Steps, listen
from mmsa_studio.media.sound import SoundChunk

_SEGMENTS = 4
_LOUDEST = 8.0
"""Eight times full scale: floating-point sound may pass full scale a little."""


_DRAFTED: Mapping[str, Column] = {
    "acoustics": Column(np.float32, (len(STEP_NAMES),)),
    "states": Column(np.float16, (STATES,)),
    "valid": Column(np.bool_),
}
"""What its drafts hold."""


class VoiceExtractor:
    """Hears a film's sound as it comes; judges it when the track is asked for, by what is usual in it so far."""

    modality = NAME
    names = VOICE_NAMES
    drafted = _DRAFTED

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        self._grid = grid
        self._model = voice_model(device, folder)
        self._ear = Ear(self._model.encoder)
        self._parts: list[Steps] = []
        self._steps = 0
        self._undrafted: list[Steps] = []

    def feed(self, item: SoundChunk) -> None:
        """Take the next sound at 16 kHz.

        Raises:
            ValueError: when it begins after the end of the last.
        """
        for steps in self._ear.hear(item):
            self._keep(steps)

    def track(self, *, final: bool = False) -> Track:
        """The track as far as sound was heard; with `final`, what is shorter than a block is heard too.

        Steps whose surroundings are still to come are left for later.
        """
        if final:
            for steps in self._ear.hear_rest():
                self._keep(steps)
        done = self._grid.count if final else max(0, self._steps - HALO)
        buffer = TrackBuffer(NAME, self._grid, VOICE_NAMES)
        if any(part.valid.any() for part in self._parts):
            self._parts = [whole := Steps.joined(self._parts)]
            heard = replace(whole, valid=utterances(whole.valid))
            buffer.write(0, self._model.columns(heard)[:done], heard.valid[:done])
        return buffer.track(done)

    def draft(self) -> tuple[int, Arrays]:
        """What is heard in the steps since; the sound before the next step is needed to hear it."""
        new = Steps.joined([Steps.none(), *self._undrafted])
        self._undrafted = []
        return self._ear.needed, {"acoustics": new.acoustics, "states": new.states, "valid": new.valid}

    def recall(self, end: int, arrays: Arrays) -> None:
        """Go on after steps that were heard."""
        self._keep(Steps(arrays["acoustics"], arrays["states"], arrays["valid"]))
        self._undrafted = []
        self._ear.go_on(self._steps)

    def _keep(self, steps: Steps) -> None:
        count = min(len(steps.valid), self._grid.count - self._steps)
        self._parts.append(steps.part(slice(0, count)))
        self._undrafted.append(self._parts[-1])
        self._steps += count


class Ear:
    """Cuts sound into segments of 4 s that lie at fixed places of the film, however the sound arrives.

    Four of them are heard side by side, which costs half as much as one after the other.
    """

    def __init__(self, encoder: SpeechStates) -> None:
        self._encoder = encoder
        self._sound: FloatArray = np.zeros(BEFORE, np.float32)
        self._next = 0

    @property
    def needed(self) -> int:
        """The sample from which on sound must come to hear the next step."""
        return max(0, self._next - len(self._sound))

    def go_on(self, step: int) -> None:
        """Hear this step next, the beginning of a segment; nothing was heard yet."""
        start = step * STEP_SAMPLES - BEFORE
        self._next = max(0, start)
        self._sound = np.zeros(max(0, -start), np.float32)

    def hear(self, chunk: SoundChunk) -> Iterator[Steps]:
        """Take the next sound; gives the steps of every block that it completes.

        Raises:
            ValueError: when it begins after the end of the last.
        """
        if chunk.start > self._next:
            raise ValueError(f"sound must come without gaps: expected sample {self._next}, got {chunk.start}")
        new = chunk.samples[self._next - chunk.start :]
        self._next += len(new)
        self._sound = np.concatenate([self._sound, _sane(new)])
        while len(self._sound) >= BEFORE + _SEGMENTS * SEGMENT + AFTER:
            yield self._listen(_SEGMENTS)

    def hear_rest(self) -> Iterator[Steps]:
        """Give the steps of what is left; silence follows the end."""
        segments = -(-(len(self._sound) - BEFORE) // SEGMENT)
        if segments > 0:
            whole = BEFORE + segments * SEGMENT + AFTER
            self._sound = np.pad(self._sound, (0, max(0, whole - len(self._sound))))
            yield self._listen(segments)
            self._sound = np.zeros(BEFORE, np.float32)

    def _listen(self, segments: int) -> Steps:
        windows = [
            self._sound[start : start + BEFORE + SEGMENT + AFTER] for start in range(0, segments * SEGMENT, SEGMENT)
        ]
        self._sound = self._sound[segments * SEGMENT :]
        return listen(np.stack(windows), self._encoder)


def utterances(speech: BoolArray) -> BoolArray:
    """Speech of at least two steps: what lasts a single one is a click or a plucked string. (n,) -> (n,)"""
    beside = np.pad(speech, 1)
    return speech & (beside[:-2] | beside[2:])


def _sane(samples: FloatArray) -> FloatArray:
    """Sound as it can be heard: a broken stream may hold anything, and one bad sample would spoil a segment."""
    return np.clip(np.nan_to_num(samples, nan=0.0), -_LOUDEST, _LOUDEST)
