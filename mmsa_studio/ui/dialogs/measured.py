"""Measured numbers as tables: the figures that matter, and everything that stands in the model card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from mmsa_studio.core import card
from mmsa_studio.ui.plain import tip
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import mark, tr

_COLUMNS = {
    "id": mark("id"), "kind": mark("kind"), "value": mark("value"), "spread": mark("spread"),
    "baseline": mark("baseline"), "bar": mark("aimed at"), "metric": mark("metric"), "anchor": mark("anchor"),
    "split": mark("split"),
}  # fmt: skip
_WIDEST_PX = 340


class _Numbers(QTreeWidget):
    """A list of rows that can be read and walked through, but not changed."""

    def __init__(self, name: str, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setUniformRowHeights(True)
        self.setItemDelegate(RoomyRows(self))
        self.setHeaderLabels(list(headings))
        self.setAccessibleName(name)

    def fill(self, rows: Iterable[Sequence[str]]) -> None:
        """Show the rows, every column as wide as it needs but the widest, whose cells tell all in a tip."""
        for row in rows:
            item = QTreeWidgetItem(list(row))
            for column, text in enumerate(row):
                item.setToolTip(column, tip(text))
            self.addTopLevelItem(item)
        for column in range(self.columnCount()):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column), _WIDEST_PX))


class Figures(_Numbers):
    """The figures that matter, strangers' beside those at home."""

    def __init__(self, parent: QWidget | None = None) -> None:
        headings = (tr("what"), tr("at home"), tr("with strangers"), tr("metric"))
        super().__init__(tr("Figures that matter"), headings, parent)
        self.fill((tr(one.said), _value(one.home), _value(one.stranger), _measure(one)) for one in card.FIGURES)


class AllNumbers(_Numbers):
    """Every row of the model card, to be sorted by any column; those of strangers are called so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Measured numbers"), [tr(name) for name in _COLUMNS.values()], parent)
        self.fill([_cell(row, name) for name in _COLUMNS] for row in card.rows())
        self.sortItems(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)


def _measure(figure: card.Figure) -> str:
    return tr("{0} (small is good)").format(tr(figure.measure)) if figure.small_is_good else tr(figure.measure)


def _value(row_id: str) -> str:
    found = card.row(row_id)
    return "–" if found is None else f"{found.value:.2f}"


def _cell(row: card.Row, name: str) -> str:
    value = getattr(row, name)
    if name == "kind":
        return tr(row.kind)
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
