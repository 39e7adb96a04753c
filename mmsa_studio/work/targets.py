"""Where an export may go: never over the film, the project or what is no file, and over files of others only if asked.

An earlier export is replaced without a question while it is byte for byte what we wrote. A list that came back from an
editing system carries our tags and somebody's work, so that marks of ours in a file say nothing.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import REMEMBERED_EXPORTS
from mmsa_studio.core.paths import data_dir, write_atomic
from mmsa_studio.store.connection import is_database

FOREIGN = "export.foreign"
"""Kind of the refusal to replace a file that is not an export of ours, which a person may answer with `force`."""


def check(paths: Iterable[Path], kept: Iterable[Path], *, force: bool) -> None:
    """Refuse to write where something would be lost.

    Args:
        paths: where to write.
        kept: the film and its project.
        force: whether a person agreed that files of others are replaced.

    Raises:
        StudioError: `FOREIGN` when there is a file that is not an earlier export of ours; another kind for what is
            never replaced.
    """
    mine = list(kept)
    for path in paths:
        if path.is_symlink() or (path.exists() and not stat.S_ISREG(path.stat().st_mode)):
            raise StudioError("export.no_file", path=str(path))
        if not path.exists():
            continue
        if any(one.exists() and path.samefile(one) for one in mine):
            raise StudioError("export.own", path=str(path))
        if is_database(path):
            raise StudioError("export.a_project", path=str(path))
        if not force and not _ours(path):
            raise StudioError("export.foreign", path=str(path))


def write(files: Mapping[Path, bytes]) -> list[str]:
    """Write each file whole or not at all, and remember what was written.

    Returns:
        Names of further parts that stood there already; the first was named by a person.

    Raises:
        StudioError: when one cannot be written.
    """
    replaced = [path.name for path in list(files)[1:] if path.exists()]
    for path, content in files.items():
        write_atomic(path, content)
    _remember(map(_digest, files.values()))
    return replaced


def _ours(path: Path) -> bool:
    """Whether a file is what an export of ours wrote, unchanged and not protected since."""
    with suppress(OSError):
        return bool(path.stat().st_mode & stat.S_IWUSR) and _digest_of(path) in _remembered()
    return False


def _digest(content: bytes) -> str:
    return _empty(content).hexdigest()


def _digest_of(path: Path) -> str:
    """The same of a file, which may be a film: no more of it is in memory than is read at a time."""
    with path.open("rb") as file:
        return file_digest(file, _empty).hexdigest()


_empty = partial(blake2b, digest_size=16)


def _record() -> Path:
    return data_dir() / "exports.txt"


def _remembered() -> list[str]:
    with suppress(OSError):
        return _record().read_text("ascii", "replace").split()
    return []


def _remember(digests: Iterable[str]) -> None:
    with suppress(OSError, StudioError):  # an export that cannot be remembered is asked about when it is replaced
        known = dict.fromkeys([*_remembered(), *digests])
        write_atomic(_record(), "\n".join(list(known)[-REMEMBERED_EXPORTS:]) + "\n")
