"""A gesture on the timeline is made by a press, goes on with every move, and ends or is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.session import Session
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.timeline.gestures import DragCurve, DragMarker, DrawRange, Scrub, begin
from mmsa_studio.ui.timeline.panel import Lanes, Timeline
from mmsa_studio.ui.timeline.stage import Pointer

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lanes(window: MainWindow) -> Lanes:
    return window.panel(Timeline).lanes


def spot(lanes: Lanes, lane: str, frame: float) -> QPointF:
    geometry = lanes.geometry_now()
    return QPointF(geometry.header + lanes.stage.axis.x_of(frame), geometry.row(lane).center().y())


def press(lanes: Lanes, at: QPointF, button: Qt.MouseButton = LEFT, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    lanes.mousePressEvent(
        QMouseEvent(QEvent.Type.MouseButtonPress, at, lanes.mapToGlobal(at), button, button, modifier)
    )


def move(lanes: Lanes, at: QPointF, held: Qt.MouseButton = LEFT, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    lanes.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, at, lanes.mapToGlobal(at), NONE, held, modifier))


def release(lanes: Lanes, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
    kept = Qt.KeyboardModifier.NoModifier
    lanes.mouseReleaseEvent(QMouseEvent(QEvent.Type.MouseButtonRelease, at, lanes.mapToGlobal(at), button, NONE, kept))


def at_playhead(qtbot: QtBot, session: Session, frame: int) -> None:
    qtbot.waitUntil(lambda: session.playhead == frame)


def test_every_press_begins_the_gesture_that_is_meant(lanes: Lanes) -> None:
    stage = lanes.stage
    marker = stage.session.mark(60, 90, "Add")
    stage.session.correct(20, 50, {"valence": 0.0}, "Correct")
    for lane, frame, shift, kind in (
        ("ruler", 10, False, Scrub),
        ("ruler", 10, True, DrawRange),
        ("markers", 75, False, DragMarker),
        ("emotion", 35, False, DragCurve),
        ("emotion", 35, True, DragCurve),
    ):
        assert type(begin(stage, Pointer(spot(lanes, lane, frame), shift))) is kind
    assert stage.session.selected == marker.id
    assert begin(stage, Pointer(QPointF(3, 30))) is None, "titles are pressed to no avail"


def test_scrubbing_follows_the_pointer_until_it_is_let_go(qtbot: QtBot, lanes: Lanes) -> None:
    session = lanes.stage.session
    press(lanes, spot(lanes, "emotion", 30.5))
    at_playhead(qtbot, session, 30)
    move(lanes, spot(lanes, "emotion", 90.5))
    at_playhead(qtbot, session, 90)
    release(lanes, spot(lanes, "emotion", 90.5))
    asked: list[int] = []
    session.seek_requested.connect(asked.append)
    move(lanes, spot(lanes, "emotion", 20.5), NONE)
    assert asked == []


def test_a_release_that_went_to_another_window_ends_the_gesture(lanes: Lanes) -> None:
    session = lanes.stage.session
    press(lanes, spot(lanes, "ruler", 30.5), modifier=SHIFT)
    move(lanes, spot(lanes, "ruler", 60.5), modifier=SHIFT)
    move(lanes, spot(lanes, "ruler", 100.5), NONE)
    move(lanes, spot(lanes, "ruler", 120.5))
    assert (session.mark_in, session.mark_out) == (30, 60)


def test_a_second_button_does_not_disturb_a_drag(lanes: Lanes) -> None:
    session, axis = lanes.stage.session, lanes.stage.axis
    axis.zoom_to(20, 120)
    start = axis.start
    press(lanes, spot(lanes, "ruler", 30.5), modifier=SHIFT)
    press(lanes, spot(lanes, "ruler", 40.5), MIDDLE)
    move(lanes, spot(lanes, "ruler", 60.5), LEFT | MIDDLE)
    release(lanes, spot(lanes, "ruler", 60.5), MIDDLE)
    move(lanes, spot(lanes, "ruler", 70.5))
    assert (session.mark_in, session.mark_out) == (30, 70)
    assert axis.start == start


def taken_back(lanes: Lanes, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, **how) -> Callable[[], None]:
    """Drag a long way in three moves and press Escape; returns what goes on with the button still held."""
    press(lanes, start, button, **how)
    for part in (0.3, 0.7, 1.0):
        move(lanes, start + (end - start) * part, button, **how)
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    return lambda: move(lanes, end + QPointF(5, 5), button, **how)


def test_escape_puts_a_marker_back_and_leaves_no_step(lanes: Lanes) -> None:
    session = lanes.stage.session
    before, steps = session.markers, session.undo_stack.count()
    found = next(one for one in before if one.label == "Sadness")
    middle = (found.start + found.end) / 2
    go_on = taken_back(lanes, spot(lanes, "markers", middle), spot(lanes, "markers", middle + 40))
    assert session.markers == before, "it counts as found again, too"
    assert session.undo_stack.count() == steps
    go_on()
    assert session.markers == before


def test_escape_says_of_the_curve_what_was_said_before(lanes: Lanes) -> None:
    session = lanes.stage.session
    session.correct(40, 80, {"valence": 0.0}, "Correct")
    before, steps = session.corrections, session.undo_stack.count()
    go_on = taken_back(lanes, spot(lanes, "emotion", 60), spot(lanes, "emotion", 60) + QPointF(0, 30))
    assert session.corrections == before
    assert session.undo_stack.count() == steps
    go_on()
    assert session.corrections == before


def test_escape_takes_back_a_range_a_view_and_a_playhead(qtbot: QtBot, lanes: Lanes) -> None:
    session, axis = lanes.stage.session, lanes.stage.axis
    session.set_range(5, 9)
    taken_back(lanes, spot(lanes, "ruler", 30), spot(lanes, "ruler", 90), modifier=SHIFT)
    assert (session.mark_in, session.mark_out) == (5, 9)
    axis.zoom_to(40, 80)
    start = axis.start
    taken_back(lanes, spot(lanes, "ruler", 70), spot(lanes, "ruler", 60), MIDDLE)
    assert axis.start == pytest.approx(start)
    session.seek(50)
    at_playhead(qtbot, session, 50)
    taken_back(lanes, spot(lanes, "ruler", 55), spot(lanes, "ruler", 75))
    at_playhead(qtbot, session, 50)


def test_a_drag_that_comes_back_is_no_step(lanes: Lanes) -> None:
    session = lanes.stage.session
    marker = session.mark(60, 90, "Add")
    steps, alt = session.undo_stack.count(), Qt.KeyboardModifier.AltModifier
    press(lanes, spot(lanes, "markers", 75))
    for frame in (85, 70, 75):
        move(lanes, spot(lanes, "markers", frame), modifier=alt)
    release(lanes, spot(lanes, "markers", 75))
    assert session.marker(marker.id) == marker
    assert session.undo_stack.count() == steps
