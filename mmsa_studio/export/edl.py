"""Lines of CMX3600 edit decision lists, written and read; what all EDL dialects here share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mmsa_studio.core.timecode import can_drop
from mmsa_studio.export.text import decoded, lines_of, one_line
from mmsa_studio.export.timing import Timing

EVENTS = 999
"""Events a list can number with its three digits; what is more goes to further files."""

T = TypeVar("T")

_LABEL = r"(\d{2}[:;]\d{2}[:;]\d{2}[:;.]\d{2,3})"
_EVENT = re.compile(rf"\d{{1,6}}\s+\S.*?\s{_LABEL}\s+{_LABEL}\s+{_LABEL}\s+{_LABEL}")


@dataclass(frozen=True)
class Event:
    """An event as read: its record in point and the lines that follow it.

    Attributes:
        start: timeline frame of the record in point.
        drop_frame: how labels count here.
        lines: all up to the next event.
    """

    start: int
    drop_frame: bool
    lines: list[str]

    @property
    def body(self) -> str:
        """All that follows the event."""
        return "\n".join(self.lines)


def head(title: str, timing: Timing) -> list[str]:
    """The first lines of a list."""
    return [f"TITLE: {one_line(title)}", f"FCM: {'DROP FRAME' if timing.drop_frame else 'NON-DROP FRAME'}", ""]


def event(number: int, reel: str, times: Sequence[str]) -> str:
    """A cut on the picture track in the columns of Resolve and Avid; out points are exclusive."""
    return f"{number:03d}  {reel:<8} V     C        {' '.join(times)}"


def file_bytes(lines: Sequence[str]) -> bytes:
    """UTF-8 without a byte order mark, with the line ends of Windows as editing systems write them."""
    return ("\r\n".join(lines) + "\r\n").encode()


def parts(items: Sequence[T], suffix: str = ".edl") -> Iterator[tuple[str, Sequence[T]]]:
    """Items cut into files of at most `EVENTS`, with the ending of each file; an empty list is one file."""
    for number, first in enumerate(range(0, max(1, len(items)), EVENTS), start=1):
        yield suffix if number == 1 else f"-{number}{suffix}", items[first : first + EVENTS]


def read_events(content: bytes, timing: Timing) -> list[Event]:
    """The events of a list; its FCM lines say how the labels after them count, whatever separator these have.

    Raises:
        StudioError: when the file is not text.
        UsageError: when a label does not exist at the rate.
    """
    events: list[Event] = []
    drop_frame = timing.drop_frame
    body: list[str] = []
    for line in lines_of(decoded(content)):
        match = _EVENT.fullmatch(line.strip())
        if line.startswith("FCM:"):
            drop_frame = "NON" not in line.upper() and can_drop(timing.rate)
        elif match:
            counted = drop_frame or (";" in match[3] and can_drop(timing.rate))
            body = []
            events.append(Event(timing.frame(match[3], drop_frame=counted), counted, body))
        else:
            body.append(line)
    return events
