"""Programs that have one project open at the same time, one of them as if it were another process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mmsa_studio.store import connection
from mmsa_studio.store.project_file import ProjectFile, Saved


class Program:
    """A program that has a project open and goes on with what it is told after every save."""

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self.project = file.load()

    def save(self, **changes: object) -> Saved:
        """Change fields and save them."""
        return self._take(self.file.save(replace(self.project, **changes), changes))

    def refresh(self) -> Saved:
        """Take what others did."""
        return self._take(self.file.refresh(self.project))

    def _take(self, saved: Saved) -> Saved:
        self.project = saved.project
        return saved


@contextmanager
def program_here(path: Path) -> Iterator[Program]:
    """A program in this process."""
    with ProjectFile(path) as file:
        yield Program(file)


@contextmanager
def program_elsewhere(path: Path) -> Iterator[Program]:
    """A program with a connection of its own, which knows nothing of what is open in this process."""
    with _nothing_open():
        file = ProjectFile(path)
        connection._opened.clear()
    try:
        yield Program(file)
    finally:
        with _nothing_open():
            connection._opened[file._shared.identity] = file._shared
            file.close()


@contextmanager
def _nothing_open() -> Iterator[None]:
    mine = connection._opened.copy()
    connection._opened.clear()
    try:
        yield
    finally:
        connection._opened.clear()
        connection._opened.update(mine)
