"""Keeps the events of an analysis in the project file as they come, so that a kill loses seconds, not hours."""

from __future__ import annotations

from mmsa_studio.core.changes import after
from mmsa_studio.core.jobs import Event
from mmsa_studio.core.project import Project
from mmsa_studio.store.project_file import ProjectFile


class Recorder:
    """A hook that saves what an analysis finds.

    Args:
        file: takes the parts that change.
        project: what the file holds when the analysis begins.

    Attributes:
        project: what the file holds now, with what other programs did meanwhile.
        changed_elsewhere: fields of it that other programs changed.
        overruled: ids of markers that others had edited too, and of which what was found was kept.
    """

    def __init__(self, file: ProjectFile, project: Project) -> None:
        self._file = file
        self.project = project
        self.changed_elsewhere: frozenset[str] = frozenset()
        self.overruled: frozenset[str] = frozenset()

    def __call__(self, event: Event) -> None:
        """Save what an event changes.

        Raises:
            StudioError: when the project file cannot be written.
        """
        project, fields = after(self.project, event)
        if fields:
            saved = self._file.save(project, fields)
            self.project = saved.project
            self.changed_elsewhere |= saved.changed_elsewhere
            self.overruled |= saved.overruled
