"""The list of corrections: what a person said, and what was computed there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from mmsa_studio.core.corrections import computed
from mmsa_studio.core.project import Correction
from mmsa_studio.core.wording import signed
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.panels.list_panel import ListPanel
from mmsa_studio.ui.plain import PlainLabel
from mmsa_studio.ui.table import Table
from mmsa_studio.ui.text import mark, tr

_COLUMNS = (mark("Timecode"), mark("Length"), mark("What"), mark("Corrected to"), mark("Computed"))
_WIDTHS = (13, 8, 14, 16, 16)


class Corrections(ListPanel):
    """Corrections to look at, jump to and delete."""

    buttons = ("correct", "delete_correction")

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._rows: tuple[Correction, ...] = ()
        self._model = QStandardItemModel(0, len(_COLUMNS), self)
        self._model.setHorizontalHeaderLabels([tr(title) for title in _COLUMNS])
        self.table.setModel(self._model)
        self.table.setAccessibleName(tr("Corrections"))
        self.table.setEditTriggers(Table.EditTrigger.NoEditTriggers)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width * self.fontMetrics().averageCharWidth() + 16)
        self.table.horizontalHeader().setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._hint = PlainLabel(tr("Set In and Out and drag a line of the curve up or down, or choose Correct."))
        self._hint.setObjectName("quiet")
        self._hint.setMinimumWidth(1)  # a narrow column need not show it whole
        self._hint.setToolTip(self._hint.text())
        self._beside.addWidget(self._hint)
        for changed in (self._session.corrections_changed, self._session.project_changed):
            changed.connect(self._refresh)
        self._session.timeline_changed.connect(self._refresh)

    def selected(self) -> list[Correction]:
        """The corrections of the selected rows."""
        return [self._rows[index.row()] for index in self.table.selectionModel().selectedRows()]

    def delete(self) -> None:
        """Delete the selected rows."""
        chosen = self.selected()
        after = tuple(one for one in self._session.corrections if one not in chosen)
        self._session.change_corrections(after, tr("Delete correction"))

    def _jump(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.seek(self._rows[index.row()].start)

    def _refresh(self) -> None:
        chosen = self.selected()
        self._rows = self._session.corrections
        self._model.setRowCount(0)
        for one in self._rows:
            self._model.appendRow([QStandardItem(text) for text in self._cells(one)])
        self.table.choose(row for row, one in enumerate(self._rows) if one in chosen)

    def _cells(self, one: Correction) -> tuple[str, ...]:
        project = self._session.project
        timeline = project.timeline if project else None
        instead = computed(one, timeline, project.rate) if project and timeline else None
        place, length = self._session.label(one.start), tr("{0} fr").format(one.end - one.start)
        return place, length, tr(one.quantity), value_text(one.value), value_text(instead)


def value_text(value: float | str | None) -> str:
    """A corrected or computed value for people."""
    if value is None:
        return tr("nothing")
    return tr(value) if isinstance(value, str) else signed(value)
