"""The clock of the words: how the times of subtitles become seconds from frame 0 of the film."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.limits import LONGEST_S
from mmsa_studio.core.numbers import fraction
from mmsa_studio.core.rates import parse_rate, rate_name
from mmsa_studio.core.reading import Reading
from mmsa_studio.core.sentences import Notice, Sentence, Value


@dataclass(frozen=True)
class Clock:
    """Times of subtitles are multiplied by `ratio`, then `offset` seconds are added."""

    ratio: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    def at(self, seconds: Fraction) -> Fraction:
        """The time in the film of a time in the subtitles."""
        return seconds * self.ratio + self.offset

    def then(self, other: Clock) -> Clock:
        """The clock that does what this one does, and then what the other does."""
        return Clock(self.ratio * other.ratio, self.offset * other.ratio + other.offset)

    def change(self, rate: Fraction) -> Value:
        """What it does, in words; empty where it does nothing.

        Args:
            rate: frames per second of the film.
        """
        seconds = f"{abs(float(self.offset)):.1f}"
        moved = Sentence("clock.later" if self.offset > 0 else "clock.earlier", {"seconds": seconds})
        if self.ratio == 1:
            return moved if self.offset else ""
        timed, film = rate_name(self.ratio * rate), rate_name(rate)
        if not self.offset:
            return Sentence("clock.rate", {"subtitles": timed, "film": film})
        return Sentence("clock.both", {"subtitles": timed, "film": film, "moved": moved})


AS_WRITTEN = Clock()

PROPOSED = "subtitles.clock_proposed"
"""The notice that proposes a clock, by the values `offset` and `rate`."""


def chosen_clock(reading: Reading, rate: Fraction) -> Clock | None:
    """The clock that a person chose for the subtitles of a film of so many frames per second; None without a choice."""
    if reading.subtitle_offset is None and reading.subtitle_rate is None:
        return None
    return Clock((reading.subtitle_rate or rate) / rate, reading.subtitle_offset or Fraction(0))


def typed(clock: Clock, rate: Fraction) -> tuple[str, str]:
    """Offset and rate that a person would type to choose a clock for a film of so many frames per second."""
    timed = clock.ratio * rate
    name = rate_name(timed)
    return f"{float(clock.offset):.3f}".rstrip("0").rstrip("."), name if parse_rate(name) == timed else str(timed)


def parse_offset(text: str) -> Fraction:
    """Seconds by which subtitles are moved, as they are typed: `-3600`, `2.5`.

    Raises:
        UsageError: when it is no number, or moves them further than any film lasts.
    """
    try:
        offset = fraction(text)
    except ValueError:
        raise UsageError("clock.no_offset", text=text[:40]) from None
    if abs(offset) > LONGEST_S:
        raise UsageError("clock.no_offset", text=text[:40])
    return offset


def proposal(notices: Iterable[Notice]) -> Reading | None:
    """The clock that the notices of a film propose last, as a choice a person can make; None without one."""
    proposed = [notice for notice in notices if notice.kind == PROPOSED]
    if not proposed:
        return None
    offset, rate = (str(proposed[-1].values.get(name, "")) for name in ("offset", "rate"))
    with suppress(StudioError):  # a project may hold anything
        return Reading(subtitle_offset=parse_offset(offset), subtitle_rate=parse_rate(rate))
    return None
