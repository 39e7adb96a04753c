"""The project file: one SQLite database, every edit a transaction, whole after a kill at any moment.

Two programs may have one project open. Every part of it counts the changes of the file up to the one that wrote it; a
handle knows the state it last saw, looks at the counts inside its own transaction, and merges what others changed with
what it is about to write (`core.merge`). Nobody overwrites what another wrote.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.merge import merged
from mmsa_studio.core.paths import atomic_path
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence, term
from mmsa_studio.store import parts, schema
from mmsa_studio.store.connection import Connection, code_of, identity_of, patient, side_files
from mmsa_studio.store.parts import FIELDS
from mmsa_studio.store.rows import PartError
from mmsa_studio.store.state import State

_REASONS = {
    sqlite3.SQLITE_FULL: Sentence("database.full"),
    sqlite3.SQLITE_IOERR: Sentence("database.disk"),
    sqlite3.SQLITE_READONLY: Sentence("database.read_only"),
    sqlite3.SQLITE_CANTOPEN: Sentence("database.folder"),
    sqlite3.SQLITE_BUSY: Sentence("database.busy"),
}


_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_TOOBIG)
_UNREADABLE = (RecursionError, ArithmeticError, UnicodeError, MemoryError)
"""What a damaged file makes Python raise instead of SQLite, such as a name in it that is no text."""


@dataclass(frozen=True)
class Saved:
    """What is known after looking into the file.

    Attributes:
        project: the one that was given, with what others changed.
        changed_elsewhere: the fields of it that another program changed since this handle last looked.
        overruled: ids of markers that another program had edited too, and of which the given ones were kept.
    """

    project: Project
    changed_elsewhere: frozenset[str] = frozenset()
    overruled: frozenset[str] = frozenset()


class ProjectFile:
    """A handle on a project file. Any thread may use it, and others, here or in other programs, may have theirs.

    Every save is one transaction: once it returns, the change survives a crash. It raises `StudioError` when the disk
    is full or the file cannot be written, and then the old content is intact.

    Args:
        path: an existing project; `create` makes new ones.

    Raises:
        StudioError: when the file is missing, foreign, newer or damaged; it is left untouched.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._closed = False
        with self._explained(term("opened")):
            self._shared = Connection.to(self.path)
        self._database = self._shared.database
        self._state = State()

    def __enter__(self) -> ProjectFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Fold the log into the file and let go of it; closing twice is fine."""
        with self._shared.lock:
            if not self._closed:
                self._closed = True
                self._shared.let_go()

    @property
    def writable(self) -> bool:
        """Whether changes can be kept here."""
        return self._shared.writable

    def load(self) -> Project:
        """Everything the file holds, exactly as it was saved.

        Raises:
            StudioError: when a part of it is damaged, or only a newer program knows it.
        """
        with self._transaction("DEFERRED"), _without_collection():
            self._state = State().looked(self._database, FIELDS)
            return self._state.project()

    def media(self) -> MediaInfo:
        """The film alone, for whoever only asks whose project this is.

        Raises:
            StudioError: as `load` does.
        """
        with self._transaction("DEFERRED"):
            return State().looked(self._database, {"media"}).project().media

    def save(self, project: Project, fields: Iterable[str], since: Project | None = None) -> Saved:
        """Keep these fields of a project, together with what others changed meanwhile.

        Args:
            project: as it shall be.
            fields: names of those of its fields that changed; the others are not written.
            since: what the changes were made to. None for who goes on with `Saved.project` after every save; who
                saves without waiting for the answer must tell.
        """
        wanted = frozenset(fields)
        with self._shared.lock:
            with self._transaction():
                saved, state = self._with_others(project, wanted, since)
                state, number = state.written(self._database, saved.project, wanted)
            self._keep(state, number)
        return saved

    def refresh(self, project: Project, since: Project | None = None) -> Saved:
        """The project with what other programs changed; cheap when nobody did.

        Args:
            project: as it is here.
            since: what it was when it was last saved or read, as for `save`.
        """
        with self._transaction("DEFERRED"):
            saved, self._state = self._with_others(project, frozenset(), since)
        return saved

    def overwrite(self, project: Project) -> None:
        """Make the file hold exactly this project."""
        with self._shared.lock:
            with self._transaction():
                there = State().looked(self._database, ())
                there = State(there.revisions, dict.fromkeys(there.revisions))
                state, number = there.written(self._database, project, FIELDS)
            self._keep(state, number)

    def _with_others(self, ours: Project, wanted: frozenset[str], since: Project | None) -> tuple[Saved, State]:
        """Our project with what others changed: in fields we write, and anywhere when it was another program."""
        changed = self._state.changed(self._database)
        elsewhere = {parts.field_of(name) for name, number in changed.items() if number not in self._shared.written}
        state = self._state.looked(self._database, wanted | elsewhere)
        before = since or self._state.project(ours)
        found = merged(before, ours, state.project(ours), wanted | elsewhere)
        return Saved(found.project, frozenset(elsewhere), found.overruled), state

    def _keep(self, state: State, number: int) -> None:
        """Know what the file holds now that a change of ours is safe in it."""
        self._state = state
        if number:
            self._shared.written.add(number)

    @contextmanager
    def _transaction(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """All or nothing of what happens inside; inside another one, a piece of that."""
        with self._shared.lock:
            if not self._closed and self._database.in_transaction:
                yield
                return
            self._refuse_in_vain(writing=kind == "IMMEDIATE")
            with self._explained(term("saved" if kind == "IMMEDIATE" else "read")):
                patient(self._database)
                self._database.execute(f"BEGIN {kind}")
                try:
                    if schema.is_newer(self._database):  # another program has upgraded it meanwhile
                        raise schema.newer(self.path)
                    if not schema.is_as_made(self._database):  # another program has planted something
                        raise schema.damaged(self.path)
                    yield
                    self._database.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # a full disk has rolled back by itself
                        self._database.execute("ROLLBACK")
                    raise

    def _refuse_in_vain(self, *, writing: bool) -> None:
        """Say what would swallow every further change."""
        if self._closed:
            raise StudioError("project.closed", path=str(self.path))
        if identity_of(self.path) != self._shared.identity:
            raise StudioError("project.gone", path=str(self.path))
        if writing and not self._shared.writable:
            raise StudioError("project.not_done", done=term("saved"), reason=_REASONS[sqlite3.SQLITE_READONLY])

    @contextmanager
    def _explained(self, done: Sentence) -> Iterator[None]:
        """What SQLite says, for people: what could not be `done` to the project, why, and what helps."""
        try:
            yield
        except PartError as error:
            raise schema.newer(self.path) if error.newer else schema.damaged(self.path, error.part) from error
        except sqlite3.Error as error:
            code = code_of(error)
            if code in _DAMAGE:
                raise schema.damaged(self.path) from error
            reason = _REASONS.get(code) or Sentence("database.other", {"text": str(error)})
            raise StudioError("project.not_done", done=done, reason=reason) from error
        except _UNREADABLE as error:
            raise schema.damaged(self.path) from error


def open(path: str | Path) -> ProjectFile:
    """Open an existing project.

    Raises:
        StudioError: when the file is missing, foreign, newer or damaged; it is left untouched.
    """
    return ProjectFile(path)


def create(path: str | Path, project: Project) -> ProjectFile:
    """Make a project file and open it; a project already at `path` is replaced as a whole, anything else is kept.

    Raises:
        StudioError: when something that is no project lies there, or the file cannot be written.
    """
    path = Path(path)
    if path.exists():
        file = ProjectFile(path)
        try:
            file.overwrite(project)
        except BaseException:
            file.close()
            raise
        return file
    with atomic_path(path) as temporary:
        schema.begin(temporary)
        with ProjectFile(temporary) as file:
            file.overwrite(project)
            state = file._state
        for side in side_files(path):  # of a project that was deleted; SQLite would read them into this one
            side.unlink(missing_ok=True)
    file = ProjectFile(path)
    file._state = state
    return file


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let nobody look for garbage while a hundred thousand small things are made that all stay: a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
