"""What a person can do in the window, with keyboard and mouse, and what they are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.settings import RECENT, THEME
from mmsa_studio.core.jobs import Done, Failed, Stopped
from mmsa_studio.core.marker import DRAWN, FOUND
from mmsa_studio.core.sentences import Notice
from mmsa_studio.ui import icons, theme
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.markers_model import NAMES
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.timeline.panel import Timeline

Key = Qt.Key
Mouse = QEvent.Type
KEEP = Qt.KeyboardModifier.NoModifier


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = KEEP) -> None:
    QTest.keyClick(window.panel(Timeline).lanes, key, modifier)
    settle(qtbot, window)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.desk.player.settled, timeout=10_000)


def lanes(window: MainWindow):
    return window.panel(Timeline).lanes


def spot(window: MainWindow, lane: str, frame: float) -> QPoint:
    widget = lanes(window)
    geometry = widget.geometry_now()
    return QPoint(round(geometry.header + window.desk.axis.x_of(frame)), geometry.row(lane).center().y())


def test_an_opened_film_is_analysed_once_and_everything_found_is_shown(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path
) -> None:
    window = make_window()
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=30_000) as ending:
        window.open_path(str(film))
    assert ending.args == [Done()]
    project = window.desk.session.project
    assert project is not None
    assert project.timeline is not None
    assert project.peaks is not None
    assert project.cues
    assert project.shots
    assert set(project.tracks) == {"text", "voice", "face"}
    assert {one.origin for one in project.markers} == {FOUND}
    assert window.windowTitle().startswith("a film.mp4")
    assert not window.banner.isVisible()
    assert window.panel(MarkersTable).table.model().rowCount() == 3
    window.close()

    again = make_window(analyze="tests.work.children:cannot_read")
    with qtbot.waitSignal(again.desk.session.project_changed, timeout=10_000):
        again.open_path(str(film))
    assert again.desk.session.project.markers == project.markers
    assert (again.desk.session.project.timeline.values == project.timeline.values).all()
    assert not again.desk.analyst.running, "nothing is analysed twice"


def test_a_film_is_not_analysed_again_when_all_its_markers_were_deleted(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path
) -> None:
    window = make_window()
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=30_000):
        window.open_path(str(film))
    session = window.desk.session
    session.delete_markers([one.id for one in session.markers], "Delete")
    window.close()

    again = make_window(analyze="tests.work.children:cannot_read")
    with qtbot.waitSignal(again.desk.session.project_changed, timeout=10_000):
        again.open_path(str(film))
    assert again.desk.session.markers == ()
    assert again.desk.session.project.finished
    assert not again.desk.analyst.running


def test_an_analysis_that_was_stopped_goes_on_when_the_film_is_opened_again(
    qtbot: QtBot, make_window: Callable[..., MainWindow], analysed: Path
) -> None:
    window = make_window(analyze="tests.work.children:probes_and_waits")
    with qtbot.waitSignal(window.desk.session.project_changed, timeout=10_000):
        window.open_path(str(analysed))
    with qtbot.waitSignal(window.desk.analyst.progress, timeout=30_000):
        window.actions_by_id["analyze"].trigger()
    window.close()

    again = make_window()
    with qtbot.waitSignal(again.desk.analyst.ended, timeout=30_000) as ending:
        again.open_path(str(analysed))
    assert ending.args == [Done()]


def test_keys_move_by_frames_seconds_and_edits(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    for key, modifier, frame in (
        (Key.Key_Right, KEEP, 1),
        (Key.Key_Right, KEEP, 2),
        (Key.Key_Left, KEEP, 1),
        (Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 26),
        (Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 1),
        (Key.Key_End, KEEP, 149),
        (Key.Key_Home, KEEP, 0),
        (Key.Key_Down, KEEP, 15),
        (Key.Key_Down, KEEP, 30),
        (Key.Key_Up, KEEP, 15),
    ):
        press(qtbot, window, key, modifier)
        assert session.playhead == frame


def test_jkl_shuttles_and_k_held_steps(qtbot: QtBot, window: MainWindow) -> None:
    player, target = window.desk.player, lanes(window)
    QTest.keyClick(target, Key.Key_L)
    QTest.keyClick(target, Key.Key_L)
    assert player.speed == 2
    QTest.keyClick(target, Key.Key_K)
    assert player.speed == 0
    window.desk.session.seek(50)
    settle(qtbot, window)
    QTest.keyPress(target, Key.Key_K)
    for key, frame in ((Key.Key_L, 51), (Key.Key_L, 52), (Key.Key_J, 51)):
        QTest.keyClick(target, key)
        settle(qtbot, window)
        assert window.desk.session.playhead == frame
        assert player.speed == 0
    QTest.keyRelease(target, Key.Key_K)
    QTest.keyClick(target, Key.Key_J)
    assert player.speed == -1
    QTest.keyClick(target, Key.Key_Space)
    assert player.speed == 0


def test_the_play_button_shows_what_it_would_do(qtbot: QtBot, window: MainWindow) -> None:
    def shown() -> QImage:
        return window.actions_by_id["play"].icon().pixmap(24, 24).toImage()

    play = shown()
    assert play == icons.pixmap("play", 24, theme.current().text).toImage()
    QTest.keyClick(lanes(window), Key.Key_L)
    qtbot.waitUntil(lambda: shown() == icons.pixmap("pause", 24, theme.current().text).toImage())
    window.use_theme("light")
    assert shown() == icons.pixmap("pause", 24, theme.current().text).toImage(), "also after a change of theme"
    window.use_theme("dark")
    QTest.keyClick(lanes(window), Key.Key_K)
    qtbot.waitUntil(lambda: shown() == play)


def test_m_marks_while_playing_and_undo_takes_it_back(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    QTest.keyClick(lanes(window), Key.Key_Space)
    qtbot.waitUntil(lambda: session.playhead > 3, timeout=10_000)
    QTest.keyClick(lanes(window), Key.Key_M)
    assert window.desk.player.speed == 1, "marking does not stop the film"
    drawn = [one for one in session.markers if one.origin == DRAWN]
    assert len(drawn) == 1
    assert drawn[0].start > 3
    QTest.keyClick(lanes(window), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not [one for one in session.markers if one.origin == DRAWN]
    QTest.keyClick(lanes(window), Key.Key_K)


def test_in_out_and_a_range_marker(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    press(qtbot, window, Key.Key_I)
    press(qtbot, window, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, window, Key.Key_O)
    assert (session.mark_in, session.mark_out) == (0, 25)
    press(qtbot, window, Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert [(one.start, one.end) for one in session.markers if one.origin == DRAWN] == [(0, 26)]
    press(qtbot, window, Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert (session.mark_in, session.mark_out) == (None, None)


def test_a_typed_timecode_goes_there_and_nonsense_says_so(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.player_panel
    for typed, frame in (("00:00:02:10", 60), ("+10", 70), ("-1s", 45), ("1000", 149)):
        panel.type_timecode()
        QTest.keyClicks(panel.timecode, typed)
        QTest.keyClick(panel.timecode, Key.Key_Return)
        settle(qtbot, window)
        assert window.desk.session.playhead == frame
    for typed, said in (("nonsense", "nonsense"), ("99999", "00:09:99:99")):
        panel.type_timecode()
        QTest.keyClicks(panel.timecode, typed)
        QTest.keyClick(panel.timecode, Key.Key_Return)
        settle(qtbot, window)
        assert said in panel._film.text()
        assert window.desk.session.playhead == 149
        assert panel.timecode.text() == window.desk.session.label(149)


def test_letters_typed_into_fields_are_no_commands(qtbot: QtBot, window: MainWindow) -> None:
    find = window.panel(MarkersTable).search
    find.setFocus()
    QTest.keyClicks(find, "joy mk l")
    assert find.text() == "joy mk l"
    assert window.desk.player.speed == 0
    assert len(window.desk.session.markers) == 3


def drag(window: MainWindow, lane: str, start: float, end: float, modifier: Qt.KeyboardModifier = KEEP) -> None:
    mouse(window, Mouse.MouseButtonPress, lane, start, modifier)
    for frame in ((start + end) / 2, end):
        mouse(window, Mouse.MouseMove, lane, frame, modifier)
    mouse(window, Mouse.MouseButtonRelease, lane, end, modifier)


def mouse(
    window: MainWindow,
    kind: QEvent.Type,
    lane: str,
    frame: float,
    modifier: Qt.KeyboardModifier = KEEP,
    held: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """What the left button does; unlike `QTest`, which moves the mouse with no button held."""
    widget, none = lanes(window), Qt.MouseButton.NoButton
    at = QPointF(spot(window, lane, frame))
    button = none if kind == Mouse.MouseMove else held
    buttons = none if kind == Mouse.MouseButtonRelease else held
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, buttons, modifier)
    {
        Mouse.MouseButtonPress: widget.mousePressEvent,
        Mouse.MouseMove: widget.mouseMoveEvent,
        Mouse.MouseButtonRelease: widget.mouseReleaseEvent,
    }[kind](event)


def test_pressing_and_dragging_on_the_lanes_scrubs_until_the_button_is_let_go(qtbot: QtBot, window: MainWindow) -> None:
    for kind, frame, held, shown in (
        (Mouse.MouseButtonPress, 30.5, Qt.MouseButton.LeftButton, 30),
        (Mouse.MouseMove, 60.5, Qt.MouseButton.LeftButton, 60),
        (Mouse.MouseMove, 90.5, Qt.MouseButton.LeftButton, 90),
        (Mouse.MouseMove, 9999, Qt.MouseButton.LeftButton, 149),
        (Mouse.MouseMove, 80.5, Qt.MouseButton.LeftButton, 80),
        (Mouse.MouseButtonRelease, 80.5, Qt.MouseButton.LeftButton, 80),
        (Mouse.MouseMove, 20.5, Qt.MouseButton.NoButton, 80),
    ):
        mouse(window, kind, "emotion", frame, held=held)
        settle(qtbot, window)
        assert window.desk.session.playhead == shown


def test_a_marker_is_moved_and_trimmed_by_dragging_as_one_step_each(qtbot: QtBot, window: MainWindow) -> None:
    session = window.desk.session
    session.change_markers(dict.fromkeys([one.id for one in session.markers]), "Clear")
    marker = session.mark(52, 80, "Add")
    steps = session.undo_stack.count()
    alt = Qt.KeyboardModifier.AltModifier
    drag(window, "markers", 66.5, 86.5, alt)
    assert session.marker(marker.id).start == 72
    assert session.marker(marker.id).length == 28
    drag(window, "markers", 100, 90, alt)
    assert session.marker(marker.id).end == 90
    assert session.undo_stack.count() == steps + 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert (session.marker(marker.id).start, session.marker(marker.id).end) == (52, 80)


def test_shift_drag_draws_a_range(qtbot: QtBot, window: MainWindow) -> None:
    drag(window, "emotion", 80.5, 40.5, Qt.KeyboardModifier.ShiftModifier)
    assert (window.desk.session.mark_in, window.desk.session.mark_out) == (40, 80)
    QTest.keyClick(lanes(window), Key.Key_Z)
    assert window.desk.axis.start > 30
    assert window.desk.axis.end < 90


def test_the_table_edits_sorts_filters_and_jumps(qtbot: QtBot, window: MainWindow) -> None:
    session, panel = window.desk.session, window.panel(MarkersTable)
    model = panel.table.model()
    label, length, start = (NAMES.index(name) for name in ("label", "length", "start"))
    row = next(row for row in range(3) if model.index(row, label).data() == "Sadness")
    assert model.setData(model.index(row, label), "Grief | 悲しみ")
    assert model.setData(model.index(row, length), "5")
    assert model.setData(model.index(row, start), "00:00:01:00")
    assert not model.setData(model.index(row, start), "nonsense")
    marker = next(one for one in session.markers if one.label == "Grief | 悲しみ")
    assert (marker.start, marker.end, marker.origin) == (25, 30, DRAWN)
    panel.search.setText("grief")
    assert model.rowCount() == 1
    panel.table.choose([0])
    assert session.selected == marker.id
    panel._jump(model.index(0, 0))
    settle(qtbot, window)
    assert session.playhead == 25
    panel.search.clear()
    panel.table.sortByColumn(label, Qt.SortOrder.DescendingOrder)
    assert [model.index(r, label).data() for r in range(3)] == ["Turn", "Peak of joy", "Grief | 悲しみ"]
    panel.delete()
    assert session.marker(marker.id) is None
    session.undo_stack.undo()
    assert session.marker(marker.id) == marker


def test_selecting_in_the_timeline_selects_in_the_table(qtbot: QtBot, window: MainWindow) -> None:
    marker = window.desk.session.markers[1]
    window.desk.session.select(marker.id)
    assert window.panel(MarkersTable).selected_ids() == [marker.id]
    QTest.keyClick(lanes(window), Key.Key_Delete)
    assert window.desk.session.marker(marker.id) is None


def test_why_and_heatmap_speak_of_the_frame_on_screen(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.desk.inquiry.wanted, "nothing is explained for hidden panels"
    window.dock(Why).show()
    window.dock(Heatmap).show()
    for frame in (10, 20, 77):
        window.desk.session.seek(frame)
    settle(qtbot, window)
    heatmap, why = window.panel(Heatmap), window.panel(Why)
    qtbot.waitUntil(lambda: heatmap.map._answer is not None and heatmap.map._answer.frame == 77, timeout=20_000)
    assert why._frame.text() == window.desk.session.label(77)
    assert "words" in why._sentence.text()
    why._quantity.setCurrentIndex(1)
    qtbot.waitUntil(lambda: heatmap.map._answer.quantity == "arousal", timeout=20_000)


def test_a_dropped_file_is_opened(qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path) -> None:
    window = make_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(film))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=30_000):
        window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, KEEP))
    assert window.desk.settings.get(RECENT) == (str(film),)


def test_what_cannot_be_opened_is_said_in_a_bar(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = make_window()
    text = tmp_path / "text 🎬.mp4"
    text.write_text("no film")
    with qtbot.waitSignal(window.desk.session.trouble):
        window.open_path(str(text))
    assert window.banner.isVisible()
    assert "text 🎬.mp4" in window.banner.message.text()
    window.banner.dismiss()
    assert not window.banner.isVisible()


def test_a_crashed_analysis_leaves_film_and_markers_usable(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path
) -> None:
    window = make_window(analyze="tests.work.children:crashes")
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=30_000) as ending:
        window.open_path(str(film))
    assert isinstance(ending.args[0], Failed)
    assert window.banner.isVisible()
    settle(qtbot, window)
    press(qtbot, window, Key.Key_Right)
    press(qtbot, window, Key.Key_M)
    assert [one.start for one in window.desk.session.markers] == [1]


def test_an_analysis_can_be_stopped_and_started_again(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path
) -> None:
    window = make_window(analyze="tests.work.children:says_its_pid_and_waits")
    with qtbot.waitSignal(window.desk.analyst.progress, timeout=30_000):
        window.open_path(str(film))
    assert window.actions_by_id["stop"].isEnabled()
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=10_000) as ending:
        window.actions_by_id["stop"].trigger()
    assert ending.args == [Stopped()]
    qtbot.waitUntil(lambda: not window.actions_by_id["stop"].isEnabled())


def test_closing_in_the_middle_of_an_analysis_leaves_nothing_running(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path
) -> None:
    window = make_window(analyze="tests.work.children:says_its_pid_and_waits")
    with qtbot.waitSignal(window.desk.analyst.progress, timeout=30_000):
        window.open_path(str(film))
    window.close()


def test_answers_of_an_older_film_are_dropped(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path, tmp_path: Path
) -> None:
    from tests.films import make_film

    other = make_film(tmp_path / "other.mp4", seconds=3)
    window = make_window(analyze="tests.work.children:waits_unless_called_other")
    endings: list[object] = []
    window.desk.analyst.ended.connect(endings.append)
    with qtbot.waitSignal(window.desk.analyst.progress, timeout=30_000):
        window.open_path(str(film))
    window.open_path(str(other))
    qtbot.waitUntil(lambda: Done() in endings, timeout=30_000)
    project = window.desk.session.project
    assert project.media.path == str(other)
    assert project.timeline.grid.count == 15
    assert endings == [Done()]


def test_a_film_of_sound_only_is_a_film(qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path) -> None:
    from tests.films import make_film

    window = make_window()
    with qtbot.waitSignal(window.desk.analyst.ended, timeout=30_000) as ending:
        window.open_path(str(make_film(tmp_path / "sound.wav", seconds=3)))
    assert ending.args == [Done()]
    press(qtbot, window, Key.Key_Right)
    assert window.desk.session.playhead == 1
    window.grab()


def test_both_themes_paint_and_can_be_switched(qtbot: QtBot, window: MainWindow) -> None:
    dark = window.grab().toImage()
    window.actions_by_id["theme"].trigger()
    assert theme.current() is theme.LIGHT
    light = window.grab().toImage()
    middle = QPoint(window.width() // 2, window.height() - 5)
    assert light.pixelColor(middle).lightness() > 180 > 80 > dark.pixelColor(middle).lightness()
    assert window.desk.settings.get(THEME) == "light"


def test_the_window_process_knows_neither_torch_nor_opencv_nor_mediapipe() -> None:
    script = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from mmsa_studio.ui import theme; from mmsa_studio.ui.desk import Desk;"
        "from mmsa_studio.ui.main_window import MainWindow; theme.use(app, 'dark');"
        "window = MainWindow(Desk.build(audible=False), app);"
        "import mmsa_studio.media.probe, mmsa_studio.media.pictures, mmsa_studio.ui.dialogs.export;"
        "window.close();"
        "print([name for name in ('torch', 'cv2', 'mediapipe', 'transformers', 'librosa') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=600)
    assert ended.stdout.strip() == "[]", ended.stderr


def test_notices_add_up_and_never_cover_an_error(window: MainWindow) -> None:
    session, banner = window.desk.session, window.banner
    for text in ("first", "second", "second"):
        session.notice.emit(Notice("said.before", {"text": text}))
    assert banner.message.text() == "first\nsecond"
    session.trouble.emit(Failed("film.no_picture", details="the details"))
    session.notice.emit(Notice("analysis.no_sound"))
    assert banner.message.text() == "This film has no picture. It can be analysed by its sound and words."
    assert banner.isVisible()
