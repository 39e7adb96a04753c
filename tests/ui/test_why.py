"""Why this frame: one key, everything that is known, and what would be otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mmsa_studio.app import card
from mmsa_studio.app.session import Highlight
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels import heatmap


@pytest.fixture
def why(qtbot: QtBot, window: MainWindow):
    """The panel after its key was pressed on frame 40."""
    window.desk.session.seek(40)
    qtbot.waitUntil(lambda: window.desk.session.playhead == 40, timeout=10_000)
    QTest.keyClick(window.panels["timeline"].lanes, Qt.Key.Key_W)
    panel = window.panels["why"]
    qtbot.waitUntil(lambda: panel._frame.text() == window.desk.session.label(40), timeout=20_000)
    return panel


def test_one_key_shows_everything_that_is_known(window: MainWindow, why) -> None:
    assert window.docks["why"].isVisible()
    assert window.docks["heatmap"].isVisible()
    assert why._sum.text() == "+0.05 without any signal, +0.22 with all of them"
    assert why._together.text().endswith("words + voice +0.04   voice + face −0.02")
    assert why._sentence.text().startswith("The words lift expressed valence, the voice pulls it down, the face lifts")
    assert why._notice.text().startswith("Methods disagree about the voice: −0.22 on average")
    assert why._units.units[0] == ("lip corners pulled up", 0.7)
    assert why._pictures.isVisible()
    assert [why._quantity.itemData(place) for place in (0, 2, 3)] == ["valence", "intensity", "category.anger"]


def test_all_that_explains_is_seen_at_once_at_1600_by_1000(qtbot: QtBot, window: MainWindow, why) -> None:
    window.resize(1600, 1000)
    window._arrange()
    qtbot.waitUntil(lambda: why.width() > 600)
    seen = why.viewport().rect()
    for part in (why._sentence, why._bars, why._words, why._units, why._pictures):
        top = part.mapTo(why.viewport(), part.rect().topLeft()).y()
        assert top >= 0
        assert top + part.height() <= seen.height(), part
    assert window.panels["heatmap"].map.height() >= window.panels["heatmap"].map.minimumHeight()
    assert window.panels["timeline"].isVisible()


@pytest.mark.parametrize(
    ("everywhere", "near", "said"),
    [(0.9, 0.8, "much the same map (0.90, within reach 0.80)"), (0.9, 0.1, "nearness in time"), (0.1, 0.1, "another")],
)
def test_each_view_says_how_much_of_it_was_learned(monkeypatch, everywhere: float, near: float, said: str) -> None:
    asked = []
    found = {"value": everywhere, "details": {"within reach": near}}
    monkeypatch.setattr(card, "row", lambda name: asked.append(name) or found)
    assert all(said in heatmap.caution(view) for view in ("layer 1 head 2", "", "rollout", "relevance"))
    assert asked == ["sanity-average", "sanity-average", "sanity-rollout", "sanity-relevance"]


def test_nothing_is_claimed_that_was_not_measured(monkeypatch) -> None:
    monkeypatch.setattr(card, "row", lambda name: None)
    assert heatmap.caution("") == ""


def test_a_cell_points_at_what_it_stands_for(qtbot: QtBot, window: MainWindow, why) -> None:
    session, shown = window.desk.session, window.panels["heatmap"].map
    place = QPointF(shown._body().center())
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    shown.mouseMoveEvent(event)
    row = shown._answer.rows[shown._cell(place)[0]]
    assert session.highlight == Highlight(row.modality, row.start, row.end)
    window.panels["timeline"].lanes.grab()
    shown.leaveEvent(QEvent(QEvent.Type.Leave))
    assert session.highlight is None


def test_a_modality_switched_off_draws_a_hypothetical_curve(qtbot: QtBot, window: MainWindow, why) -> None:
    session, lanes = window.desk.session, window.panels["timeline"].lanes
    before = lanes.grab().toImage()
    with qtbot.waitSignal(session.hypothesis_changed, timeout=20_000):
        why._what_if.boxes[1].setChecked(False)
    assert session.hypothesis.without == ("voice",)
    assert lanes.grab().toImage() != before
    qtbot.waitUntil(lambda: why._sum.text().startswith("hypothetical"), timeout=20_000)
    why._what_if.back.click()
    assert session.hypothesis is None
    assert all(box.isChecked() for box in why._what_if.boxes)
    assert window.desk.inquiry.without == ()


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
    qtbot.waitUntil(lambda: "relevance: 0.30" in why._trust.text(), timeout=20_000)
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
