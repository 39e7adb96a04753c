"""Why this frame: one key, everything that is known, and what would be otherwise."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mmsa_studio.app.viewpoint import Highlight
from mmsa_studio.core import card
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.jobs import CuesReady, Failed
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.wording import ARROWS, signed
from mmsa_studio.ui import theme
from mmsa_studio.ui.arrangement import SMALL
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels import heatmap, line_words
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.timeline.panel import Timeline

UP, DOWN = (ARROWS[lifts] for lifts in (True, False))


@pytest.fixture
def why(qtbot: QtBot, window: MainWindow):
    """The panel after its key was pressed on frame 40."""
    window.desk.session.seek(40)
    qtbot.waitUntil(lambda: window.desk.session.playhead == 40, timeout=10_000)
    QTest.keyClick(window.panel(Timeline).lanes, Qt.Key.Key_W)
    panel = window.panel(Why)
    qtbot.waitUntil(lambda: panel._frame.text() == window.desk.session.label(40), timeout=20_000)
    return panel


def test_one_key_shows_everything_that_is_known(window: MainWindow, why) -> None:
    assert window.dock(Why).isVisible()
    assert window.dock(Heatmap).isVisible()
    assert why._sum.text() == "+0.22 here, +0.05 when nothing is known"
    assert why._together.text().endswith("words + voice +0.04   voice + face −0.02")
    assert why._sentence.text().startswith("The words lift expressed valence, the voice pulls it down, the face lifts")
    assert why._notice.text().startswith("Methods disagree about the voice: −0.22 on average")
    assert why._units.units[0] == ("lip corners pulled up", 0.7)
    assert why._pictures.isVisible()
    assert [why._quantity.itemData(place) for place in (0, 2, 3)] == ["valence", "intensity", "category.anger"]


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1280, 800)])
def test_all_that_explains_is_seen_at_once(qtbot: QtBot, window: MainWindow, why, width: int, height: int) -> None:
    window.resize(width, height)
    window.restore_default_layout()
    qtbot.waitUntil(lambda: why.width() > 0.4 * width and why.height() > 250)
    assert window.size() == QSize(width, height), "nothing makes the window larger than the screen"
    seen = why.view.viewport().rect()
    for part in (why._sentence, why._bars, why._words, why._units, why._pictures):
        top = part.mapTo(why.view.viewport(), part.rect().topLeft()).y()
        assert top >= 0
        assert top + part.height() <= seen.height(), (part, top, part.height())
    assert window.panel(Heatmap).map.height() >= window.panel(Heatmap).map.minimumHeight()
    assert window.panel(Timeline).isVisible()
    behind = window.tabifiedDockWidgets(window.dock(Heatmap))
    assert (window.dock(MarkersTable) in behind) is (height < SMALL)


def lit(qtbot: QtBot, why) -> str:
    """The words once what they do is known."""
    qtbot.waitUntil(lambda: UP in why._words.text())
    return why._words.text()


def test_words_are_lit_by_what_they_do_with_a_sign(qtbot: QtBot, window: MainWindow, why) -> None:
    said = lit(qtbot, why)
    words = [re.sub(r"<[^>]+>|&nbsp;", "", word) for word in said.split("</a>")[:-1]]
    assert [word.strip() for word in words] == [f"You{UP}", f"broke{DOWN}", "my", f"heart,{UP}", f"Celia.{DOWN}"]
    grounds = re.findall(r"background-color:(#\w+)", said)
    assert len(set(grounds)) == 5, "five effects, five grounds"
    assert grounds[2] == theme.current().panel
    assert said.count("<b>") == 1
    assert why._sentence.text().endswith("Of the words, “You” does most.")
    assert why._words.accessibleDescription().startswith("You +0.40, broke −0.20")


def test_a_word_pointed_at_says_what_it_does_and_is_pointed_at_everywhere(
    qtbot: QtBot, window: MainWindow, why, monkeypatch
) -> None:
    session, told = window.desk.session, []
    lit(qtbot, why)
    monkeypatch.setattr(line_words.QToolTip, "showText", lambda place, text, widget: told.append(text))
    for link in ("0", "1", "2"):
        why._words.linkHovered.emit(link)
    assert told == [
        "Without “You” this line by itself would express valence lower by 0.40.",
        "Without “broke” this line by itself would express valence higher by 0.20.",
        "Without “my” this line would express much the same.",
    ]
    word = session.project.cues[0].words[2]
    assert session.highlight == Highlight("text", word.start, word.end)
    assert theme.current().playhead in why._words.text()
    why._words.linkHovered.emit("")
    assert session.highlight is None
    assert theme.current().playhead not in why._words.text()


def test_a_word_chosen_is_gone_to(qtbot: QtBot, window: MainWindow, why) -> None:
    word = window.desk.session.project.cues[0].words[3]
    why._words.linkActivated.emit("3")
    qtbot.waitUntil(lambda: word.start <= window.desk.session.seconds(window.desk.session.playhead) < word.end)


def test_a_word_of_the_heatmap_is_pointed_at_in_the_line(qtbot: QtBot, window: MainWindow, why) -> None:
    word = window.desk.session.project.cues[0].words[1]
    window.desk.session.show_highlight(Highlight("text", word.start, word.end))
    assert theme.current().playhead in why._words.text()


def test_a_line_that_is_not_said_now_says_when(qtbot: QtBot, window: MainWindow, why) -> None:
    window.desk.session.seek(0)
    qtbot.waitUntil(lambda: "in 0.5 s:" in why._words.text())
    window.desk.session.seek(66)
    qtbot.waitUntil(lambda: "0.2 s ago:" in why._words.text())


def test_a_film_without_lines_says_so(qtbot: QtBot, window: MainWindow, why) -> None:
    window.desk.session.happen(CuesReady((), ""))
    window.desk.session.seek(41)
    qtbot.waitUntil(lambda: "No line is said here." in why._words.text())


def test_words_that_cannot_be_read_say_why(qtbot: QtBot, window: MainWindow, why) -> None:
    window.desk.inquiry.wordless.emit(Failed("package.absent", {"name": "minilm"}))
    assert "The package “minilm” is not installed. Run packaging/run.sh" in why._words.text()


def test_a_frame_that_was_corrected_says_that_the_computed_value_is_explained(
    qtbot: QtBot, window: MainWindow, why
) -> None:
    session = window.desk.session
    assert not why._overruled.isVisible()
    session.correct(30, 60, {"valence": 0.4, "category": "joy"}, "Correct")
    assert why._overruled.isVisible()
    assert why._overruled.text() == "You set valence to +0.40 here; this explains the computed +0.22."
    why._quantity.setCurrentIndex(why._quantity.findData("category.anger"))
    qtbot.waitUntil(lambda: "You set the category to joy here" in why._overruled.text())
    assert why._overruled.text().endswith("this explains the computed 22% of anger.")
    why._quantity.setCurrentIndex(why._quantity.findData("arousal"))
    qtbot.waitUntil(lambda: not why._overruled.isVisible())
    why._quantity.setCurrentIndex(0)
    qtbot.waitUntil(why._overruled.isVisible)
    session.undo_stack.undo()
    assert not why._overruled.isVisible()


@pytest.mark.parametrize(
    ("everywhere", "near", "said"),
    [(0.9, 0.8, "little more than nearness"), (0.9, -0.1, "near by design"), (0.1, 0.1, "all of it learned")],
)
def test_each_view_says_how_much_of_it_was_learned(monkeypatch, everywhere: float, near: float, said: str) -> None:
    asked = []
    found = card.Row("sanity", "rank correlation", everywhere, details={"within reach": near})
    monkeypatch.setattr(card, "row", lambda name: asked.append(name) or found)
    for view in ("layer 1 head 2", "", "rollout", "relevance"):
        text, measured = heatmap.caution(view)
        assert said in text
        assert f"{signed(everywhere)} with this one, within reach by {signed(near)};" in measured
    assert asked == ["sanity-average", "sanity-average", "sanity-rollout", "sanity-relevance"]


def test_nothing_is_claimed_that_was_not_measured(monkeypatch) -> None:
    monkeypatch.setattr(card, "row", lambda name: None)
    assert heatmap.caution("") == ("", "")


def test_the_brightest_rows_are_named_and_no_two_names_touch() -> None:
    weights = np.array([0.1, 0.4, 0.3, 0.0, 0.2, 0.0])
    assert heatmap.roomy(weights, high=5.0, apart=10.0) == [1, 4]
    assert heatmap.roomy(weights, high=20.0, apart=10.0) == [1, 2, 4, 0, 3, 5]


def test_a_cell_points_at_what_it_stands_for(qtbot: QtBot, window: MainWindow, why) -> None:
    session, shown = window.desk.session, window.panel(Heatmap).map
    place = QPointF(shown._body().center())
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    shown.mouseMoveEvent(event)
    row = shown._answer.rows[shown._cell(place)[0]]
    assert session.highlight == Highlight(row.modality, row.start, row.end)
    window.panel(Timeline).lanes.grab()
    shown.leaveEvent(QEvent(QEvent.Type.Leave))
    assert session.highlight is None


def test_a_modality_switched_off_draws_a_hypothetical_curve(qtbot: QtBot, window: MainWindow, why) -> None:
    session, lanes = window.desk.session, window.panel(Timeline).lanes
    before = lanes.grab().toImage()
    with qtbot.waitSignal(session.hypothesis_changed, timeout=20_000):
        why._what_if.boxes[1].setChecked(False)
    assert session.hypothesis.without == ("voice",)
    assert lanes.grab().toImage() != before
    qtbot.waitUntil(why._supposed.isVisible, timeout=20_000)
    why._what_if.back.click()
    assert session.hypothesis is None
    assert all(box.isChecked() for box in why._what_if.boxes)
    assert window.desk.inquiry.without == ()


def test_switches_stay_under_the_pointer_whatever_the_answer_is(qtbot: QtBot, window: MainWindow, why) -> None:
    def place() -> QPoint:
        return why._what_if.mapTo(why, QPoint(0, 0))

    before = place()
    why._notice.setText("More to say.\n" * 9)
    why._trust.setText("More to say.\n" * 9)
    qtbot.waitUntil(lambda: why.body.height() > why.view.viewport().height())
    assert place() == before
    assert why._what_if.geometry().bottom() <= why.rect().bottom()


def test_parts_of_a_long_explanation_do_not_lie_on_each_other(qtbot: QtBot, window: MainWindow, why) -> None:
    why._trust.setText("More to say.\n" * 9)
    why._together.hide()
    why._notice.hide()
    qtbot.waitUntil(lambda: why.body.height() > why.view.viewport().height())
    parts = (why._sentence, why._words, why._units, why._pictures, why._trust)
    for above, below in itertools.pairwise(parts):
        assert above.mapTo(why.body, above.rect().bottomLeft()).y() < below.mapTo(why.body, QPoint(0, 0)).y()


def test_where_nothing_is_known_no_numbers_are_shown(window: MainWindow, why) -> None:
    why._take(replace(why._answer, known=False, contributions=dict.fromkeys(MODALITIES, 0.0)))
    assert why._sum.text() == ""
    assert why._bars.accessibleDescription() == ""
    assert "nothing is known" in why._sentence.text()


def test_a_line_can_say_something_else(qtbot: QtBot, window: MainWindow, why) -> None:
    session, words = window.desk.session, why._what_if.words
    assert words.text() == session.project.cues[0].text
    words.setFocus()
    words.selectAll()
    QTest.keyClicks(words, "Go away.")
    with qtbot.waitSignal(session.hypothesis_changed, timeout=20_000):
        QTest.keyClick(words, Qt.Key.Key_Return)
    assert session.hypothesis.line == 0
    assert words.text() == "Go away."
    why._what_if.back.click()
    assert words.text() == session.project.cues[0].text


def test_explanations_are_tried_on_the_film(qtbot: QtBot, window: MainWindow, why) -> None:
    why._try.click()
    assert not why._try.isEnabled()
    qtbot.waitUntil(lambda: "relevance: 30% left when taken away" in why._trust.text(), timeout=20_000)
    assert "On this film raw attention points at what matters no better than chance" in why._trust.text()
    assert why._try.isEnabled()


def test_drawn_markers_get_their_evidence_when_it_is_gathered(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    marker = session.mark(20, 30, "Add marker")
    with qtbot.waitSignal(session.evidence_changed, timeout=20_000):
        window.desk.workshop.gather()
    assert evidence_for(marker, session.project.evidence).frame == 20
    assert all(evidence_for(one, session.project.evidence) for one in session.markers)


def test_the_explanation_is_saved_as_a_picture(
    qtbot: QtBot, window: MainWindow, why, tmp_path: Path, monkeypatch
) -> None:
    target = tmp_path / "why.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    window.actions_by_id["why_picture"].trigger()
    picture = QImage(str(target))
    assert picture.height() > why.body.height()
    assert picture.width() >= 200
