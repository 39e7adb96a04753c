"""Short work away from the GUI thread ends with its owner."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import Failed


def test_what_is_asked_after_the_end_is_not_done(qapp: QApplication) -> None:
    tasks, done = Tasks("test"), []
    tasks.do(lambda: done.append("before"), lambda _: done.append("told"), lambda _: done.append("failed"))
    tasks.close()
    tasks.do(lambda: done.append("after"), lambda _: done.append("told"), lambda _: done.append("failed"))
    qapp.processEvents()
    assert done == ["before"]


@pytest.mark.logs_error("a task failed")
def test_what_nobody_expected_is_logged_and_reaches_the_person(qtbot: QtBot) -> None:
    tasks, told = Tasks("test"), []
    tasks.do(lambda: 1 // 0, lambda _: told.append("done"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    tasks.close()
    (failed,) = told
    assert isinstance(failed, Failed)
    assert "ZeroDivisionError" in failed.details


@pytest.fixture
def busy(qapp: QApplication) -> Iterator[tuple[Tasks, threading.Event]]:
    """Tasks of which the first waits for a word, so that whatever is asked next is not begun."""
    tasks, go_on, begun = Tasks("test"), threading.Event(), threading.Event()
    tasks.do(lambda: (begun.set(), go_on.wait()), lambda _: None, lambda _: None)
    begun.wait()
    yield tasks, go_on
    go_on.set()
    tasks.close()


def nothing(_: object) -> None:
    """Nobody waits for it."""


def test_what_was_not_begun_gives_way_to_newer_work_of_its_key(busy: tuple[Tasks, threading.Event]) -> None:
    (tasks, go_on), done = busy, []
    for number in range(200):
        tasks.latest("markers", lambda number=number: done.append(f"markers {number}"), nothing, nothing)
        if number % 50 == 0:
            tasks.latest("corrections", lambda number=number: done.append(f"corrections {number}"), nothing, nothing)
    go_on.set()
    tasks.close()
    assert sorted(done) == ["corrections 150", "markers 199"]


def test_the_newest_is_not_overtaken_by_what_was_asked_after_the_first_of_its_key(
    busy: tuple[Tasks, threading.Event],
) -> None:
    (tasks, go_on), done = busy, []
    tasks.latest("markers", lambda: done.append("old"), nothing, nothing)
    tasks.do(lambda: done.append("close the file"), nothing, nothing)
    tasks.latest("markers", lambda: done.append("new"), nothing, nothing)
    go_on.set()
    tasks.close()
    assert done == ["new", "close the file"]


def test_what_was_begun_is_finished_and_the_newer_one_done_too(busy: tuple[Tasks, threading.Event]) -> None:
    (tasks, go_on), done, begun, end = busy, [], threading.Event(), threading.Event()
    tasks.latest("markers", lambda: (begun.set(), end.wait(), done.append("old")), nothing, nothing)
    go_on.set()
    begun.wait()
    tasks.latest("markers", lambda: done.append("new"), nothing, nothing)
    end.set()
    tasks.close()
    assert done == ["old", "new"]


def test_nothing_that_was_asked_for_is_lost_when_it_is_closed(busy: tuple[Tasks, threading.Event]) -> None:
    (tasks, go_on), done = busy, []
    tasks.latest("markers", lambda: done.append("old"), nothing, nothing)
    tasks.latest("markers", lambda: done.append("saved"), nothing, nothing)
    threading.Timer(0.05, go_on.set).start()
    tasks.close()
    tasks.latest("markers", lambda: done.append("too late"), nothing, nothing)
    assert done == ["saved"]


def test_a_failure_is_told_once_for_the_work_that_was_done(qtbot: QtBot, busy: tuple[Tasks, threading.Event]) -> None:
    (tasks, go_on), told = busy, []

    def fails() -> None:
        raise StudioError("project.absent", path="x")

    for _ in range(3):
        tasks.latest("markers", fails, told.append, told.append)
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    tasks.do(lambda: None, lambda _: told.append("after"), nothing)
    qtbot.waitUntil(lambda: "after" in told)
    assert [getattr(one, "kind", one) for one in told] == ["project.absent", "after"]


def test_work_that_never_ends_keeps_nobody_from_leaving_and_a_save_behind_it_is_done(
    busy: tuple[Tasks, threading.Event],
) -> None:
    (tasks, go_on), done = busy, []
    tasks.latest("save", lambda: done.append("saved"), nothing, nothing)
    tasks.do(lambda: done.append("closed the file"), nothing, nothing)
    tasks.close(patience_s=0.2)
    assert not go_on.is_set()
    assert done == ["saved", "closed the file"]


def test_a_save_that_was_begun_is_waited_for(qapp: QApplication) -> None:
    tasks, begun, done = Tasks("test"), threading.Event(), []
    tasks.do(lambda: (begun.set(), threading.Event().wait(0.3), done.append("saved")), nothing, nothing)
    begun.wait()
    tasks.close()
    assert done == ["saved"]


def test_a_program_ends_though_a_task_does_not() -> None:
    program = """
from PySide6.QtCore import QCoreApplication
from threading import Event
from mmsa_studio.app.tasks import Tasks
app, tasks = QCoreApplication([]), Tasks("endless")
tasks.do(Event().wait, print, print)
tasks.close(0.2)
print("left")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, "left\n")
