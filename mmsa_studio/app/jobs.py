"""An analysis as a thread that owns one job and ends exactly once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.work.jobs import Job
from mmsa_studio.work.worker import ANALYZE


class JobThread(QThread):
    """Runs one request in a child process and tells what comes.

    Both signals carry the job's id, so that answers of an older job can be dropped. `ended` is emitted exactly
    once, after everything else, whatever happens to the child.

    Args:
        job: id of the job.
        request: what to do.
        function: what the child calls with the request and a hook.
        grace_s: how long the child may take to stop before it is ended.
    """

    told = Signal(int, object)
    ended = Signal(int, object)

    def __init__(
        self,
        job: int,
        request: AnalyzeRequest,
        *,
        function: str = ANALYZE,
        grace_s: float = 3.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.job = job
        self._work = Job(request, function=function, grace_s=grace_s)
        self.cancel = self._work.cancel
        self.rest = self._work.rest

    def run(self) -> None:
        """Own the job from its start to its end."""
        ending = self._work.run(lambda event: self.told.emit(self.job, event))
        self.ended.emit(self.job, ending)
