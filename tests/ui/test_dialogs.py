"""Export shows what it will write, import what it will change, and shortcuts can be chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmsa_studio.app.exchange import FORMATS
from mmsa_studio.app.settings import shortcut_of
from mmsa_studio.core.jobs import AnalyzeRequest, CuesReady
from mmsa_studio.core.speech import INCLUDED, heard_by
from mmsa_studio.ui.commands import file, view
from mmsa_studio.ui.dialogs.export import ExportDialog
from mmsa_studio.ui.dialogs.importing import ImportDialog, endings
from mmsa_studio.ui.dialogs.model import ModelDialog
from mmsa_studio.ui.dialogs.shortcuts import ShortcutSheet
from mmsa_studio.ui.dialogs.speech import SpeechDialog
from mmsa_studio.ui.main_window import MainWindow


@pytest.fixture
def export(qtbot: QtBot, window: MainWindow):
    dialog = ExportDialog(window.desk, window)
    dialog.show()
    yield dialog
    dialog.reject()


def previewed(qtbot: QtBot, dialog: ExportDialog, wanted: Callable[[str], bool]) -> str:
    qtbot.waitUntil(lambda: wanted(dialog.preview.toPlainText()), timeout=10_000)
    return dialog.preview.toPlainText()


def choose(dialog: ExportDialog, format_id: str) -> None:
    dialog.formats.setCurrentRow(list(FORMATS).index(format_id))


def test_every_format_is_offered_and_previewed(qtbot: QtBot, export: ExportDialog) -> None:
    assert export.formats.count() == len(FORMATS)
    text = previewed(qtbot, export, lambda text: "TITLE" in text)
    assert "Peak of joy" in text
    for format_id, sign in (("json", "{"), ("csv", "Sadness"), ("fcpxml", "<fcpxml"), ("vtt", "WEBVTT")):
        choose(export, format_id)
        previewed(qtbot, export, lambda text, sign=sign: sign in text)
    choose(export, "curves-parquet")
    previewed(qtbot, export, lambda text: "bytes" in text)


def test_rate_start_and_drop_frame_show_in_the_preview(qtbot: QtBot, export: ExportDialog) -> None:
    assert not export.choices.drop.isEnabled(), "25 has no drop-frame"
    export.choices.rate.setCurrentIndex(export.choices.rate.findText("29.97"))
    assert export.choices.drop.isEnabled()
    export.choices.drop.setCurrentIndex(2)
    export.choices.start.setCurrentText("10:00:00;00")
    text = previewed(qtbot, export, lambda text: "10:00:00;" in text or "10:00:01;" in text)
    assert "FCM: DROP FRAME" in text
    export.choices.start.setCurrentText("99:99")
    qtbot.waitUntil(lambda: "99:99" in export.warnings.text(), timeout=10_000)
    assert not export.save.isEnabled()
    export.choices.start.setCurrentIndex(0)
    qtbot.waitUntil(export.save.isEnabled, timeout=10_000)


def test_filters_choose_which_markers_go(qtbot: QtBot, export: ExportDialog) -> None:
    choose(export, "csv")
    previewed(qtbot, export, lambda text: "Turn" in text)
    export.choices.category.setCurrentIndex(export.choices.category.findData("joy"))
    text = previewed(qtbot, export, lambda text: "Turn" not in text)
    assert "Peak of joy" in text


def test_writing_says_where_and_closes(qtbot: QtBot, window: MainWindow, export: ExportDialog, tmp_path: Path) -> None:
    choose(export, "resolve-edl")
    with qtbot.waitSignal(export.finished, timeout=10_000):
        export.write(tmp_path / "markers")
    assert (tmp_path / "markers.edl").read_text().startswith("TITLE")
    assert "markers.edl" in window.banner.message.text()


def test_an_export_that_says_why_waits_until_every_marker_is_explained(
    qtbot: QtBot, window: MainWindow, export: ExportDialog, tmp_path: Path
) -> None:
    mine = {window.desk.session.mark(start, start + 10, "Draw").id for start in (5, 30)}
    choose(export, "json")
    with qtbot.waitSignal(export.finished, timeout=10_000):
        export.write(tmp_path / "all.json")
    events = json.loads((tmp_path / "all.json").read_text("utf-8"))["events"]
    assert len(events) > 4, "more than are explained with one question"
    assert all(any("sentence" in why for why in one["evidence"]) for one in events)
    assert mine < {one["id"] for one in events}
    assert "could not be explained" not in window.banner.message.text()


def test_a_folder_that_cannot_be_written_is_said_and_nothing_closes(
    qtbot: QtBot, export: ExportDialog, tmp_path: Path
) -> None:
    export.write(tmp_path / "missing" / "markers.edl")
    qtbot.waitUntil(lambda: "could not be written" in export.failure.text(), timeout=10_000)
    assert export.isVisible()


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_of_somebody_is_asked_about(
    qtbot: QtBot, export: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replace: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(export, "_may_replace", lambda problem: asked.append(problem.kind) or replace)
    choose(export, "csv")
    target = tmp_path / "markers.csv"
    target.write_text("mine")
    export.write(target)
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked == ["export.foreign"]
    if replace:
        qtbot.waitUntil(lambda: target.read_bytes() != b"mine" and not export.isVisible(), timeout=10_000)
    else:
        assert target.read_text() == "mine"
        assert export.isVisible()


def test_what_came_back_is_reviewed_and_becomes_one_step(
    qtbot: QtBot, window: MainWindow, export: ExportDialog, tmp_path: Path
) -> None:
    session = window.desk.session
    with qtbot.waitSignal(export.finished, timeout=10_000):
        choose(export, "csv")
        export.write(tmp_path / "markers.csv")
    before = session.markers
    session.edit_marker(before[0].id, "Rename", label="renamed here")
    session.delete_markers([before[1].id], "Delete")
    here = session.markers
    dialog = ImportDialog(window.desk, tmp_path / "markers.csv", window)
    qtbot.waitUntil(dialog.take.isEnabled, timeout=10_000)
    changes = {dialog.list.topLevelItem(row).text(0) for row in range(dialog.list.topLevelItemCount())}
    assert changes <= {"moved", "renamed", "added", "removed"}
    dialog.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    steps = session.undo_stack.count()
    dialog._apply()
    assert session.undo_stack.count() <= steps + 1
    if session.undo_stack.count() > steps:
        session.undo_stack.undo()
    assert session.markers == here


def test_a_file_that_is_no_marker_file_is_refused_with_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    dialog = ImportDialog(window.desk, tmp_path / "photo.jpg", window)
    qtbot.waitUntil(lambda: "photo.jpg" in dialog.summary.text() and "Reading" not in dialog.summary.text())
    assert not dialog.take.isEnabled()
    dialog.reject()
    assert "*.edl" in endings()


def test_a_shortcut_can_be_changed_is_kept_and_reset(window: MainWindow) -> None:
    sheet = ShortcutSheet(window)
    action = window.actions_by_id["mark"]

    def pick(name: str) -> None:
        for top in range(sheet.list.topLevelItemCount()):
            group = sheet.list.topLevelItem(top)
            for row in range(group.childCount()):
                if group.child(row).data(0, Qt.ItemDataRole.UserRole) == name:
                    sheet.list.setCurrentItem(group.child(row))

    sheet._choose("X")
    assert action.shortcut().toString() == "M", "nothing was chosen yet"
    pick("mark")
    sheet._choose("L")
    assert action.shortcut().toString() == "M"
    assert "L" in sheet.message.text()
    sheet._choose("X")
    assert action.shortcut().toString() == "X"
    assert window.desk.settings.get(shortcut_of("mark", "M")) == "X"
    pick("mark")
    sheet._choose(None)
    assert action.shortcut().toString() == "M"
    sheet.reject()


def test_nothing_is_fetched_before_the_person_says_so(qtbot: QtBot, window: MainWindow, monkeypatch) -> None:
    asked: list[dict] = []
    monkeypatch.setattr(window.desk.analyst, "start", lambda **how: asked.append(how))
    session = window.desk.session
    session.happen(CuesReady(session.project.cues, heard_by(INCLUDED)))
    dialog = SpeechDialog(window.desk, window)
    assert dialog.model == INCLUDED
    assert dialog.go.isEnabled()
    dialog.language.setCurrentIndex(dialog.language.findData("de"))
    dialog._start()
    dialog = SpeechDialog(window.desk, window)
    dialog._local.setChecked(True)
    assert not dialog.go.isEnabled()
    qtbot.keyClicks(dialog.folder, "/models/whisper")
    dialog._start()
    dialog = SpeechDialog(window.desk, window)
    assert dialog.folder.text() == "/models/whisper"
    dialog._hub["openai/whisper-small"].setChecked(True)
    assert "Fetch" in dialog.go.text()
    dialog._start()
    assert [how["speech_model"] for how in asked] == [INCLUDED, "/models/whisper", "openai/whisper-small"]
    assert [how["allow_download"] for how in asked] == [False, False, True]
    assert [how["reading"].language for how in asked] == ["de", "", ""]
    assert AnalyzeRequest(window.desk.session.project).allow_download is False


def test_speech_is_written_down_by_itself_until_a_person_says_no(window: MainWindow, make_window) -> None:
    assert window.desk.analyst.speech_model == INCLUDED
    window.actions_by_id["speech_auto"].trigger()
    assert window.desk.analyst.speech_model == ""
    later = make_window()
    assert later.desk.analyst.speech_model == ""
    assert not later.actions_by_id["speech_auto"].isChecked()


def test_subtitles_are_not_put_aside_for_what_a_program_hears(window: MainWindow) -> None:
    dialog = SpeechDialog(window.desk, window)
    assert not dialog.go.isEnabled()
    session = window.desk.session
    session.happen(CuesReady(session.project.cues, heard_by(INCLUDED)))
    assert SpeechDialog(window.desk, window).go.isEnabled()


def test_dialogs_stand_in_nobodys_way_and_close_with_the_film(qtbot: QtBot, window: MainWindow) -> None:
    file.export_markers(window)
    view.show_shortcuts(window)
    view.show_model(window)
    dialogs = [one for kind in (ExportDialog, ShortcutSheet, ModelDialog) for one in window.findChildren(kind)]
    assert len(dialogs) == 3
    assert not any(dialog.isModal() for dialog in dialogs)
    window.close()
