"""Markers out to editing systems and back, away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from mmsa_studio.app.session import Session
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.app.workshop import Workshop
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.work.delivery import (
    FOREIGN,
    FORMATS,
    NAME_TEXTS,
    UNEXPLAINED,
    Choice,
    ExportOptions,
    Format,
    MergePlan,
    Output,
    Preview,
    Row,
    deliver,
    preview,
    read_back,
    rows_of,
)

__all__ = [
    "FOREIGN", "FORMATS", "NAME_TEXTS", "UNEXPLAINED", "Choice", "Exchange", "ExportOptions", "Format", "MergePlan",
    "Output", "Preview", "Row", "rows_of",
]  # fmt: skip

T = TypeVar("T")
Told = Callable[[Failed], None]


class Exchange(QObject):
    """Renders, writes and reads for one dialog; the dialog closes it.

    Args:
        session: holds the project.
        workshop: explains markers that a format says more about than is known.
    """

    def __init__(self, session: Session, workshop: Workshop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._workshop = workshop
        self._tasks = Tasks("exchange", self)
        self._asked = 0

    def preview(self, format_id: str, choice: Choice, then: Callable[[Preview], None], failed: Told) -> None:
        """Render in memory; of several calls only the newest is answered."""
        project = self._project()
        self._newest(lambda: preview(project, format_id, choice), then, failed)

    def write(
        self,
        format_id: str,
        target: Path,
        choice: Choice,
        then: Callable[[Output], None],
        failed: Told,
        *,
        force: bool = False,
    ) -> None:
        """Write the files, once all is known that the format says about markers, or that it cannot be known.

        `FOREIGN` is told as failure when only `force` would replace what is there.
        """
        kept = self._session.file.path if self._session.file else None

        def write(why_not: Sentence | None) -> None:
            project = self._project()
            self._tasks.do(
                lambda: deliver(project, format_id, target, choice, why_not, kept=kept, force=force), then, failed
            )

        if FORMATS[format_id].explains:
            self._workshop.gather(write)
        else:
            write(None)

    def read(self, path: Path, format_id: str, choice: Choice, then: Callable[[MergePlan], None], failed: Told) -> None:
        """Read a file, exported as chosen, and compare it with the session's markers; the newest call is answered."""
        project = self._project()
        self._newest(lambda: read_back(project, path, format_id, choice), then, failed)

    def close(self) -> None:
        """End the thread."""
        self._tasks.close()

    def _newest(self, work: Callable[[], T], then: Callable[[T], None], failed: Told) -> None:
        """Do work unless something newer is asked by then, and deliver unless something newer was asked since."""
        self._asked += 1
        asked = self._asked

        def if_newest(deliver: Callable) -> Callable:
            return lambda value: deliver(value) if asked == self._asked and value is not None else None

        self._tasks.do(lambda: work() if asked == self._asked else None, if_newest(then), if_newest(failed))

    def _project(self) -> Project:
        assert self._session.project is not None  # noqa: S101 - dialogs open only on a project
        return self._session.project
