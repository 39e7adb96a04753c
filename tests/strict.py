"""What fails a test that would otherwise pass: a logged error, something left running, a skip without a reason.

Warnings fail by `filterwarnings`, and Qt's by `qt_log_level_fail`, both in `pyproject.toml`; what only Qt can leave
behind is looked for in `tests/desk.py`.
"""

from __future__ import annotations

import gc
import logging
import re
import threading
from collections.abc import Generator, Iterator
from multiprocessing import resource_tracker

import psutil
import pytest

LOGS_ERROR = "logs_error"
UNEXPLAINED = {"", "unconditional skip"}
"""What pytest gives as the reason of a skip that has none."""


class _Errors(logging.Handler):
    """Keeps what is logged as an error or worse, from any thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_error_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which an error is logged, or that expects one which does not come."""
    errors, root = _Errors(), logging.getLogger()
    root.addHandler(errors)
    yield
    root.removeHandler(errors)
    expected = [pattern for marker in request.node.iter_markers(LOGS_ERROR) for pattern in marker.args]
    unexpected = [text for text in errors.said if not any(re.search(pattern, text) for pattern in expected)]
    assert not unexpected, f"logged as an error: {unexpected}"
    missing = [pattern for pattern in expected if not any(re.search(pattern, text) for text in errors.said)]
    assert not missing, f"expected in the log, but not there: {missing}"


_GRACE_S = 10.0
"""How long a thread that was told to end may take."""


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread or a child process behind."""
    threads, children = set(threading.enumerate()), _children()
    yield
    left = [thread for thread in threading.enumerate() if thread not in threads and not thread.daemon]
    if left:
        gc.collect()  # a library's pool that nobody holds any more ends its threads when it is collected
    for thread in left:
        thread.join(_GRACE_S)
    left = [thread for thread in left if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    assert not _children() - children, f"processes left behind: {_children() - children}"


def _children() -> set[psutil.Process]:
    """The processes that this one started and that still run.

    One that Python itself starts, once, to clean up after others does not count.
    """
    helper = resource_tracker._resource_tracker._pid
    return {
        child
        for child in psutil.Process().children()
        if child.pid != helper and child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip that gives no reason into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped").removeprefix(":").strip()
        if reason in UNEXPLAINED:
            report.outcome, report.longrepr = "failed", f"{item.nodeid} is skipped and does not say why"
    return report
