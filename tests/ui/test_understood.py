"""What was understood of a film and said about it can be read in one place, in the person's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.sentences import Notice, Sentence, term
from mmsa_studio.ui import text
from mmsa_studio.ui.dialogs.understood import UnderstoodDialog
from mmsa_studio.ui.main_window import MainWindow

LEFT_OUT = Notice("analysis.left_out", {"modality": term("Face"), "reason": Sentence("film.no_picture")})


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translator = text.install("zh_CN", qapp)
    yield
    qapp.removeTranslator(translator)


def opened(qtbot: QtBot, window: MainWindow) -> UnderstoodDialog:
    window.actions_by_id["understood"].trigger()
    (dialog,) = (one for one in window.findChildren(QDialog) if isinstance(one, UnderstoodDialog))
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def shown(dialog: UnderstoodDialog) -> list[str]:
    return dialog.lines


def happen(window: MainWindow, *notices: Notice) -> None:
    """What the analysis says, as the analyst hands it on."""
    for notice in notices:
        window.desk.session.happen(notice)
        window.desk.session.notice.emit(notice)


def test_every_notice_of_the_film_can_be_read_again_with_its_hint(qtbot: QtBot, window: MainWindow) -> None:
    happen(window, Notice("analysis.no_sound"), LEFT_OUT)
    dialog = opened(qtbot, window)
    assert shown(dialog)[-2:] == [
        "The film has no sound.",
        "Face is left out: This film has no picture.\nIt can be analysed by its sound and words.",
    ]
    before = len(dialog.lines)
    happen(window, Notice("subtitles.pictures"))
    assert len(dialog.lines) == before + 1, "what is said while it is open is added"


def test_the_banner_leads_to_all_notices_and_an_error_has_its_own_details(qtbot: QtBot, window: MainWindow) -> None:
    happen(window, LEFT_OUT)
    assert window.banner.message.text() == f"{LEFT_OUT.message} {LEFT_OUT.hint}"
    window.banner.every.click()
    assert any(isinstance(one, UnderstoodDialog) and one.isVisible() for one in window.findChildren(QDialog))
    window.desk.session.trouble.emit(Failed("job.no_memory", details="the details"))
    assert not window.banner.every.isVisible()


@pytest.mark.usefixtures("chinese")
def test_notices_and_errors_are_said_in_chinese(qtbot: QtBot, window: MainWindow) -> None:
    happen(window, LEFT_OUT)
    assert window.banner.message.text() == "未计入面部：这部影片没有画面。可以根据声音和台词进行分析。"
    assert shown(opened(qtbot, window))[-1] == "未计入面部：这部影片没有画面。\n可以根据声音和台词进行分析。"
    window.desk.session.trouble.emit(Failed("film.empty", {"name": "a.mp4"}))
    assert window.banner.message.text().startswith("“a.mp4”是空文件。")
