"""Lets found markers follow a curve that a person corrected, away from the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mmsa_studio.core.corrections import find_corrected
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.marker_changes import following
from mmsa_studio.core.project import Correction
from mmsa_studio.store.project_file import ProjectFile

if TYPE_CHECKING:
    from mmsa_studio.app.session import Session

_Found = tuple[Marker, ...]
_State = tuple[Correction, ...]
_REST_MS = 300


class Follower(QObject):
    """Searches once the person rests; one search at a time, the newest corrections next."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._file: ProjectFile | None = None
        self._followed: _State = ()
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._search)

    def begin(self, followed: _State) -> None:
        """Take the session's found markers for those of these corrections."""
        self._file, self._followed = self._session.file, followed
        self._search()

    def end(self) -> None:
        """Search for nothing any more."""
        self._timer.stop()
        self._file = None

    def follow(self) -> None:
        """Search when the person has rested for a moment."""
        self._timer.start()

    def _search(self) -> None:
        project, file = self._session.project, self._file
        if self._busy or file is None or project is None or project.timeline is None or not project.finished:
            return
        before, after = self._followed, project.corrections
        if before == after:
            return
        self._busy = True
        timeline, media, shots = project.timeline, project.media, project.shots

        def find(corrections: _State) -> _Found:
            return find_corrected(timeline, corrections, rate=media.rate, frame_count=media.frame_count, shots=shots)

        def take(found: tuple[_Found, _Found]) -> None:
            self._busy = False
            if file is self._file:
                self._followed = after
                self._session.follow(following(self._session.markers, *found))
            self._search()

        def fail(problem: Failed) -> None:
            self._busy = False
            self._session.trouble.emit(problem)

        self._session.tasks.do(lambda: (find(before), find(after)), take, fail)
