"""What an export left out is no change when it comes back, whatever it was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from mmsa_studio.app.exchange import FORMATS
from mmsa_studio.app.settings import EXPORT_CHOICES
from mmsa_studio.export import ExportOptions, render
from mmsa_studio.ui.dialogs.choices import Choices
from mmsa_studio.ui.dialogs.export import ExportDialog
from mmsa_studio.ui.dialogs.importing import ImportDialog
from mmsa_studio.ui.main_window import MainWindow

LEFT_OUT = "0 moved, 0 renamed, 0 added, 0 removed, 3 unchanged"


@pytest.fixture
def written(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Path:
    """Markers at another rate and start, moved, as points, without notes, under other names."""
    dialog, target = ExportDialog(window.desk, window), tmp_path / "markers.edl"
    dialog.formats.setCurrentRow(list(FORMATS).index("resolve-edl"))
    ask_for_little(dialog.choices)
    with qtbot.waitSignal(dialog.finished):
        dialog.write(target)
    return target


def ask_for_little(choices: Choices) -> None:
    choices.rate.setCurrentText("29.97")
    choices.drop.setCurrentIndex(2)
    choices.start.setCurrentText("10:00:00;00")
    choices.offset.setValue(7)
    choices.name.setCurrentIndex(choices.name.findData("category"))
    choices.switches["points"].setChecked(True)
    choices.switches["notes"].setChecked(False)


def read(qtbot: QtBot, dialog: ImportDialog, wanted: str) -> None:
    qtbot.waitUntil(lambda: wanted in dialog.summary.text())


def test_what_the_last_export_left_out_is_no_change(qtbot: QtBot, window: MainWindow, written: Path) -> None:
    dialog = ImportDialog(window.desk, written, window)
    assert dialog.choices.offset.value() == 7
    assert dialog.choices.choice().start == "10:00:00;00"
    read(qtbot, dialog, LEFT_OUT)
    assert not dialog.take.isEnabled()
    dialog.reject()


def test_what_was_exported_otherwise_can_be_said(qtbot: QtBot, window: MainWindow, written: Path) -> None:
    window.desk.settings.forget(EXPORT_CHOICES)
    dialog = ImportDialog(window.desk, written, window)
    read(qtbot, dialog, "does not exist at 25 frames a second")
    ask_for_little(dialog.choices)
    dialog.choices.offset.setValue(0)
    read(qtbot, dialog, "3 moved")
    assert dialog.list.topLevelItemCount() == 3
    assert dialog.take.isEnabled()
    dialog.choices.offset.setValue(7)
    read(qtbot, dialog, LEFT_OUT)
    assert dialog.list.topLevelItemCount() == 0
    dialog.choices.start.setCurrentText("no timecode")
    read(qtbot, dialog, "no timecode")
    assert not dialog.take.isEnabled()
    dialog.choices.start.setCurrentText("10:00:00;00")
    read(qtbot, dialog, LEFT_OUT)
    dialog.reject()


def test_the_kind_of_file_can_be_said(qtbot: QtBot, window: MainWindow, written: Path) -> None:
    unnamed = written.rename(written.with_suffix(".txt.bak"))
    dialog = ImportDialog(window.desk, unnamed, window)
    read(qtbot, dialog, "cannot be told")
    assert [dialog.format.itemData(row) for row in range(1, dialog.format.count())] == [
        one.id for one in FORMATS.values() if one.read
    ]
    dialog.format.setCurrentIndex(dialog.format.findData("resolve-edl"))
    read(qtbot, dialog, LEFT_OUT)
    dialog.reject()


def test_choices_of_another_film_are_not_taken(window: MainWindow, written: Path) -> None:
    settings = window.desk.settings
    project = window.desk.session.project
    kept = settings.get(EXPORT_CHOICES)
    settings.set(EXPORT_CHOICES, replace(kept, film="another"))
    choices = Choices(project)
    choices.restore(settings.get(EXPORT_CHOICES))
    assert choices.offset.value() == 0
    choices.restore(kept)
    assert choices.offset.value() == 7
    assert choices.remembered() == kept


def test_both_dialogs_offer_the_same(window: MainWindow, written: Path) -> None:
    export, back = ExportDialog(window.desk, window), ImportDialog(window.desk, written, window)
    offered = [{box.accessibleName() for box in dialog.choices.findChildren(QComboBox)} for dialog in (export, back)]
    assert offered[1] - offered[0] == {"Format", "Sequence"}
    assert offered[0] <= offered[1]
    assert export.choices.switches["chapters"].isHidden()
    assert back.choices.switches["chapters"].isHidden()
    assert not back.choices.switches["points"].isHidden()
    export.reject()
    back.reject()


def test_the_whole_path_is_asked_for_with_a_box_that_is_remembered(window: MainWindow) -> None:
    first = Choices(window.desk.session.project)
    assert not first.choice().options.full_path
    first.switches["full_path"].setChecked(True)
    second = Choices(window.desk.session.project)
    second.restore(first.remembered())
    assert second.choice().options.full_path


def test_of_several_sequences_one_can_be_chosen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    project, path = window.desk.session.project, tmp_path / "several.xml"
    whole, none = (
        render(replace(project, markers=markers), "xmeml", ExportOptions(title=title)).files[".xml"].decode()
        for title, markers in (("cut", project.markers), ("empty", ()))
    )
    start, end = none.index("<sequence"), none.index("</xmeml>")
    path.write_text(whole.replace("</xmeml>", none[start:end] + "</xmeml>"), "utf-8")
    dialog = ImportDialog(window.desk, path, window)
    read(qtbot, dialog, LEFT_OUT)
    box = dialog.sequence
    assert [box.itemText(index) for index in range(box.count())] == ["As the file says", "1  cut", "2  empty"]
    assert not box.isHidden()
    box.setCurrentIndex(2)
    qtbot.waitUntil(lambda: "no markers" in dialog.warnings.text())
    assert box.currentIndex() == 2, "what was chosen stays"
    dialog.format.setCurrentIndex(dialog.format.findData("csv"))
    assert box.currentData() == ""
    assert box.isHidden()
    dialog.reject()
