"""Faces of single steps become persons within a shot: who is who, who is the main one, and what is steady in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from mmsa_studio.core.faces import Looks
from mmsa_studio.features.face_identity import SURE, Steps, same_people
from mmsa_studio.features.face_look import unlikeness
from mmsa_studio.features.face_mesh import overlap

FloatArray = NDArray[np.float32]

LONGEST_ABSENCE = 10
"""Steps after which who is out of sight is only found again by looks."""
_REACH = 0.6
"""Heights of a face that somebody may be away from where they were going, one step later."""
_MORE_REACH = 0.1
"""The same for every further step."""
_SAME_SIZE = 1.7
_SAME_PLACE = 0.4
"""Overlap with where somebody was a step ago from which nearly any look may be theirs: heads turn, hands pass."""
_UNLIKE, _UNLIKE_THERE, _UNLIKE_LATER = 0.9, 1.2, 0.6
"""Unlikeness from which a face is somebody else's: a step later anywhere and right there, and after a break."""
_HEAD = 2.5
"""Size of what may hide others, hair and shoulders too, by that of the face."""
_NEVER = 2.0
"""The cost of taking a face for somebody whom it cannot be, and the highest of any pair."""
_LAST = 5
"""The sightings that a new one is compared with, and that tell where somebody is going."""
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
        look: what the person looks like. shape (L,)
    """

    step: int
    box: FloatArray
    reading: FloatArray
    score: float
    look: Looks


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

    @property
    def best(self) -> float:
        """How surely it is a face, when that was surest."""
        return max(sighting.score for sighting in self.sightings)

    @property
    def looks(self) -> Looks:
        """Shape (N, L)"""
        return np.array([sighting.look for sighting in self.sightings], np.int8)

    def with_bridges(self) -> Person:
        """Holes of a single step filled with the mean of what is on both sides."""
        filled: list[Sighting] = []
        for sighting in self.sightings:
            if filled and sighting.step - filled[-1].step == 2:
                before = filled[-1]
                middle = (before.box + sighting.box) / 2, (before.reading + sighting.reading) / 2
                filled.append(Sighting(before.step + 1, *middle, min(before.score, sighting.score), before.look))
            filled.append(sighting)
        return Person(filled)


def persons(shot: Sequence[Sequence[Sighting]]) -> list[Person]:
    """Join the sightings of a shot, given step by step in order of time, by where people were going and their looks.

    First without a break, then across breaks by looks alone. The order of faces within a picture does not matter. Who
    never was a face beyond doubt is left out: a shirt, a shadow.
    """
    fragments = [fragment for fragment in _fragments(shot) if fragment.best >= _BEYOND_DOUBT]
    groups = same_people([(fragment.steps, fragment.looks) for fragment in fragments])
    return [Person([one for place in group for one in fragments[place].sightings]) for group in groups]


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


def _fragments(shot: Sequence[Sequence[Sighting]]) -> list[Person]:
    """What can be followed without losing sight, in order of beginnings."""
    found: list[Person] = []
    for sightings in shot:
        now = sorted(sightings, key=lambda sighting: sighting.box.tolist())
        near = [one for one in found if now and now[0].step - one.sightings[-1].step <= LONGEST_ABSENCE]
        covered = [_covered(sighting, now) for sighting in now]
        costs = np.array([[_cost(person, *seen) for seen in zip(now, covered, strict=True)] for person in near])
        costs = costs.reshape(len(near), len(now))
        taken: set[int] = set()
        for i, j in zip(*linear_sum_assignment(costs), strict=True):
            if costs[i, j] < _NEVER:
                near[i].sightings.append(now[j])
                taken.add(int(j))
        found.extend(Person([sighting]) for j, sighting in enumerate(now) if j not in taken)
    return found


def _cost(person: Person, now: Sighting, covered: bool) -> float:
    """How badly a sighting fits a person: 0 for exactly where they were going and as they look, up to `_NEVER`.

    Who is partly covered looks like nobody, and is told by where they were going alone.
    """
    last = person.sightings[-_LAST:]
    before = last[-1]
    gap = now.step - before.step
    height, was = (max(float(one.box[3] - one.box[1]), 1e-6) for one in (now, before))
    if not 1 / _SAME_SIZE < height / was < _SAME_SIZE:
        return _NEVER
    away = float(np.hypot(*(_middle(now) - _expected(last, gap)))) / ((height + was) / 2)
    unlike = float(unlikeness(now.look[None], np.array([one.look for one in last])).min())
    there = gap == 1 and overlap(before.box, now.box) >= _SAME_PLACE
    doubt = unlike / (_UNLIKE_THERE if there else _UNLIKE if gap == 1 else _UNLIKE_LATER)
    reach = (_REACH + _MORE_REACH * (gap - 1)) * (2 if unlike <= SURE else 1)
    if doubt >= 1 and covered:
        doubt = 0.99
    return away / reach + doubt if away < reach and doubt < 1 else _NEVER


def _covered(face: Sighting, faces: Sequence[Sighting]) -> bool:
    """Whether another head may hide a part of a face."""
    for other in faces:
        if other is not face:
            middle, half = _middle(other), (other.box[2:] - other.box[:2]) / 2 * _HEAD
            shared = np.minimum(face.box[2:], middle + half) - np.maximum(face.box[:2], middle - half)
            if (shared > 0).all():
                return True
    return False


def _middle(sighting: Sighting) -> FloatArray:
    """Shape (2,)"""
    return np.asarray((sighting.box[:2] + sighting.box[2:]) / 2, np.float32)


def _expected(last: Sequence[Sighting], gap: int) -> FloatArray:
    """Where somebody is some steps after their last sightings, when they go on as before. shape (2,)"""
    steps = last[-1].step - last[0].step
    if not steps or steps > LONGEST_ABSENCE:
        return _middle(last[-1])
    return np.asarray(_middle(last[-1]) + (_middle(last[-1]) - _middle(last[0])) * (min(gap, _LAST) / steps))


def _importance(person: Person, mouth: int) -> NDArray[np.float64]:
    boxes = person.boxes.astype(np.float64)
    size = np.sqrt((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    aside = np.hypot((boxes[:, 0] + boxes[:, 2]) / 2 - 0.5, (boxes[:, 1] + boxes[:, 3]) / 2 - 0.5)
    moving = np.zeros(len(boxes))
    moving[1:] = np.abs(np.diff(person.readings[:, mouth])) * (np.diff(person.steps) == 1)  # unseen, nobody speaks
    speaking = np.minimum(_smooth(moving) / 0.05, 1)
    return np.asarray(_smooth(size) * (1 - 0.6 * aside) * (1 + 3 * speaking))


def _smooth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    kernel = np.ones(_WINDOW)
    counted = np.convolve(np.ones(len(values)), kernel)
    summed = np.convolve(values, kernel)
    edge = _WINDOW // 2
    smooth: NDArray[np.float64] = (summed / counted)[edge : edge + len(values)]
    return smooth
