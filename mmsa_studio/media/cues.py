"""Making cues sensible: what is said of a film's subtitles, when, and where each word lies in time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from mmsa_studio.core.clock import AS_WRITTEN, Clock
from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.limits import LONGEST_CUE_S
from mmsa_studio.media.labels import NO_HABITS, Habits, habits, spoken
from mmsa_studio.media.lines import Line, plain
from mmsa_studio.media.rolling import unrolled
from mmsa_studio.media.signs import without_signs

__all__ = ["Line", "Repaired", "place_words", "repair", "spoken"]

_UNSPACED = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"{_UNSPACED}[^\w\s]*|(?:(?!{_UNSPACED})\S)+")

_PAUSES = {",": 2, ";": 2, ":": 2, "—": 2, "–": 2, ".": 4, "!": 4, "?": 4, "…": 4, "，": 2, "。": 4, "！": 4, "？": 4}
"""Silence after a mark, counted in letters: about a tenth of a second a pair."""

_TOGETHER = Fraction(1, 5)
"""Seconds within which lines begin, and end, that are one cue in several rows."""
_UNTIMED = Fraction(2)
_SHORTEST_WORD_S = 1e-3

Moments = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Repaired:
    """Usable cues in order of their starts, which may overlap, and what was left out.

    Attributes:
        cues: in seconds from frame 0.
        outside: how many lines lay outside the film.
        signs: how many texts are to be read in the picture and said by nobody.
        beyond: cues of the lines outside the film, which no project keeps.
    """

    cues: tuple[Cue, ...]
    outside: int
    signs: int = 0
    beyond: tuple[Cue, ...] = ()


def repair(lines: Iterable[Line], duration: Fraction, clock: Clock = AS_WRITTEN) -> Repaired:
    """Sort lines, keep what is said once and inside the film, make plain text and place the words.

    A line keeps its own time under others. One without length lasts until the next one, two seconds at most. Lines that
    begin and end together become one cue. Repeated lines count once.

    Args:
        lines: as the file tells them.
        duration: seconds of the film.
        clock: what their times go through.
    """
    said, signs = without_signs([*lines])
    timed = (_on(clock, line) for line in dict.fromkeys(plain(said)))
    known = unrolled(sorted(timed, key=lambda line: (line.start, line.end)))
    inside = [line for line in known if line.start < duration and (line.end > 0 or line.start >= 0)]
    placed = [
        replace(line, start=max(line.start, Fraction(0)), end=min(end, duration, line.start + LONGEST_CUE_S))
        for line, end in zip(inside, _ends(inside), strict=True)
    ]
    learned = habits(line.text for line in placed)
    cues = tuple(_cue(line, learned) for line in _together(placed))
    there = {*inside}
    beyond = tuple(_cue(line, learned) for line in known if line not in there and line.end > line.start)
    return Repaired(cues, len(known) - len(inside), signs, beyond)


def place_words(cue: Cue, known: Habits = NO_HABITS, moments: Moments = ()) -> Cue:
    """Spread the words of a cue over its time by their letters, with small pauses at punctuation.

    Notes for the hard of hearing, like “[music]” or “JOHN:”, are not words that are said.

    Args:
        cue: the cue.
        known: how its file writes down who speaks.
        moments: when what stands at some places of the text is said; words lie between them.
    """
    tokens = [token for token in _WORD.finditer(spoken(cue.text, known)) if _letters(token[0])]
    if moments:
        return replace(cue, words=_timed(cue, tokens, moments))
    weights = [_letters(token[0]) + 1 for token in tokens]
    pauses = [max(_PAUSES.get(mark, 0) for mark in token[0][-2:]) for token in tokens]
    pauses[-1:] = [0] * len(tokens[-1:])
    total = sum(weights) + sum(pauses)
    unit = float(cue.end - cue.start) / total if total else 0.0
    words, at = [], 0
    for token, weight, pause in zip(tokens, weights, pauses, strict=True):
        begin = float(cue.start) + at * unit
        words.append(Word(token[0], begin, begin + weight * unit))
        at += weight + pause
    return replace(cue, words=tuple(words))


def _timed(cue: Cue, tokens: list[re.Match[str]], moments: Moments) -> tuple[Word, ...]:
    """Words at the times inside their cue; those between two times share what lies between."""
    start, end = float(cue.start), float(cue.end)
    inside = {place: float(time) for place, time in moments if start <= time <= end}
    places = [0, *(place for place in inside if 0 < place < len(cue.text)), len(cue.text)]
    times = [inside.get(0, start), *(inside[place] for place in places[1:-1]), end]
    edges = np.interp([[token.start(), token.end()] for token in tokens], places, times).reshape(-1, 2)
    return tuple(
        Word(token[0], float(first), float(max(last, first + _SHORTEST_WORD_S)))
        for token, (first, last) in zip(tokens, edges, strict=True)
    )


def _on(clock: Clock, line: Line) -> Line:
    if clock == AS_WRITTEN:
        return line
    moments = tuple((place, clock.at(time)) for place, time in line.moments)
    return replace(line, start=clock.at(line.start), end=clock.at(line.end), moments=moments)


def _cue(line: Line, known: Habits) -> Cue:
    return place_words(Cue(line.start, line.end, line.text), known, line.moments)


def _ends(lines: list[Line]) -> list[Fraction]:
    """Ends of sorted lines; one without length gets a plausible one."""
    ends: list[Fraction] = []
    following: Fraction | None = None
    for n, line in reversed(list(enumerate(lines))):
        if n + 1 < len(lines) and lines[n + 1].start > line.start:
            following = lines[n + 1].start
        untimed = line.start + _UNTIMED
        fallback = untimed if following is None else min(untimed, following)
        ends.append(line.end if line.end > line.start else fallback)
    return ends[::-1]


def _together(lines: list[Line]) -> list[Line]:
    """Lines of which those that begin and end together are one."""
    groups: list[list[Line]] = []
    for line in lines:
        first = groups[-1][0] if groups else None
        if first and abs(line.start - first.start) < _TOGETHER and abs(line.end - first.end) < _TOGETHER:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def _joined(group: list[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    texts = [*dict.fromkeys(line.text for line in group)]
    only = group[0] if len(texts) == 1 else replace(group[0], moments=())
    return replace(only, end=max(line.end for line in group), text="\n".join(texts))


def _letters(token: str) -> int:
    return sum(unicodedata.category(letter)[0] in "LN" for letter in token)
