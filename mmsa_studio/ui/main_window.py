"""The window: panels, docks and menus built from tables. It holds no logic."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.analyst import needs_analysis
from mmsa_studio.app.settings import DEVICE, GEOMETRY, PANELS_LAYOUT, SPEECH_AUTO
from mmsa_studio.core.clock import proposal
from mmsa_studio.core.paths import resource
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.ui import actions, theme
from mmsa_studio.ui.arrangement import arrange
from mmsa_studio.ui.banner import Banner
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.film_questions import FilmQuestions
from mmsa_studio.ui.front import Menu, P, Submenu, When
from mmsa_studio.ui.keys import Keys
from mmsa_studio.ui.panel import Docked, Panel, PanelSpec
from mmsa_studio.ui.panels import PANELS
from mmsa_studio.ui.panels.player import PlayerPanel
from mmsa_studio.ui.status import Status
from mmsa_studio.ui.text import tr, with_letter
from mmsa_studio.ui.timeline.panel import Timeline

TITLE = "MMSA Studio"


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
        self.docked: tuple[Docked, ...] = tuple(self._docked(spec) for spec in PANELS)
        self._build_centre()
        self._build_menus()
        status = Status(desk)
        status.stop.setDefaultAction(self.actions_by_id["stop"])
        self.setStatusBar(status)
        self._connect()
        FilmQuestions(desk, app, self)
        self.use_device(desk.settings.get(DEVICE))
        self.use_speech(desk.settings.get(SPEECH_AUTO))
        self._show_state()
        self.resize(QSize(1600, 1000).boundedTo(self.screen().availableSize()))
        self.restore_default_layout()
        self.restoreState(desk.settings.get(PANELS_LAYOUT))
        self.restoreGeometry(desk.settings.get(GEOMETRY))
        self.panel(Timeline).lanes.setFocus()

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

    def _docked(self, spec: PanelSpec) -> Docked:
        """Make a panel in its dock."""
        panel, dock = spec.build(self.desk), QDockWidget(tr(spec.title))
        panel.add_actions(self.actions_by_id)
        dock.setObjectName(spec.id)
        dock.setWidget(panel)
        self.addDockWidget(spec.roomy.area, dock)
        if spec.explains:
            dock.visibilityChanged.connect(self._tell_inquiry)
        return Docked(spec, panel, dock)

    def _build_menus(self) -> None:
        for spec in self.menus():
            menu = self.menuBar().addMenu(with_letter(tr(spec.title), spec.title[0]))
            menu.setToolTipsVisible(True)
            for group in spec.groups:
                menu.addSeparator()
                for entry in group:
                    if isinstance(entry, Submenu):
                        self._add_submenu(menu, entry)
                    else:
                        menu.addAction(self.actions_by_id[entry.id])
            if spec.panels:
                menu.addSeparator()
                menu.addActions([one.dock.toggleViewAction() for one in self.docked])

    def _add_submenu(self, menu: QMenu, entry: Submenu) -> None:
        submenu = menu.addMenu(tr(entry.title))
        submenu.aboutToShow.connect(lambda: entry.fill(self, submenu))

    def _connect(self) -> None:
        session = self.desk.session
        session.trouble.connect(self.banner.tell)
        session.notice.connect(self.banner.mention)
        session.notice.connect(self._show_state)
        self.banner.accept.clicked.connect(self.banner.dismiss)
        self.banner.accept.clicked.connect(self.actions_by_id["move_words"].trigger)
        self.banner.every.clicked.connect(self.actions_by_id["understood"].trigger)
        session.project_changed.connect(self._opened)
        session.media_changed.connect(self._analyze_if_needed)
        session.seek_requested.connect(self.desk.analyst.rest)
        self.desk.player.speed_changed.connect(self._show_speed)
        stack = session.undo_stack
        for changed in (self.desk.analyst.started, self.desk.analyst.ended, stack.canUndoChanged, stack.canRedoChanged):
            changed.connect(self._show_state)

    # -- what actions need ----------------------------------------------------------------------------------------

    def widget(self) -> QWidget:
        """What dialogs stand over."""
        return self

    def panel(self, kind: type[P]) -> P:
        """The panel of a kind."""
        return next(one.panel for one in self.docked if isinstance(one.panel, kind))

    def dock(self, kind: type[Panel]) -> QDockWidget:
        """The dock of the panel of a kind."""
        return next(one.dock for one in self.docked if isinstance(one.panel, kind))

    def menus(self) -> tuple[Menu, ...]:
        """The menus, as their table says."""
        return actions.MENUS

    def open_path(self, path: str) -> None:
        """Open a film or project."""
        self.banner.dismiss()
        self.desk.session.open(Path(path))

    def use_theme(self, name: str) -> None:
        """Dress the program and everything that is drawn by hand."""
        theme.use(self._app, name)
        self.dress_actions()

    def use_device(self, name: str) -> None:
        """Compute on another device from now on."""
        self.desk.analyst.device = self.desk.explainer.device = name

    def use_speech(self, wanted: bool) -> None:
        """Write down the words of films without subtitles from now on, or leave them unknown."""
        self.desk.analyst.speech_model = INCLUDED if wanted else ""

    def dress_actions(self) -> None:
        """Show actions with their present shortcuts and colours."""
        actions.dress(self.actions_by_id, self.desk.settings)
        self._show_speed(self.desk.player.speed)

    def restore_default_layout(self) -> None:
        """Put panels where they are at first."""
        arrange(self, self.docked)

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
        self.desk.settings.set(PANELS_LAYOUT, self.saveState())
        self.desk.settings.set(GEOMETRY, self.saveGeometry())
        self.hide()
        self.desk.close()
        event.accept()

    # -- reactions ------------------------------------------------------------------------------------------------

    def _opened(self) -> None:
        project = self.desk.session.project
        self._show_state()
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

    def _show_speed(self, speed: int) -> None:
        actions.show_playing(self.actions_by_id, bool(speed))

    def _tell_inquiry(self) -> None:
        self.desk.inquiry.set_wanted(any(one.dock.isVisible() for one in self.docked if one.spec.explains))

    def _show_state(self) -> None:
        """Let every action show whether it can be done."""
        stack, project = self.desk.session.undo_stack, self.desk.session.project
        possible = {
            When.ALWAYS: True,
            When.FILM: project is not None,
            When.PROPOSAL: project is not None and proposal(project.notices) is not None,
            When.ANALYSIS: self.desk.analyst.running,
            When.UNDO: stack.canUndo(),
            When.REDO: stack.canRedo(),
        }
        actions.show_state(self, possible)
