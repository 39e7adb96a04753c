"""Short work that may wait for a disk, one piece after the other, away from the GUI thread."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import Failed

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Tasks(QObject):
    """Runs functions in order on one thread of its own and hands their results to the thread it lives in."""

    _finished = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._newest: dict[Hashable, Callable[[], None]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def do(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Failed], None]) -> None:
        """Call `work` there, then `then` with its result or `failed` with what went wrong here; nothing once closed."""
        if not self._closed:
            self._pool.submit(self._run, work, then, failed)

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
            self._pool.submit(self._run_newest, key)

    def close(self) -> None:
        """Finish what was asked for and end the thread; results are no longer delivered. Closing twice is fine."""
        self._closed = True
        self._pool.shutdown(wait=True)

    def _run_newest(self, key: Hashable) -> None:
        with self._lock:
            run = self._newest.pop(key)
        run()

    def _run(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Failed], None]) -> None:
        try:
            value = work()
        except StudioError as error:
            self._finished.emit(failed, Failed(error.kind, error.values))
        except Exception as error:  # noqa: BLE001 - the border of the thread: it must reach the person
            _log.exception("a task failed")
            self._finished.emit(failed, Failed("task.failed", {"error": str(error)}, traceback.format_exc()))
        else:
            self._finished.emit(then, value)

    @Slot(object, object)
    def _deliver(self, callback: Callable[[Any], None], value: object) -> None:
        if not self._closed:
            callback(value)
