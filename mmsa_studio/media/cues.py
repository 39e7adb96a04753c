"""Making cues sensible: order, limits, plain text, and words placed in time."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from mmsa_studio.core.film import Cue, Word

_TAG = re.compile(r"<[^<>]*>|\{[^{}]*\}")
_NOTE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|（[^（）]*）|【[^【】]*】|[♪♫]")
_SPEAKER = re.compile(r"^\s*(?:[-–—‐]\s*)?(?:[A-ZÀ-Þ][A-ZÀ-Þ0-9 .'’-]+:(?=\s|$))?", re.MULTILINE)
_BROKEN_BLOCK = re.compile(r"(?:^\s*\d+\s*\n)?^[^\n]*-->.*\Z", re.MULTILINE | re.DOTALL)
_UNSPACED = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WORD = re.compile(rf"{_UNSPACED}[^\w\s]*|(?:(?!{_UNSPACED})\S)+")

_PAUSES = {",": 2, ";": 2, ":": 2, "—": 2, "–": 2, ".": 4, "!": 4, "?": 4, "…": 4, "，": 2, "。": 4, "！": 4, "？": 4}
"""Silence after a mark, counted in letters: about a tenth of a second a pair."""

_SHORTEST = Fraction(1, 5)
_UNTIMED = Fraction(2)


@dataclass(frozen=True)
class Line:
    """A subtitle as its file tells it: exact seconds from frame 0, text with formatting."""

    start: Fraction
    end: Fraction
    text: str


@dataclass(frozen=True)
class Repaired:
    """Usable cues, and how many lines lay outside the film."""

    cues: tuple[Cue, ...]
    outside: int


def repair(lines: Iterable[Line], duration: Fraction) -> Repaired:
    """Sort lines, keep them inside the film and apart from each other, make plain text and place the words.

    A line without length lasts until the next one, two seconds at most. Lines that begin together become one cue;
    of lines that overlap the earlier one ends where the later begins. Repeated lines count once.
    """
    known = sorted(_plain(lines), key=lambda line: (line.start, line.end))
    inside = [line for line in known if line.start < duration and (line.end > 0 or line.start >= 0)]
    placed = [
        Line(max(line.start, Fraction(0)), min(end, duration), line.text)
        for line, end in zip(inside, _ends(inside), strict=True)
    ]
    cues = tuple(place_words(Cue(line.start, line.end, line.text)) for line in _apart(placed))
    return Repaired(cues, len(known) - len(inside))


def place_words(cue: Cue) -> Cue:
    """Spread the words of a cue over its time by their letters, with small pauses at punctuation.

    Notes for the hard of hearing, like “[music]” or “JOHN:”, are not words that are said.
    """
    tokens = [token for token in _WORD.findall(spoken(cue.text)) if _letters(token)]
    weights = [_letters(token) + 1 for token in tokens]
    pauses = [max(_PAUSES.get(mark, 0) for mark in token[-2:]) for token in tokens]
    pauses[-1:] = [0] * len(tokens[-1:])
    total = sum(weights) + sum(pauses)
    unit = float(cue.end - cue.start) / total if total else 0.0
    words, at = [], 0
    for token, weight, pause in zip(tokens, weights, pauses, strict=True):
        begin = float(cue.start) + at * unit
        words.append(Word(token, begin, begin + weight * unit))
        at += weight + pause
    return replace(cue, words=tuple(words))


def spoken(text: str) -> str:
    """What is said of a cue's text: without notes, lyrics marks, dashes and names of speakers."""
    return _SPEAKER.sub("", _NOTE.sub(" ", text))


def _plain(lines: Iterable[Line]) -> Iterator[Line]:
    seen: set[tuple[Fraction, Fraction, str]] = set()
    for line in lines:
        text = line.text.replace("\\N", "\n").replace("\\h", " ")
        if "-->" in text:
            text = _BROKEN_BLOCK.sub("", text)
        text = html.unescape(_TAG.sub("", text))
        text = "\n".join(" ".join(row.split()) for row in text.splitlines()).strip()
        key = (line.start, line.end, text)
        if text and key not in seen:
            seen.add(key)
            yield replace(line, text=text)


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


def _apart(lines: list[Line]) -> list[Line]:
    apart: list[Line] = []
    for line in lines:
        before = apart[-1] if apart else None
        if before and line.start - before.start < _SHORTEST and line.start < before.end:
            joined = f"{before.text}\n{line.text}" if line.text not in before.text else before.text
            apart[-1] = Line(before.start, max(before.end, line.end), joined)
        else:
            if before and before.end > line.start:
                apart[-1] = replace(before, end=line.start)
            apart.append(line)
    return apart


def _letters(token: str) -> int:
    return sum(unicodedata.category(letter)[0] in "LN" for letter in token)
