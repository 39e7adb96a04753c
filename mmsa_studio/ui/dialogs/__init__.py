"""Dialogs: none of them waits for anything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from mmsa_studio.ui.text import tr


def show(dialog: QDialog) -> None:
    """Show a dialog that stands in nobody's way and is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()


def close_button(dialog: QDialog) -> QDialogButtonBox:
    """A button that closes a dialog; Qt's own one would say so in English."""
    buttons = QDialogButtonBox()
    buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    return buttons
