"""Correcting the curve: by dragging a line, in a dialog with the keyboard, and undone like every edit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mmsa_studio.core.project import Correction
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.ui.dialogs.correcting import CorrectDialog
from mmsa_studio.ui.lanes.corrected import value_at, y_of
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.corrections import Corrections
from mmsa_studio.ui.timeline.panel import Timeline

Key = Qt.Key
KEEP = Qt.KeyboardModifier.NoModifier


def lanes(window: MainWindow):
    return window.panel(Timeline).lanes


def place(window: MainWindow, frame: float, value: float) -> QPointF:
    """Where a value of the curve is drawn at a frame."""
    widget = lanes(window)
    geometry = widget.geometry_now()
    row = geometry.row("emotion")
    y = row.top() + y_of(value, geometry.body(row))
    return QPointF(geometry.header + window.desk.axis.x_of(frame), y)


def mouse(widget: QWidget, kind: QEvent.Type, at: QPointF, modifier: Qt.KeyboardModifier = KEEP) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, modifier)
    handler = {
        QEvent.Type.MouseButtonPress: "mousePressEvent",
        QEvent.Type.MouseMove: "mouseMoveEvent",
        QEvent.Type.MouseButtonRelease: "mouseReleaseEvent",
    }[kind]
    getattr(widget, handler)(event)


def drag(window: MainWindow, start: QPointF, end: QPointF, modifier: Qt.KeyboardModifier = KEEP) -> None:
    widget = lanes(window)
    mouse(widget, QEvent.Type.MouseButtonPress, start, modifier)
    mouse(widget, QEvent.Type.MouseMove, (start + end) / 2, modifier)
    mouse(widget, QEvent.Type.MouseMove, end, modifier)
    mouse(widget, QEvent.Type.MouseButtonRelease, end, modifier)


def known_frame(window: MainWindow, quantity: str = "valence") -> tuple[int, float]:
    """A frame at which the two lines are well apart, and the value of one of them."""
    project = window.desk.session.project
    one, other = (project.timeline.series("fused", name) for name in ("valence", "arousal"))
    step = int((abs(one.values - other.values) * one.valid).argmax())
    wanted = project.timeline.series("fused", quantity).values[step]
    return int((step + 0.5) * float(project.timeline.grid.step * project.rate)), float(wanted)


def dialog_of(qtbot: QtBot, window: MainWindow) -> CorrectDialog:
    QTest.keyClick(lanes(window), Key.Key_C)
    made = window.findChildren(CorrectDialog)[-1]
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=20_000)
    return made


def test_a_line_between_in_and_out_is_dragged_and_undone_as_one_step(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    frame, value = known_frame(window)
    session.set_range(max(frame - 20, 0), frame + 20)
    window.desk.axis.zoom_to(frame - 1, frame + 1)
    steps = session.undo_stack.count()
    drag(window, place(window, frame, value), place(window, frame, 0.0))
    (one,) = session.corrections
    assert (one.start, one.end, one.quantity) == (session.mark_in, session.mark_out + 1, "valence")
    assert abs(one.value) <= 0.03
    assert session.undo_stack.count() == steps + 1
    drag(window, place(window, frame, one.value), place(window, frame, -0.5))
    (moved,) = session.corrections
    assert abs(moved.value + 0.5) <= 0.03
    QTest.keyClick(lanes(window), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.corrections == (one,)
    QTest.keyClick(lanes(window), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.corrections == ()


def test_the_ends_of_a_correction_are_trimmed_by_dragging(window: MainWindow) -> None:
    session = window.desk.session
    session.correct(40, 80, {"valence": 0.5}, "Correct")
    session.correct(80, 100, {"valence": -0.5}, "Correct")
    window.desk.axis.zoom_to(20, 120)
    shape = Qt.CursorShape
    assert lanes(window).stage.cursor(place(window, 40, 0.5)) == shape.SizeHorCursor
    assert lanes(window).stage.cursor(place(window, 60, 0.5)) == shape.SizeVerCursor
    steps = session.undo_stack.count()
    drag(window, place(window, 40, 0.5), place(window, 47, 0.1), Qt.KeyboardModifier.AltModifier)
    assert session.corrections[0] == Correction(47, 80, "valence", 0.5)
    drag(window, place(window, 100, -0.5), place(window, 93, -0.5), Qt.KeyboardModifier.AltModifier)
    assert session.corrections[1] == Correction(80, 93, "valence", -0.5)
    drag(window, place(window, 80.1, -0.5), place(window, 70, -0.5), Qt.KeyboardModifier.AltModifier)
    assert session.corrections == (Correction(47, 70, "valence", 0.5), Correction(70, 93, "valence", -0.5))
    assert session.undo_stack.count() == steps + 3


def test_a_trimmed_end_snaps_to_a_cut(window: MainWindow) -> None:
    session = window.desk.session
    cut = session.project.shots[1].start
    session.correct(cut + 20, cut + 60, {"valence": 0.5}, "Correct")
    window.desk.axis.fit()
    drag(window, place(window, cut + 20, 0.5), place(window, cut + 0.4, 0.5))
    assert session.corrections == (Correction(cut, cut + 60, "valence", 0.5),)


def test_without_a_range_pressing_on_the_line_scrubs(qtbot: QtBot, window: MainWindow) -> None:
    frame, value = known_frame(window)
    mouse(lanes(window), QEvent.Type.MouseButtonPress, place(window, frame + 0.5, value))
    mouse(lanes(window), QEvent.Type.MouseButtonRelease, place(window, frame + 0.5, value))
    qtbot.waitUntil(lambda: window.desk.player.settled, timeout=20_000)
    assert window.desk.session.corrections == ()
    assert window.desk.session.playhead == frame


def test_the_pointer_tells_what_can_be_dragged(window: MainWindow) -> None:
    frame, value = known_frame(window)
    window.desk.session.set_range(max(frame - 20, 0), frame + 20)
    shape = Qt.CursorShape
    assert lanes(window).stage.cursor(place(window, frame, value)) == shape.SizeVerCursor
    assert lanes(window).stage.cursor(place(window, frame, 0.97)) == shape.ArrowCursor
    window.desk.session.set_range(None, None)
    assert lanes(window).stage.cursor(place(window, frame, value)) == shape.ArrowCursor


def test_heights_and_values_are_each_others_reverse(window: MainWindow) -> None:
    geometry = lanes(window).geometry_now()
    body = geometry.body(geometry.row("emotion"))
    for value in (-1.0, -0.33, 0.0, 0.5, 1.0):
        assert value_at(y_of(value, body), body) == value
    assert value_at(-500, body) == 1.0


def test_the_dialog_is_worked_by_keyboard_alone(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    session.set_range(10, 39)
    dialog = dialog_of(qtbot, window)
    assert dialog.where.currentData().name == "In to Out"
    QTest.keyClicks(dialog.category, "joy")
    QTest.keyClick(dialog.amounts["valence"].slider, Key.Key_End)
    QTest.keyClick(dialog, Key.Key_Return)
    assert session.corrections == (Correction(10, 40, "category", "joy"), Correction(10, 40, "valence", 1.0))
    assert session.undo_stack.undoText() == "Correct the curve"


def test_the_dialog_shows_what_was_said_and_takes_it_back(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    session.correct(0, 30, {"category": "fear", "valence": -0.25}, "Correct")
    dialog = dialog_of(qtbot, window)
    place_ = dialog.where.currentData()
    assert (place_.start, place_.end) == (0, 30)
    assert dialog.category.currentData() == "fear"
    assert dialog.amounts["valence"].value == -0.25
    assert dialog.amounts["arousal"].value is None
    dialog.amounts["valence"].tick.setChecked(False)
    dialog._apply()
    assert session.corrections == (Correction(0, 30, "category", "fear"),)


def test_markers_and_shots_can_be_spoken_of(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    marker = session.mark(40, 55, "Add")
    dialog = dialog_of(qtbot, window)
    spans = {one.name: (one.start, one.end) for one in map(dialog.where.itemData, range(dialog.where.count()))}
    assert spans["Marker"] == (marker.start, marker.end)
    assert "Shot 1" in spans
    assert spans["One second from here"] == (0, 25)
    dialog.reject()


def test_the_list_shows_both_answers_jumps_and_deletes(qtbot: QtBot, window: MainWindow) -> None:
    session, panel = window.desk.session, window.panel(Corrections)
    window.dock(Corrections).raise_()
    session.correct(20, 60, {"category": "joy", "arousal": 0.5}, "Correct")
    session.correct(80, 90, {"valence": -1.0}, "Correct")
    model = panel.table.model()
    rows = [[model.index(row, column).data() for column in range(5)] for row in range(model.rowCount())]
    assert [row[0] for row in rows] == [session.label(20), session.label(20), session.label(80)]
    assert [row[3] for row in rows] == ["+0.50", "joy", "−1.00"]
    assert all(row[4] for row in rows)
    panel.table.choose([2])
    QTest.keyClick(panel.table, Key.Key_Return)
    qtbot.waitUntil(lambda: session.playhead == 80, timeout=20_000)
    QTest.keyClick(panel.table, Key.Key_Delete)
    assert [one.start for one in session.corrections] == [20, 20]
    session.undo_stack.undo()
    assert len(session.corrections) == 3


def test_rows_stay_selected_whatever_keys_are_held(qtbot: QtBot, window: MainWindow) -> None:
    session, panel = window.desk.session, window.panel(Corrections)
    for start in (20, 50, 80):
        session.correct(start, start + 10, {"valence": 0.5}, "Correct")
    for held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        QTest.keyClick(window, Key.Key_F20, held)
        panel.table.choose([0, 2])
        assert [one.start for one in panel.selected()] == [20, 80]


def test_corrections_at_the_frame_on_screen_are_deleted_by_key(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    session.correct(0, 30, {"valence": 0.5}, "Correct")
    session.correct(50, 60, {"valence": 0.5}, "Correct")
    QTest.keyClick(lanes(window), Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert [one.start for one in session.corrections] == [50]


def test_lanes_say_what_was_corrected_and_what_was_computed(window: MainWindow) -> None:
    session, widget = window.desk.session, lanes(window)
    frame, value = known_frame(window)
    by_id = {lane.id: lane for lane, _ in widget.geometry_now().rows}
    view = widget._view()
    before = by_id["emotion"].read_out(frame, view)
    session.correct(frame, frame + 1, {"valence": 0.99, "category": "disgust"}, "Correct")
    said = by_id["emotion"].read_out(frame, view)
    assert "valence +0.99  corrected" in said
    assert f"computed: {value:+.2f}" in said
    assert said.splitlines()[1] == before.splitlines()[1], "arousal is as it was"
    assert by_id["categories"].read_out(frame, view).startswith("disgust  corrected; computed: ")
    assert by_id["emotion"].read_out(frame + 1, view).startswith("valence ")
    assert "corrected" not in by_id["emotion"].read_out(frame + 1, view)


def test_a_correction_is_drawn_in_both_lanes(window: MainWindow) -> None:
    session, widget = window.desk.session, lanes(window)
    rows = {lane.id: rect for lane, rect in widget.geometry_now().rows}
    before = {name: widget.grab(rows[name]).toImage() for name in ("emotion", "categories", "waveform")}
    session.correct(30, 120, {"valence": 0.9, "category": "fear"}, "Correct")
    after = {name: widget.grab(rows[name]).toImage() for name in before}
    assert before["emotion"] != after["emotion"]
    assert before["categories"] != after["categories"]
    assert before["waveform"] == after["waveform"]


def test_corrections_are_there_when_the_film_is_opened_again(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    session.correct(5, 25, {"arousal": -0.75}, "Correct")
    path = session.file.path
    window.close()
    with ProjectFile(path) as file:
        assert file.load().corrections == (Correction(5, 25, "arousal", -0.75),)
