"""The session's project file: opened, put elsewhere, kept as the project changes, and watched for what others do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.project import Project
from mmsa_studio.work import library
from mmsa_studio.work.library import Opened, ProjectFile
from mmsa_studio.work.saver import Kept, Saver, changed_fields

_LOOK_MS = 2000


class Keeper(QObject):
    """Saves on the thread for files, as many changes at once as have come together, and looks at the file at times.

    Args:
        tasks: the thread for files.
    """

    brought = Signal(object)
    """What a save or a look found that other programs did: `Kept`."""
    trouble = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._wish = 0
        self._saver: Saver | None = None
        self._project: Project | None = None
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def file(self) -> ProjectFile | None:
        """Where the project lies; None while there is none."""
        return self._saver.file if self._saver else None

    def open(self, path: Path, opened: Callable[[Opened], None], failed: Callable[[Failed], None]) -> None:
        """Open a film or a project; the newest wish wins, and of older ones nobody hears."""
        self._wish += 1
        wish = self._wish

        def take(result: Opened) -> None:
            if wish == self._wish:
                opened(result)
            else:
                self._tasks.do(result.file.close, _nothing, self.trouble.emit)

        self._tasks.do(lambda: library.open_path(path), take, failed)

    def begin(self, file: ProjectFile, project: Project) -> None:
        """Keep changes to a project that lies in this file from now on."""
        self.end()
        self._saver, self._project = Saver(file), project
        self._timer.start()

    def save_as(self, target: Path) -> None:
        """Put the project in another place and keep it there from now on, with what happens in the meantime."""
        if (saver := self._saver) is None or (project := self._project) is None:
            return

        def go_on(file: ProjectFile) -> None:
            newest = self._project
            if saver is not self._saver or newest is None:  # another project was opened meanwhile
                self._tasks.do(file.close, _nothing, self.trouble.emit)
                return
            self.begin(file, project)
            self.keep(newest, changed_fields(project, newest))

        self._tasks.do(lambda: library.save_as(project, target), go_on, self.trouble.emit)

    def keep(self, project: Project, fields: frozenset[str]) -> None:
        """Save these fields of the project, which changed."""
        if (saver := self._saver) is None or self._project is None:
            return
        saver.change(self._project, project, fields)
        self._project = project
        self._tasks.latest((saver, "save"), saver.save, lambda kept: self._bring(saver, kept), self.trouble.emit)

    def taken(self, kept: Kept) -> Project | None:
        """The project with what was brought; None when none is kept."""
        if self._saver is None or self._project is None:
            return None
        self._saver.take(kept)
        self._project = kept.taken_into(self._project)
        return self._project

    def look(self) -> None:
        """See what other programs did; cheap when they did nothing."""
        if (saver := self._saver) is None or (project := self._project) is None:
            return

        def failed(problem: Failed) -> None:
            """What cannot be looked at is not looked at again; the next change to be saved says why once more."""
            if saver is self._saver:
                self._timer.stop()
                self.trouble.emit(problem)

        self._tasks.latest("look", lambda: saver.look(project), lambda kept: self._bring(saver, kept), failed)

    def end(self) -> None:
        """Let go of the file once everything is saved."""
        self._timer.stop()
        if self._saver is not None:
            self._tasks.do(self._saver.file.close, _nothing, self.trouble.emit)
        self._saver, self._project = None, None

    def _bring(self, saver: Saver, kept: Kept | None) -> None:
        if saver is self._saver and kept is not None and kept.fields:
            self.brought.emit(kept)


def _nothing(_: object) -> None:
    """For work whose result nobody needs."""
