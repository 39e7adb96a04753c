"""A table for lists of things in the film, and rows with room to read in any list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

_ROOM = 1.6
"""Height of a row in lines of text."""
_GAP_PX = 12
_OWN_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_F2)


class RoomyRows(QStyledItemDelegate):
    """Rows of one height: the style sheet's is not known yet when lists measure their rows."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the text, higher than a line."""
        return QSize(super().sizeHint(option, index).width() + _GAP_PX, round(option.fontMetrics.height() * _ROOM))


class Table(QTableView):
    """Whole rows; keeps arrows, Enter and Delete for itself while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * _ROOM))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def choose(self, rows: Iterable[int]) -> None:
        """Select these rows and no others, whatever keys are held: `selectRow` would toggle with Ctrl."""
        selection, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag
        selection.clearSelection()
        for row in rows:
            selection.setCurrentIndex(self.model().index(row, 0), flag.Select | flag.Rows)

    def event(self, event: QEvent) -> bool:
        """Claim its own keys before the window's shortcuts take them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers()
            and event.key() in _OWN_KEYS
        ):
            event.accept()
            return True
        return super().event(event)
