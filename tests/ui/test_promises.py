"""What CONTRIBUTING promises of the window: whatever has its line in a table is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QDockWidget, QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from mmsa_studio.core.track import Track
from mmsa_studio.export import FORMATS
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import create
from mmsa_studio.ui import main_window
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dialogs.export import ExportDialog
from mmsa_studio.ui.dialogs.importing import ImportDialog
from mmsa_studio.ui.lanes import LANES
from mmsa_studio.ui.lanes.base import Lane, View
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panel import BOTTOM, RIGHT, Panel, PanelSpec, Seat
from mmsa_studio.ui.panels import PANELS
from mmsa_studio.ui.timeline import panel as timeline
from mmsa_studio.ui.timeline.panel import Timeline
from tests.export.material import export
from tests.promises.cue_list import LINE
from tests.ui import synthetic
from tests.ui.test_window import Mouse, mouse

RED = QColor(255, 0, 0)


class Frames(Panel):
    """A made-up panel: says the frame on screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.said = QLabel()
        QVBoxLayout(self).addWidget(self.said)
        desk.session.playhead_changed.connect(lambda frame: self.said.setText(f"frame {frame}"))


class Heat(Lane):
    """A made-up lane: red all over, and says so."""

    id = "heat"
    title = "Heat"
    watches = ("timeline_changed",)

    def paint(self, painter: QPainter, rect: QRectF, view: View) -> None:
        painter.fillRect(rect, RED)

    def read_out(self, frame: int, view: View) -> str:
        return f"hot at {frame}"


@pytest.fixture
def _a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, LINE.id, LINE)


@pytest.fixture
def _a_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    line = PanelSpec("frames", "Frames", Frames, Seat(RIGHT, 1, 100), Seat(BOTTOM, 1, 90))
    monkeypatch.setattr(main_window, "PANELS", (*PANELS, line))


@pytest.fixture
def _a_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "LANES", (*LANES, Heat))


@pytest.mark.usefixtures("_a_format")
def test_a_format_is_offered_with_its_switch_and_previewed(qtbot: QtBot, window: MainWindow) -> None:
    dialog = ExportDialog(window.desk, window)
    dialog.show()
    dialog.formats.setCurrentRow(list(FORMATS).index(LINE.id))
    switch = dialog.choices.switches["loud"]
    assert (switch.text(), switch.toolTip()) == ("Loud names", "Cue list only: write names in capital letters.")
    assert switch.isVisible()
    assert not dialog.choices.switches["chapters"].isVisible(), "which is another format's"
    qtbot.waitUntil(lambda: dialog.preview.toPlainText().startswith("CUE LIST\n02:00:00:"))
    switch.setChecked(True)
    qtbot.waitUntil(lambda: "TURN" in dialog.preview.toPlainText())
    dialog.formats.setCurrentRow(list(FORMATS).index("fcpxml"))
    assert not switch.isVisible()
    dialog.reject()


@pytest.mark.usefixtures("_a_format")
def test_a_file_of_a_format_is_recognised_and_taken(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    session, path = window.desk.session, tmp_path / "cues.edl"
    export(session.project, LINE.id, path)
    path.write_text(path.read_text().replace("Turn", "Twist"))
    dialog = ImportDialog(window.desk, path, window)
    assert dialog.format.findData(LINE.id) > 0
    qtbot.waitUntil(dialog.take.isEnabled)
    dialog.take.click()
    assert "Twist" in {marker.label for marker in session.markers}


@pytest.mark.usefixtures("_a_panel")
def test_a_panel_is_docked_listed_told_the_frame_and_remembered(
    qtbot: QtBot, make_window: Callable[..., MainWindow], analysed: Path
) -> None:
    window = make_window()
    with qtbot.waitSignal(window.desk.session.project_changed):
        window.open_path(str(analysed))
    qtbot.waitUntil(lambda: window.desk.player.settled)
    panel, dock = window.panel(Frames), window.dock(Frames)
    assert dock.windowTitle() == "Frames"
    listed = next(one.toggleViewAction() for one in window.findChildren(QDockWidget) if one is dock)
    assert any(listed in menu.actions() for menu in (action.menu() for action in window.menuBar().actions()))
    window.desk.session.seek(42)
    qtbot.waitUntil(lambda: panel.said.text() == "frame 42")
    dock.hide()
    window.close()

    again = make_window()
    assert again.dock(Frames).isHidden(), "the layout keeps it hidden"
    again.restore_default_layout()
    assert not again.dock(Frames).isHidden()
    assert again.dockWidgetArea(again.dock(Frames)) in (RIGHT, BOTTOM)


@pytest.mark.usefixtures("_a_lane")
def test_a_lane_is_drawn_and_says_what_is_under_the_pointer(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = window.panel(Timeline).lanes
    geometry = lanes.geometry_now()
    row = geometry.row("heat")
    assert row.height() > 10
    shown = lanes.grab().toImage()
    assert shown.pixelColor(row.center()) == RED
    said: list[str] = []
    monkeypatch.setattr(timeline.QToolTip, "showText", lambda place, text, widget: said.append(text))
    mouse(window, Mouse.MouseMove, "heat", 12.5, held=Qt.MouseButton.NoButton)
    assert said == ["00:00:00:12\nhot at 12"]


def test_what_a_modality_measured_has_its_lane_when_the_project_is_opened_again(
    qtbot: QtBot, make_window: Callable[..., MainWindow], film: Path, tmp_path: Path
) -> None:
    whole = synthetic.fill(probe(film))
    grid = whole.media.grid
    level = np.linspace(0, 1, grid.count, dtype=np.float32)[:, None]
    track = Track("loudness", grid, level, np.ones(grid.count, np.bool_), ("level",))
    create(tmp_path / "film.mmsa", replace(whole, tracks={**whole.tracks, track.key: track})).close()
    window = make_window(analyze="tests.work.children:cannot_read")
    with qtbot.waitSignal(window.desk.session.project_changed):
        window.open_path(str(tmp_path / "film.mmsa"))
    lanes = window.panel(Timeline).lanes
    (lane,) = (lane for lane, _ in lanes.geometry_now().rows if lane.id == "track loudness")
    assert lane.read_out(0, lanes.stage.view()) == "level 0"
    assert not window.desk.analyst.running, "nothing is analysed again for it"
