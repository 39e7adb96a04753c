"""What an analysis worked out of a stretch of a film, kept before it is a track, so that a kill loses seconds.

A track is made from all of a film (what is usual in it, who is who), and takes long to make and to write. What it is
made from is only ever added to, a little at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.track import Track

Arrays = Mapping[str, NDArray[Any]]

WORDS, SOUND, KEY_PICTURES, PICTURES, SPEECH = "words", "sound", "key pictures", "pictures", "speech"
"""The stages that leave drafts."""
WORDS_STAGES = (WORDS, SPEECH)
"""Those that count cues: their drafts hold as long as these cues stay."""


ANY = -1
"""A length that depends on the model."""


@dataclass(frozen=True)
class Column:
    """What an array of a draft looks like: a row for every one of n things, each of this `shape`."""

    dtype: type[np.generic]
    shape: tuple[int, ...] = ()

    def holds(self, array: NDArray[Any]) -> bool:
        """Whether an array is one of these, and can be reckoned with."""
        if array.dtype != self.dtype or array.ndim != 1 + len(self.shape):
            return False
        sizes = zip(array.shape[1:], self.shape, strict=True)
        return all(expected in (ANY, found) for found, expected in sizes) and bool(np.isfinite(array).all())


@dataclass(frozen=True, eq=False)
class Draft:
    """What a stage of an analysis worked out of a stretch.

    Attributes:
        stage: the stage's name.
        start: where the stretch begins, in what the stage counts: cues, samples or grid steps.
        end: from where on material is needed to go on after it; never before `start`.
        makers: the encoder of every modality that took part; None where an encoder has no name.
        arrays: by modality and name, `voice.states`, or of the stage itself, `cuts`.
    """

    stage: str
    start: int
    end: int
    makers: Mapping[str, ModelIdentity | None]
    arrays: Arrays

    def fits(self, modality: str, columns: Mapping[str, Column]) -> bool:
        """Whether it holds the columns an extractor wants; those named alike before a dot have as many rows."""
        mine = self.of(modality)
        if mine.keys() != columns.keys() or not all(columns[name].holds(array) for name, array in mine.items()):
            return False
        rows = {(name.partition(".")[0] if "." in name else "", len(array)) for name, array in mine.items()}
        return len(rows) == len({table for table, _ in rows})

    def of(self, modality: str) -> Arrays:
        """The arrays of one modality by their own names."""
        whose = f"{modality}."
        return {name.removeprefix(whose): array for name, array in self.arrays.items() if name.startswith(whose)}


def following(drafts: tuple[Draft, ...], new: Draft) -> tuple[Draft, ...]:
    """The drafts with a further one; one that does not begin where its stage got to takes the place of all of it."""
    before = of_stage(drafts, new.stage)
    if before and before[-1].end == new.start:
        return (*drafts, new)
    return (*(one for one in drafts if one.stage != new.stage), new)


def of_stage(drafts: tuple[Draft, ...], stage: str) -> tuple[Draft, ...]:
    """The drafts of one stage, in order."""
    return tuple(one for one in drafts if one.stage == stage)


def still_needed(drafts: tuple[Draft, ...], tracks: Mapping[str, Track]) -> tuple[Draft, ...]:
    """The drafts without those all of whose modalities have become complete tracks."""
    complete = {track.modality for track in tracks.values() if track.complete}
    return tuple(one for one in drafts if not one.makers or not complete.issuperset(one.makers))
