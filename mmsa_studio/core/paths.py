"""The only module that knows where things lie on disk."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.files import read_regular
from mmsa_studio.core.sentences import reason

_APP = "mmsa-studio"


def resources() -> Path:
    """The folder of icons, style, weights and schema: in the source tree, a wheel or a frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parents[1]
    candidates = [Path(frozen) / "resources"] if frozen else [package / "resources", package.parent / "resources"]
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise StudioError("program.no_resources")


def resource(name: str) -> Path:
    """One file below `resources/`.

    Raises:
        StudioError: when it is not there.
    """
    path = resources() / name
    if not path.exists():
        raise StudioError("program.no_resource", name=name)
    return path


def cache_dir() -> Path:
    """Where things that can be made again are kept; `MMSA_CACHE_DIR` overrides it."""
    return _user_dir("MMSA_CACHE_DIR", "XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA")


def data_dir() -> Path:
    """Where projects without a place of their own, and logs, are kept; `MMSA_DATA_DIR` overrides it."""
    return _user_dir("MMSA_DATA_DIR", "XDG_DATA_HOME", ".local/share", "Library/Application Support", "APPDATA")


def _user_dir(override: str, xdg: str, linux: str, mac: str, windows: str) -> Path:
    chosen = os.environ.get(override)
    if chosen:
        folder = Path(chosen)
    elif sys.platform == "darwin":
        folder = Path.home() / mac / _APP
    elif sys.platform == "win32":
        folder = Path(os.environ.get(windows, str(Path.home()))) / _APP
    else:
        folder = Path(os.environ.get(xdg, str(Path.home() / linux))) / _APP
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def read_file(path: Path, most: int) -> bytes:
    """The content of a regular file; a pipe or a device, which may never end, is not one.

    Args:
        path: the file.
        most: bytes it may have.

    Raises:
        StudioError: when it is no regular file, or larger.
        OSError: when it cannot be read.
    """
    try:
        return read_regular(path, most)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise StudioError("file.no_regular", path=str(path)) from None
        if error.errno == errno.EFBIG:
            raise StudioError("file.large", path=str(path), most=most >> 20) from None
        raise


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that replaces it when the block ends well, and vanishes otherwise.

    Raises:
        StudioError: when the folder cannot be written to or the disk is full.
    """
    target = Path(target)
    try:
        handle, name = tempfile.mkstemp(prefix=".mmsa-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StudioError("file.unwritten", path=str(target), reason=reason(error)) from error


def write_atomic(target: Path, content: bytes | str) -> None:
    """Write a whole file or nothing. Text is UTF-8 with the line ends it has.

    Raises:
        StudioError: when it cannot be written.
    """
    with atomic_path(target) as temporary:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
