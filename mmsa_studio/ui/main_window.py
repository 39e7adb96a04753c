"""The window: panels, docks and menus built from tables. It holds no logic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QFileDialog,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.analyst import needs_analysis
from mmsa_studio.core.paths import resource
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.ui import actions, theme
from mmsa_studio.ui.arrangement import arrange
from mmsa_studio.ui.banner import Banner
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.keys import Keys
from mmsa_studio.ui.panels import PANELS
from mmsa_studio.ui.panels.player import PlayerPanel
from mmsa_studio.ui.status import Status
from mmsa_studio.ui.text import tr, with_letter

TITLE = "MMSA Studio"
_LAYOUT = "v3"


class MainWindow(QMainWindow):
    """One film on one desk.

    Args:
        desk: what the panels work with; the window closes it.
        app: the application.
    """

    def __init__(self, desk: Desk, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.desk: Desk = desk
        self.setWindowTitle(TITLE)
        self.setWindowIcon(QIcon(str(resource("icons/mmsa-studio.svg"))))
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.keys = Keys(app, self)
        self.actions_by_id = actions.build(self)
        self.player_panel = PlayerPanel(desk)
        self.banner = Banner()
        self.panels: dict[str, Any] = {}
        self.docks: dict[str, QDockWidget] = {}
        self._build_centre()
        self._build_docks()
        self._build_menus()
        status = Status(desk)
        status.stop.setDefaultAction(self.actions_by_id["stop"])
        self.setStatusBar(status)
        self._connect()
        self._enable_actions()
        self.use_device(desk.settings.text("device", "auto"))
        self.use_speech(desk.settings.text("speech/auto", "on") == "on")
        self.resize(QSize(1600, 1000).boundedTo(self.screen().availableSize()))
        self.restore_default_layout()
        self.restoreState(desk.settings.layout(_LAYOUT))
        self.restoreGeometry(desk.settings.layout("geometry"))
        self.panels["timeline"].lanes.setFocus()

    # -- building -------------------------------------------------------------------------------------------------

    def _build_centre(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.player_panel, 1)
        self.player_panel.add_actions(self.actions_by_id)
        self.setCentralWidget(centre)

    def _build_docks(self) -> None:
        for spec in PANELS:
            panel = spec.build(self.desk)
            if hasattr(panel, "add_actions"):
                panel.add_actions(self.actions_by_id)
            dock = QDockWidget(tr(spec.title))
            dock.setObjectName(spec.id)
            dock.setWidget(panel)
            self.addDockWidget(spec.area, dock)
            self.panels[spec.id], self.docks[spec.id] = panel, dock
        for name in ("why", "heatmap"):
            self.docks[name].visibilityChanged.connect(self._tell_inquiry)

    def _build_menus(self) -> None:
        for name in actions.MENUS:
            menu = self.menuBar().addMenu(with_letter(tr(name), name[0]))
            menu.setToolTipsVisible(True)
            for spec in actions.of_menu(name):
                if spec.id in actions.SEPARATOR_BEFORE:
                    menu.addSeparator()
                menu.addAction(self.actions_by_id[spec.id])
                if spec.id == "open":
                    self._recent = menu.addMenu(tr("Open recent"))
                    self._recent.aboutToShow.connect(lambda: self._fill_recent(self._recent))
            if name == actions.VIEW:
                menu.addSeparator()
                for dock in self.docks.values():
                    menu.addAction(dock.toggleViewAction())
        self.actions_by_id["theme"].setChecked(theme.current() is theme.LIGHT)

    def _connect(self) -> None:
        session = self.desk.session
        session.trouble.connect(self.banner.tell)
        session.notice.connect(self.banner.mention)
        session.project_changed.connect(self._opened)
        session.film_missing.connect(self._ask_for_film)
        session.media_changed.connect(self._analyze_if_needed)
        session.seek_requested.connect(self.desk.analyst.rest)
        self.desk.player.speed_changed.connect(self._show_speed)
        self.desk.analyst.started.connect(self._enable_actions)
        self.desk.analyst.ended.connect(self._enable_actions)
        for name, changed in (("undo", session.undo_stack.canUndoChanged), ("redo", session.undo_stack.canRedoChanged)):
            self.actions_by_id[name].setEnabled(False)
            changed.connect(self.actions_by_id[name].setEnabled)

    # -- what actions need ----------------------------------------------------------------------------------------

    def open_path(self, path: str) -> None:
        """Open a film or project."""
        self.banner.dismiss()
        self.desk.session.open(Path(path))

    def use_theme(self, name: str) -> None:
        """Dress the program and everything that is drawn by hand."""
        theme.use(self._app, name)
        self.dress_actions()
        self.actions_by_id["theme"].setChecked(name == "light")

    def use_device(self, name: str) -> None:
        """Compute on another device from now on."""
        self.desk.analyst.device = self.desk.inquiry.device = name

    def use_speech(self, wanted: bool) -> None:
        """Write down the words of films without subtitles from now on, or leave them unknown."""
        self.desk.analyst.speech_model = INCLUDED if wanted else ""
        self.actions_by_id["speech_auto"].setChecked(wanted)

    def dress_actions(self) -> None:
        """Show actions with their present shortcuts and colours."""
        actions.dress(self.actions_by_id, self.desk.settings.shortcut)
        self._show_speed(self.desk.player.speed)

    def restore_default_layout(self) -> None:
        """Put panels where they are at first."""
        arrange(self, self.docks)

    # -- events ---------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file dropped."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.open_path(local[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout and stop everything."""
        self.keys.close()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.desk.settings.set_layout(_LAYOUT, self.saveState())
        self.desk.settings.set_layout("geometry", self.saveGeometry())
        self.hide()
        self.desk.close()
        event.accept()

    # -- reactions ------------------------------------------------------------------------------------------------

    def _opened(self) -> None:
        project = self.desk.session.project
        self._enable_actions()
        if project is None:
            self.setWindowTitle(TITLE)
            return
        name = Path(project.media.path).name
        self.setWindowTitle(f"{name} \N{EM DASH} {TITLE}")
        self.desk.settings.add_recent(project.media.path)
        self._analyze_if_needed()
        self._tell_inquiry()

    def _analyze_if_needed(self) -> None:
        if needs_analysis(self.desk.session):
            self.desk.analyst.start()

    def _ask_for_film(self, path: str) -> None:
        QTimer.singleShot(0, lambda: self._locate(path))

    def _locate(self, path: str) -> None:
        title = tr("Where is “{0}”?").format(Path(path).name)
        chosen, _ = QFileDialog.getOpenFileName(self, title, self.desk.settings.folder())
        if chosen:
            self.desk.session.locate(Path(chosen))

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.desk.settings.recent():
            entry = QAction(Path(path).name, menu)
            entry.setToolTip(path)
            entry.triggered.connect(lambda _=False, path=path: self.open_path(path))
            menu.addAction(entry)

    def _show_speed(self, speed: int) -> None:
        actions.show_playing(self.actions_by_id, bool(speed))

    def _tell_inquiry(self) -> None:
        self.desk.inquiry.set_wanted(any(self.docks[name].isVisible() for name in ("why", "heatmap")))

    def _enable_actions(self) -> None:
        there = self.desk.session.project is not None
        for spec in actions.ACTIONS:
            if spec.needs_film:
                self.actions_by_id[spec.id].setEnabled(there)
        self.actions_by_id["stop"].setEnabled(self.desk.analyst.running)
