"""Explanations on demand: one child process that stays, and the newest request wins."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from mmsa_studio.core.jobs import Done, ExplainRequest, Failed
from mmsa_studio.core.questions import EvidenceRequest, ImagineRequest, TrustRequest, WordsRequest
from mmsa_studio.work.child import Child, ChildDied
from mmsa_studio.work.worker import EXPLAIN, Call, Keep, Stop

_POLL_S = 0.1
_POLL_INTERRUPTIBLE_S = 0.02
Question = ExplainRequest | ImagineRequest | TrustRequest | EvidenceRequest | WordsRequest


class Explainer(QThread):
    """Answers the newest request of each kind, skipping those it had no time for. Starts with the first request.

    An exact explanation takes so long that it is given up for whatever is asked next.

    Args:
        function: what the child calls with a request.
        functions: what it calls with requests of certain types.

    `failed` tells what went wrong, and with which question.
    """

    explained = Signal(object)
    failed = Signal(object, object)

    def __init__(
        self,
        *,
        function: str = EXPLAIN,
        functions: Mapping[type, str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._function, self._functions = function, dict(functions or {})
        self._changed = threading.Condition()
        self._newest: dict[type, Question] = {}
        self._closed = False
        self._child: Child | None = None
        self._known: tuple[object, ...] = ()

    def ask(self, request: Question) -> None:
        """Answer this; requests of its kind that were not begun are forgotten."""
        with self._changed:
            self._newest[type(request)] = request
            self._changed.notify()
        if not self.isRunning():
            self.start()

    def forget(self) -> None:
        """Drop requests that were not begun."""
        with self._changed:
            self._newest.clear()

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
                answer = self._child.exit_reason("The explanation") if self._child else None
                self._end_child()
            if isinstance(answer, Done):
                self.explained.emit(answer.value)
            elif isinstance(answer, Failed):
                self.failed.emit(answer, request)
        self._end_child()

    def _next(self) -> Question | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._newest)
            return None if self._closed else self._newest.pop(next(iter(self._newest)))

    def _answer(self, request: Question) -> object:
        if self._child is None:
            self._child, self._known = Child("mmsa-studio-explainer"), ()
        known = (request.media, *request.tracks, request.cues)
        if len(known) != len(self._known) or any(a is not b for a, b in zip(known, self._known, strict=True)):
            self._child.send(Keep({"media": request.media, "tracks": request.tracks, "cues": request.cues}))
            self._known = known
        function = self._functions.get(type(request), self._function)
        self._child.send(Call(function, replace(request, tracks=(), cues=()), streams=False))
        return self._receive(self._child, interruptible=isinstance(request, ExplainRequest) and request.exact)

    def _receive(self, child: Child, *, interruptible: bool) -> object:
        poll = _POLL_INTERRUPTIBLE_S if interruptible else _POLL_S
        while not self._closed:
            if (answer := child.receive(poll)) is not None:
                return answer
            if interruptible and self._newest:
                child.send(Stop())
                interruptible, poll = False, _POLL_S
        return None

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None
