"""One request in a child process: events while it runs, and exactly one typed ending."""

from __future__ import annotations

import threading
import time

from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.jobs import Ending, Failed, Hook, Stopped
from mmsa_studio.work.child import Child, ChildDied
from mmsa_studio.work.worker import ANALYZE, Call, Rest, Stop

_POLL_S = 0.05
_REST_S = 0.25


class Job:
    """Supervises a child that does one request; `cancel` and `rest` may be called from any thread.

    Args:
        request: what to do.
        function: `module:function` the child calls with the request and a hook.
        answers: whether what the function returns is wanted, in `Done`, beside its events.
        what: names the work where its ending is told.
        grace_s: how long the child may take to stop before it is ended.
    """

    def __init__(
        self,
        request: object,
        *,
        function: str = ANALYZE,
        answers: bool = False,
        what: str = "The analysis",
        grace_s: float = 3.0,
    ) -> None:
        self._request = request
        self._function = function
        self._answers = answers
        self._what = what
        self._grace_s = grace_s
        self._cancelled = threading.Event()
        self._rested = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop; its ending follows within the grace period."""
        self._cancelled.set()

    def rest(self) -> None:
        """Let the person have the processor for a moment."""
        self._rested.set()

    def run(self, hook: Hook) -> Ending:
        """Do the request and say how it ended, whatever happens to the child.

        Args:
            hook: receives every event before the ending, and none once the job was cancelled. A `StudioError` it
                raises fails the job, `Cancelled` stops it, and anything else ends the child and is passed on.
        """
        child = Child("mmsa-studio-job")
        try:
            child.send(Call(self._function, (self._request,), answer=self._answers))
            return self._supervise(child, hook)
        except ChildDied:
            return Stopped() if self._cancelled.is_set() else child.exit_reason(self._what)
        except StudioError as error:
            return Failed(error.kind, error.values)
        except Cancelled:
            return Stopped()
        finally:
            child.end()

    def _supervise(self, child: Child, hook: Hook) -> Ending:
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
                hook(message)
