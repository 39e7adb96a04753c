"""A window has two child processes at most: the analysis, and one that answers every question."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from mmsa_studio.ui.main_window import MainWindow


def test_analysing_and_asking_everything_takes_two_children(
    make_window: Callable[..., MainWindow], qtbot: QtBot, analysed: Path
) -> None:
    window = make_window(analyze="tests.work.children:says_its_pid_and_waits")
    session, workshop = window.desk.session, window.desk.workshop
    with qtbot.waitSignal(session.project_changed):
        window.open_path(str(analysed))
    with qtbot.waitSignal(window.desk.analyst.progress):
        window.desk.analyst.start()
    with qtbot.waitSignal(session.explanation_changed):
        window.desk.inquiry.set_wanted(True)
    with qtbot.waitSignal(session.hypothesis_changed):
        workshop.switch_off(("voice",))
    with qtbot.waitSignal(session.evidence_changed):
        workshop.gather()
    with qtbot.waitSignal(workshop.tried):
        workshop.try_film("valence")
    assert len(multiprocessing.active_children()) == 2
