"""Short work away from the GUI thread ends with its owner."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmsa_studio.app.tasks import Tasks
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
