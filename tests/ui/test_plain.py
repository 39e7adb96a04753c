"""A text of a stranger that looks like HTML is shown letter by letter, wherever it is shown; a very long one is cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count, takewhile
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPointF
from PySide6.QtGui import QAction, Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QToolTip,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mmsa_studio.app.settings import RECENT
from mmsa_studio.core.film import Cue, WordsFrom
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.limits import LONGEST_SHOWN, LONGEST_TEXT
from mmsa_studio.core.project import Correction
from mmsa_studio.core.sentences import Notice
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import create
from mmsa_studio.ui import text
from mmsa_studio.ui.commands.file import fill_recent
from mmsa_studio.ui.dialogs.importing import ImportDialog
from mmsa_studio.ui.dialogs.other_film import OtherFilmDialog
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.plain import PlainLabel, shown, tip
from mmsa_studio.ui.timeline.panel import Timeline
from mmsa_studio.work.library import project_of
from tests.films import make_film
from tests.ui import synthetic

EVIL = "<img src='file:///nowhere/fifo'>"
FILM = "<img src='a fifo'>.mp4"  # what a file may be called
OURS = {"LineWords", "Legend"}
"""Labels whose HTML the program writes: the words of a line, escaped, and the legend of the measured numbers."""


def drawn(rich: str) -> str:
    """What a rich text shows; letters that were taken for marks are missing."""
    document = QTextDocument()
    document.setHtml(rich)
    return document.toPlainText()


def rich(root: QWidget) -> Iterator[str]:
    """Texts below a widget that Qt would take for HTML, whose marks came from a file."""
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QLabel):
            yield from _marks(widget)
        if isinstance(widget, QMessageBox) and widget.textFormat() != Qt.TextFormat.PlainText:
            yield widget.text()
        if isinstance(widget, QAbstractItemView):
            yield from _in_tips(_cell_tips(widget))
        yield from _in_tips([widget.toolTip()])
    yield from _in_tips(action.toolTip() for action in root.findChildren(QAction))


def _marks(label: QLabel) -> Iterator[str]:
    ours = type(label).__name__ in OURS or label.accessibleName() in OURS
    decides = label.textFormat() == Qt.TextFormat.AutoText and Qt.mightBeRichText(label.text())
    if (decides and not ours) or (
        label.textFormat() == Qt.TextFormat.RichText and (not ours or "<img" in label.text())
    ):
        yield label.text()


def _in_tips(tips: Iterator[str] | list[str]) -> Iterator[str]:
    yield from (one for one in tips if Qt.mightBeRichText(one) and "<img" in one)


def _cell_tips(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount() if model else 0):
        cells = takewhile(QModelIndex.isValid, (model.index(row, column) for column in count()))
        yield from (str(cell.data(Qt.ItemDataRole.ToolTipRole) or "") for cell in cells)


def hostile(film: Path, evil: str = EVIL) -> MainWindow:
    """Keep a project for a film in which every text is one that looks like HTML."""
    whole = synthetic.fill(probe(film))
    model = replace(whole.timeline.model, name=evil, version=evil, sha256=evil)
    line = Cue(Fraction(1), Fraction(2), evil, language=evil[:8])
    project = replace(
        whole,
        markers=tuple(replace(one, label=evil, note=evil, category="") for one in whole.markers),
        cues=(line,),
        words_from=WordsFrom("file", evil, evil),
        timeline=replace(whole.timeline, model=model),
        notices=(Notice("said.before", {"text": evil}),),
        corrections=(Correction(10, 20, "valence", 0.5),),
    )
    create(project_of(project.media), project).close()


@pytest.fixture
def evil_film(tmp_path: Path, _own_folders: None) -> Path:
    film = make_film(tmp_path / FILM, seconds=2, rate="25")
    hostile(film)
    return film


def opened(qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path) -> MainWindow:
    window = make_window()
    with qtbot.waitSignal(window.desk.session.project_changed):
        window.open_path(str(film))
    qtbot.waitUntil(lambda: window.desk.player.settled)
    return window


def test_nothing_in_the_window_takes_a_text_of_a_file_for_html(qtbot, make_window, evil_film: Path) -> None:
    window = opened(qtbot, make_window, evil_film)
    session = window.desk.session
    assert session.markers[0].label == EVIL, "the project is the one with these texts"
    session.trouble.emit(Failed("film.unreadable", {"name": EVIL, "reason": EVIL}))
    session.notice.emit(Notice("said.before", {"text": EVIL}))
    table = evil_film.with_name("<img src='table'>.csv")
    table.write_text(f"Start,End,Label,Note\n0,5,{EVIL},{EVIL}\n", "utf-8")
    for name in ("understood", "sound", "export", "about", "evidence", "shortcuts"):
        window.actions_by_id[name].trigger()
    for dialog in (ImportDialog(window.desk, table, window), OtherFilmDialog(EVIL, window)):
        dialog.show()
        qtbot.wait(300)
    menu = window.menuBar().addMenu("recent")
    assert any("<img" in path for path in window.desk.settings.get(RECENT))
    fill_recent(window, menu)
    assert any("<img" in label.text() for label in window.findChildren(QLabel)), "these texts are shown"
    assert len(window.findChildren(QDialog)) > 4
    assert list(rich(window)) == []


def test_what_the_timeline_says_under_the_pointer_is_plain(qtbot, make_window, evil_film: Path, monkeypatch) -> None:
    window = opened(qtbot, make_window, evil_film)
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _, text, *__: said.append(text))
    lanes = window.panel(Timeline).lanes
    for y in range(2, lanes.height(), 6):
        for part in (0.55, 0.75):
            qtbot.mouseMove(lanes, QPointF(lanes.width() * part, y).toPoint())
    assert any("img" in one for one in said)
    assert list(_in_tips(said)) == []


def test_the_walk_finds_what_would_be_taken_for_html(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    QLabel(EVIL, window)
    QWidget(window).setToolTip(EVIL)
    tree = QTreeWidget(window)
    item = QTreeWidgetItem(["x"])
    item.setToolTip(0, EVIL)
    tree.addTopLevelItem(item)
    box = QMessageBox(QMessageBox.Icon.Question, "", EVIL, parent=window)
    action = QAction(EVIL, window)
    action.setToolTip(EVIL)
    assert list(rich(window)).count(EVIL) >= 5
    box.close()


@pytest.mark.parametrize("said", [EVIL, "a < b > c", "<b>", "x &lt; y", "two\n<b>lines</b>", "  <table>\n a  b"])
def test_a_tip_shows_every_letter_that_was_written(qapp: QApplication, said: str) -> None:
    shown_as = drawn(tip(said)) if Qt.mightBeRichText(tip(said)) else tip(said)
    assert shown_as == said


@pytest.mark.usefixtures("_own_folders")
def test_a_text_without_end_is_drawn_as_its_beginning_and_kept_whole(qtbot, make_window, film) -> None:
    endless = "x" * LONGEST_TEXT
    hostile(film, endless)
    window = opened(qtbot, make_window, film)
    model = window.panel(MarkersTable).table.model()
    texts = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    edited = [model.data(model.index(0, column), Qt.ItemDataRole.EditRole) for column in range(model.columnCount())]
    assert endless in edited, "what is edited is whole"
    assert max(len(str(one)) for one in texts) == len(shown(endless)) == LONGEST_SHOWN + 1
    assert all(len(label.text()) < LONGEST_TEXT for label in window.findChildren(QLabel))


def test_labels_come_from_one_home() -> None:
    home = Path(text.__file__).parent
    users = {path.name for path in home.rglob("*.py") if re.search(r"\bQLabel\b", path.read_text("utf-8"))}
    assert users == {"plain.py", "line_words.py", "evidence.py"}, "others use PlainLabel"
    assert PlainLabel(EVIL).textFormat() == Qt.TextFormat.PlainText
