"""Subtitle formats made of lines of text. None of them is asked by its suffix: files often carry a wrong one.

Every reader looks at each line once and at a bounded beginning of it, so that no file can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mmsa_studio.media.cues import Line
from mmsa_studio.media.subtitle_clock import TIME, seconds

Reader = Callable[[str, Fraction], Iterable[Line]]
"""Text and the film's frames per second in, lines out; none when the text is of another format."""

_HEAD = 200
"""Letters of a line in which its times stand."""
_ARROW = re.compile(rf"\s*({TIME})\s*-{{1,3}}\s?>\s*({TIME})")
_AT_TOP = re.compile(r"\sline:(?:[0-4]|[0-3]?\d(?:\.\d{1,9})?%)(?![\d.])")
"""Of the settings of a WebVTT cue: in the first rows, or in the upper part of the picture."""
_COMMA = re.compile(rf"\s*({TIME})\s?,\s?({TIME})\s*$")
_FRAMES = re.compile(r"\s*\{(\d{1,9})\}\s?\{(\d{0,9})\}(.*)", re.DOTALL)
_TENTHS = re.compile(r"\s*\[(\d{1,9})\]\s?\[(\d{0,9})\](.*)", re.DOTALL)
_STAMP = re.compile(r"\s*\[(\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?)\]")
_BEGIN = re.compile(r"\s*(\d{1,2}:\d{2}:\d{2})[:=,](?!\d)(.+)", re.DOTALL)
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")
_SLOWEST = Fraction(10)
_FASTEST = Fraction(240)
_TOP = {"v4+ styles": {"7", "8", "9"}, "v4 styles": {"5", "6", "7"}}
_SAID = "Text"
_ASS_FIELDS = ("Layer", "Start", "End", "Style", "Name", "Marginl", "Marginr", "Marginv", "Effect", _SAID)


@dataclass
class _Block:
    start: Fraction
    end: Fraction
    top: bool = False
    rows: list[str] = field(default_factory=list)


def read_arrows(text: str, rate: Fraction) -> Iterator[Line]:
    """SubRip and WebVTT: two times with an arrow, the text below them."""
    web = text.startswith("WEBVTT")
    blocks: list[_Block] = []
    # rows that belong to no block: before the first one, after the end of a block, below times that are damaged
    nowhere = current = _Block(Fraction(0), Fraction(0))
    for row in text.split("\n"):
        if "->" in row and (times := _ARROW.match(row[:_HEAD])):
            _drop_number(current, len(blocks) + 1)
            top = bool(_AT_TOP.search(row[:_HEAD], times.end()))
            current = _Block(seconds(times[1], rate), seconds(times[2], rate), top)
            blocks.append(current)
        elif "-->" in row and row.lstrip()[:1].isdigit():
            _drop_number(current, len(blocks) + 1)
            current = nowhere
        elif web and not row:
            current = nowhere
        else:
            current.rows.append(row)
    return (Line(one.start, one.end, "\n".join(one.rows).strip(), top=one.top) for one in blocks)


def _drop_number(block: _Block, following: int) -> None:
    """Take the number of the next block away from the end of a text."""
    rows = block.rows
    while rows and not rows[-1].strip():
        rows.pop()
    if not rows or len(rows[-1]) > _HEAD or not rows[-1].strip().isdecimal():
        return
    if (len(rows) > 1 and not rows[-2].strip()) or rows[-1].strip() == str(following):
        rows.pop()


def read_ass(text: str, _: Fraction) -> Iterator[Line]:
    """Advanced SubStation Alpha and its predecessor; comments and drawings are not said."""
    section, top = "", set[str]()
    fields: Sequence[str] = _ASS_FIELDS
    for row in text.split("\n"):
        name, colon, value = row.partition(":")
        match name.strip().lower():
            case head if head.startswith("[") and not colon:
                section, fields = head.strip("[] "), _ASS_FIELDS
            case "format":
                fields = tuple(one.strip().capitalize() for one in value.split(","))
            case "style" if section in _TOP:
                style = _fields(fields, value)
                if style.get("Alignment") in _TOP[section]:
                    top.add(style.get("Name", ""))
            case "dialogue" if section == "events":
                yield from _said(_fields(fields, value), top)


