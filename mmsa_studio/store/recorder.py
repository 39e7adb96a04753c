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
        project: what the file holds now.
    """

    def __init__(self, file: ProjectFile, project: Project) -> None:
        self._file = file
        self.project = project

    def __call__(self, event: Event) -> None:
        """Save what an event changes.

        Raises:
            StudioError: when the project file cannot be written.
        """
        self.project, parts = after(self.project, event)
        if parts:
            self.project = self._file.save(self.project, parts).project
