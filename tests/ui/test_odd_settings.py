"""Whatever stands in the settings file, the window and its dialogs open, and what cannot be is the default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QInputDialog

from mmsa_studio.app.settings import APPLICATION, ORGANISATION
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.ui import text
from mmsa_studio.ui.commands import file, view
from mmsa_studio.ui.dialogs.export import ExportDialog
from mmsa_studio.ui.dialogs.importing import ImportDialog
from mmsa_studio.ui.dialogs.speech import SpeechDialog
from mmsa_studio.ui.main_window import MainWindow

NO_PICTURE = QByteArray(b"\x00\x01nonsense")


def store() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION)


def keep(name: str, value: object) -> None:
    kept = store()
    kept.setValue(name, value)
    kept.sync()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("volume", "loud"), ("volume", "900"), ("volume", ["1", "2"]), ("volume", ""),
        ("device", "abacus"), ("device", ["cpu", "cuda"]),
        ("speech/auto", "perhaps"), ("speech/folder", ["a", "b"]),
        ("recent", 7), ("recent", QByteArray(b"x")),
        ("layout/v3", "nonsense"), ("layout/v3", NO_PICTURE), ("layout/geometry", NO_PICTURE),
        ("shortcuts/mark", ["A", "B"]), ("shortcuts/mark", "Hyper+Super+"), ("theme", ["dark"]),
        ("export/format", ["a"]), ("export/choices", ["a"]),
    ],
)  # fmt: skip
def test_the_window_opens_whatever_is_remembered(
    make_window: Callable[..., MainWindow], name: str, value: object
) -> None:
    keep(name, value)
    window = make_window()
    assert window.isVisible()
    assert window.desk.analyst.device == "auto"
    assert window.desk.analyst.speech_model == INCLUDED
    assert window.actions_by_id["mark"].shortcuts() == [QKeySequence("M")]


def test_a_settings_file_that_is_none_is_begun_again(make_window: Callable[..., MainWindow]) -> None:
    Path(store().fileName()).parent.mkdir(parents=True, exist_ok=True)
    Path(store().fileName()).write_bytes(b"\x00\xff[[[\n=%%%\nvolume==\n")
    assert make_window().isVisible()


@pytest.mark.parametrize("name", ["klingon", "zh", "", "en"])
def test_a_language_that_is_unknown_is_that_of_the_system(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    keep("language", name)
    offered: list[int] = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *given: (offered.append(given[4]), ("", False))[1])
    view.choose_language(window)
    assert offered == [list(text.LANGUAGE_NAMES).index(name if name == "en" else "")]


def test_the_device_that_is_unknown_is_chosen_by_the_program(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("device", "abacus")
    offered: list[tuple] = []
    monkeypatch.setattr(QInputDialog, "getItem", lambda *given: (offered.append(given[3:5]), ("", False))[1])
    file.choose_device(window)
    assert offered[0][0][offered[0][1]] == "auto"


@pytest.mark.parametrize(
    "kept",
    ["{broken", "7", "[]", '{"film": 3}', '{"film": "%s", "boxes": 5, "offset": "far", "switches": []}',
     '{"film": "%s", "boxes": {"rate": 3, "moon": "x"}, "offset": 1e9, "switches": {"notes": "x", "moon": true}}',
     '{"film": "%s"}'],
)  # fmt: skip
def test_export_and_import_open_whatever_was_chosen_last(window: MainWindow, tmp_path: Path, kept: str) -> None:
    project = window.desk.session.project
    keep("export/choices", kept.replace("%s", project.media.content_id))
    keep("export/format", "papyrus")
    export = ExportDialog(window.desk, window)
    assert export.format_id == "resolve-edl"
    (tmp_path / "markers.edl").write_text("TITLE: x\n")
    back = ImportDialog(window.desk, tmp_path / "markers.edl", window)
    assert back.choices.choice() == export.choices.choice()
    for dialog in (export, back):
        dialog.reject()


def test_a_folder_that_is_none_is_no_folder(window: MainWindow) -> None:
    keep("speech/folder", ["a", "b"])
    assert SpeechDialog(window.desk, window).folder.text() == ""
