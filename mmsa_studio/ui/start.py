"""Starts the window."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from mmsa_studio.app.settings import APPLICATION, LANGUAGE, ORGANISATION, THEME, Settings
from mmsa_studio.core.paths import data_dir
from mmsa_studio.ui import text, theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.quiet import without_sound_servers

_SIGNAL_CHECK_MS = 300


def open_window(path: str = "") -> int:
    """Show the window, with a film or project if one is named, until it is closed; returns the exit code."""
    app = QApplication(sys.argv[:1])
    QCoreApplication.setOrganizationName(ORGANISATION)
    QCoreApplication.setApplicationName(APPLICATION)
    QApplication.setDesktopFileName("mmsa-studio")
    logging.basicConfig(
        filename=data_dir() / "studio.log", level=logging.INFO, format="%(asctime)s %(name)s %(message)s"
    )
    settings = Settings()
    text.install(settings.get(LANGUAGE), app)
    theme.use(app, settings.get(THEME))
    with without_sound_servers():
        desk = Desk.build()
    window = MainWindow(desk, app)
    window.show()
    if path:
        window.open_path(path)
    listening = _listen_for_interrupts(window)
    with (data_dir() / "crash.log").open("w") as last_words:
        faulthandler.enable(last_words)
        code = app.exec()
        faulthandler.disable()
    listening.stop()
    return code


def _listen_for_interrupts(window: MainWindow) -> QTimer:
    """Let Ctrl+C in the terminal close the window: Python sees signals only when it runs."""
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer(window, interval=_SIGNAL_CHECK_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer
