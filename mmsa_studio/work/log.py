"""What a child process prints, in a file that ends with whoever has it open, however they end."""

from __future__ import annotations

import os
import sys
import tempfile
from multiprocessing import reduction
from typing import Any


class Log:
    """A file for both ends: the parent makes it and hands it to a child that is being spawned.

    On POSIX it has no name, on Windows it is deleted with the last of its handles: a kill leaves nothing behind.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="mmsa-worker-")  # noqa: SIM115 - kept as long as the child

    def __reduce__(self) -> tuple[object, ...]:
        if sys.platform == "win32":
            return _named, (self._file.name,)
        return _given, (reduction.DupFd(self._file.fileno()),)

    def tail(self, most: int) -> str:
        """The end of it, `most` letters at most."""
        self._file.seek(0)
        return self._file.read().decode(errors="replace")[-most:]

    def close(self) -> None:
        """Let go of it, and with that delete it."""
        self._file.close()


def _named(path: str) -> int:
    """The child's descriptor on Windows."""
    return os.open(path, os.O_WRONLY | getattr(os, "O_TEMPORARY", 0))


def _given(descriptor: Any) -> int:  # noqa: ANN401 - the library gives its type no name
    """The child's descriptor on POSIX."""
    return int(descriptor.detach())
