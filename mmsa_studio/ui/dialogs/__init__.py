"""Dialogs: none of them waits for anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog


def show(dialog: QDialog) -> None:
    """Show a dialog that stands in nobody's way and is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
