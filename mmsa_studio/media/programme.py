"""Subtitles that count in programme timecode: from the film's start timecode, or from a whole hour."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mmsa_studio.core.clock import AS_WRITTEN, Clock
from mmsa_studio.core.film import MediaInfo, WordsFrom
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.timecode import clock_at
from mmsa_studio.media.lines import Line

HOUR = 3600
_MOST = Fraction(19, 20)
"""Share of the lines that must lie inside the film by a clock that is believed."""
_EARLY = Fraction(1)
"""Seconds that a line may begin before frame 0."""
_TELLING = 600
"""Seconds from which on a start timecode tells more than a film whose first words come late."""
_LATE = 900
"""Seconds after a start timecode by which somebody has spoken."""


def on_programme(
    clock: Clock | None, lines: Sequence[Line], info: MediaInfo, source: WordsFrom
) -> tuple[Clock, tuple[Notice, ...]]:
    """The clock of lines, and what a person should know: the one given, else without programme timecode."""
    if clock is not None:
        return clock, ()
    begin = programme_start(lines, info)
    if not begin:
        return AS_WRITTEN, ()
    taken = f"{float(begin):.3f}".rstrip("0").rstrip(".")
    return Clock(offset=-begin), (Notice("subtitles.programme", {"source": source.sentence, "seconds": taken}),)


def programme_start(lines: Sequence[Line], info: MediaInfo) -> Fraction:
    """Seconds to be taken off the times of lines; 0 where they count from frame 0, or nobody can say.

    Never are only some of the lines moved, so that no half of a film is an hour late.
    """
    starts = sorted(line.start for line in lines)
    if not starts:
        return Fraction(0)
    for begin in _starts(starts[0], info):
        if _inside(starts, begin, info.duration) < _MOST:
            continue
        fits_as_it_is = _inside(starts, Fraction(0), info.duration) >= _MOST
        named = info.start_timecode.source != "none" and begin == _clock_start(info)
        if not fits_as_it_is or (named and begin >= _TELLING and starts[0] < begin + _LATE):
            return begin
    return Fraction(0)


def _starts(first: Fraction, info: MediaInfo) -> list[Fraction]:
    """Where a programme's clock may start that shows its first words at a time."""
    hours = Fraction((first + _EARLY) // HOUR * HOUR)
    return [start for start in (_clock_start(info), hours) if 0 < start <= first + _EARLY]


def _clock_start(info: MediaInfo) -> Fraction:
    """Seconds that the timecode of frame 0 shows."""
    start = info.start_timecode
    hours, minutes, seconds, frames = clock_at(start.frame, info.rate, drop_frame=start.drop_frame)
    return hours * HOUR + minutes * 60 + seconds + frames / info.rate


def _inside(starts: Sequence[Fraction], begin: Fraction, duration: Fraction) -> Fraction:
    inside = sum(begin - _EARLY <= start < begin + duration for start in starts)
    return Fraction(inside, len(starts))
