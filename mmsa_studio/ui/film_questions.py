"""What a person is asked when the film is not where it was, or is not what it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dialogs.other_film import OtherFilmDialog
from mmsa_studio.ui.text import tr


class FilmQuestions(QObject):
    """Asks over a window, and looks at the film whenever the person comes back to the program.

    Args:
        desk: whose session is asked about.
        window: what dialogs stand over.
    """

    def __init__(self, desk: Desk, app: QGuiApplication, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._dialog: OtherFilmDialog | None = None
        app.applicationStateChanged.connect(self._look)
        desk.session.film_missing.connect(self.locate, Qt.ConnectionType.QueuedConnection)
        desk.session.film_changed.connect(self._ask, Qt.ConnectionType.QueuedConnection)

    def locate(self, path: str) -> None:
        """Ask where the film is."""
        title = tr("Where is “{0}”?").format(Path(path).name)
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, self._desk.settings.folder())
        if chosen:
            self._desk.session.locate(Path(chosen))

    def _look(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._desk.session.look_at_film()

    def _ask(self) -> None:
        """Ask about another film in the place of the film; once, however often it is written to."""
        session = self._desk.session
        if session.project is None or session.other_film is None or self._dialog is not None:
            return
        path = session.project.media.path
        self._dialog = OtherFilmDialog(Path(path).name, self._window)
        self._dialog.analyse.clicked.connect(lambda: session.go_on_with_other_film(kept=False))
        self._dialog.keep.clicked.connect(lambda: session.go_on_with_other_film(kept=True))
        self._dialog.locate.clicked.connect(lambda: self.locate(path))
        self._dialog.finished.connect(self._forget)
        session.project_changed.connect(self._dialog.reject)
        self._dialog.open()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
