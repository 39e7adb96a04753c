"""The pictures of a film become its face track: action units, head pose, embedding and expression of the main face."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.draft import ANY, Arrays, Column
from mmsa_studio.core.faces import FaceBox, Faces, Looks
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.track import ROUGH, FloatArray, Grid, QualityArray, Track, graded
from mmsa_studio.features.action_units import UnitScale, tell_blinks
from mmsa_studio.features.base import FacePicture
from mmsa_studio.features.face_encoder import (
    CATEGORY_PART,
    LIP_GAP,
    MEASURE_PART,
    NAMES,
    NEUTRAL,
    FaceEncoder,
    FoundFace,
    columns,
)
from mmsa_studio.features.face_identity import Memory, Steps
from mmsa_studio.features.face_tracking import LONGEST_ABSENCE, Person, Sighting, main_person, persons, steadied

__all__ = ["NAMES", "FaceEncoder", "FaceExtractor"]

_BATCH = 32
_TRUST_AFTER = 10.0
"""Resting steps (two seconds) a person must have shown before their own baseline counts as much as everyone's."""


@dataclass(frozen=True, eq=False)
class _Shot:
    """What became of the faces of a shot.

    Attributes:
        steps: where somebody is the main person. shape (n,)
        values: the columns of that person. shape (n, D)
        boxes: all faces, persons numbered from 0 within the shot.
        people: when each of them was seen, and their looks.
    """

    steps: list[int]
    values: FloatArray
    boxes: tuple[FaceBox, ...]
    people: tuple[tuple[Steps, Looks], ...]


_DRAFTED: Mapping[str, Column] = {
    "looked.step": Column(np.int32),
    "looked.shot": Column(np.int32),
    "seen.step": Column(np.int32),
    "seen.box": Column(np.float32, (4,)),
    "seen.reading": Column(np.float32, (CATEGORY_PART.stop,)),
    "seen.score": Column(np.float64),
    "seen.look": Column(np.int8, (ANY,)),
}
"""What its drafts hold."""


