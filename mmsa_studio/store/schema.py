"""What a project file looks like inside, how older ones are brought up, and which files are refused.

A file holds *parts* (`media`, `markers`, `track/voice`, ...). A part is a piece of JSON, its facts, and
any number of typed arrays. Both carry a CRC-32, so that a flipped bit is noticed and never drawn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.store import upgrades

APPLICATION_ID = 0x4D4D5341
"""`MMSA` in ASCII, at the place SQLite keeps for it in the header."""

HEADER_SIZE = 100
"""Bytes at the start of a database that tell what it is."""

_MAGIC = b"SQLite format 3\0"
_OURS = slice(68, 72)

_CREATE = (
    "CREATE TABLE part (name TEXT PRIMARY KEY, facts TEXT NOT NULL, crc INTEGER NOT NULL) STRICT",
    """CREATE TABLE array (
        part TEXT NOT NULL REFERENCES part ON DELETE CASCADE,
        name TEXT NOT NULL, dtype TEXT NOT NULL, shape TEXT NOT NULL,
        data BLOB NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (part, name)
    ) STRICT""",
)


def _first(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _CREATE:
        database.execute(statement)


UPGRADES: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first,
    upgrades.evidence_as_data,
    upgrades.tracks_know_their_maker,
    upgrades.words_as_data,
    upgrades.changes_are_counted,
    upgrades.words_in_columns,
)
"""Step `n` turns schema version `n` into `n + 1`; the version of a file is how many it has seen."""


def begin(path: Path) -> None:
    """Turn an empty file into a project without parts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        upgrade(database)


def upgrade(database: sqlite3.Connection) -> None:
    """Bring a project to the newest version in one transaction, or leave it as it was."""
    if is_current(database):
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version_of(database), len(UPGRADES)):
            UPGRADES[number](database)
            database.execute(f"PRAGMA user_version = {number + 1}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def version_of(database: sqlite3.Connection) -> int:
    """How many upgrades the file has seen."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def is_current(database: sqlite3.Connection) -> bool:
    """Whether there is nothing to upgrade."""
    return version_of(database) == len(UPGRADES)


def is_newer(database: sqlite3.Connection) -> bool:
    """Whether a later version of the program wrote the file."""
    return version_of(database) > len(UPGRADES)


def is_ours(header: bytes) -> bool:
    """Whether the first hundred bytes of a file are those of a project."""
    ours = int.from_bytes(header[_OURS], "big") == APPLICATION_ID
    return len(header) == HEADER_SIZE and is_database(header) and ours


def is_database(header: bytes) -> bool:
    """Whether the beginning of a file is that of a database of SQLite, ours or not."""
    return header.startswith(_MAGIC)


def is_whole(database: sqlite3.Connection) -> bool:
    """Whether it is laid out as one of ours and SQLite finds its pages in order."""
    return is_as_made(database) and database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def is_as_made(database: sqlite3.Connection) -> bool:
    """Whether it holds exactly the tables that its version has: no view, trigger or computed column of a stranger."""
    version = version_of(database)
    return 0 < version <= len(UPGRADES) and _laid_out(database) == _made(version)


@cache
def _made(version: int) -> frozenset[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for step in UPGRADES[:version]:
            step(database)
        return _laid_out(database)


def _laid_out(database: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """Kind, names and words of everything in it, however the words are spaced."""
    rows = database.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema")
    return frozenset((kind, name, table, "".join(sql.split())) for kind, name, table, sql in rows)


def newer(path: Path) -> StudioError:
    """The error for a file from a later version of the program."""
    return StudioError("project.newer", path=str(path))


def damaged(path: Path, part: str = "") -> StudioError:
    """The error for a file that was a project once; `part` is what of it cannot be read, where only that is."""
    if part:
        return StudioError("project.part_damaged", path=str(path), part=part)
    return StudioError("project.damaged", path=str(path))
