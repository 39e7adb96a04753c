"""Who is who again after having been out of sight: by what they look like, within a shot and within a minute.

A measured look is sure at most; where it is not, somebody is taken for a new person, because two people under one
number mislead more than one person under two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.faces import Faces, Looks
from mmsa_studio.features.face_look import unlikeness

Steps = NDArray[np.int64]

SURE = 0.5
"""Unlikeness up to which somebody is recognised: half a percent of pairs of strangers lie below .74, few below this."""
REMEMBERED = 300
"""Steps (a minute) for which somebody out of sight is remembered."""
_LOOKS = 16
"""Looks of a person that are compared, evenly spread over when they were seen."""


def between(one: Looks, other: Looks) -> float:
    """How unlike two people are: typically, to the nearest look that is known of the other one."""
    return float(np.median(unlikeness(_spread(one), _spread(other)).min(1)))


def same_people(fragments: Sequence[tuple[Steps, Looks]]) -> list[list[int]]:
    """Which fragments of a shot, in order of their beginnings, show one person.

    The most alike are joined first, and never two that are seen at the same time.

    Args:
        fragments: the steps somebody was seen at without a break, shape (N,), and their looks, shape (N, L).

    Returns:
        the places of each person's fragments, people in order of when they were first seen.
    """
    groups = [[place] for place in range(len(fragments))]
    group_of, seen = list(range(len(fragments))), [set(steps.tolist()) for steps, _ in fragments]
    for _, i, j in sorted(_alike(fragments)):
        mine, other = sorted((group_of[i], group_of[j]))
        if mine != other and not seen[mine] & seen[other]:
            seen[mine] |= seen[other]
            groups[mine] += groups[other]
            for place in groups[other]:
                group_of[place] = mine
            groups[other] = []
    return [sorted(group) for group in groups if group]


def _alike(fragments: Sequence[tuple[Steps, Looks]]) -> Iterable[tuple[float, int, int]]:
    """Pairs of fragments that may be one person, and how unlike they are."""
    for j, (steps, looks) in enumerate(fragments):
        for i, (before, known) in enumerate(fragments[:j]):
            if before[-1] < steps[0] <= before[-1] + REMEMBERED and (unlike := between(looks, known)) <= SURE:
                yield unlike, i, j


class Memory:
    """The people of the last minute with their numbers, and the highest number given so far.

    Args:
        before: the faces of the film so far.
    """

    def __init__(self, before: Faces) -> None:
        last = int(before.step[-1]) if len(before) else 0
        recent = slice(int(np.searchsorted(before.step, last - REMEMBERED)), None)
        self._steps = before.step[recent].astype(np.int64)
        self._numbers = before.person[recent].astype(np.int64)
        self._looks = before.look[recent]
        self._next = int(before.person.max()) + 1 if len(before) else 0

    def numbers(self, people: Sequence[tuple[Steps, Looks]]) -> list[int]:
        """The numbers of a shot's people: those they had when they are surely the same, else new ones.

        The most alike are recognised first; what is seen now is remembered.

        Args:
            people: the steps each of them was seen at, shape (N,), and their looks, shape (N, L).
        """
        known = self._known(min((int(steps[0]) for steps, _ in people), default=0))
        pairs = sorted(
            (between(looks, theirs), number, place)
            for number, theirs in known.items()
            for place, (_, looks) in enumerate(people)
        )
        given: dict[int, int] = {}
        for unlike, number, place in pairs:
            if unlike <= SURE and place not in given and number not in given.values():
                given[place] = number
        for place, (steps, looks) in enumerate(people):
            if place not in given:
                given[place] = self._next
                self._next += 1
            self._remember(steps, given[place], looks)
        return [given[place] for place in range(len(people))]

    def _known(self, now: int) -> dict[int, Looks]:
        """The looks of those seen in the last minute, by number; the older ones are forgotten."""
        kept = self._steps >= now - REMEMBERED
        self._steps, self._numbers, self._looks = self._steps[kept], self._numbers[kept], self._looks[kept]
        shown = self._looks.any(1) if self._looks.size else np.zeros(len(self._steps), np.bool_)
        return {
            int(number): self._looks[shown & (self._numbers == number)] for number in np.unique(self._numbers[shown])
        }

    def _remember(self, steps: Steps, number: int, looks: Looks) -> None:
        width = max(self._looks.shape[1], looks.shape[1])
        older = np.pad(self._looks, ((0, 0), (0, width - self._looks.shape[1])))
        newer = np.pad(looks, ((0, 0), (0, width - looks.shape[1])))
        self._steps = np.concatenate([self._steps, steps])
        self._numbers = np.concatenate([self._numbers, np.full(len(steps), number, np.int64)])
        self._looks = np.concatenate([older, newer])


def _spread(looks: Looks) -> Looks:
    """At most `_LOOKS` of them, the first and the last among them. (N, L) -> (n, L)"""
    chosen = np.unique(np.linspace(0, len(looks) - 1, min(_LOOKS, len(looks))).round().astype(int))
    return np.asarray(looks[chosen], np.int8)
