"""The window asks what shall become of a project when another film lies where its film lay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mmsa_studio.core.marker import DRAWN
from mmsa_studio.ui.dialogs.other_film import OtherFilmDialog
from mmsa_studio.ui.main_window import MainWindow
from tests.films import make_film

Changed = tuple[MainWindow, Path, Path]


@pytest.fixture
def changed(make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path) -> Changed:
    """A window on an analysed film in whose place another one lies, and where the old one lies now."""
    film, window = make_film(tmp_path / "take.mp4", seconds=4), make_window()
    with qtbot.waitSignal(window.desk.analyst.ended):
        window.open_path(str(film))
    window.desk.session.mark(3, 9, "Draw")
    old = film.rename(tmp_path / "old.mp4")
    make_film(film, seconds=3)
    window.desk.session.look_at_film()
    qtbot.waitUntil(lambda: bool(window.findChildren(OtherFilmDialog)))
    return window, film, old


def dialog_of(window: MainWindow) -> OtherFilmDialog:
    (dialog,) = window.findChildren(OtherFilmDialog)
    assert dialog.isVisible()
    return dialog


def drawn(window: MainWindow) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in window.desk.session.markers if one.origin == DRAWN]


def test_what_is_new_is_analysed(qtbot: QtBot, changed: Changed) -> None:
    window, _, _ = changed
    with qtbot.waitSignal(window.desk.analyst.ended):
        dialog_of(window).analyse.click()
    project = window.desk.session.project
    assert project.media.frame_count == 75
    assert project.timeline.grid == project.media.grid
    assert project.finished
    assert drawn(window) == [(3, 9)]


def test_what_is_kept_is_not_analysed(qtbot: QtBot, changed: Changed) -> None:
    window, _, _ = changed
    with qtbot.waitSignal(window.desk.session.media_changed):
        dialog_of(window).keep.click()
    project = window.desk.session.project
    assert project.media.frame_count == 75
    assert project.timeline.valid.any()
    assert not window.desk.analyst.running
    assert drawn(window) == [(3, 9)]


def test_the_old_film_is_located(qtbot: QtBot, changed: Changed, monkeypatch: pytest.MonkeyPatch) -> None:
    window, _, old = changed
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(old), ""))
    with qtbot.waitSignal(window.desk.session.media_changed):
        dialog_of(window).locate.click()
    assert window.desk.session.project.media.path == str(old)
    assert window.desk.session.project.media.frame_count == 100


def test_who_does_not_answer_is_asked_once_and_again_when_it_matters(qtbot: QtBot, changed: Changed) -> None:
    window, film, _ = changed
    make_film(film, seconds=2)
    with qtbot.waitSignal(window.desk.session.film_changed):
        window.desk.session.look_at_film()
    qtbot.wait(50)
    dialog_of(window).reject()
    assert window.desk.session.project.media.frame_count == 100
    qtbot.waitUntil(lambda: not window.findChildren(OtherFilmDialog))
    window.actions_by_id["analyze"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(OtherFilmDialog)))
    with qtbot.waitSignal(window.desk.analyst.ended):
        dialog_of(window).analyse.click()
    assert window.desk.session.project.media.frame_count == 50
