"""What a person means who types a place to go to."""

from __future__ import annotations

import re
from fractions import Fraction

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.timecode import parse_timecode

_MOVE = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*(s?)")
_MINUTES = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_SHORTEST, _LONGEST = 3, 8


def frame_meant(text: str, playhead: int, media: MediaInfo) -> int:
    """The frame of a timecode, `+10` frames, `-2.5s`, a bare frame number, `1:23.5`, or digits like `1001514`.

    Raises:
        UsageError: when it is none of these.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if moved := _MOVE.fullmatch(text):
        amount = Fraction(moved[2])
        frames = frame_at(amount, media.rate) if moved[3] else int(amount)
        return playhead + (frames if moved[1] == "+" else -frames)
    if text.isdigit():
        return _digits(text, media)
    if spoken := _MINUTES.fullmatch(text):
        hours, minutes, seconds = Fraction(spoken[1] or 0), Fraction(spoken[2]), Fraction(spoken[3])
        return frame_at(3600 * hours + 60 * minutes + seconds, media.rate)
    start = media.start_timecode
    if not re.search(r"[:;]", text):
        raise UsageError("place.unreadable", text=text)
    return parse_timecode(text, media.rate, drop_frame=start.drop_frame) - start.frame


def _digits(text: str, media: MediaInfo) -> int:
    """Digits of a timecode without its colons, as editing systems take them: 1514 is 15 seconds and 14 frames."""
    if len(text) < _SHORTEST:
        return int(text)
    if len(text) > _LONGEST:
        raise UsageError("place.long", text=text)
    padded = text.zfill(_LONGEST)
    label = ":".join(padded[place : place + 2] for place in range(0, _LONGEST, 2))
    start = media.start_timecode
    return parse_timecode(label, media.rate, drop_frame=start.drop_frame) - start.frame
