"""A transport or programme stream whose clock starts again or jumps, read as if it had never done so.

The times inside the stream are changed while it is read, byte for byte at the same place. So who reads it finds one
clock that only rises, and can seek by it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from mmsa_studio.core.film import Joint

WRAP = 1 << 33
"""Where the clock of MPEG systems begins anew."""

_TIME = rb"[\x01-\x3f].{4}"
_PES = re.compile(
    rb"\x00\x00\x01[\xbd\xc0-\xef\xfd].."
    rb"(?:[\x80-\xbf](?P<flags>[\x80-\xff])[\x05-\xff]|\xff{0,16}(?:[\x40-\x7f].)?(?=[\x21-\x3f]))"
    rb"(?P<pts>" + _TIME + rb")(?P<dts>" + _TIME + rb")?",
    re.DOTALL,
)
"""The head of a packet with a time, of MPEG-2 (flags, length of the head) and MPEG-1 (stuffing, buffer size).

Video of no MPEG kind can hold its start code, and sound does by chance once in 10^11 bytes.
"""
_LONGEST_HEAD = 64
_MARKS = (0, 2, 4)
"""Bytes of a time whose lowest bit is always set."""


class MendedFile:
    """A film with joints as a file that can be read and sought, with one clock throughout.

    Args:
        path: of the film.
        joints: where its clock changes, in order.
        name: what PyAV calls it.
    """

    def __init__(self, path: str | Path, joints: Sequence[Joint], name: str = "") -> None:
        self.name = name or str(path)
        self._file: BinaryIO = Path(path).open("rb")  # noqa: SIM115 - closed by `close`
        self._joints = tuple(joints)
        self._firsts = [joint.first for joint in joints]

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        start = self._file.tell()
        if size < 0:
            size = max(0, self.seek(0, 2) - start)
        before = min(start, _LONGEST_HEAD)
        self._file.seek(start - before)
        block = bytearray(self._file.read(before + size + _LONGEST_HEAD))
        self._mend(block, start - before)
        wanted = bytes(block[before : before + size])
        self._file.seek(start + len(wanted))
        return wanted

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, as in any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """The place where reading goes on."""
        return self._file.tell()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _mend(self, block: bytearray, at: int) -> None:
        if at + len(block) <= self._firsts[0]:
            return
        for head in _PES.finditer(bytes(block)):
            for name in ("pts", "dts"):
                start = head.start(name)
                if start >= 0 and _marked(block, start) and (name == "pts" or _has_dts(head)):
                    self._mend_time(block, start, at + head.start())

    def _mend_time(self, block: bytearray, start: int, place: int) -> None:
        time = read_time(block[start : start + 5])
        if shift := shift_at(self._joints, self._firsts, place, time):
            block[start : start + 5] = write_time(block[start] >> 4, time + shift)


def shift_at(joints: Sequence[Joint], firsts: Sequence[int], place: int, time: int) -> int:
    """What a time is changed by.

    Where some streams are beyond a joint already and others are not, a time belongs to the clock it is closer to.

    Args:
        joints: in order.
        firsts: their `first`.
        place: byte of the film at which the packet begins.
        time: as the film has it.
    """
    number = bisect_right(firsts, place)
    if number == 0:
        return 0
    joint = joints[number - 1]
    old = place < joint.last and _apart(time, joint.before) < _apart(time, joint.after)
    if not old:
        return joint.shift
    return joints[number - 2].shift if number > 1 else 0


def read_time(coded: bytes | bytearray) -> int:
    """A time of 33 bits, out of five bytes."""
    return (coded[0] >> 1 & 7) << 30 | coded[1] << 22 | coded[2] >> 1 << 15 | coded[3] << 7 | coded[4] >> 1


def write_time(mark: int, time: int) -> bytes:
    """The five bytes of a time, behind their mark of four bits."""
    time %= WRAP
    high, middle, low = time >> 30, time >> 15 & 0x7FFF, time & 0x7FFF
    return bytes([mark << 4 | high << 1 | 1, middle >> 7, (middle << 1 & 0xFF) | 1, low >> 7, (low << 1 & 0xFF) | 1])


def _apart(one: int, other: int) -> int:
    """How far two times lie apart on a clock that begins anew."""
    distance = abs(one - other) % WRAP
    return min(distance, WRAP - distance)


def _marked(block: bytearray, start: int) -> bool:
    return all(block[start + place] & 1 for place in _MARKS)


def _has_dts(head: re.Match[bytes]) -> bool:
    """Whether what follows the time shown is the time of decoding: flags tell, and MPEG-1's mark."""
    flags = head["flags"]
    return flags[0] >> 6 == 3 if flags else head["pts"][0] >> 4 == 3