def _fields(names: Sequence[str], text: str) -> dict[str, str]:
    values = text.strip().split(",", len(names) - 1)
    return {name: value if name == _SAID else value.strip() for name, value in zip(names, values, strict=False)}


def _said(event: dict[str, str], top: set[str]) -> Iterator[Line]:
    text, style = event.get(_SAID, ""), event.get("Style", "").lstrip("*")
    times = [event.get(name, "") for name in ("Start", "End")]
    if all(re.fullmatch(TIME, time[:_HEAD]) for time in times) and not _DRAWING.search(text):
        start, end = (seconds(time, Fraction(100)) for time in times)
        yield Line(start, end, text, style, style in top)


def read_commas(text: str, rate: Fraction) -> Iterator[Line]:
    """SubViewer and YouTube's SBV: two times with a comma, the text below them up to an empty line."""
    block: _Block | None = None
    for row in [*text.split("\n"), ""]:
        if times := _COMMA.match(row[:_HEAD]):
            block = _Block(seconds(times[1], rate), seconds(times[2], rate))
        elif block and row.strip():
            block.rows.append(row)
        elif block:
            yield Line(block.start, block.end, "\n".join(block.rows).replace("[br]", "\n"))
            block = None


def read_frames(text: str, rate: Fraction) -> Iterator[Line]:
    """MicroDVD: frames of the film, or of the rate that the first line states."""
    for number, row in enumerate(text.split("\n")):
        parts = _FRAMES.match(row)
        if parts is None:
            continue
        start, end, said = int(parts[1]), int(parts[2] or 0), parts[3]
        if number < 3 and start <= 1 and end <= 1 and (stated := _stated_rate(said)):
            rate = stated
            continue
        yield Line(start / rate, end / rate, _piped(said))


def _stated_rate(text: str) -> Fraction | None:
    text = text.strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text):
        return None
    rate = Fraction(text)
    return rate if _SLOWEST <= rate <= _FASTEST else None


def read_tenths(text: str, _: Fraction) -> Iterator[Line]:
    """MPL2: tenths of seconds in square brackets."""
    for row in text.split("\n"):
        if parts := _TENTHS.match(row):
            yield Line(Fraction(int(parts[1]), 10), Fraction(int(parts[2] or 0), 10), _piped(parts[3]))


def read_lyrics(text: str, _: Fraction) -> Iterator[Line]:
    """LRC: each line has the times at which it begins and lasts until the next one."""
    begun: list[tuple[Fraction, str]] = []
    for row in text.split("\n"):
        stamps, rest = [], row
        while stamp := _STAMP.match(rest[:_HEAD]):
            stamps.append(seconds(stamp[1].replace(":", ".") if stamp[1].count(":") > 1 else stamp[1], Fraction(100)))
            rest = rest[stamp.end() :]
        begun += [(start, rest) for start in stamps]
    return _until_next(begun)


def read_beginnings(text: str, rate: Fraction) -> Iterator[Line]:
    """TMPlayer: the time at which a line begins stands before it."""
    rows = (_BEGIN.match(row) for row in text.split("\n"))
    return _until_next([(seconds(row[1], rate), _piped(row[2])) for row in rows if row])


def _until_next(begun: list[tuple[Fraction, str]]) -> Iterator[Line]:
    begun.sort(key=lambda one: one[0])
    for place, (start, text) in enumerate(begun):
        following = begun[place + 1][0] if place + 1 < len(begun) else start
        if text.strip():
            yield Line(start, min(following, start + _LONGEST), text)


_LONGEST = Fraction(8)
"""Seconds that a line of a format without ends is shown at most."""


def _piped(text: str) -> str:
    return "\n".join(row.removeprefix("/") for row in text.strip().split("|"))


TEXT_FORMATS: tuple[Reader, ...] = (
    read_arrows, read_ass, read_frames, read_tenths, read_commas, read_lyrics, read_beginnings,
)  # fmt: skip
"""In the order in which they are tried; the first that finds lines is believed."""
