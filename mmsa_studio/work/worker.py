"""The child process: does one job after another far from Qt, and ends when its parent does.

Nothing here imports Qt, and nothing heavy is imported before a job asks for it.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import util
from multiprocessing.connection import Connection
from typing import Any

from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.jobs import Done, Ending, Event, Failed, Stopped
from mmsa_studio.core.machine import leave_a_core

ANALYZE = "mmsa_studio.analysis.run:analyze"
"""Takes an `AnalyzeRequest` and a hook."""
ANSWER = "mmsa_studio.analysis.answers:answer"
"""Takes a film, a question about it, a device and a hook."""
_ORDERLY_S = 0.5
"""How long a child may take to end by itself once its parent is gone; less than the parent waits for it."""
_LAST = -100
"""Priority below that of everything the multiprocessing library cleans up."""
PLACES = 2
"""Values that a worker keeps at a time."""


@dataclass(frozen=True)
class Call:
    """A function to call with arguments and a hook.

    Attributes:
        function: `module:name`.
        arguments: before the hook.
        events: whether the parent hears what the hook is told.
        answer: whether the parent gets what the function returns.
    """

    function: str
    arguments: tuple[object, ...]
    events: bool = True
    answer: bool = False


@dataclass(frozen=True)
class Keep:
    """A value that later calls name by its place, so that what is large travels once and not with every call."""

    place: int
    value: object


@dataclass(frozen=True)
class Kept:
    """Stands among the arguments of a call for the value kept in a place."""

    place: int


@dataclass(frozen=True)
class Stop:
    """Asks the running job to stop at its next chunk."""


@dataclass(frozen=True)
class Rest:
    """Asks the running job to leave the processor alone for a moment."""

    seconds: float


Order = Call | Keep | Stop | Rest


def run(connection: Connection, log: int) -> None:
    """Serve jobs until the parent hangs up or dies.

    Args:
        connection: orders come in, events and endings go out.
        log: descriptor of a file that takes what native libraries print; a `Log` arrives as that.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches a whole group; the parent decides what it means
    _redirect_output(log)
    _lower_priority()
    listener = _Listener(connection)
    listener.start()
    # what is shared with other processes is given back at the end, and nothing else need end orderly
    util.Finalize(None, os._exit, args=(0,), exitpriority=_LAST)
    with suppress(OSError):  # nobody hears the ending of the last call when the parent is gone
        while (call := listener.calls.get()) is not None:
            connection.send(_do(call, listener.hook if call.events else listener.only_stop))


class _Listener(threading.Thread):
    """Takes orders while the job runs; the end of the pipe is the end of this process."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(name="orders", daemon=True)
        self._connection = connection
        self._rest_until = 0.0
        self._kept: list[object] = [None] * PLACES
        self.calls: queue.Queue[Call | None] = queue.Queue()
        self.stop = threading.Event()

    def run(self) -> None:
        """Listen for ever."""
        while True:
            try:
                self._take(self._connection.recv())
            except (EOFError, OSError):
                self.stop.set()
                self.calls.put(None)
                time.sleep(_ORDERLY_S)
                os._exit(0)  # the parent is gone: neither work nor native threads may keep this process alive

    def hook(self, event: Event) -> None:
        """Send an event to the parent; the place where a job stops and rests."""
        while not self.stop.is_set() and (rest := self._rest_until - time.monotonic()) > 0:
            self.stop.wait(rest)
        if self.stop.is_set():
            raise Cancelled
        self._connection.send(event)

    def only_stop(self, _: Event) -> None:
        """The place where a job stops whose events nobody asked for."""
        if self.stop.is_set():
            raise Cancelled

    def _take(self, order: Order) -> None:
        match order:
            case Call():
                self.stop.clear()  # here and not when the job begins: the next order may already be to stop it
                given = (self._kept[one.place] if isinstance(one, Kept) else one for one in order.arguments)
                self.calls.put(replace(order, arguments=tuple(given)))
            case Keep(place, value):
                self._kept[place] = value
            case Stop():
                self.stop.set()
            case Rest():
                self._rest_until = time.monotonic() + order.seconds


def _do(call: Call, hook: Callable[[Event], None]) -> Ending:
    try:
        value = _find(call.function)(*call.arguments, hook)
        return Done(value if call.answer else None)
    except Cancelled:
        return Stopped()
    except StudioError as error:
        return Failed(error.kind, error.values)
    except MemoryError:
        return Failed("job.no_memory", details=traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - the border of the process: whatever it was must reach the person
        return Failed("job.failed", {"error": str(error)}, traceback.format_exc())


def _find(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _redirect_output(log: int) -> None:
    """Send what this process and its native libraries print, and the stack of a crash, to a file."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
            os.dup2(log, stream.fileno())
    os.close(log)
    if sys.stderr is not None:
        faulthandler.enable(sys.stderr)


def _lower_priority() -> None:
    """Run at low priority, and leave a core to the window."""
    import psutil

    leave_a_core()
    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 10)
