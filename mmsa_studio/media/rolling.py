"""Captions that roll: every row is shown again while the next one comes, and is said only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from mmsa_studio.media.lines import Line

_TOUCH = Fraction(1, 10)
"""Seconds between two captions of one roll at most."""
_HABIT = 0.4
"""Share of touching neighbours that repeat from which on a file rolls."""
_FEWEST = 3
"""Neighbours of a kind that tell a file's habit at least."""
_FLASH = Fraction(1, 4)
"""Seconds of a caption too short to be read: it is one picture of a text that moves."""
_ROWS = 8
"""Rows of a caption that are compared with those of the one before."""
_STACKED = 0.8
"""Share of lines that stay while the next one is said from which on all of a file's lines do."""


def unrolled(lines: Sequence[Line]) -> list[Line]:
    """Plain lines in order of time, each text once and when it is said.

    Pictures of one moving text become one line. Where the file rolls, what is only still on screen is taken away, and
    where each line stays while the next one is said, it ends when the next one begins.
    """
    whole = _whole(lines)
    repeats = [0, *(_repeated(one, other) for one, other in pairwise(whole))]
    touching = sum(_touch(one, other) for one, other in pairwise(whole))
    if sum(map(bool, repeats)) >= max(_FEWEST, _HABIT * touching):
        return _fresh(whole, repeats)
    return _one_at_a_time(whole) if _stay(whole) else whole


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Lines in which a text shown frame by frame is one; other lines may lie between its pictures."""
    whole: list[Line] = []
    shown: dict[tuple[str, str], int] = {}
    for line in lines:
        place = shown.get((line.text, line.style))
        before = whole[place] if place is not None else None
        if place is not None and before and _touch(before, line) and _flashes(before, line):
            whole[place] = replace(before, end=max(before.end, line.end))
        else:
            shown[line.text, line.style] = len(whole)
            whole.append(line)
    return whole


def _flashes(one: Line, other: Line) -> bool:
    return min(one.end - one.start, other.end - other.start) < _FLASH


def _touch(before: Line, line: Line) -> bool:
    return before.start <= line.start <= before.end + _TOUCH


def _repeated(before: Line, line: Line) -> int:
    """How many of the first letters are what the caption before ended with, still on screen."""
    if not _touch(before, line):
        return 0
    shown, rows = before.text.split("\n")[-_ROWS:], line.text.split("\n")
    for first in range(len(shown)):
        still, now = shown[first:], rows[: len(shown) - first]
        if len(now) < len(still) or still[:-1] != now[:-1]:
            continue
        if now[-1] == still[-1] or now[-1].startswith(f"{still[-1]} "):
            return len("\n".join(still))
    return 0


def _fresh(lines: Sequence[Line], repeats: Sequence[int]) -> list[Line]:
    """Every line from its first new word on; words that come to a row one by one stay together."""
    fresh: list[Line] = []
    for line, known in zip(lines, repeats, strict=True):
        rest = line.text[known:]
        grown = known and rest.startswith(" ")
        begin = known + len(rest) - len(rest.lstrip())
        text, moments = line.text[begin:], tuple((at - begin, time) for at, time in line.moments if at >= begin)
        if not text:
            continue
        part = replace(line, text=text, moments=moments)
        if grown and fresh:
            fresh[-1] = _grown(fresh[-1], part)
        else:
            fresh.append(part)
    return fresh


def _grown(line: Line, more: Line) -> Line:
    place = len(line.text) + 1
    inner = more.moments if more.moments and more.moments[0][0] == 0 else ((0, more.start), *more.moments)
    moments = (*line.moments, *((place + at, time) for at, time in inner))
    return replace(line, text=f"{line.text} {more.text}", end=max(line.end, more.end), moments=moments)


def _stay(lines: Sequence[Line]) -> bool:
    """Whether each line stays on screen, in the row above, until the next one has been said."""
    chains = [abs(one.end - lines[n + 2].start) <= _TOUCH for n, one in enumerate(lines[:-2])]
    return len(chains) >= _FEWEST and sum(chains) >= _STACKED * len(chains)


def _one_at_a_time(lines: Sequence[Line]) -> list[Line]:
    nexts = [*(line.start for line in lines[1:]), None]
    return [
        line if following is None or following <= line.start else replace(line, end=min(line.end, following))
        for line, following in zip(lines, nexts, strict=True)
    ]
