"""An analysis as a thread that owns one child process and ends exactly once."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.app.child import Child, ChildDied
from mmsa_studio.app.worker import ANALYZE, Job, Rest, Stop
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import (
    AnalyzeRequest,
    CuesReady,
    Ending,
    Event,
    Failed,
    Hook,
    MarkersFound,
    Notice,
    PeaksReady,
    Probed,
    Progress,
    ShotsReady,
    Stopped,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.store.recorder import Recorder

_POLL_S = 0.05
_REST_S = 0.25


class JobThread(QThread):
    """Runs one request in a child process and saves what comes before telling anyone.

    Every signal carries the job's id, so that answers of an older job can be dropped. `ended` is emitted exactly
    once, after everything else, whatever happens to the child.

    Args:
        job: id of the job.
        request: what to do.
        project: project file that takes the results; None keeps none.
        function: what the child calls with the request and a hook.
        grace_s: how long the child may take to stop before it is ended.
    """

    progress = Signal(int, object)
    probed = Signal(int, object)
    peaks_ready = Signal(int, object)
    cues_ready = Signal(int, object)
    shots_ready = Signal(int, object)
    track_ready = Signal(int, object)
    timeline_ready = Signal(int, object)
    markers_found = Signal(int, object)
    notice = Signal(int, object)
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
        self._request = request
        self._project = project
        self._function = function
        self._grace_s = grace_s
        self._cancelled = threading.Event()
        self._rested = threading.Event()
        self.signals = {
            Progress: self.progress,
            Probed: self.probed,
            PeaksReady: self.peaks_ready,
            CuesReady: self.cues_ready,
            ShotsReady: self.shots_ready,
            TrackReady: self.track_ready,
            TimelineReady: self.timeline_ready,
            MarkersFound: self.markers_found,
            Notice: self.notice,
        }

    def cancel(self) -> None:
        """Ask the job to stop; `ended` follows within the grace period."""
        self._cancelled.set()

    def rest(self) -> None:
        """Let the person have the processor for a moment."""
        self._rested.set()

    def run(self) -> None:
        """Own the child from birth to end."""
        try:
            with contextlib.ExitStack() as stack:
                file = stack.enter_context(ProjectFile(self._project)) if self._project else None
                ending = self._supervise(Recorder(file) if file else _keep_nothing)
        except StudioError as error:
            ending = Failed(error.message, error.hint)
        self.ended.emit(self.job, ending)

    def _supervise(self, keep: Hook) -> Ending:
        child = Child("mmsa-studio-analysis")
        try:
            child.send(Job(self._function, self._request))
            return self._listen(child, keep)
        except ChildDied:
            return Stopped() if self._cancelled.is_set() else child.obituary("The analysis")
        finally:
            child.end()

    def _listen(self, child: Child, keep: Hook) -> Ending:
        deadline = 0.0
        while True:
            if self._cancelled.is_set():
                if not deadline:
                    deadline = time.monotonic() + self._grace_s
                    child.send(Stop())
                elif time.monotonic() > deadline:
                    return Stopped()
            elif self._rested.is_set():
                self._rested.clear()
                child.send(Rest(_REST_S))
            message = child.receive(_POLL_S)
            if isinstance(message, Ending):
                return Stopped() if self._cancelled.is_set() and isinstance(message, Failed) else message
            if message is not None and not deadline:
                keep(message)
                self.signals[type(message)].emit(self.job, message)


def _keep_nothing(_: Event) -> None:
    """For jobs without a project file."""
