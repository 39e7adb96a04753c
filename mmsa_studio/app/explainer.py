"""Explanations on demand: one child process that stays, and the newest request wins."""

from __future__ import annotations

import threading
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.app.child import Child, ChildDied
from mmsa_studio.app.worker import EXPLAIN, Job, Keep
from mmsa_studio.core.jobs import Done, ExplainRequest, Failed

_POLL_S = 0.1


class Explainer(QThread):
    """Answers the newest request, skipping those it had no time for. Starts with the first request.

    Args:
        function: what the child calls with the request.
    """

    explained = Signal(object)
    failed = Signal(object)

    def __init__(self, *, function: str = EXPLAIN, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._function = function
        self._changed = threading.Condition()
        self._newest: ExplainRequest | None = None
        self._closed = False
        self._child: Child | None = None
        self._known: tuple[object, ...] = ()

    def ask(self, request: ExplainRequest) -> None:
        """Explain this; requests not yet begun are forgotten."""
        with self._changed:
            self._newest = request
            self._changed.notify()
        if not self.isRunning():
            self.start()

    def forget(self) -> None:
        """Drop a request that was not begun."""
        with self._changed:
            self._newest = None

    def close(self) -> None:
        """End the child and the thread, and wait for both."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Answer until closed."""
        while (request := self._next()) is not None:
            try:
                answer = self._answer(request)
            except ChildDied:
                answer = self._child.obituary("The explanation") if self._child else None
                self._end_child()
            if isinstance(answer, Done):
                self.explained.emit(answer.value)
            elif isinstance(answer, Failed):
                self.failed.emit(answer)
        self._end_child()

    def _next(self) -> ExplainRequest | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._newest is not None)
            request, self._newest = self._newest, None
            return None if self._closed else request

    def _answer(self, request: ExplainRequest) -> object:
        if self._child is None:
            self._child, self._known = Child("mmsa-studio-explainer"), ()
        known = (request.media, *request.tracks, request.cues)
        if len(known) != len(self._known) or any(a is not b for a, b in zip(known, self._known, strict=True)):
            self._child.send(Keep({"media": request.media, "tracks": request.tracks, "cues": request.cues}))
            self._known = known
        self._child.send(Job(self._function, replace(request, tracks=(), cues=()), streams=False))
        while not self._closed:
            if (answer := self._child.receive(_POLL_S)) is not None:
                return answer
        return None

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None
