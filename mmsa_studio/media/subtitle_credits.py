"""Cues that nobody in the film says: advertising of subtitle sites, and credits of those who made the subtitles.

A line of dialogue may hold an address or the word “subtitles”, so what names no such site is believed to be a credit
only at the beginning and the end of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mmsa_studio.core.limits import LONGEST_CUE
from mmsa_studio.media.cues import Line

_ENDS = 4
"""Lines at either end of a list among which credits stand."""
_HEAD = 300
"""Letters of a line that are looked at; advertising is short."""
_PLAIN = re.compile(r"\{[^{}]{0,200}\}|<[^<>]{0,200}>")
_ADVERTISING = re.compile(
    r"open\W?subtitles|addic7ed|\bsubscene\b|podnapisi|\byify\b|\byts\.|tvsubtitles|opensubs|sub[sz]\.sc\b|subdl\.com"
    r"|advertise your product or brand|support us and become vip|remove all ads from|please rate this subtitle"
    r"|watch any video online with|subtitles? (?:downloaded|ripped) (?:from|by)"
    r"|downloaded from\s+(?:www\.|https?:|\S+\.(?:com|org|net)\b)|^\s*(?:synce?d|resync\w*)(?: (?:and|&) \w+)? by\b"
    r"|本字幕由|字幕组(?:翻译|制作|荣誉|出品|招募)|^\s*\S{1,12}字幕[组組]\s*$"
    r"|(?:翻译|翻譯|校对|校對|校订|时间轴|時間軸|压制|后期|字幕制作|字幕翻译)\s*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_CREDIT = re.compile(
    r"^\W*(?:translat\w+|transcri\w+|captions?|captioned|captioning|subtitl\w+|subs?|sync\w*|timing|corrections?|corrected"
    r"|edited|encoded|ripped|uploaded|sous-titr\w+|untertitel\w*|subt[ií]tulos|legendas?|sottotitoli|ondertitel\w+"
    r"|napisy|titulky)\b(?: (?:and|&|made|provided|done|corrected|edited|synced|timing)){0,2} ?"
    r"(?:\b(?:by|par|von|por|di|door|from)\b|:)"
    r"|(?:www\.|https?://)\S{3}|^\W*\w{2,40}\.(?:com|org|net|tv)\W*$|字幕|翻译",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Sifted:
    """What a list holds.

    Attributes:
        lines: that somebody may say.
        credits: plain texts of what was left out.
        endless: how many lines were longer than anybody speaks.
    """

    lines: list[Line]
    credits: tuple[str, ...]
    endless: int


def sift(lines: Sequence[Line]) -> Sifted:
    """Part dialogue from advertising, credits and damage."""
    kept, credited, endless = [], [], 0
    order = sorted(range(len(lines)), key=lambda place: lines[place].start)
    ends = {*order[:_ENDS], *order[-_ENDS:]}
    for place, line in enumerate(lines):
        text = _PLAIN.sub("", line.text[:_HEAD]).replace("\\N", "\n").strip()
        if len(line.text) > LONGEST_CUE:
            endless += 1
        elif _ADVERTISING.search(text) or (place in ends and _CREDIT.search(text)):
            credited.append(text)
        else:
            kept.append(line)
    return Sifted(kept, tuple(credited), endless)
