"""Where the clock of a stream starts again or jumps, told from the times of its packets in the order of the file.

FFmpeg's demuxers of transport and programme streams pass such times on as they are. A film made by joining files, or
by a recorder that was stopped, is as long as its pictures follow one another.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

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

    def jump(self, packet: int) -> int:
        """How far times jump with a packet: its time less the one it should have."""
        return int(self.decoded[packet] - self.decoded[packet - 1] - self.lasting[packet - 1])


def find_joints(main: Line, others: Sequence[Line]) -> tuple[Joint, ...]:
    """The joints of a film, found in the stream that counts: its pictures, or its sound where it has none.

    A jump ahead that other streams do not make is a picture that stayed for long.
    """
    joints: list[Joint] = []
    begin = 0
    for packet in main.jumps():
        edges = [edge for other in others if (edge := _edge(other, main, int(packet))) is not None]
        if -1 in edges and not any(edge >= 0 for edge in edges):
            continue
        places = [int(main.place[packet]), *(edge for edge in edges if edge >= 0)]
        joints.append(_joint(main, begin, int(packet), places, joints[-1].shift if joints else 0))
        begin = int(packet)
    return tuple(joints)


def _edge(other: Line, main: Line, packet: int) -> int | None:
    """The byte at which another stream jumps likewise; -1 where it goes on without, None where it tells nothing."""
    place, size = main.place[packet], main.jump(packet)
    jumps = other.jumps(_CLOSE)
    near = [
        int(other.place[one])
        for one in jumps
        if abs(other.place[one] - place) < _NEAR and abs(other.jump(int(one)) - size) < _ALIKE
    ]
    if near:
        return min(near, key=lambda found: abs(found - place))
    after = int(np.searchsorted(other.place, place))
    if not 0 < after < len(other.place):
        return None
    return -1 if abs(other.jump(after)) < _CLOSE else None


def _joint(main: Line, begin: int, packet: int, places: list[int], shift: int) -> Joint:
    """The joint before a packet: the first picture of the new clock follows the last of the old one."""
    end = next((int(one) for one in main.jumps() if one > packet), len(main.decoded))
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
