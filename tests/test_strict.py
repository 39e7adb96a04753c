"""A test that passes by looking away fails: what it logged, left running or skipped without a word is seen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]

THINKING = """
import logging, subprocess, sys, threading, time
import pytest

STOP = threading.Event()

def test_fine():
    logging.getLogger("studio").warning("only a warning")

@pytest.mark.logs_error("expected")
def test_fine_when_expected():
    logging.getLogger("studio").error("this was expected")

@pytest.mark.skipif(True, reason="there is one")
def test_fine_with_a_reason():
    pass

def test_error_in_the_log():
    logging.getLogger("studio").error("not expected")

@pytest.mark.logs_error("expected")
def test_error_that_did_not_come():
    pass

def test_thread():
    threading.Thread(target=STOP.wait, args=(60,)).start()

def test_process():
    STOP.set()
    test_process.child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

def test_cleans_up():
    test_process.child.communicate()

@pytest.mark.skip
def test_skip_without_a_reason():
    pass

def test_skip_without_a_word():
    pytest.skip("")
"""

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


def outcomes(folder: Path, fixtures: str, tests: str) -> dict[str, str]:
    """What became of each test in a file of its own, with fixtures of this house; an error counts as a failure."""
    (folder / "conftest.py").write_text(fixtures)
    (folder / "test_it.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = logs_error(pattern): as in the house\n")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", str(folder)],
        capture_output=True, text=True, check=False, timeout=600, cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    found: dict[str, str] = {}
    for name, outcome in re.findall(r"test_it\.py::test_(\w+) ([A-Z]+)\b", ended.stdout):
        found[name] = "FAILED" if outcome == "ERROR" else outcome
    assert found, ended.stdout + ended.stderr
    return found


def test_what_a_test_logs_leaves_running_or_skips_is_seen(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "from tests.conftest import *", THINKING) == {
        "fine": "PASSED",
        "fine_when_expected": "PASSED",
        "fine_with_a_reason": "SKIPPED",
        "error_in_the_log": "FAILED",
        "error_that_did_not_come": "FAILED",
        "thread": "FAILED",
        "process": "FAILED",
        "cleans_up": "PASSED",
        "skip_without_a_reason": "FAILED",
        "skip_without_a_word": "FAILED",
    }


def test_what_qt_leaves_behind_is_seen(tmp_path: Path) -> None:
    fixtures = "from tests.conftest import _own_folders, _whisper\nfrom tests.app.conftest import *"
    assert outcomes(tmp_path, fixtures, DRAWING) == {
        "fine": "PASSED", "timer": "FAILED", "thread": "FAILED", "stops_it": "PASSED", "widget": "FAILED",
    }  # fmt: skip
