"""Starts, follows and stops the analysis of the session's film."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from mmsa_studio.app.jobs import JobThread
from mmsa_studio.app.session import Session
from mmsa_studio.core.jobs import AnalyzeRequest, Ending, Event, Failed, MarkersFound, Probed, Progress
from mmsa_studio.core.project import Correction
from mmsa_studio.core.reading import NO_CHOICE, Reading
from mmsa_studio.core.sentences import Notice
from mmsa_studio.work.worker import ANALYZE

__all__ = ["ANALYZE", "Analyst", "needs_analysis"]


class Analyst(QObject):
    """One analysis at a time; answers of an older one are dropped.

    Args:
        session: takes the results.
        function: what the child process calls.

    Attributes:
        running: whether the newest job has not ended.
        device: one of `DEVICES`, for the next job.
        speech_model: what writes down the words of a film without subtitles when nothing else is said; empty for
            nothing.
    """

    started = Signal()
    progress = Signal(object)
    device_changed = Signal(str)
    ended = Signal(object)

    def __init__(self, session: Session, *, function: str = ANALYZE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._function = function
        self._job = 0
        self._threads: list[JobThread] = []
        self.running = False
        self.device = "auto"
        self.speech_model = ""
        self._corrections: tuple[Correction, ...] = ()
        session.project_changed.connect(self.cancel)
        session.film_changed.connect(self.cancel)

    def start(
        self,
        *,
        renew: Collection[str] = (),
        reading: Reading = NO_CHOICE,
        speech_model: str = "",
        allow_download: bool = False,
    ) -> None:
        """Analyse the session's film, going on from what is known.

        Where another film lies by now, the session asks about that, and nothing is analysed before it is answered.

        Args:
            renew: modalities to compute again.
            reading: how the film is to be read from now on; what is not chosen stays as it is.
            speech_model: another Whisper model for a film without subtitles than the one kept here.
            allow_download: whether a model may be fetched from the hub.
        """
        project = self._session.project
        if project is None:
            return
        if self._session.other_film is not None:
            self._session.film_changed.emit()
            return
        self._session.look_at_film()
        self.cancel()
        request = AnalyzeRequest(
            project,
            reading=reading,
            device=self.device,
            speech_model=speech_model or self.speech_model,
            allow_download=allow_download,
            renew=tuple(renew),
        )
        self._corrections = project.corrections
        self._job += 1
        self._launch(JobThread(self._job, request, function=self._function, parent=self))

    def cancel(self) -> None:
        """Ask every job to stop; what they still deliver is dropped unless they are the newest."""
        for thread in self._threads:
            thread.cancel()

    def rest(self) -> None:
        """Let the person have the processor for a moment."""
        for thread in self._threads:
            thread.rest()

    def close(self) -> None:
        """Stop all jobs and wait for their threads."""
        self._job += 1
        self.cancel()
        for thread in self._threads:
            thread.wait()
        self._threads.clear()

    def _launch(self, thread: JobThread) -> None:
        thread.told.connect(self._take)
        thread.ended.connect(self._end)
        thread.finished.connect(self._forget)
        self._threads.append(thread)
        self.running = True
        thread.start()
        self.started.emit()

    @Slot()
    def _forget(self) -> None:
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            self._threads.remove(thread)
            thread.deleteLater()

    @Slot(int, object)
    def _take(self, job: int, event: Event) -> None:
        if job != self._job:
            return
        match event:
            case Progress():
                self.progress.emit(event)
                return
            case Probed(_, device):
                self.device_changed.emit(device)
        self._session.happen(event)
        if isinstance(event, Notice):
            self._session.notice.emit(event)
        if isinstance(event, MarkersFound):
            self._session.found_on(self._corrections)

    @Slot(int, object)
    def _end(self, job: int, ending: Ending) -> None:
        if job != self._job:
            return
        self.running = False
        self.ended.emit(ending)
        if isinstance(ending, Failed):
            self._session.trouble.emit(ending)


def needs_analysis(session: Session) -> bool:
    """Whether the film is there, is still the same, and was never analysed to the end."""
    project = session.project
    if project is None or session.other_film is not None or not Path(project.media.path).is_file():
        return False
    return not project.finished or any(not track.complete for track in project.tracks.values())
