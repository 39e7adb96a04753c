"""Questions about films, answered by one child process that stays; the newest question wins."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from mmsa_studio.core.jobs import Done, Ending, Failed, Stopped
from mmsa_studio.core.questions import Explain, Film, Question
from mmsa_studio.work.child import Child, ChildDied
from mmsa_studio.work.worker import ANSWER, PLACES, Call, Keep, Kept, Stop

_POLL_S = 0.1
_POLL_INTERRUPTIBLE_S = 0.02

_Key = tuple[Hashable, type]
Tell = Callable[[Hashable, Question, Done | Failed], None]
"""Hears who asked, what, and the answer or why there is none."""


class Explainer:
    """Answers the newest question of each kind and asker, skipping those there was no time for.

    An exact explanation takes so long that it gives way to whatever is asked next, and begins again afterwards unless
    its asker wants another one explained by then. One thread calls `run`; everything else may be called from any. The
    child starts with the first question; when it dies the question fails and the next one gets another child.

    Args:
        tell: hears every answer, on the thread that runs.
        function: what the child calls with a film, a question, a device and a hook.

    Attributes:
        device: one of `core.jobs.DEVICES`, for the next questions.
    """

    def __init__(self, tell: Tell, *, function: str = ANSWER) -> None:
        self.device = "auto"
        self._tell = tell
        self._function = function
        self._changed = threading.Condition()
        self._waiting: dict[_Key, tuple[Film, Question]] = {}
        self._begun: _Key | None = None
        self._closed = False
        self._child: _FilmChild | None = None

    def ask(self, asker: Hashable, film: Film, question: Question) -> None:
        """Answer this; questions of its kind by the same asker that were not begun are forgotten."""
        with self._changed:
            self._waiting[asker, type(question)] = film, question
            self._changed.notify()

    def forget(self, asker: Hashable) -> None:
        """Drop an asker's questions that were not begun, and begin none of them again."""
        with self._changed:
            self._waiting = {key: asked for key, asked in self._waiting.items() if key[0] != asker}
            if self._begun is not None and self._begun[0] == asker:
                self._begun = None

    def close(self) -> None:
        """Let `run` end the child and return."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def run(self) -> None:
        """Answer until closed."""
        try:
            while (asked := self._next()) is not None:
                asker, film, question = asked
                ending = self._answer(film, question)
                if isinstance(ending, Stopped):
                    self._put_back(film, question)
                else:
                    self._tell(asker, question, ending)
        finally:
            self._end_child()

    def _next(self) -> tuple[Hashable, Film, Question] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            if self._closed:
                return None
            self._begun = key = next(iter(self._waiting))
            return key[0], *self._waiting.pop(key)

    def _put_back(self, film: Film, question: Question) -> None:
        """Let a question that gave way wait again, unless its asker asked a newer one or forgot it."""
        with self._changed:
            if self._begun is not None:
                self._waiting.setdefault(self._begun, (film, question))

    def _answer(self, film: Film, question: Question) -> Ending:
        if self._child is None:
            self._child = _FilmChild()
        try:
            self._child.call(self._function, film, question, self.device)
            return self._receive(self._child, interruptible=isinstance(question, Explain) and question.exact)
        except ChildDied:
            reason = self._child.exit_reason("The explanation")
            self._end_child()
            return reason

    def _receive(self, child: Child, *, interruptible: bool) -> Ending:
        poll = _POLL_INTERRUPTIBLE_S if interruptible else _POLL_S
        while not self._closed:
            message = child.receive(poll)
            if isinstance(message, Ending):
                return message
            if interruptible and self._waiting:
                child.send(Stop())
                interruptible, poll = False, _POLL_S
        return Stopped()

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _FilmChild(Child):
    """A child that keeps the films it was asked about last, as many as it has places: the real one and an imagined."""

    def __init__(self) -> None:
        super().__init__("mmsa-studio-explainer")
        self._films: list[Film | None] = [None] * PLACES
        self._last = 0

    def call(self, function: str, film: Film, question: Question, device: str) -> None:
        """Ask about a film, which travels only when it is not there yet.

        Raises:
            ChildDied: when there is nobody to take it.
        """
        there = (place for place, kept in enumerate(self._films) if kept is not None and film.is_same(kept))
        place = next(there, None)
        if place is None:
            place = (self._last + 1) % PLACES
            self.send(Keep(place, film))
            self._films[place] = film
        self._last = place
        self.send(Call(function, (Kept(place), question, device), events=False, answer=True))
