"""Saves a project that somebody goes on editing: the newest state, without losing what others did meanwhile."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from mmsa_studio.core.merge import merged
from mmsa_studio.core.project import Project
from mmsa_studio.store.parts import FIELDS
from mmsa_studio.store.project_file import ProjectFile, Saved


@dataclass(frozen=True)
class _Change:
    """What is to be saved: fields of a project, and what it was before they changed."""

    since: Project
    project: Project
    fields: frozenset[str]


@dataclass(frozen=True)
class Kept:
    """What became of a save.

    Attributes:
        asked: the project that was to be saved; edits made since are made to it.
        saved: what the file holds, with what other programs did.
    """

    asked: Project
    saved: Saved

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are other in the file than was asked for."""
        return changed_fields(self.asked, self.saved.project)

    def taken_into(self, project: Project) -> Project:
        """The project that the one asked for has become meanwhile, with what the file has beside it."""
        return merged(self.asked, project, self.saved.project, self.fields).project


class Saver:
    """Gathers changes in one thread and saves them in another, as many at once as have come together.

    What could not be saved is saved with the next change.

    Args:
        file: where they are kept.
    """

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._waiting: _Change | None = None

    def change(self, before: Project, project: Project, fields: frozenset[str]) -> None:
        """Take note of a change to some fields of a project; nothing waits for a disk here."""
        with self._lock:
            self._waiting = _joined(self._waiting, _Change(before, project, fields))

    def save(self) -> Kept | None:
        """Save all changes there are; None when an earlier call has done so.

        Raises:
            StudioError: when the file cannot be written.
        """
        with self._lock:
            change, self._waiting = self._waiting, None
        if change is None:
            return None
        try:
            return Kept(change.project, self.file.save(change.project, change.fields, change.since))
        except BaseException:
            with self._lock:
                self._waiting = _joined(change, self._waiting)
            raise

    def take(self, kept: Kept) -> None:
        """Take note that whoever edits has taken in what was brought: changes that still wait have it too."""
        with self._lock:
            if (change := self._waiting) is not None:
                since, project = kept.taken_into(change.since), kept.taken_into(change.project)
                self._waiting = _Change(since, project, change.fields)

    def look(self, project: Project) -> Kept:
        """Take what other programs changed; cheap when nobody did.

        Args:
            project: as it is now; changes to it that wait are saved before.
        """
        return self.save() or Kept(project, self.file.refresh(project, since=project))


def changed_fields(before: Project, after: Project) -> frozenset[str]:
    """The fields in which two projects differ."""
    return frozenset(name for name in FIELDS if getattr(before, name) is not getattr(after, name))


def _joined(first: _Change | None, then: _Change | None) -> _Change | None:
    if first is None or then is None:
        return then or first
    return _Change(first.since, then.project, first.fields | then.fields)
