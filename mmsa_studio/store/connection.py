"""One connection a file in this process, shared by all who have the project open.

POSIX takes every lock of a process on a file away as soon as the process closes any descriptor of it (SQLite, "How To
Corrupt An SQLite Database File", 2.2). Another program that opens and closes the project then believes that it was
alone, and deletes the log with our newest edits in it. So nothing in this program opens a project file but this module,
a file that is open is never opened again, and a `Guard` stands by for what does not ask us.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.files import open_regular
from mmsa_studio.core.limits import LONGEST_CELL, LONGEST_LOG, LONGEST_QUERY
from mmsa_studio.core.sentences import reason
from mmsa_studio.store import schema
from mmsa_studio.store.guard import Guard

Identity = tuple[int, int]
"""Device and number of a file: what stays the same under every name it has."""

_BUSY_S = 15.0
_STEPS = 100_000
_BESIDE = ("-wal", "-shm", "-journal")
_NOT_HERE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)

_opened: dict[Identity, Connection] = {}
_gate = threading.Lock()


class Connection:
    """The connection of this process to a project file; whoever uses `database` holds `lock`.

    Attributes:
        database: SQLite's own.
        lock: one thread at a time.
        identity: of the file.
        writable: whether changes can be kept; an older project in a read-only place is a copy in memory.
        written: numbers of the changes that this process made.
    """

    def __init__(self, database: sqlite3.Connection, identity: Identity, guard: Guard | None) -> None:
        self.database = database
        self.lock = threading.RLock()
        self.identity = identity
        self.writable = guard is not None
        self._guard = guard
        self.written: set[int] = set()
        self._users = 1

    @classmethod
    def to(cls, path: Path) -> Connection:
        """The connection to a project, upgraded when it is older: the one there is, or a new one.

        Raises:
            StudioError: when the file is missing, foreign, newer or damaged; it is left untouched.
            sqlite3.Error: when SQLite cannot open it.
        """
        with _gate:
            identity = identity_of(path)
            if identity is None:
                raise StudioError("project.absent", path=str(path))
            if (known := _opened.get(identity)) is not None:
                known._users += 1
                return known
            _check(path)
            database, writable = _connected(path)
            guard = Guard(path, side_files(path.resolve())[1]) if writable else None
            made = _opened[identity] = cls(database, identity, guard)
            return made

    def let_go(self) -> None:
        """Fold the log into the file when nobody else in this process has it open."""
        with self.lock, _gate:
            self._users -= 1
            if not self._users:
                del _opened[self.identity]
                if self._guard is not None:
                    self._guard.release()
                self.database.close()
                if self._guard is not None:
                    self._guard.close()


def identity_of(path: Path) -> Identity | None:
    """Which file lies at a path; None for none."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def is_database(path: Path) -> bool:
    """Whether a file is a project or another database, or lies beside one as its log; no file open here is opened."""
    for ending in _BESIDE:
        if path.name.endswith(ending) and is_database(path.with_name(path.name.removesuffix(ending))):
            return True
    with _gate:  # so that nobody opens it here while we look
        if identity_of(path) in _opened:
            return True
        with suppress(OSError), open_regular(path) as file:
            return schema.is_database(file.read(schema.HEADER_SIZE))
    return False


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def side_files(path: Path) -> tuple[Path, Path]:
    """The log and its index, which SQLite keeps beside a file that is in use."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _connected(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection to a checked project, and whether it may be written to."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        try:
            return _for_writing(path), True
        except sqlite3.OperationalError as error:
            if code_of(error) not in _NOT_HERE:
                raise  # else the system promised more than the place keeps, like some network shares
    return _for_reading(path), False


def _for_writing(path: Path) -> sqlite3.Connection:
    with _closed_on_error(_connect(f"{path.absolute().as_uri()}?mode=rw")) as database:
        database.execute("PRAGMA journal_mode = WAL")  # a copy that another tool made may have lost it
        database.execute("PRAGMA synchronous = FULL")
        database.execute(f"PRAGMA journal_size_limit = {LONGEST_LOG}")
        schema.upgrade(database)
        database.execute("PRAGMA foreign_keys = ON")  # last: an upgrade may move what others refer to
    return database


def _for_reading(path: Path) -> sqlite3.Connection:
    """An older project is upgraded in a copy in memory: there is no other place."""
    with _closed_on_error(_connect(_reading_uri(path))) as database:
        if schema.is_current(database):
            return database
    with closing(database), _closed_on_error(_connect(":memory:")) as copy:
        database.backup(copy)
        schema.upgrade(copy)
    return copy


def _connect(uri: str) -> sqlite3.Connection:
    """A connection that distrusts what is in the file (SQLite, "Defense Against The Dark Arts")."""
    database = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    with _closed_on_error(database):
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        patient(database)
    return database


def patient(database: sqlite3.Connection) -> None:
    """Let what is done from now on take long, and not for ever: SQLite then interrupts it."""
    calls = count()
    database.set_progress_handler(lambda: next(calls) > LONGEST_QUERY, _STEPS)


@contextmanager
def _closed_on_error(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield database
    except BaseException:
        database.close()
        raise


def _reading_uri(path: Path) -> str:
    """For looking without changing: `immutable` makes no side files; beside a log the file is whole only with it."""
    with_log = side_files(path)[0].exists()
    return f"{path.absolute().as_uri()}?mode=ro{'' if with_log else '&immutable=1'}"


def _check(path: Path) -> None:
    """Look at a file that is not open here, without changing a byte of it.

    Raises:
        StudioError: when it is missing, foreign, newer, or damaged.
        sqlite3.Error: when SQLite cannot read it.
    """
    header = _header(path)
    if not header:
        raise StudioError("project.empty", path=str(path))
    if not schema.is_ours(header):
        raise StudioError("project.foreign", path=str(path))
    with closing(_connect(_reading_uri(path))) as database:
        if schema.is_newer(database):
            raise schema.newer(path)
        if not schema.is_whole(database):
            raise schema.damaged(path)


def _header(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(schema.HEADER_SIZE)
    except OSError as error:
        raise StudioError("project.unreadable", path=str(path), reason=reason(error)) from error
