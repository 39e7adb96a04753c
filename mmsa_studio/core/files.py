"""Reading what a person or a project names: ordinary files only, and never more of them than was agreed.

A pipe, a socket or a device under a film's or a table's name would keep its reader waiting for ever or never end.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BinaryIO:
    """An ordinary file, opened for reading.

    Raises:
        OSError: when it cannot be opened; `ENXIO` for what is no ordinary file, `ENOENT` for what no file can be named.
    """
    try:
        _check(path.stat())  # before it is opened: opening alone rewinds some devices
        descriptor = os.open(path, _FLAGS)
    except ValueError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
    try:
        _check(os.fstat(descriptor))  # again: it may have been exchanged meanwhile
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path, limit: int) -> bytes:
    """The whole of an ordinary file.

    Args:
        path: of the file.
        limit: how many bytes it may have, whatever the system says of its size.

    Raises:
        OSError: as `open_regular`; `EFBIG` when there are more bytes.
    """
    with open_regular(path) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content


def _check(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
