"""Which language is spoken where: stretches of speech are cut where the language changes.

A language is told from some seconds of speech at a time. What is likely by itself counts together with what is spoken
around it, as a hidden Markov model that is loath to change, so that one short “Oui” changes nothing and some seconds of
French do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log

import numpy as np

from mmsa_studio.core.speech import ENGLISH
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.features.stretches import SAMPLE_RATE, Stretch

Tell = Callable[[FloatArray], Mapping[str, float]]
"""Says how likely each language is in some sound."""

_PAUSE = round(0.4 * SAMPLE_RATE / WINDOW)
"""Windows without speech from which a pause may lie between two languages."""
_LEAD = 4
"""Windows kept around speech whose language is told."""
_IN_DOUBT = 0.8
"""Probability below which a piece is looked at in its parts."""
_LEAST = 0.01
"""No language is taken to be less likely: a model is never surer than that of a few seconds."""
_FULL_S = 2.0
"""Seconds of speech whose evidence counts once; shorter ones count less, longer ones up to twice."""
_CHANGE = 3.0
"""What a change of language costs, in logarithms of probability."""
_FOREIGN = 1.5
"""What it costs not to begin in English."""


@dataclass(frozen=True)
class _Piece:
    """Some speech of a stretch: its windows, its seconds of speech, and how likely each language is."""

    first: int
    last: int
    spoken_s: float
    likely: Mapping[str, float]

    @property
    def likeliest(self) -> str:
        return max(self.likely, key=lambda language: self.likely[language])

    def evidence(self, language: str) -> float:
        return min(self.spoken_s / _FULL_S, 2) * log(max(self.likely.get(language, 0.0), _LEAST))


def by_language(
    spoken: Iterable[Stretch], tell: Tell, piece_s: float, before: str = ""
) -> Iterator[tuple[Stretch, str]]:
    """Stretches of one language each, and which. One further stretch is heard before anything is said of one.

    Args:
        spoken: stretches in order; an empty one, where nobody speaks for long, parts what lies around it.
        tell: says how likely each language is in some sound at 16 kHz; called a few times a stretch.
        piece_s: seconds of speech to tell a language from.
        before: what was spoken last, where it is known.
    """
    waiting: tuple[Stretch, list[_Piece]] | None = None
    for stretch in spoken:
        if not len(stretch.samples):
            if waiting:
                languages = _path(waiting[1], before)
                yield from _cut(*waiting, languages)
                waiting, before = None, languages[-1]
            yield stretch, before
            continue
        pieces = _pieces(stretch, tell, piece_s, waiting[1][-1].likeliest if waiting else before or ENGLISH)
        if waiting:
            known, heard = waiting
            languages = _path([*heard, *pieces], before)[: len(heard)]
            yield from _cut(known, heard, languages)
            before = languages[-1]
        waiting = stretch, pieces
    if waiting:
        yield from _cut(*waiting, _path(waiting[1], before))


def _pieces(stretch: Stretch, tell: Tell, piece_s: float, before: str) -> list[_Piece]:
    """Some seconds of speech each; where the language is in doubt or may change, from pause to pause."""

    def told(first: int, last: int) -> _Piece:
        sound = stretch.samples[max(first - _LEAD, 0) * WINDOW : (last + _LEAD) * WINDOW]
        spoken_s = float(stretch.speech[first:last].sum()) * WINDOW / SAMPLE_RATE
        return _Piece(first, last, spoken_s, tell(sound))

    runs = _runs(stretch)
    groups = _groups(stretch, runs, piece_s)
    coarse = [told(group[0][0], group[-1][1]) for group in groups]
    around = [before, *(piece.likeliest for piece in coarse)]
    around.append(around[-1])
    pieces: list[_Piece] = []
    for place, (piece, group) in enumerate(zip(coarse, groups, strict=True)):
        here = piece.likeliest
        doubtful = piece.likely[here] < _IN_DOUBT or {around[place], around[place + 2]} != {here}
        pieces += [told(*run) for run in group] if doubtful and len(group) > 1 else [piece]
    return pieces


def _runs(stretch: Stretch) -> list[tuple[int, int]]:
    """First and last windows (half-open) of speech between pauses."""
    heard = np.flatnonzero(stretch.speech)
    breaks = np.flatnonzero(np.diff(heard) > _PAUSE)
    firsts, lasts = heard[np.r_[0, breaks + 1]], heard[np.r_[breaks, len(heard) - 1]]
    return [(int(first), int(last) + 1) for first, last in zip(firsts, lasts, strict=True)]


def _groups(stretch: Stretch, runs: Sequence[tuple[int, int]], piece_s: float) -> list[list[tuple[int, int]]]:
    """Runs put together until they hold enough speech to tell a language from."""
    groups: list[list[tuple[int, int]]] = [[]]
    for run in runs:
        first = groups[-1][0][0] if groups[-1] else run[0]
        if stretch.speech[first : run[0]].sum() * WINDOW >= piece_s * SAMPLE_RATE:
            groups.append([])
        groups[-1].append(run)
    return groups


def _path(pieces: Sequence[_Piece], before: str) -> list[str]:
    """The likeliest languages of pieces one after the other (Viterbi 1967); `before` is what was spoken last."""
    languages = sorted({before or ENGLISH, ENGLISH, *(piece.likeliest for piece in pieces)})
    scores, cost = {before or ENGLISH: 0.0}, _CHANGE if before else _FOREIGN
    came_from: list[dict[str, str]] = []
    for piece in pieces:
        ways = {one: {other: scores[other] - cost * (other != one) for other in scores} for one in languages}
        came_from.append({one: max(way, key=way.__getitem__) for one, way in ways.items()})
        scores = {one: max(way.values()) + piece.evidence(one) for one, way in ways.items()}
        cost = _CHANGE
    path = [max(scores, key=scores.__getitem__)]
    for best in reversed(came_from[1:]):
        path.append(best[path[-1]])
    return path[::-1]


def _cut(stretch: Stretch, pieces: Sequence[_Piece], languages: Sequence[str]) -> Iterator[tuple[Stretch, str]]:
    """Parts of a stretch, cut in the middle of the pauses in which the language changes."""
    changes = [
        (before.last + after.first) // 2
        for (before, said), (after, then) in pairwise(zip(pieces, languages, strict=True))
        if said != then
    ]
    spoken = [language for language, _ in groupby(languages)]
    borders = [0, *changes, len(stretch.speech)]
    for (first, last), language in zip(pairwise(borders), spoken, strict=True):
        samples = stretch.samples[first * WINDOW : last * WINDOW]
        until = stretch.until if last == len(stretch.speech) else stretch.start + last * WINDOW
        yield Stretch(stretch.start + first * WINDOW, samples, stretch.speech[first:last], until), language
