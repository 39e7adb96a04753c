"""Faces of single steps become persons within a shot: who is who, who is the main one, and what is steady in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.features.face_mesh import overlap

FloatArray = NDArray[np.float32]
Steps = NDArray[np.int64]

LONGEST_ABSENCE = 10
"""Steps after which a face at the same place is taken for somebody else."""
_SAME_PLACE = 0.25
_SAME_SIZE = 1.7
_BEYOND_DOUBT = 0.7
_STAY = 1.5
"""How much more there must be to another person before the main one changes."""
_WINDOW = 11


@dataclass(frozen=True, eq=False)
class Sighting:
    """A usable face in the picture of a step.

    Attributes:
        step: grid step.
        box: left, top, right, bottom as fractions of the picture. shape (4,)
        reading: what was read from it. shape (R,)
        score: the detector's confidence, 0..1.
    """

    step: int
    box: FloatArray
    reading: FloatArray
    score: float


@dataclass(eq=False)
class Person:
    """The sightings of one person within a shot, in order of time."""

    sightings: list[Sighting] = field(default_factory=list)

    @property
    def steps(self) -> Steps:
        """Where the person was seen. shape (N,)"""
        return np.array([sighting.step for sighting in self.sightings], np.int64)

    @property
    def boxes(self) -> FloatArray:
        """Shape (N, 4)"""
        return np.array([sighting.box for sighting in self.sightings], np.float32)

    @property
    def readings(self) -> FloatArray:
        """Shape (N, R)"""
        return np.array([sighting.reading for sighting in self.sightings], np.float32)

    def with_bridges(self) -> Person:
        """Holes of a single step filled with the mean of what is on both sides."""
        filled: list[Sighting] = []
        for sighting in self.sightings:
            if filled and sighting.step - filled[-1].step == 2:
                before = filled[-1]
                middle = (before.box + sighting.box) / 2, (before.reading + sighting.reading) / 2
                filled.append(Sighting(before.step + 1, *middle, min(before.score, sighting.score)))
            filled.append(sighting)
        return Person(filled)


def persons(shot: Sequence[Sequence[Sighting]]) -> list[Person]:
    """Join the sightings of a shot, given step by step in order of time, by place and size.

    The best fitting pairs are joined first, so the order of faces within a picture does not matter. Who never was a
    face beyond doubt is left out: a shirt, a shadow.
    """
    found: list[Person] = []
    for sightings in shot:
        pairs = sorted(
            (
                (_fit(person.sightings[-1], sighting), i, j)
                for i, person in enumerate(found)
                for j, sighting in enumerate(sightings)
            ),
            reverse=True,
        )
        taken: set[int] = set()
        free = set(range(len(found)))
        for fit, i, j in pairs:
            if fit > 0 and i in free and j not in taken:
                found[i].sightings.append(sightings[j])
                free.remove(i)
                taken.add(j)
        found.extend(Person([sighting]) for j, sighting in enumerate(sightings) if j not in taken)
    return [person for person in found if max(sighting.score for sighting in person.sightings) >= _BEYOND_DOUBT]


def main_person(people: Sequence[Person], mouth: int) -> dict[int, int]:
    """Who the face track describes at every step where somebody is seen.

    Large, central faces whose mouths move matter most. Who was the main one stays it until another one has clearly
    more of that.

    Args:
        people: of one shot.
        mouth: column of the readings that says how far the lips are apart.

    Returns:
        the index of the person by step.
    """
    weights: dict[int, dict[int, float]] = {}
    for index, person in enumerate(people):
        for step, weight in zip(person.steps, _importance(person, mouth), strict=True):
            weights.setdefault(int(step), {})[index] = float(weight)
    chosen: dict[int, int] = {}
    current = -1
    for step in sorted(weights):
        here = weights[step]
        best = max(here, key=lambda index: (here[index], -index))
        if current not in here or here[best] > _STAY * here[current]:
            current = best
        chosen[step] = current
    return chosen


def steadied(readings: FloatArray, steps: Steps, measures: FloatArray) -> FloatArray:
    """Average out trembling, keep quick expressions: neighbours count only as far as they look alike.

    Args:
        readings: of one person. shape (N, R)
        steps: increasing. shape (N,)
        measures: of the same faces, in units of how much resting faces differ. shape (N, M)

    Returns:
        shape (N, R)
    """
    total, weight = readings.astype(np.float64), np.ones(len(steps))
    if len(steps) > 1:
        unlike = ((measures[1:] - measures[:-1]) ** 2).mean(1)
        alike = np.where(np.diff(steps) == 1, 0.5 * np.exp(-unlike), 0.0)
        total[1:] += alike[:, None] * readings[:-1]
        total[:-1] += alike[:, None] * readings[1:]
        weight[1:] += alike
        weight[:-1] += alike
    return (total / weight[:, None]).astype(np.float32)


def _fit(before: Sighting, now: Sighting) -> float:
    """0 for somebody else, more the better two sightings fit together."""
    if now.step - before.step > LONGEST_ABSENCE:
        return 0.0
    ratio = float((now.box[3] - now.box[1]) / max(before.box[3] - before.box[1], 1e-6))
    if not 1 / _SAME_SIZE < ratio < _SAME_SIZE:
        return 0.0
    shared = overlap(before.box, now.box)
    return shared if shared >= _SAME_PLACE else 0.0


def _importance(person: Person, mouth: int) -> NDArray[np.float64]:
    boxes = person.boxes.astype(np.float64)
    size = np.sqrt((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    aside = np.hypot((boxes[:, 0] + boxes[:, 2]) / 2 - 0.5, (boxes[:, 1] + boxes[:, 3]) / 2 - 0.5)
    moving = np.abs(np.diff(person.readings[:, mouth], prepend=person.readings[0, mouth]))
    speaking = np.minimum(_smooth(moving.astype(np.float64)) / 0.05, 1)
    return np.asarray(_smooth(size) * (1 - 0.6 * aside) * (1 + 3 * speaking))


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    kernel = np.ones(_WINDOW)
    counted = np.convolve(np.ones(len(values)), kernel)
    summed = np.convolve(values, kernel)
    edge = _WINDOW // 2
    smooth: NDArray[np.float64] = (summed / counted)[edge : edge + len(values)]
    return smooth
