"""A test that passes by looking away fails: what it logged, left running or skipped without a word is seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

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
    threading.Thread(target=STOP.wait, args=(600,)).start()

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

WITHOUT_QT = """
import importlib
import pytest

@pytest.mark.parametrize("name", ["PySide6.QtCore", "pyqtgraph", "shiboken6", "pytestqt.qtbot"])
def test_qt(name):
    with pytest.raises(ModuleNotFoundError, match="not to be had"):
        importlib.import_module(name)

def test_numpy():
    import numpy
"""


def outcomes(folder: Path, fixtures: str, tests: str, *options: str) -> dict[str, str]:
    """What became of each test in a file of its own: `passed`, `skipped`, or `failed` while it ran or after it.

    Args:
        folder: an empty one.
        fixtures: imports of those of this house.
        tests: the file.
        options: more for pytest.
    """
    (folder / "conftest.py").write_text(fixtures)
    (folder / "test_it.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = logs_error(pattern): as in the house\n")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=told.xml", *options, str(folder)],
        capture_output=True, text=True, check=False, timeout=600, cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert (folder / "told.xml").is_file(), ended.stdout + ended.stderr
    found: dict[str, str] = {}
    for case in ElementTree.parse(folder / "told.xml").iter("testcase"):
        name = case.attrib["name"].removeprefix("test_")
        kinds = {part.tag for part in case}
        if found.get(name) != "failed":
            found[name] = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
    return found


def test_what_a_test_logs_leaves_running_or_skips_is_seen(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "from tests.conftest import *", THINKING) == {
        "fine": "passed",
        "fine_when_expected": "passed",
        "fine_with_a_reason": "skipped",
        "error_in_the_log": "failed",
        "error_that_did_not_come": "failed",
        "thread": "failed",
        "process": "failed",
        "cleans_up": "passed",
        "skip_without_a_reason": "failed",
        "skip_without_a_word": "failed",
    }


@pytest.mark.parametrize("workers", ["0", "1"])
def test_qt_is_not_to_be_had_where_nothing_may_need_it(tmp_path: Path, workers: str) -> None:
    found = outcomes(tmp_path, "", WITHOUT_QT, "-p", "no:pytest-qt", "-p", "tests.without_qt", "-n", workers)
    assert len(found) == 5
    assert set(found.values()) == {"passed"}
