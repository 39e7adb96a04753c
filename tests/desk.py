"""What the tests of the session and of the window share: patience, and that nothing is left behind."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

PATIENCE_MS = 120_000
"""How long a test waits for what must happen: a busy machine may need it, and a quiet one never does."""

# Qt's multimedia plug-ins look for sound servers and graphics that a test machine does not have
THIRD_PARTY = (
    "pipewire",
    "PulseAudioService",
    "No RHI backend",
    "libva|VAAPI|vdpau|Couldn.t (load|resolve) va",
    "propagateSizeHints",
    "support raise",
)


class PatientBot(QtBot):
    """Waits for what must happen until it happens; only who waits for what must not happen says how long."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 0) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = 0, raising: bool | None = None, **how: Any) -> Any:
        patience = timeout if raising is False else max(timeout, PATIENCE_MS)
        return super().waitSignal(signal, timeout=patience, raising=raising, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = 0) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _own_settings(_own_folders: None) -> None:
    """Qt looks up where settings lie once a process; without this a test would find those of the one before."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, os.environ["XDG_CONFIG_HOME"])


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a running timer, a running thread of Qt's or a widget of its own behind."""
    widgets = set(qapp.topLevelWidgets())
    timers, threads = _started(QTimer, monkeypatch), _started(QThread, monkeypatch)
    yield
    left = _top_level(qapp) - widgets
    if left:
        gc.collect()  # what is only held by its own closures is as good as gone
        left = _top_level(qapp) - widgets
    assert not left, f"widgets left behind: {left}"
    ticking = [timer for timer in timers if isValid(timer) and timer.isActive()]
    assert not ticking, f"timers left behind: {[(timer, timer.parent(), timer.interval()) for timer in ticking]}"
    running = [thread for thread in threads if isValid(thread) and thread.isRunning()]
    assert not running, f"threads of Qt left behind: {running}"


def _started(kind: type[QObject], monkeypatch: pytest.MonkeyPatch) -> weakref.WeakSet[Any]:
    """Every object of a class that is started from now on."""
    started: weakref.WeakSet[Any] = weakref.WeakSet()
    start = kind.start

    def remember(self: QObject, *arguments: Any, **named: Any) -> None:
        started.add(self)
        start(self, *arguments, **named)

    monkeypatch.setattr(kind, "start", remember)
    return started


def _top_level(qapp: QApplication) -> set[QWidget]:
    """The widgets that stand by themselves, once those are gone that were to be deleted."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return set(qapp.topLevelWidgets())


def ignore_third_party(items: list[pytest.Item], folder: Path) -> None:
    """Let no message of Qt's plug-ins fail the tests below a folder."""
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(*THIRD_PARTY))
