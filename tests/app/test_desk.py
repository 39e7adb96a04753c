"""What Qt leaves behind after a test of the session or of the window is seen."""

from __future__ import annotations

from pathlib import Path

from tests.test_strict import outcomes

DRAWING = """
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QLabel

KEPT = []

def test_fine(qtbot):
    label, timer = QLabel(), QTimer()
    label.show()
    timer.start(1000)

def test_timer(qtbot):
    KEPT.append(QTimer())
    KEPT[-1].start(1000)

def test_thread(qtbot):
    KEPT.append(QThread())
    KEPT[-1].start()

def test_stops_it():
    KEPT.pop().quit()
    KEPT.pop().stop()

def test_widget(qtbot):
    KEPT.append(QLabel())
"""


def test_what_qt_leaves_behind_is_seen(tmp_path: Path) -> None:
    fixtures = "from tests.conftest import _own_folders, _whisper\nfrom tests.app.conftest import *"
    assert outcomes(tmp_path, fixtures, DRAWING) == {
        "fine": "passed", "timer": "failed", "thread": "failed", "stops_it": "passed", "widget": "failed",
    }  # fmt: skip
