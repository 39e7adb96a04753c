"""A line of subtitles as its file tells it, and as plain text with the moments that stand inside it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import MOST_CUES

_MARK = "\ue000"
"""Stands for a moment while text is made plain; a private character, which no subtitle means."""
_INNER = re.compile(r"<(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})>")
_SYLLABLE = re.compile(r"\\k[fo]?(\d{1,6})", re.IGNORECASE)
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"<[^<>]*>|\{[^{}]*\}")


@dataclass(frozen=True)
class Line:
    """A subtitle as its file tells it.

    Attributes:
        start: seconds from frame 0.
        end: seconds from frame 0.
        text: with formatting, as its file has it, or plain.
        style: name of its style, where the format has styles.
        top: whether its style or its settings put it at the top of the picture.
        moments: what is at which place of a plain text at which time: places ascending, each with seconds from frame 0.
    """

    start: Fraction
    end: Fraction
    text: str
    style: str = ""
    top: bool = False
    moments: tuple[tuple[int, Fraction], ...] = ()


def bounded(lines: Iterable[Line], name: str) -> list[Line]:
    """The lines of a file or a track of this name, which are looked at one by one.

    Raises:
        StudioError: when there are more than `limits` allows.
    """
    some = [*islice(lines, MOST_CUES + 1)]
    if len(some) > MOST_CUES:
        raise StudioError("subtitles.large", name=name)
    return some


def literal(text: str) -> str:
    """Text of a format without tags of ours, so written that `plain` gives it back and takes nothing for a tag."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def plain(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines without formatting, rows parted by line breaks; those without any text are left out.

    Times inside a text, of WebVTT's words or of karaoke's syllables, become its moments.
    """
    for line in lines:
        text, moments = _marked(line)
        text = text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
        text = html.unescape(_TAG.sub("", _whole_blocks(text)))
        text = "\n".join(" ".join(row.split()) for row in text.splitlines()).strip()
        text, places = _without_marks(text)
        if text.strip():
            inside = [*zip(places, moments, strict=False)]
            yield replace(line, text=text, moments=_ascending(inside, line, len(text)))


def _marked(line: Line) -> tuple[str, list[Fraction]]:
    """A text in which every moment is a mark, and when they are."""
    moments: list[Fraction] = []
    begun = line.start

    def inner(time: re.Match[str]) -> str:
        hours, minutes, seconds, thousandths = (int(part or 0) for part in time.groups())
        moments.append((hours * 60 + minutes) * 60 + seconds + Fraction(thousandths, 1000))
        return _MARK

    def syllable(override: re.Match[str]) -> str:
        nonlocal begun
        lengths = _SYLLABLE.findall(override[0])
        if not lengths:
            return override[0]
        # several in one block: all but the last are pauses
        moments.append(begun + Fraction(sum(map(int, lengths[:-1])), 100))
        begun += Fraction(sum(map(int, lengths)), 100)
        return _MARK

    text = line.text.replace(_MARK, "")
    if "\\k" in text or "\\K" in text:
        return _OVERRIDE.sub(syllable, text), moments
    return _INNER.sub(inner, text), moments


def _whole_blocks(text: str) -> str:
    """What comes before the times of a block that its file forgot to part from this one."""
    if "-->" not in text:
        return text
    rows = text.split("\n")
    first = next(number for number, row in enumerate(rows) if "-->" in row)
    if first and rows[first - 1].strip().isdigit():
        first -= 1
    return "\n".join(rows[:first])


def _without_marks(text: str) -> tuple[str, list[int]]:
    """The text, and where each mark stood in it; a mark stands at the letter that follows."""
    if _MARK not in text:
        return text, []
    parts = text.split(_MARK)
    whole = "".join(parts)
    places, place = [], 0
    for part in parts[:-1]:
        place += len(part)
        at = place
        while at < len(whole) and whole[at].isspace():
            at += 1
        places.append(at)
    return whole, places


def _ascending(moments: list[tuple[int, Fraction]], line: Line, length: int) -> tuple[tuple[int, Fraction], ...]:
    """The moments of a line that lie in it and in order; of several at one place the last."""
    kept: list[tuple[int, Fraction]] = []
    for place, time in moments:
        if place >= length or not line.start <= time <= line.end or (kept and time < kept[-1][1]):
            continue
        if kept and kept[-1][0] == place:
            kept.pop()
        kept.append((place, time))
    return tuple(kept)
