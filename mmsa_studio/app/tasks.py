"""Short work that may wait for a disk, one piece after the other, away from the GUI thread."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Hashable
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import Failed

_log = logging.getLogger(__name__)
T = TypeVar("T")
_Run = Callable[[], None]
_PATIENCE_S = 20.0
"""Seconds that closing waits for work that was begun; the window is hidden by then, and a save takes one at most."""


class Tasks(QObject):
    """Runs functions in order on one thread of its own and hands their results to the thread it lives in.

    Work that does not end keeps nobody from leaving: what waits behind it is then done on another thread, so that a
    save is not lost to a film that cannot be read.
    """

    _finished = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._newest: dict[Hashable, _Run] = {}
        self._lock = threading.Lock()
        self._name = name
        self._waiting: SimpleQueue[_Run | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def do(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Failed], None]) -> None:
        """Call `work` there, then `then` with its result or `failed` with what went wrong here; nothing once closed."""
        if not self._closed:
            self._put(lambda: self._run(work, then, failed))

    def latest(
        self, key: Hashable, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Failed], None]
    ) -> None:
        """The same, in the place of work of this key that was not begun: that is never done, and nobody is told of it.

        Args:
            key: what newer work makes needless, such as saving one part of one file.
            work: holds all that the work it takes the place of would have done.
            then: gets the result.
            failed: gets what went wrong.
        """
        if self._closed:
            return
        with self._lock:
            waiting = key in self._newest
            self._newest[key] = lambda: self._run(work, then, failed)
        if not waiting:
            self._put(lambda: self._run_newest(key))

    def close(self, patience_s: float = _PATIENCE_S) -> None:
        """Finish what was asked for and end the thread; results are no longer delivered. Closing twice is fine.

        Args:
            patience_s: seconds to wait for work that was begun, and as long again for what waits behind it.
        """
        self._closed = True
        if (thread := self._thread) is None:
            return
        self._thread = None
        self._waiting.put(None)
        thread.join(patience_s)
        if thread.is_alive():
            _log.log(logging.WARNING, "%s: left behind work that does not end", self._name)
            self._begin().join(patience_s)

    def _put(self, run: _Run) -> None:
        self._waiting.put(run)
        if self._thread is None:
            self._thread = self._begin()

    def _begin(self) -> threading.Thread:
        """A thread that does what waits; the interpreter does not wait for it at its end, as it does for a pool's."""
        thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        thread.start()
        return thread

    def _work(self) -> None:
        while (run := self._waiting.get()) is not None:
            run()
        self._waiting.put(None)  # for a thread that was left behind, should its work end after all

    def _run_newest(self, key: Hashable) -> None:
        with self._lock:
            run = self._newest.pop(key)
        run()

    def _run(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Failed], None]) -> None:
        try:
            value = work()
        except StudioError as error:
            self._tell(failed, Failed(error.kind, error.values))
        except Exception as error:  # noqa: BLE001 - the border of the thread: it must reach the person
            _log.exception("a task failed")
            self._tell(failed, Failed("task.failed", {"error": str(error)}, traceback.format_exc()))
        else:
            self._tell(then, value)

    def _tell(self, callback: Callable[[Any], None], value: object) -> None:
        """Hand on a result; nobody waits for it once closed, and this object may be gone by then."""
        if not self._closed:
            self._finished.emit(callback, value)

    @Slot(object, object)
    def _deliver(self, callback: Callable[[Any], None], value: object) -> None:
        if not self._closed:
            callback(value)
