"""The parent's end of a worker process."""

from __future__ import annotations

import multiprocessing
import signal

from mmsa_studio.core.jobs import Ending, Event, Failed
from mmsa_studio.core.sentences import term
from mmsa_studio.work import worker
from mmsa_studio.work.log import Log

_LOG_TAIL = 4000
_JOIN_S = 1.0
"""How long the process may take for each step of ending: by itself, when told to, and when forced to."""
_EXIT_CODE_S = 30.0
"""How long the system may take to say how a process that hung up ended."""


class ChildDied(Exception):  # noqa: N818 - it reads as what happened
    """The process ended without being asked to."""


class Child:
    """A spawned worker process. One thread uses it."""

    def __init__(self, name: str) -> None:
        self._log = Log()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=worker.run, args=(theirs, self._log), name=name, daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid or 0

    def send(self, order: worker.Order) -> None:
        """Give an order.

        Raises:
            ChildDied: when there is nobody to take it.
        """
        try:
            self._connection.send(order)
        except OSError as error:
            raise ChildDied from error

    def receive(self, timeout: float) -> Event | Ending | None:
        """The next event or ending, or None when nothing came in time.

        Raises:
            ChildDied: when nothing will come any more.
        """
        try:
            message: Event | Ending | None = self._connection.recv() if self._connection.poll(timeout) else None
        except (EOFError, OSError) as error:
            raise ChildDied from error
        return message

    def end(self) -> None:
        """End the process, by asking before by force, and release everything."""
        self._connection.close()
        self._process.join(_JOIN_S)
        for force in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                force()
                self._process.join(_JOIN_S)
        self._process.join()
        self._process.close()
        self._log.close()

    def exit_reason(self, what: str) -> Failed:
        """Why the process ended by itself; `what` names its work, like “The analysis”."""
        self._process.join(_EXIT_CODE_S)
        code = self._process.exitcode
        details = f"exit code {code}\n" + self._log.tail(_LOG_TAIL)
        if code == -signal.SIGTERM or code == -getattr(signal, "SIGKILL", 9):
            return Failed("job.killed", {"job": term(what)}, details)
        return Failed("job.crashed", {"job": term(what)}, details)
