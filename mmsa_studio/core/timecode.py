"""SMPTE timecode: text made from integer frames at the edge, and read back.

Drop-frame labels follow SMPTE ST 12-1: at 30000/1001 (60000/1001) the labels 0 and 1 (0 to 3)
are skipped at the start of every minute not divisible by ten. Nothing else has drop-frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import nominal, rate_name

Count = TypeVar("Count", int, NDArray[np.int64])

_DROPPED = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}
_PATTERN = re.compile(r"(\d{1,2})[:;](\d{2})[:;](\d{2})([:;.,])(\d{2,3})", re.ASCII)


@dataclass(frozen=True)
class StartTimecode:
    """The timecode of frame 0.

    Attributes:
        frame: frames counted from midnight.
        drop_frame: whether labels are drop-frame.
        source: where it was found: `tmcd`, `mxf`, `mkv`, `bwf`, `stream`, `user` or `none`.
    """

    frame: int = 0
    drop_frame: bool = False
    source: str = "none"


def can_drop(rate: Fraction) -> bool:
    """Whether drop-frame labels exist at this rate."""
    return rate in _DROPPED


def frames_per_day(rate: Fraction, *, drop_frame: bool = False) -> int:
    """How many frames are labelled from 00:00:00:00 to the end of the day."""
    per_day = nominal(rate) * 86_400
    return per_day - _dropped(rate, drop_frame) * (1440 - 144)


def timecode(frame: int, rate: Fraction, *, drop_frame: bool = False) -> str:
    """The label of a frame counted from midnight; past midnight it starts again at 00:00:00:00.

    Raises:
        UsageError: when drop-frame does not exist at the rate.
    """
    frame %= frames_per_day(rate, drop_frame=drop_frame)
    hours, minutes, seconds, frames = clock_at(frame, rate, drop_frame=drop_frame)
    width = max(2, len(str(nominal(rate) - 1)))
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{';' if drop_frame else ':'}{frames:0{width}d}"


def clock_at(frame: Count, rate: Fraction, *, drop_frame: bool = False) -> tuple[Count, Count, Count, Count]:
    """Hours, minutes, seconds and frames a frame's label shows; one frame or an array of them.

    Raises:
        UsageError: when drop-frame does not exist at the rate.
    """
    base, dropped = nominal(rate), _dropped(rate, drop_frame)
    tens, rest = divmod(frame, 600 * base - 9 * dropped)
    minutes_past = (rest >= dropped) * ((rest - dropped) // (60 * base - dropped))  # of these ten, the first drops none
    seconds, frames = divmod(frame + dropped * (9 * tens + minutes_past), base)
    return seconds // 3600, seconds // 60 % 60, seconds % 60, frames


def frame_of_clock(
    hours: Count, minutes: Count, seconds: Count, frames: Count, rate: Fraction, *, drop_frame: bool = False
) -> Count:
    """The frame a label that exists shows; one label or arrays of them.

    Raises:
        UsageError: when drop-frame does not exist at the rate.
    """
    total_minutes = 60 * hours + minutes
    left_out = _dropped(rate, drop_frame) * (total_minutes - total_minutes // 10)
    return nominal(rate) * (60 * total_minutes + seconds) + frames - left_out


def parse_timecode(text: str, rate: Fraction, *, drop_frame: bool | None = None) -> int:
    """Frames from midnight of a label; `drop_frame=None` reads it off the last separator.

    Raises:
        UsageError: when the label has the wrong form or does not exist at this rate.
    """
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        raise UsageError("timecode.unreadable", text=text)
    if drop_frame is None:
        drop_frame = match[4] in ";," and can_drop(rate)
    hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
    base, dropped = nominal(rate), _dropped(rate, drop_frame)
    too_long = len(match[5]) > max(2, len(str(base - 1)))
    if hours > 23 or minutes > 59 or seconds > 59 or frames >= base or too_long:
        raise UsageError("timecode.absent", text=text, rate=rate_name(rate))
    if dropped and seconds == 0 and frames < dropped and minutes % 10:
        raise UsageError("timecode.dropped", text=text, next=dropped)
    return frame_of_clock(hours, minutes, seconds, frames, rate, drop_frame=drop_frame)


def _dropped(rate: Fraction, drop_frame: bool) -> int:
    if not drop_frame:
        return 0
    if rate not in _DROPPED:
        raise UsageError("timecode.no_drop", rate=rate_name(rate))
    return _DROPPED[rate]
