"""Made-up films of one modality, for every extractor alike: what its source holds where somebody is there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from mmsa_studio.core.film import Cue
from mmsa_studio.core.track import Grid
from mmsa_studio.features.base import FacePicture
from mmsa_studio.media.sound import SoundChunk

SECONDS = 8
GRID = Grid.covering(Fraction(SECONDS))
THERE = (3.0, 6.0)
"""Seconds in which somebody is there; nobody is before and after."""

_RATE = 16_000
_PICTURES_A_SECOND = 5


def items(source: str, *, there: tuple[float, float] | None = THERE) -> list[Any]:
    """What an extractor of this source is fed, in order of time; nobody is there when `there` is None."""
    return list({"cues": _cues, "sound": _sound, "pictures": _pictures}[source](there))


def _cues(there: tuple[float, float] | None) -> Iterator[tuple[Cue, ...]]:
    if there is None:
        yield ()
        return
    start, end = map(Fraction, there)
    middle = (start + end) / 2
    yield (Cue(start, middle, "I am so glad that you came!"), Cue(middle, end, "But now we must go."))


def _sound(there: tuple[float, float] | None) -> Iterator[SoundChunk]:
    sound = np.zeros(SECONDS * _RATE, np.float32)
    if there is not None:
        begin, end = (int(second * _RATE) for second in there)
        sound[begin:end] = np.resize(spoken(), end - begin)
    for start in range(0, len(sound), _RATE):
        yield SoundChunk(start, sound[start : start + _RATE])


def _pictures(there: tuple[float, float] | None) -> Iterator[FacePicture]:
    for number in range(SECONDS * _PICTURES_A_SECOND):
        second = (number + 0.5) / _PICTURES_A_SECOND
        shown = there is not None and there[0] <= second < there[1]
        steps = range(GRID.at(second), GRID.at(second) + 1)
        yield FacePicture(number * 5 + 2, steps, _face() if shown else np.zeros_like(_face()), 0)


@cache
def spoken() -> np.ndarray:
    """What Mira says in the demonstration reel, by the program's own speech synthesiser. (N,) at 16 kHz"""
    from mmsa_studio.demo.script import SCENES
    from mmsa_studio.demo.voice import SAMPLE_RATE, say

    lines = [line for scene in SCENES for line in scene.lines if line.speaker == "mira"]
    return np.concatenate([say(line).samples[:: SAMPLE_RATE // _RATE] for line in lines]).astype(np.float32)


@cache
def _face() -> np.ndarray:
    """The portrait that scikit-image carries, a public-domain photograph by NASA. (H, W, 3) uint8"""
    from skimage.data import astronaut

    return np.ascontiguousarray(astronaut()[:360, :480])
