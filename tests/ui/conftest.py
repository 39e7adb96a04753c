"""A window on a desk whose child processes answer with made-up results, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmsa_studio.core.marker import FOUND
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import create
from mmsa_studio.ui import theme
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.work.library import project_of
from tests.desk import _nothing_left_behind, _own_settings, ignore_third_party, qtbot
from tests.films import make_film
from tests.ui import synthetic

__all__ = ["_nothing_left_behind", "_own_settings", "qtbot"]

SECONDS = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ignore_third_party(items, Path(__file__).parent)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "a film.mp4", seconds=SECONDS, rate="25")


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., MainWindow]]:
    windows: list[MainWindow] = []

    def build(*, analyze: str = "tests.ui.synthetic:analyze", name: str = "dark") -> MainWindow:
        theme.use(qapp, name)
        desk = Desk.build(audible=False, analyze=analyze, answer="tests.ui.synthetic:answer")
        window = MainWindow(desk, qapp)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield build
    for window in windows:
        window.close()
        window.deleteLater()
        qapp.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # else every later theme would dress it too


@pytest.fixture
def analysed(film: Path, _own_folders: None) -> Path:
    """The film, with a project in which its analysis is complete."""
    media = probe(film)
    whole = synthetic.fill(media)
    found = tuple(marker for marker in whole.markers if marker.origin == FOUND)
    create(project_of(media), replace(whole, markers=found)).close()
    return film


@pytest.fixture
def window(make_window: Callable[..., MainWindow], qtbot: QtBot, analysed: Path) -> MainWindow:
    """A window on a film whose analysis is complete; nothing is explained until a test shows those panels."""
    made = make_window()
    for one in made.docked:
        if one.spec.explains:
            one.dock.hide()
    with qtbot.waitSignal(made.desk.session.project_changed):
        made.open_path(str(analysed))
    qtbot.waitUntil(lambda: made.desk.player.settled)
    return made
