"""From the film's frames to those of a timeline with its own rate and start timecode, and back; all rational."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.rates import frame_at, nominal, seconds_of
from mmsa_studio.core.timecode import StartTimecode, frames_per_day, parse_timecode, timecode


@dataclass(frozen=True)
class Timing:
    """Where the film lies on a timeline.

    Attributes:
        film_rate: frames per second of the film.
        rate: frames per second of the timeline.
        drop_frame: how its labels count.
        start: frames from midnight of the timeline's first frame.
        offset: frame of the timeline on which the film starts.
        sequence: which timeline of a file that holds several, as `export.options` says.
    """

    film_rate: Fraction
    rate: Fraction
    drop_frame: bool = False
    start: int = 0
    offset: int = 0
    sequence: str | int = ""

    def place(self, film_frame: int) -> int:
        """The timeline's frame nearest to the time of a film frame."""
        return frame_at(seconds_of(film_frame, self.film_rate), self.rate) + self.offset

    def shift(self, film_frame: int) -> Fraction:
        """Seconds by which `place` moves a film frame."""
        return seconds_of(self.place(film_frame) - self.offset, self.rate) - seconds_of(film_frame, self.film_rate)

    def label(self, frame: int) -> str:
        """The timecode of a timeline frame; past midnight it starts again at 00:00:00:00."""
        return timecode(self.start + frame, self.rate, drop_frame=self.drop_frame)

    def past_midnight(self, frame: int) -> bool:
        """Whether a timeline frame has no label of its own left in the day."""
        return self.start + frame >= frames_per_day(self.rate, drop_frame=self.drop_frame)

    def frame(self, label: str, *, drop_frame: bool | None = None) -> int:
        """The timeline frame of a label, which may come from a file that counts drop-frame differently.

        Raises:
            UsageError: when there is no such label.
        """
        drop_frame = self.drop_frame if drop_frame is None else drop_frame
        start = relabelled(StartTimecode(self.start, self.drop_frame), self.rate, self.rate, drop_frame=drop_frame)
        return parse_timecode(label, self.rate, drop_frame=drop_frame) - start


def relabelled(start: StartTimecode, from_rate: Fraction, rate: Fraction, *, drop_frame: bool) -> int:
    """The frame at another rate or way of counting whose label reads the same, or the next that exists.

    A timeline that starts at 10:00:00:00 starts there at any rate.
    """
    if (from_rate, start.drop_frame) == (rate, drop_frame):
        return start.frame
    clock, frames = re.split(r"[:;](?=\d+$)", timecode(start.frame, from_rate, drop_frame=start.drop_frame))
    first = int(frames) * nominal(rate) // nominal(from_rate)
    for skipped in range(5):  # drop-frame leaves out four labels at most
        with suppress(UsageError):
            return parse_timecode(f"{clock}:{first + skipped:02d}", rate, drop_frame=drop_frame)
    raise UsageError("timecode.no_start", text=f"{clock}:{frames}")
