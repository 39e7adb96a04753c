"""Lets found markers follow a curve that a person corrected, away from the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal

from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.corrections import find_corrected
from mmsa_studio.core.film import Shot
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.timeline import EmotionTimeline

_Found = tuple[Marker, ...]
_State = tuple[Correction, ...]
_REST_MS = 300
_PLAIN: _State = ()


class Follower(QObject):
    """Searches once the person rests; one search at a time, the newest corrections next.

    A search takes seconds on a long film. What was found is kept for the curve it was found on, so that a correction
    costs one search, and taking it back none.

    Args:
        tasks: the thread for searches.
        project: tells what the project is now.
    """

    moved = Signal(object, object)
    """What was found before the corrections changed, and what is found now."""
    trouble = Signal(object)

    def __init__(self, tasks: Tasks, project: Callable[[], Project | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._project = project
        self._rounds = count(1)
        self._round = 0
        self._followed: _State = _PLAIN
        self._timeline: EmotionTimeline | None = None
        self._shots: tuple[Shot, ...] = ()
        self._found: dict[_State, _Found] = {}
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._search)

    def begin(self, followed: _State) -> None:
        """Take the project's found markers for those of these corrections."""
        self._round, self._followed = next(self._rounds), followed
        self._search()

    def end(self) -> None:
        """Search for nothing any more."""
        self._timer.stop()
        self._round = 0

    def follow(self) -> None:
        """Search when the person has rested for a moment."""
        self._timer.start()

    def _search(self) -> None:
        project, now = self._project(), self._round
        if self._busy or not now or project is None or project.timeline is None or not project.finished:
            return
        before, after = self._followed, project.corrections
        if before == after:
            return
        self._busy = True
        timeline, shots, media = project.timeline, project.shots, project.media
        same = timeline is self._timeline and shots is self._shots
        known = dict(self._found) if same else {}

        def find() -> dict[_State, _Found]:
            for state in (_PLAIN, before, after):
                if state not in known:
                    known[state] = find_corrected(
                        timeline, state, rate=media.rate, frame_count=media.frame_count, shots=shots,
                        plain=known.get(_PLAIN),
                    )  # fmt: skip
            return {state: known[state] for state in (_PLAIN, before, after)}

        def take(found: dict[_State, _Found]) -> None:
            self._busy = False
            if now == self._round:
                self._timeline, self._shots, self._found, self._followed = timeline, shots, found, after
                self.moved.emit(found[before], found[after])
            self._search()

        def fail(problem: Failed) -> None:
            self._busy = False
            self.trouble.emit(problem)

        self._tasks.do(find, take, fail)
