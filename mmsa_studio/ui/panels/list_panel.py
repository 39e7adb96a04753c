"""What the lists of markers and of corrections share: buttons over a table, Enter to jump, Delete to delete."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.panel import Panel
from mmsa_studio.ui.table import Table


class ListPanel(Panel):
    """A table of things in the film under a row of buttons.

    Attributes:
        buttons: ids of the actions that get one.
        table: the list.
    """

    buttons: tuple[str, ...] = ()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = desk.session
        self.table = Table()
        self.table.clicked.connect(self._jump)
        self._buttons = QHBoxLayout()
        self._beside = QHBoxLayout()
        self._beside.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.addLayout(self._buttons)
        row.addStretch(1)
        row.addLayout(self._beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(800, 170)

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the panel's actions on buttons."""
        for name in self.buttons:
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addWidget(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter jumps, Delete deletes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._jump(self.table.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete()
        else:
            super().keyPressEvent(event)

    def delete(self) -> None:
        """Delete the selected rows."""
        raise NotImplementedError

    def _jump(self, index: QModelIndex) -> None:
        """Go to where a row lies in the film."""
        raise NotImplementedError
