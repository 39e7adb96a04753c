"""How something is said: a film's voices as a track."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.track import FloatArray, Grid, Track
from mmsa_studio.features.base import Source, TrackBuffer
from mmsa_studio.features.speaker_states import SpeakerStates
from mmsa_studio.features.voice_model import NAME, VOICE_NAMES, joined, shares_of, silence, voice_model
from mmsa_studio.features.voice_network import HALO, Usual
from mmsa_studio.features.voice_steps import AFTER, BEFORE, STEP_SAMPLES, Steps, listen
from mmsa_studio.media.sound import SoundChunk

_SEGMENT = 20 * STEP_SAMPLES
_SEGMENTS = 4
_LOUDEST = 8.0
"""Eight times full scale: floating-point sound may pass full scale a little."""


class VoiceExtractor:
    """Hears a film's sound as it comes; judges it when the track is asked for, by what is usual in it so far."""

    modality = NAME
    source: Source = "sound"
    names = VOICE_NAMES

    def __init__(self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None) -> None:
        self._grid = grid
        self._model = voice_model(device)
        self._ear = Ear(self._model.speaker)
        self._heard = silence(grid.count)
        self._shares: FloatArray = np.zeros((grid.count, 2), np.float32)
        self._steps = 0

    def feed(self, item: SoundChunk) -> None:
        """Take the next sound at 16 kHz.

        Raises:
            ValueError: when it does not begin where the last ended.
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
        heard = self._heard.part(slice(0, self._steps))
        buffer = TrackBuffer(NAME, self._grid, VOICE_NAMES)
        if heard.valid.any():
            columns = self._model.columns(heard, Usual.of(heard), self._shares[: self._steps])
            buffer.write(0, columns[:done], heard.valid.numpy()[:done])
        return buffer.track(done)

    def _keep(self, steps: Steps) -> None:
        count = min(len(steps.valid), self._grid.count - self._steps)
        here = slice(self._steps, self._steps + count)
        heard = self._model.hear(steps)
        self._heard.acoustics[here] = heard.acoustics[:count]
        self._heard.states[here] = heard.states[:count]
        self._heard.valid[here] = heard.valid[:count]
        self._shares[here] = shares_of(steps)[:count]
        self._steps += count


class Ear:
    """Cuts sound into segments of 4 s that lie at fixed places of the film, however the sound arrives.

    Four of them are heard side by side, which costs half as much as one after the other.
    """

    def __init__(self, speaker: SpeakerStates) -> None:
        self._speaker = speaker
        self._sound: FloatArray = np.zeros(BEFORE, np.float32)
        self._next = 0

    def hear(self, chunk: SoundChunk) -> Iterator[Steps]:
        """Take the next sound; gives the steps of every block that it completes.

        Raises:
            ValueError: when it does not begin where the last ended.
        """
        if chunk.start != self._next:
            raise ValueError(f"sound must come without gaps: expected sample {self._next}, got {chunk.start}")
        self._next += len(chunk.samples)
        self._sound = np.concatenate([self._sound, _sane(chunk.samples)])
        while len(self._sound) >= BEFORE + _SEGMENTS * _SEGMENT + AFTER:
            yield self._listen(_SEGMENTS)

    def hear_rest(self) -> Iterator[Steps]:
        """Give the steps of what is left; silence follows the end."""
        segments = -(-(len(self._sound) - BEFORE) // _SEGMENT)
        if segments > 0:
            whole = BEFORE + segments * _SEGMENT + AFTER
            self._sound = np.pad(self._sound, (0, max(0, whole - len(self._sound))))
            yield self._listen(segments)
            self._sound = np.zeros(BEFORE, np.float32)

    def _listen(self, segments: int) -> Steps:
        windows = [
            self._sound[start : start + BEFORE + _SEGMENT + AFTER] for start in range(0, segments * _SEGMENT, _SEGMENT)
        ]
        self._sound = self._sound[segments * _SEGMENT :]
        return listen(np.stack(windows), self._speaker)


def _sane(samples: FloatArray) -> FloatArray:
    """Sound as it can be heard: a broken stream may hold anything, and one bad sample would spoil a segment."""
    return np.clip(np.nan_to_num(samples, nan=0.0), -_LOUDEST, _LOUDEST)


class VoiceEncoder:
    """Turns utterances into the columns of a voice track, for training."""

    names = VOICE_NAMES

    def __init__(self, device: str = "cpu") -> None:
        self._model = voice_model(device)

    def encode(self, samples: FloatArray) -> FloatArray:
        """An utterance that is a film of its own; zero where nobody speaks. (N,) at 16 kHz -> (steps, D)"""
        return self.encode_film([samples])[0]

    def encode_film(self, utterances: Sequence[FloatArray]) -> list[FloatArray]:
        """Utterances of one film: what is usual is measured over all of them. each (N,) -> each (steps, D)"""
        steps = [self._listen(samples) for samples in utterances]
        heard = [self._model.hear(part) for part in steps]
        usual = Usual.of(joined(heard))
        return [
            np.where(part.valid[:, None], self._model.columns(one, usual, shares_of(part)), np.float32(0))
            for part, one in zip(steps, heard, strict=True)
        ]

    def _listen(self, samples: FloatArray) -> Steps:
        ear = Ear(self._model.speaker)
        parts = [*ear.hear(SoundChunk(0, np.asarray(samples, np.float32))), *ear.hear_rest()]
        count = -(-len(samples) // STEP_SAMPLES)
        return Steps.joined(parts).part(slice(0, count))