class FaceExtractor:
    """The face track of a film, fed one picture a step; a later picture of a step replaces an earlier one.

    What a shot's faces become depends on the pictures of that shot alone and not on when the track was asked for.
    While nobody is seen every other picture of a shot is passed over, and looked at once somebody appears soon after
    it: whoever is there for two pictures is found in both, and empty pictures, the dearest ones, cost half.
    """

    modality = "face"
    names = NAMES
    drafted = _DRAFTED

    def __init__(
        self, grid: Grid, *, device: str = "cpu", info: MediaInfo | None = None, folder: Path | None = None
    ) -> None:
        self._grid = grid
        self._encoder = FaceEncoder(device, folder)
        self._waiting: list[tuple[int, FoundFace]] = []
        self._shot_of: dict[int, int] = {}
        self._sightings: dict[int, dict[int, list[Sighting]]] = {}
        self._known: dict[int, _Shot] = {}
        self._empty_shot: int | None = None
        self._passed_over: deque[FacePicture] = deque(maxlen=LONGEST_ABSENCE // 2)
        self._passed_last = False
        self._done = 0
        self._drafted = 0

    def feed(self, item: FacePicture) -> None:
        """Look for faces in the picture of some steps; those beyond the film are left out."""
        item = replace(item, steps=range(item.steps.start, min(item.steps.stop, self._grid.count)))
        if not item.steps:
            return
        for step in item.steps:
            self._forget(step)
            self._shot_of[step] = item.shot_index
            self._sightings.setdefault(item.shot_index, {})[step] = []
        self._known.pop(item.shot_index, None)
        self._done = item.steps.stop
        if self._empty_shot != item.shot_index:
            self._passed_over.clear()
        self._passed_last = self._empty_shot == item.shot_index and not self._passed_last
        if self._passed_last:
            self._passed_over.append(item)
        elif self._look(item):
            self._empty_shot = None
            while self._passed_over:
                self._look(self._passed_over.popleft())
        else:
            self._empty_shot = item.shot_index

    def track(self, *, final: bool = False) -> Track:
        """The main person's columns at every step where there is one; `final` ends the threads that look for faces."""
        values = np.zeros((self._grid.count, len(NAMES)), np.float32)
        valid = np.zeros(self._grid.count, np.bool_)
        for shot in self._shots():
            values[shot.steps] = shot.values
            valid[shot.steps] = True
        if final:
            self.close()
        return Track(self.modality, self._grid, values, valid, NAMES, quality=self._quality(final=final))

    def faces(self, before: Faces) -> Faces:
        """The faces of the film: those before what was fed here, and all found so far.

        Who was seen within a minute before a shot and surely is the same keeps the number; others get new ones. Only
        earlier shots matter, so going on after a stop gives the same numbers.
        """
        memory, numbered = Memory(before), list[FaceBox]()
        for shot in self._shots():
            numbers = memory.numbers(shot.people)
            numbered.extend(replace(box, person=numbers[box.person]) for box in shot.boxes)
        return before.followed_by(Faces.of(numbered))

    def draft(self) -> tuple[int, Arrays]:
        """The sightings in the steps since; pictures that were passed over will be fed again."""
        self._read()
        end = self._passed_over[0].steps.start if self._passed_over else self._done
        steps = [step for step in sorted(self._shot_of) if self._drafted <= step < end]
        self._drafted = max(end, self._drafted)
        seen = [sighting for step in steps for sighting in self._sightings[self._shot_of[step]][step]]
        return self._drafted, {
            "looked.step": np.array(steps, np.int32),
            "looked.shot": np.array([self._shot_of[step] for step in steps], np.int32),
            "seen.step": np.array([one.step for one in seen], np.int32),
            "seen.box": np.array([one.box for one in seen], np.float32).reshape(-1, 4),
            "seen.reading": np.array([one.reading for one in seen], np.float32).reshape(-1, CATEGORY_PART.stop),
            "seen.score": np.array([one.score for one in seen], np.float64),
            "seen.look": np.array([one.look for one in seen], np.int8).reshape(len(seen), -1 if seen else 0),
        }

    def recall(self, end: int, arrays: Arrays) -> None:
        """Go on after pictures that were looked at."""
        for step, shot in zip(arrays["looked.step"].tolist(), arrays["looked.shot"].tolist(), strict=True):
            if 0 <= step < self._grid.count:
                self._shot_of[step] = shot
                self._sightings.setdefault(shot, {})[step] = []
        seen = (arrays[f"seen.{name}"] for name in ("step", "box", "reading", "score", "look"))
        for step, *rest in zip(*(array if array.ndim > 1 else array.tolist() for array in seen), strict=True):
            if step in self._shot_of:
                self._sightings[self._shot_of[step]][step].append(Sighting(step, *rest))
        self._done = self._drafted = end
        last = max(self._shot_of, default=-1)
        empty = last >= 0 and not self._sightings[self._shot_of[last]][last]
        self._empty_shot, self._passed_last = (self._shot_of[last] if empty else None), False

    def close(self) -> None:
        """End the threads that look for faces; feeding starts them again."""
        self._encoder.close()

    def _quality(self, *, final: bool) -> QualityArray:
        """Full up to the shot that is still open, whose pictures to come may change all of it; rough within that."""
        if final:
            return graded(self._grid, 0, self._grid.count)
        newest = max(self._sightings, default=0)
        opened = min(self._sightings.get(newest, ()), default=self._done)
        quality = graded(self._grid, 0, opened)
        quality[opened : self._done] = ROUGH
        return quality

    def _look(self, item: FacePicture) -> bool:
        """Find the faces of a picture; whether there are any."""
        found = self._encoder.find(item.image)
        self._waiting.extend((step, face) for step in item.steps for face in found)
        if len(self._waiting) >= _BATCH:
            self._read()
        return bool(found)

    def _forget(self, step: int) -> None:
        if step in self._shot_of:
            kept = [passed for passed in self._passed_over if step not in passed.steps]
            self._passed_over = deque(kept, self._passed_over.maxlen)
            self._waiting = [waiting for waiting in self._waiting if waiting[0] != step]
            shot = self._shot_of.pop(step)
            del self._sightings[shot][step]
            self._known.pop(shot, None)

    def _read(self) -> None:
        faces = [face for _, face in self._waiting]
        readings, looks = self._encoder.read(faces), self._encoder.looks(faces)
        for (step, face), reading, look in zip(self._waiting, readings, looks, strict=True):
            self._sightings[self._shot_of[step]][step].append(Sighting(step, face.box, reading, face.mesh.score, look))
        self._waiting.clear()

    def _shots(self) -> list[_Shot]:
        """All shots in order; only those with new pictures are worked out anew."""
        self._read()
        for index, steps in self._sightings.items():
            if index not in self._known:
                self._known[index] = _follow([steps[step] for step in sorted(steps)], self._encoder.scale)
        return [self._known[index] for index in sorted(self._known)]


def _follow(steps: list[list[Sighting]], scale: UnitScale) -> _Shot:
    """Persons, their own baselines, the main one, and the values of all."""
    people = [person.with_bridges() for person in persons(steps)]
    main = main_person(people, LIP_GAP)
    values: dict[int, FloatArray] = {}
    boxes: list[FaceBox] = []
    for number, person in enumerate(people):
        theirs = _values(person, scale)
        for sighting, row in zip(person.sightings, theirs, strict=True):
            is_main = main[sighting.step] == number
            boxes.append(_face_box(sighting, number, row, is_main=is_main))
            if is_main:
                values[sighting.step] = row
    chosen = sorted(values)
    stacked = np.stack([values[step] for step in chosen]) if chosen else np.zeros((0, len(NAMES)), np.float32)
    return _Shot(chosen, stacked, tuple(boxes), tuple((person.steps, person.looks) for person in people))


def _values(person: Person, scale: UnitScale) -> FloatArray:
    """The columns of one person, steadied, with their own resting face taken out. shape (N, D)"""
    steps, readings = person.steps, person.readings
    readings = steadied(readings, steps, readings[:, MEASURE_PART] / scale.spread)
    units = scale.intensities(readings[:, MEASURE_PART], resting_face(readings, scale))
    return columns(readings, tell_blinks(units, steps))


def resting_face(readings: FloatArray, scale: UnitScale) -> FloatArray:
    """A person's measures at rest: the median where they look neutral, held to everyone's while that was seldom.

    Weighting by how neutral they look keeps somebody who smiles throughout a shot from counting as at rest.

    Args:
        readings: of one person. shape (N, R)
        scale: what everyone measures at rest.

    Returns:
        shape (M,)
    """
    measures, neutral = readings[:, MEASURE_PART], np.exp(readings[:, NEUTRAL]).astype(np.float64)
    order = np.argsort(measures, axis=0)
    below = np.cumsum(neutral[order], axis=0)
    middle = (below >= below[-1] / 2).argmax(0)
    own = np.take_along_axis(measures, order, 0)[middle, np.arange(measures.shape[1])]
    trust = neutral.sum() / (neutral.sum() + _TRUST_AFTER)
    return np.asarray(scale.rest + trust * (own - scale.rest), np.float32)


def _face_box(sighting: Sighting, number: int, row: FloatArray, *, is_main: bool) -> FaceBox:
    left, top, right, bottom = (float(edge) for edge in sighting.box)
    units = {code: round(float(value), 4) for code, value in zip(ACTION_UNITS, row, strict=False)}
    return FaceBox(
        sighting.step, number, (left, top, right - left, bottom - top), is_main, units, sighting.look.tobytes()
    )
