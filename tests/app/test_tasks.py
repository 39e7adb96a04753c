"""Short work away from the GUI thread ends with its owner."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from mmsa_studio.app.tasks import Tasks


def test_what_is_asked_after_the_end_is_not_done(qapp: QApplication) -> None:
    tasks, done = Tasks("test"), []
    tasks.do(lambda: done.append("before"), lambda _: done.append("told"), lambda _: done.append("failed"))
    tasks.close()
    tasks.do(lambda: done.append("after"), lambda _: done.append("told"), lambda _: done.append("failed"))
    qapp.processEvents()
    assert done == ["before"]
