"""A Chinese window holds no English: everything that can be read in it, its menus, tips and dialogs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QTableView,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.sentences import Notice, Sentence, term
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import create
from mmsa_studio.ui import text
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.plots import Plot
from tests.ui import synthetic

PROPER = re.compile(
    r"MMSA Studio|Whisper( base)?|Hugging Face|DaVinci Resolve|Avid( Media Composer)?|Premiere Pro|Final Cut Pro( 7)?"
    r"|OpenTimelineIO|SubRip|WebVTT|YouTube|Audacity|ELAN|EmotionML|Parquet|MediaPipe|MiniLM|Shapley"
    r"|synthetic|[\w-]+\.(json|safetensors|mp4|srt)|Enter|Shift|Ctrl|Alt|Del|Space|Left|Right|Up|Down|Home|End|Esc"
    r"|openai/[\w-]+|Apache|sha256"
)
"""Names of programs, methods, keys and files, which are the same in every language."""
READABLE = re.compile(r"[A-Za-z]*[a-z]{2,}[A-Za-z]*")
"""Words; abbreviations in capitals, codes and ids are none."""


def said_by(thing: QObject) -> Iterator[str]:
    """Everything that a person may read of a widget or an action."""
    if isinstance(thing, QAction):
        yield from (thing.text(), thing.toolTip(), thing.statusTip())
    if isinstance(thing, QWidget):
        yield from (thing.windowTitle(), thing.toolTip(), thing.statusTip(), thing.accessibleName())
    if isinstance(thing, QLabel | QAbstractButton):
        yield thing.text()
    if isinstance(thing, QGroupBox):
        yield thing.title()
    if isinstance(thing, QLineEdit):
        yield thing.placeholderText()
    if isinstance(thing, QSpinBox):
        yield from (thing.prefix(), thing.suffix(), thing.specialValueText())
    if isinstance(thing, QComboBox):
        yield from (thing.itemText(row) for row in range(thing.count()))
    if isinstance(thing, QListWidget):
        yield from (thing.item(row).text() for row in range(thing.count()))
    if isinstance(thing, QTableView | QTreeWidget):
        yield from cells(thing.model(), QModelIndex())


def cells(model, parent: QModelIndex) -> Iterator[str]:
    for column in range(model.columnCount(parent)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(parent)):
            index = model.index(row, column, parent)
            yield str(index.data() or "")
            if model.hasChildren(index):
                yield from cells(model, index)


def english(window: MainWindow) -> set[str]:
    """What of all that can be read in the window has English words."""
    unreachable = {inner for plot in window.findChildren(Plot) for inner in plot.findChildren(QObject)}
    things = [window, *window.findChildren(QWidget), *window.findChildren(QAction)]
    things = [thing for thing in things if thing not in unreachable]  # the menu that plots have is never shown
    every = {said for thing in things for said in said_by(thing) if said}
    assert len(every) > 100, "the window was looked at"
    bare = {said: PROPER.sub("", re.sub(r"<[^>]*>|&\w+;|\[[^\]]*\]|\(\*?\.?\w+\)", "", said)) for said in every}
    return {said for said, rest in bare.items() if READABLE.search(rest)}


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    installed = text.install("zh_CN", qapp)
    assert installed is not None
    yield
    qapp.removeTranslator(installed)


@pytest.fixture
def analysed(film: Path, tmp_path: Path) -> Path:
    """The project of a film in which nobody speaks English."""
    copy = tmp_path / "影片.mp4"
    copy.write_bytes(film.read_bytes())
    media = probe(copy)
    cues = (Cue(Fraction(1), Fraction(5), "你好 世界", (Word("你好", 1.0, 2.5), Word("世界", 2.5, 5.0))),)
    markers = (Marker(10, 30, "标记", "备注"),)
    create(tmp_path / "影片.mmsa", replace(synthetic.fill(media), cues=cues, markers=markers)).close()
    return tmp_path / "影片.mmsa"


@pytest.fixture
def window(chinese: None, make_window: Callable[..., MainWindow], qtbot: QtBot, analysed: Path) -> MainWindow:
    made = make_window()
    with qtbot.waitSignal(made.desk.session.project_changed):
        made.open_path(str(analysed))
    qtbot.waitUntil(lambda: made.desk.player.settled)
    return made


def test_the_window_and_what_it_explains(qtbot: QtBot, window: MainWindow) -> None:
    for kind in (Why, Heatmap):
        window.dock(kind).show()
    window.desk.session.seek(77)
    qtbot.waitUntil(lambda: window.desk.session.explanation is not None)
    assert english(window) == set()


@pytest.mark.parametrize("action", ["export", "speech", "shortcuts", "correct", "understood", "about", "evidence"])
def test_its_dialogs(qtbot: QtBot, window: MainWindow, action: str) -> None:
    window.desk.session.happen(
        Notice("analysis.left_out", {"modality": term("Face"), "reason": Sentence("film.no_picture")})
    )
    window.actions_by_id[action].trigger()
    (dialog,) = window.findChildren(QDialog)
    assert dialog.isVisible()
    assert english(window) == set()


def test_languages_to_choose_from_are_named_in_themselves(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *given: asked.append(given[3]) or ("", False))
    window.actions_by_id["language"].trigger()
    assert asked == [["系统语言", "English", "简体中文"]]
