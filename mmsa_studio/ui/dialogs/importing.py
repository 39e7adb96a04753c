"""Import: what came back from an editing system, looked at before it is taken.

What the file was exported with is chosen as for an export, and begins with what the last export of this film was
asked for: without it, whatever an export left out would come back as a change.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mmsa_studio.app.exchange import FORMATS, Exchange, MergePlan, Row, rows_of
from mmsa_studio.app.session import Session
from mmsa_studio.app.settings import EXPORT_CHOICES
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.marker_changes import Change
from mmsa_studio.core.wording import in_full
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.dialogs.choices import Choices
from mmsa_studio.ui.plain import PlainLabel, shown
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import mark, tr

_READ_MS = 120
_KINDS = {"moved": mark("moved"), "renamed": mark("renamed"), "added": mark("added"), "removed": mark("removed")}


def endings() -> str:
    """Endings of the files that can be read, as file dialogs want them."""
    return " ".join(sorted({f"*{one.suffix}" for one in FORMATS.values() if one.read}))


class ImportDialog(QDialog):
    """Lists every change with a tick; the ticked ones become one undoable step."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session = desk.session
        self._exchange = Exchange(desk.session, desk.workshop, self)
        self._rows: list[Row] = []
        self._items: list[QTreeWidgetItem] = []
        self._path = path
        project = desk.session.project
        assert project is not None  # noqa: S101 - opened on a project only
        self.format, self.sequence, self.choices = QComboBox(), QComboBox(), Choices(project)
        self.setWindowTitle(tr("Import markers from “{0}”").format(path.name))
        self.summary = PlainLabel(tr("Reading “{0}”").format(path.name))
        self.summary.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([tr("Change"), tr("Marker"), tr("Now"), tr("Then")])
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(RoomyRows(self.list))
        self.list.setAccessibleName(tr("Changes"))
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.warnings = PlainLabel()
        self.warnings.setObjectName("quiet")
        self.warnings.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        self.take = self.buttons.addButton(tr("Take the ticked changes"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setEnabled(False)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self._timer = QTimer(self, singleShot=True, interval=_READ_MS)
        self._timer.timeout.connect(self._read)
        self._offer()
        self.choices.restore(desk.settings.get(EXPORT_CHOICES))
        self._lay_out()
        self.choices.changed.connect(self._timer.start)
        self.format.currentIndexChanged.connect(lambda: self._offer_sequences(()))
        self.format.currentIndexChanged.connect(self._timer.start)
        self.sequence.currentIndexChanged.connect(self._timer.start)
        desk.session.project_changed.connect(self.reject)
        self._read()

    def _offer(self) -> None:
        """Formats that can be read, and what is chosen of an export."""
        self.format.addItem(tr("As the file says"), "")
        for one in FORMATS.values():
            if one.read:
                self.format.addItem(tr(one.title), one.id)
        for row, (text, box) in enumerate(((tr("Format"), self.format), (tr("Sequence"), self.sequence))):
            box.setAccessibleName(text)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.choices.form.insertRow(row, text, box)
        self._offer_sequences(())
        self.choices.offer()

    def _offer_sequences(self, names: tuple[str, ...]) -> None:
        """Let a person choose among several sequences; what is chosen stays while they are the same."""
        offered = [tr("As the file says"), *(f"{number}  {name}" for number, name in enumerate(names, start=1))]
        if offered != [self.sequence.itemText(index) for index in range(self.sequence.count())]:
            with QSignalBlocker(self.sequence):
                self.sequence.clear()
                for number, text in enumerate(offered):
                    self.sequence.addItem(text, number or "")
        self.choices.form.setRowVisible(self.sequence, len(names) > 1)

    def _lay_out(self) -> None:
        """What the file was exported with beside what it changes."""
        heading = PlainLabel(tr("The file was exported with"))
        heading.setObjectName("quiet")
        heading.setToolTip(tr("What the export left out, notes for instance, is then no change."))
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(heading)
        left.addWidget(self.choices)
        left.addStretch(1)
        for widget in (self.summary, self.list, self.warnings):
            right.addWidget(widget)
        columns.setSpacing(16)
        columns.addLayout(left, 2)
        columns.addLayout(right, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(columns, 1)
        layout.addWidget(self.buttons)
        self.resize(1120, 560)

    def _read(self) -> None:
        """Compare the file with the film's markers, as it was exported."""
        chosen = self.choices.choice()
        choice = replace(chosen, options=replace(chosen.options, sequence=self.sequence.currentData()))
        self._exchange.read(self._path, str(self.format.currentData()), choice, self._show, self._refuse)

    def done(self, result: int) -> None:
        """Close, and let go of the thread."""
        self._timer.stop()
        self._exchange.close()
        super().done(result)

    def _show(self, plan: MergePlan) -> None:
        self._clear()
        self._offer_sequences(plan.sequences)
        self._rows = list(rows_of(plan))
        self._items = [self._item(row) for row in self._rows]
        self.list.addTopLevelItems(self._items)
        for column in (0, 2, 3):
            self.list.resizeColumnToContents(column)
        counts = [f"{sum(row.kind == kind for row in self._rows)} {tr(text)}" for kind, text in _KINDS.items()]
        unchanged = tr("{0} unchanged").format(len(plan.unchanged))
        self.summary.setText(", ".join([*counts, unchanged]))
        self.warnings.setText("\n".join(in_full(one, tr) for one in plan.warnings))
        self.take.setEnabled(bool(self._rows))

    def _item(self, row: Row) -> QTreeWidgetItem:
        one = row.after or row.before
        name = shown(one.label) if one else ""
        item = QTreeWidgetItem([tr(_KINDS[row.kind]), name, self._place(row.before), self._place(row.after)])
        item.setCheckState(0, Qt.CheckState.Checked)
        if row.kind == "renamed" and row.before and row.after:
            item.setText(2, f"{shown(row.before.label)}  {self._session.label(row.before.start)}")
            item.setText(3, shown(row.after.label))
        return item

    def _place(self, marker: Marker | None) -> str:
        if marker is None:
            return ""
        return f"{self._session.label(marker.start)}  {tr('{0} fr').format(marker.length)}"

    def _clear(self) -> None:
        self._rows, self._items = [], []
        self.list.clear()
        self.warnings.clear()
        self.take.setEnabled(False)

    def _refuse(self, problem: Failed) -> None:
        self._clear()
        self.summary.setText(in_full(problem, tr))

    def _apply(self) -> None:
        change: dict[str, Marker | None] = {}
        for row, item in zip(self._rows, self._items, strict=True):
            if item.checkState(0) == Qt.CheckState.Checked:
                part: Change = row.change
                change.update(part)
        self._session.change_markers(change, tr("Import from “{0}”").format(self._path.name))
        self.accept()
