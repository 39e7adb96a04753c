"""What a project file looks like inside, how older ones are brought up, and which files are refused.

A file holds *parts* (`media`, `markers`, `track/voice`, ...). A part is a piece of JSON, its facts, and
any number of typed arrays. Both carry a CRC-32, so that a flipped bit is noticed and never drawn.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from mmsa_studio.core.errors import StudioError

APPLICATION_ID = 0x4D4D5341
"""`MMSA` in ASCII, at the place SQLite keeps for it in the header."""

_BUSY_S = 15.0
_LOG_LIMIT = 32 << 20

_CREATE = (
    "CREATE TABLE part (name TEXT PRIMARY KEY, facts TEXT NOT NULL, crc INTEGER NOT NULL) STRICT",
    """CREATE TABLE array (
        part TEXT NOT NULL REFERENCES part ON DELETE CASCADE,
        name TEXT NOT NULL, dtype TEXT NOT NULL, shape TEXT NOT NULL,
        data BLOB NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (part, name)
    ) STRICT""",
)


def _first(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _CREATE:
        connection.execute(statement)


def _evidence_as_data(connection: sqlite3.Connection) -> None:
    """Evidence held sentences, and now holds what they are made of; it is gathered again when it is asked for."""
    connection.execute("DELETE FROM part WHERE name = 'evidence'")


UPGRADES: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _evidence_as_data)
"""Step `n` turns schema version `n` into `n + 1`; the version of a file is how many it has seen."""


def begin(path: Path) -> None:
    """Turn an empty file into a project without parts."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        _upgrade(connection)
    finally:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a checked project, upgraded when it is older; read-only where nothing may be written."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    uri = f"{path.absolute().as_uri()}?mode=rw" if writable else _reading_uri(path)
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
        if version_of(connection) < len(UPGRADES):
            _upgrade(connection)
        connection.execute("PRAGMA foreign_keys = ON")  # last: an upgrade may move what others refer to
    except BaseException:
        connection.close()
        raise
    return connection


def _upgrade(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest version in one transaction, or leave it as it was."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version_of(connection), len(UPGRADES)):
            UPGRADES[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """How many upgrades the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def side_files(path: Path) -> tuple[Path, Path]:
    """The log and its index, which SQLite keeps beside a file that is in use."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _reading_uri(path: Path) -> str:
    """For looking without changing: `immutable` makes no side files; beside a log the file is whole only with it."""
    with_log = side_files(path)[0].exists()
    return f"{path.absolute().as_uri()}?mode=ro{'' if with_log else '&immutable=1'}"


def check(path: Path) -> None:
    """Look at a file without changing a byte of it.

    Raises:
        StudioError: when it is missing, foreign, newer, or damaged.
        sqlite3.Error: when SQLite cannot read it.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise StudioError(f"There is no project “{path}”.", "Choose another file.") from None
    except OSError as error:
        raise StudioError(f"“{path}” could not be opened: {error.strerror}.", "Choose another file.") from error
    if not header:
        raise StudioError(f"“{path}” is empty.", "Choose another file, or delete it and analyse the film again.")
    if not header.startswith(b"SQLite format 3\0") or len(header) < 100:
        raise _foreign(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _foreign(path)
    connection = sqlite3.connect(_reading_uri(path), uri=True, timeout=_BUSY_S)
    try:
        if version_of(connection) > len(UPGRADES):
            raise StudioError(f"“{path}” was made by a newer MMSA Studio.", "Update the program; nothing was changed.")
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged(path)
    finally:
        connection.close()


def damaged(path: Path) -> StudioError:
    """The error for a file that was a project once."""
    return StudioError(f"The project “{path}” is damaged and was left as it is.", "Use a copy, or analyse again.")


def _foreign(path: Path) -> StudioError:
    return StudioError(f"“{path}” is not an MMSA Studio project.", "Choose a file that ends in .mmsa.")
