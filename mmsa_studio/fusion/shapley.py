"""Exact Shapley values over the modalities: every subset is computed, nothing is sampled.

Formulas: Shapley (1953) for the values, Grabisch & Roubens (1999) for the interactions.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import factorial

import numpy as np

from mmsa_studio.core.track import FloatArray

Subset = frozenset[int]


def subsets(members: tuple[int, ...]) -> list[Subset]:
    """All subsets, the empty one first."""
    return [frozenset(chosen) for size in range(len(members) + 1) for chosen in combinations(members, size)]


def shapley(outputs: Mapping[Subset, FloatArray], players: int) -> FloatArray:
    """Signed contributions that sum to the output with all players minus that with none.

    Args:
        outputs: the output with only these players, for every subset. each shape (...)
        players: how many there are.

    Returns:
        shape (..., players)
    """
    values = []
    for player in range(players):
        others = tuple(other for other in range(players) if other != player)
        gains = [
            factorial(len(subset)) * factorial(players - len(subset) - 1) / factorial(players)
            * (outputs[subset | {player}] - outputs[subset])
            for subset in subsets(others)
        ]  # fmt: skip
        values.append(np.sum(gains, axis=0))
    return np.asarray(np.stack(values, axis=-1), np.float32)


def interaction(outputs: Mapping[Subset, FloatArray], first: int, second: int, players: int) -> FloatArray:
    """How much two players bring together beyond what each brings alone. shape (...)"""
    others = tuple(other for other in range(players) if other not in (first, second))
    terms = [
        factorial(len(subset)) * factorial(players - len(subset) - 2) / factorial(players - 1)
        * (outputs[subset | {first, second}] - outputs[subset | {first}] - outputs[subset | {second}] + outputs[subset])
        for subset in subsets(others)
    ]  # fmt: skip
    return np.asarray(np.sum(terms, axis=0), np.float32)
