"""The list of markers."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.panels.list_panel import ListPanel
from mmsa_studio.ui.panels.markers_model import CHOICES, ID_ROLE, NAMES, Index, MarkersFilter, MarkersModel
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.text import tr

_WIDTHS = {"start": 13, "length": 8, "label": 24, "category": 12, "note": 48, "colour": 12, "origin": 8}


class ChoiceDelegate(QStyledItemDelegate):
    """Edits columns with fixed values by a list."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list for category and colour, a line for the rest."""
        name = NAMES[index.column()]
        if name not in CHOICES:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        for choice in CHOICES[name]:
            box.addItem(tr(choice) if choice else tr("none"), choice)
        box.activated.connect(lambda: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the cell holds."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Hand the choice over."""
        if isinstance(editor, QComboBox):
            index.model().setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)  # type: ignore[arg-type]


class MarkersTable(ListPanel):
    """Markers to sort, filter, edit in place, and jump to."""

    buttons = ("mark", "mark_range", "rename_marker", "delete_marker")

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._model = MarkersModel(desk.session)
        self._filter = MarkersFilter(self._model)
        self.search = QLineEdit()
        self._count = PlainLabel()
        self._count.setObjectName("quiet")
        self._set_up_table()
        self._set_up_search()
        desk.session.marker_selected.connect(self._show_selected)
        for signal in (self._filter.modelReset, self._filter.rowsInserted, self._filter.rowsRemoved):
            signal.connect(self._tell_count)
        self._filter.modelReset.connect(lambda: self._show_selected(desk.session.selected))
        self._tell_count()

    def selected_ids(self) -> list[str]:
        """Ids of the selected rows."""
        return [str(index.data(ID_ROLE)) for index in self.table.selectionModel().selectedRows()]

    def rename(self) -> None:
        """Edit the label of the current row in place."""
        row = self.table.currentIndex().row()
        if row >= 0:
            self.table.setFocus()
            self.table.edit(self._filter.index(row, NAMES.index("label")))

    def delete(self) -> None:
        """Delete the selected rows."""
        self._session.delete_markers(self.selected_ids(), tr("Delete markers"))

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._filter)
        table.setItemDelegate(ChoiceDelegate(table))
        table.setAccessibleName(tr("Markers"))
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        header = table.horizontalHeader()
        for column, name in enumerate(NAMES):
            table.setColumnWidth(column, _WIDTHS[name] * self.fontMetrics().averageCharWidth() + 16)
        header.setSectionResizeMode(NAMES.index("note"), QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(self._select)

    def _set_up_search(self) -> None:
        self.search.setPlaceholderText(tr("Filter markers"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Filter markers"))
        self.search.setMaximumWidth(self.fontMetrics().averageCharWidth() * 34)
        self.search.textChanged.connect(self._filter.setFilterFixedString)
        self.search.textChanged.connect(self._tell_count)
        self._beside.addWidget(self._count)
        self._beside.addWidget(self.search)

    def _jump(self, index: QModelIndex) -> None:
        marker = self._session.marker(str(index.data(ID_ROLE)))
        if marker is not None:
            self._session.seek(marker.start)

    def _select(self, selected: QItemSelection, _: QItemSelection) -> None:
        if selected.indexes():
            self._session.select(str(selected.indexes()[0].data(ID_ROLE)))

    def _show_selected(self, marker_id: str) -> None:
        row = self._model.row_of(marker_id)
        if row < 0 or marker_id in self.selected_ids():
            return
        index = self._filter.mapFromSource(self._model.index(row, 0))
        if index.isValid():
            self.table.choose([index.row()])
            self.table.scrollTo(index)

    def _tell_count(self) -> None:
        shown, there = self._filter.rowCount(), self._model.rowCount()
        self._count.setText(
            tr("{0} of {1}").format(shown, there) if shown != there else tr("{0} markers").format(there)
        )
