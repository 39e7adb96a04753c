"""An analysis as a thread that owns one job and ends exactly once."""

from __future__ import annotations

import contextlib
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import AnalyzeRequest, Ending, Event, Failed
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.store.recorder import Recorder
from mmsa_studio.work.jobs import Job
from mmsa_studio.work.worker import ANALYZE


class JobThread(QThread):
    """Runs one request in a child process and saves what comes before telling anyone.

    Both signals carry the job's id, so that answers of an older job can be dropped. `ended` is emitted exactly
    once, after everything else, whatever happens to the child.

    Args:
        job: id of the job.
        request: what to do.
        project: project file that takes the results; None keeps none.
        function: what the child calls with the request and a hook.
        grace_s: how long the child may take to stop before it is ended.
    """

    told = Signal(int, object)
    ended = Signal(int, object)

    def __init__(
        self,
        job: int,
        request: AnalyzeRequest,
        project: Path | None = None,
        *,
        function: str = ANALYZE,
        grace_s: float = 3.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.job = job
        self._project = project
        self._work = Job(request, function=function, grace_s=grace_s)
        self.cancel = self._work.cancel
        self.rest = self._work.rest

    def run(self) -> None:
        """Own the job from its start to its end."""
        try:
            ending = self._supervise()
        except StudioError as error:
            ending = Failed(error.kind, error.values)
        self.ended.emit(self.job, ending)

    def _supervise(self) -> Ending:
        with contextlib.ExitStack() as stack:
            keep = Recorder(stack.enter_context(ProjectFile(self._project))) if self._project else None

            def hook(event: Event) -> None:
                if keep is not None:
                    keep(event)
                self.told.emit(self.job, event)

            return self._work.run(hook)
