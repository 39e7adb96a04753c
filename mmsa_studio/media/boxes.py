"""The boxes of an MP4 or MOV, for the little that FFmpeg does not tell of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mmsa_studio.core.limits import BOXES

_HEAD, _LONG_HEAD = 8, 16
_MOST_BYTES = 64
"""Bytes of a box's content that are read: a head of a table is enough."""


def timecode_base(path: str | Path) -> int:
    """Frames a second of the timecode track counts; 0 where there is none."""
    for entry in contents(path, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
        # behind version, flags and the number of entries: a size, "tmcd", ..., timescale, frame duration, frames
        if len(entry) > _TMCD_FRAMES and entry[12:16] == b"tmcd":
            return entry[_TMCD_FRAMES]
    return 0


_TMCD_FRAMES = 40


def contents(path: str | Path, *names: bytes) -> Iterator[bytes]:
    """The first bytes of what every box holds that lies in boxes of these names, the outermost first.

    Damaged sizes end the search; `OSError` means that the file cannot be read.
    """
    with Path(path).open("rb") as file:
        left = [BOXES]
        for start, end in _inside(file, 0, file.seek(0, 2), names, left):
            file.seek(start)
            yield file.read(min(end - start, _MOST_BYTES))


def _inside(
    file: BinaryIO, start: int, end: int, names: tuple[bytes, ...], left: list[int]
) -> Iterator[tuple[int, int]]:
    """Where the contents of boxes begin and end; at most `left[0]` boxes are looked at."""
    if not names:
        yield start, end
        return
    while start + _HEAD <= end and left[0] > 0:
        left[0] -= 1
        file.seek(start)
        head = file.read(_LONG_HEAD)
        if len(head) < _HEAD:
            return
        size, begin = struct.unpack(">I", head[:4])[0], start + _HEAD
        if size == 1 and len(head) == _LONG_HEAD:
            size, begin = struct.unpack(">Q", head[8:])[0], start + _LONG_HEAD
        stop = start + size if size else end
        if not begin <= stop <= end:
            return
        if head[4:8] == names[0]:
            yield from _inside(file, begin, stop, names[1:], left)
        start = stop
