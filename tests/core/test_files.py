"""Ordinary files are read up to a limit; what would wait or never end is refused unread."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import pytest

from mmsa_studio.core.files import open_regular, read_regular

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor devices among its files")


def refused(path: Path) -> int | None:
    with pytest.raises(OSError) as raised:  # noqa: PT011 - which one is what is asked
        read_regular(path, 100)
    return raised.value.errno


def test_a_file_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert read_regular(path, 100) == b"x" * 100
    path.write_bytes(b"x" * 101)
    assert refused(path) == errno.EFBIG
    with open_regular(path) as file:
        assert file.read(3) == b"xxx"


@UNIX
def test_what_would_wait_or_never_end_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == errno.ENXIO
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    assert refused(tmp_path / "link") == errno.ENXIO
    assert refused(Path("/dev/zero")) == errno.ENXIO
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert refused(tmp_path / "socket") == errno.ENXIO


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == errno.EISDIR
    assert refused(tmp_path / "none") == errno.ENOENT
    assert refused(tmp_path / "nul\0nul") == errno.ENOENT
    assert refused(tmp_path / "lone\ud800") in (errno.ENOENT, errno.EINVAL)
