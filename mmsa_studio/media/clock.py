"""Where the clock of a stream starts again or jumps, told from the times of its packets in the order of the file.

FFmpeg's demuxers of transport and programme streams pass such times on as they are. A film made by joining files, or
by a recorder that was stopped, is as long as its pictures follow one another.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from av.packet import Packet
from av.stream import Stream
from numpy.typing import NDArray

from mmsa_studio.core.film import Joint
from mmsa_studio.media.mended import WRAP

TICKS = 90_000
"""Units a second of the clock of MPEG systems."""

_BACK = TICKS // 10
"""How far times may go back in decoding order and be no new clock: programme streams blur them."""
_FAR = 10 * TICKS
"""A gap that is longer is a jump of the clock, as FFmpeg's own tool takes it; a shorter one is a gap."""
_ALIKE = 3 * TICKS
"""How much longer one stream's last packet before a joint may last than another's."""
_CLOSE = TICKS
_NEAR = 8 << 20
"""Bytes within which all streams go over to the new clock."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Line:
    """The packets of a stream in the order of the file.

    Attributes:
        place: byte at which each begins. shape (N,)
        decoded: decoding time, in units of `TICKS`. shape (N,)
        shown: presentation time. shape (N,)
        lasting: how long each lasts. shape (N,)
    """

    place: Numbers
    decoded: Numbers
    shown: Numbers
    lasting: Numbers

    def jumps(self, far: int = _FAR) -> Numbers:
        """The packets with which times go back, or jump ahead by more than `far`."""
        steps = np.diff(self.decoded)
        found: Numbers = np.flatnonzero((steps < -_BACK) | (steps > far)) + 1
        return found

    def sizes(self, packets: Numbers) -> Numbers:
        """How far times jump with packets: the time of each less the one it should have."""
        found: Numbers = self.decoded[packets] - self.decoded[packets - 1] - self.lasting[packets - 1]
        return found


def find_joints(main: Line, others: Sequence[Line]) -> tuple[Joint, ...]:
    """The joints of a film, found in the stream that counts: its pictures, or its sound where it has none.

    A jump ahead that other streams do not make is a picture that stayed for long.
    """
    joints: list[Joint] = []
    begin, jumps = 0, main.jumps()
    beside = [_Jumps.of(other) for other in others]
    borders = [*jumps.tolist(), len(main.decoded)]
    for (packet, end), size in zip(pairwise(borders), main.sizes(jumps).tolist(), strict=True):
        place = int(main.place[packet])
        edges = [edge for other in beside if (edge := other.edge(place, size)) is not None]
        if -1 in edges and not any(edge >= 0 for edge in edges):
            continue
        places = [place, *(edge for edge in edges if edge >= 0)]
        joints.append(_joint(main, begin, packet, end, places, joints[-1].shift if joints else 0))
        begin = packet
    return tuple(joints)


@dataclass(frozen=True, eq=False)
class _Jumps:
    """Where another stream jumps, and how far, looked for once."""

    line: Line
    place: Numbers
    size: Numbers

    @classmethod
    def of(cls, line: Line) -> _Jumps:
        jumps = line.jumps(_CLOSE)
        return cls(line, line.place[jumps], line.sizes(jumps))

    def edge(self, place: int, size: int) -> int | None:
        """The byte at which it jumps likewise; -1 where it goes on without, None where it tells nothing."""
        near = slice(*np.searchsorted(self.place, (place - _NEAR + 1, place + _NEAR)))
        alike = self.place[near][np.abs(self.size[near] - size) < _ALIKE]
        if len(alike):
            return int(alike[np.abs(alike - place).argmin()])
        after = np.searchsorted(self.line.place, [place])
        if not 0 < after[0] < len(self.line.place):
            return None
        return -1 if abs(self.line.sizes(after)[0]) < _CLOSE else None


def _joint(main: Line, begin: int, packet: int, end: int, places: list[int], shift: int) -> Joint:
    """The joint before a packet: the first picture of the new clock, up to `end`, follows the last of the old one."""
    old = slice(begin, packet)
    last = int(main.shown[old].argmax()) + begin
    stays = int(main.lasting[last]) or _usual_step(main.shown[old])
    stop = int(main.shown[last]) + stays
    start = int(main.shown[packet:end].min())
    return Joint(
        first=min(places), last=max(places), before=stop % WRAP, after=start % WRAP, shift=shift + stop - start
    )


def _usual_step(shown: Numbers) -> int:
    return int(np.median(np.diff(np.sort(shown)))) if len(shown) > 1 else 0


class LineBuilder:
    """Gathers the times of a stream's packets while they pass by."""

    def __init__(self) -> None:
        self._rows = array("q")

    def feed(self, packet: Packet[Stream]) -> None:
        """Take the next packet; one without a time is passed over."""
        decoded = packet.pts if packet.dts is None else packet.dts
        if decoded is None:
            return
        place = packet.pos if packet.pos is not None and packet.pos >= 0 else self._rows[-4] if self._rows else 0
        shown = decoded if packet.pts is None else packet.pts
        self._rows.extend((place, decoded, shown, packet.duration or 0))

    def line(self) -> Line:
        """What was gathered; behind the last time of an old clock FFmpeg may show a picture by the new one."""
        place, decoded, shown, lasting = np.array(self._rows, np.int64).reshape(-1, 4).T
        later = shown - decoded
        usual = int(np.median(later)) if len(later) else 0
        return Line(place, decoded, np.where(np.abs(later) < _ALIKE, shown, decoded + usual), lasting)
