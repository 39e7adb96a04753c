"""Keeps other programs from believing that nobody has a project open, whatever else this process does with its files.

POSIX takes a process's locks on a file away with any descriptor of it that is closed, and not everything in a process
asks us: Qt's file dialog looks into every file it shows to choose an icon. Locks of an open file description (Linux)
stay until that description is closed. So a second descriptor holds the two locks that tell others of us:

- of the database, the range that SQLite reads under: who cannot have it alone leaves the log where it is;
- of the log's index, the byte that says that it is in use: else the next to come would start a new one.

Both are as in SQLite's `os_unix.c`, and both are shared.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from pathlib import Path

_READ_RANGE = (0x4000_0002, 510)
_IN_USE = (128, 1)


class Guard:
    """Holds the locks from its creation until `release`; where the system has no such locks it does nothing.

    Args:
        database: a project that SQLite has open for writing.
        index: of its log.
    """

    def __init__(self, database: Path, index: Path) -> None:
        self._held: list[tuple[int, tuple[int, int]]] = []
        if sys.platform == "linux":
            for path, place in ((database, _READ_RANGE), (index, _IN_USE)):
                with suppress(OSError):  # file systems without locks, where SQLite has none either
                    self._held.append((os.open(path, os.O_RDONLY | os.O_CLOEXEC), place))
                    self._lock(*self._held[-1], take=True)

    def release(self) -> None:
        """Give the locks back, so that SQLite may put the log away; no descriptor is closed yet."""
        for descriptor, place in self._held:
            with suppress(OSError):
                self._lock(descriptor, place, take=False)

    def close(self) -> None:
        """Close the descriptors: only once SQLite has closed its own."""
        for descriptor, _ in self._held:
            os.close(descriptor)
        self._held.clear()

    @staticmethod
    def _lock(descriptor: int, place: tuple[int, int], *, take: bool) -> None:
        if sys.platform == "linux":
            import fcntl

            kind = fcntl.F_RDLCK if take else fcntl.F_UNLCK
            wish = struct.pack("hhqqi4x", kind, os.SEEK_SET, *place, 0)  # struct flock
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wish)
