"""What shortcuts alone cannot do: a key that is held, and widgets that need their keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

_OWN = (Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Down)
_KINDS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease)


class Keys(QObject):
    """Watches the keyboard of the whole program.

    Attributes:
        k_held: whether K is down; J and L then move by single frames.
    """

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self.k_held = False
        app.installEventFilter(self)

    def close(self) -> None:
        """Stop watching."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at keys, whichever widget they go to."""
        if event.type() in _KINDS and isinstance(event, QKeyEvent):
            self._look(event)
        elif event.type() == QEvent.Type.ApplicationDeactivate:
            self.k_held = False
        return False

    def _look(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_K and not event.isAutoRepeat():
            self.k_held = event.type() != QEvent.Type.KeyRelease
        own = event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN
        if own and isinstance(self._app.focusWidget(), QAbstractButton | QComboBox):
            event.accept()  # a button or list that was reached by keyboard keeps the keys that work it
