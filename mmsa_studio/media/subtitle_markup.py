"""Subtitle formats with markup: TTML and SAMI."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from xml.parsers import expat

from mmsa_studio.core.limits import LONGEST_CUE
from mmsa_studio.core.numbers import fraction
from mmsa_studio.media.lines import Line, literal
from mmsa_studio.media.subtitle_clock import TIME, seconds

_TTML = re.compile(r"<(?:\w{1,20}:)?tt[\s>]")
_METRIC = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(ms|[hmsft])")
_METRICS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
_SYNC = re.compile(r"<sync\b[^<>]*?start\s{0,9}=\s{0,9}[\"']?(\d{1,9})[^<>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b([^<>]*)>", re.IGNORECASE)
_CLASS = re.compile(r"class\s{0,9}=\s{0,9}[\"']?(\w{1,40})", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_HEAD = 4096


def read_ttml(text: str, rate: Fraction) -> Iterator[Line]:
    """TTML and its relatives (DFXP, EBU-TT-D, IMSC): paragraphs with the times of all they lie in."""
    if not _TTML.search(text[:_HEAD]):
        return iter(())
    reader = _Ttml(rate)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(text.encode("utf-8", errors="replace"), True)
    return iter(reader.lines)


class _Ttml:
    """What a parser tells of a document, as lines."""

    def __init__(self, rate: Fraction) -> None:
        self.lines: list[Line] = []
        self._rate, self._ticks = rate, rate
        self._begun = [Fraction(0)]
        self._ended: list[Fraction | None] = [None]
        self._said: list[str] | None = None
        self._deep = 0

    def refuse(self, *_: object) -> None:
        """No document type: subtitles need none, and it is what bombs are made of."""
        raise expat.ExpatError("a document type")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = name.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if tag == "tt":
            self._clock(told)
        begin = self._begun[-1] + (self._time(told["begin"]) if "begin" in told else 0)
        end = self._ended[-1]
        if "end" in told:
            end = self._begun[-1] + self._time(told["end"])
        elif "dur" in told:
            end = begin + self._time(told["dur"])
        self._begun.append(begin)
        self._ended.append(end)
        if tag == "p":
            self._said = []
        elif tag == "br" and self._said is not None:
            self._said.append("\n")

    def text(self, text: str) -> None:
        """Letters; line breaks in the file are blanks."""
        if self._said is not None:
            self._said.append(re.sub(r"\s", " ", text))

    def end(self, name: str) -> None:
        """An element ends."""
        begin, end = self._begun.pop(), self._ended.pop()
        if name.rpartition(" ")[2] == "p" and self._said is not None:
            said = literal("".join(self._said))  # expat has unescaped it
            self.lines.append(Line(begin, end if end is not None else begin, said))
            self._said = None

    def _clock(self, told: dict[str, str]) -> None:
        if "frameRate" in told:
            over, under = [*told.get("frameRateMultiplier", "1 1").replace(":", " ").split(), "1"][:2]
            self._rate = _positive(told["frameRate"]) * _positive(over) / _positive(under)
        self._ticks = _positive(told["tickRate"]) if "tickRate" in told else self._rate

    def _time(self, text: str) -> Fraction:
        text = text.strip()
        if re.fullmatch(TIME, text):
            return seconds(text, self._rate)
        metric = _METRIC.fullmatch(text)
        if metric is None:
            return Fraction(0)
        unit = {**_METRICS, "f": 1 / self._rate, "t": 1 / self._ticks}[metric[2]]
        return fraction(metric[1]) * unit


def _positive(text: str) -> Fraction:
    value = fraction(text)
    if value <= 0:
        raise ValueError(f"{text} is no rate")
    return value


def read_sami(text: str, _: Fraction) -> Iterator[Line]:
    """SAMI: what is shown from each moment on; of several languages the one with most paragraphs."""
    if "<sami" not in text[:_HEAD].lower():
        return
    starts = [*_SYNC.finditer(text)]
    ends = [one.start() for one in starts[1:]] + [len(text)]
    shown = [
        (Fraction(int(one[1]), 1000), _paragraphs(text[one.end() : end])) for one, end in zip(starts, ends, strict=True)
    ]
    classes = Counter(name for _, paragraphs in shown for name in paragraphs)
    main = classes.most_common(1)[0][0] if classes else ""
    told = [(start, paragraphs[main]) for start, paragraphs in shown if main in paragraphs]
    for place, (start, said) in enumerate(told):
        if said.replace("&nbsp;", " ").strip():
            yield Line(start, told[place + 1][0] if place + 1 < len(told) else start, said)


def _paragraphs(text: str) -> dict[str, str]:
    """The text of each class of paragraph."""
    # what comes after the times is the text of a paragraph whose tag was forgotten
    parts = _PARAGRAPH.split(text[:LONGEST_CUE])
    found = {"": parts[0]} if parts[0].strip() else {}
    for told, said in zip(parts[1::2], parts[2::2], strict=True):
        name = _CLASS.search(told)
        found[name[1].lower() if name else ""] = _BREAK.sub("\n", " ".join(said.split()))
    return found
