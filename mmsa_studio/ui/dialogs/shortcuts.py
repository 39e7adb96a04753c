"""Every action with its shortcut, to be read and to be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from mmsa_studio.app.settings import shortcut_of
from mmsa_studio.ui.dialogs import close_button
from mmsa_studio.ui.front import Front
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import tr

_ID = Qt.ItemDataRole.UserRole


class ShortcutSheet(QDialog):
    """The sheet behind the question mark."""

    def __init__(self, front: Front) -> None:
        super().__init__(front.widget())
        self._front = front
        self.setWindowTitle(tr("Shortcuts"))
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("Action"), tr("Shortcut"), tr("What it does")])
        self.list.setAccessibleName(tr("Shortcuts"))
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(RoomyRows(self.list))
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(tr("New shortcut"))
        self.use = QPushButton(tr("Use"))
        self.reset = QPushButton(tr("Default"))
        self.message = PlainLabel(tr("Choose an action, press its new shortcut, then Use."))
        self.message.setObjectName("quiet")
        row = QHBoxLayout()
        for widget in (self.keys, self.use, self.reset):
            row.addWidget(widget)
        row.addWidget(self.message, 1)
        row.addWidget(close_button(self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        self.use.clicked.connect(lambda: self._choose(self.keys.keySequence().toString()))
        self.reset.clicked.connect(lambda: self._choose(None))
        self._fill()
        self.resize(860, 720)

    def _fill(self) -> None:
        self.list.clear()
        for menu in self._front.menus():
            group = QTreeWidgetItem([tr(menu.title)])
            self.list.addTopLevelItem(group)
            for spec in menu.actions:
                native = QKeySequence.SequenceFormat.NativeText
                keys = ", ".join(one.toString(native) for one in self._front.actions_by_id[spec.id].shortcuts())
                item = QTreeWidgetItem([tr(spec.text), keys, tr(spec.tip)])
                item.setData(0, _ID, spec.id)
                group.addChild(item)
        self.list.expandAll()
        for column in (0, 1):
            self.list.resizeColumnToContents(column)
        self.list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _choose(self, keys: str | None) -> None:
        item = self.list.currentItem()
        chosen = item.data(0, _ID) if item else None
        if not chosen:
            self.message.setText(tr("Choose an action first."))
            return
        taken = self._owner(keys) if keys else None
        if taken and taken != chosen:
            name = self._front.actions_by_id[taken].text()
            self.message.setText(tr("{0} already belongs to “{1}”.").format(keys, name))
            return
        kept = shortcut_of(chosen)
        if keys is None:
            self._front.desk.settings.forget(kept)
        else:
            self._front.desk.settings.set(kept, keys)
        self._front.dress_actions()
        self._fill()
        self.message.setText(tr("The shortcut is in use now."))

    def _owner(self, keys: str) -> str | None:
        wanted = QKeySequence(keys)
        for name, action in self._front.actions_by_id.items():
            if wanted in action.shortcuts():
                return name
        return None
