"""The session's markers as a table Qt can show, sort, filter and edit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor

from mmsa_studio.app.session import Session
from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.marker import COLOURS, FOUND, Marker
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.core.wording import shown_label, shown_note
from mmsa_studio.ui.go_to import frame_meant
from mmsa_studio.ui.plain import shown, tip
from mmsa_studio.ui.text import mark, tr
from mmsa_studio.ui.theme import MARKER

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = (
    ("start", mark("Timecode")),
    ("length", mark("Length")),
    ("label", mark("Label")),
    ("category", mark("Category")),
    ("note", mark("Note")),
    ("colour", mark("Colour")),
    ("origin", mark("Origin")),
)
NAMES = tuple(name for name, _ in COLUMNS)
CHOICES = {"category": ("", *CATEGORIES), "colour": COLOURS}
ID_ROLE = Role.UserRole
SORT_ROLE = Role.UserRole + 1
_AT_ONCE = 100
"""New rows from which on the whole table is told anew."""


class MarkersModel(QAbstractTableModel):
    """One row a marker; every edit is an undoable step of the session."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._rows: list[Marker] = []
        session.markers_changed.connect(self._refresh)
        session.project_changed.connect(self._refresh)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Markers."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """Column titles."""
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(COLUMNS[section][1])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401
        """What a cell shows, edits, or is sorted by."""
        if not index.isValid():
            return None
        marker, name = self._rows[index.row()], NAMES[index.column()]
        match role:
            case Role.DisplayRole:
                return shown(self._text(marker, name))
            case Role.EditRole:
                return getattr(marker, name) if name in CHOICES else self._text(marker, name)
            case Role.DecorationRole if name == "colour":
                return QColor(MARKER[marker.colour])
            case Role.ToolTipRole:
                return tip(self._text(marker, "note")) or None
            case _ if role == ID_ROLE:
                return marker.id
            case _ if role == SORT_ROLE:
                return getattr(marker, name)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything but the origin can be edited in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if NAMES[index.column()] != "origin" else flags

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:  # noqa: ANN401
        """Take an edit; what cannot be is refused and the cell stays as it was."""
        if role != Role.EditRole or not index.isValid():
            return False
        marker, name = self._rows[index.row()], NAMES[index.column()]
        try:
            fields = self._fields(marker, name, str(value).strip())
        except UsageError:
            return False
        self._session.edit_marker(marker.id, tr("Edit marker"), **fields)
        return True

    def row_of(self, marker_id: str) -> int:
        """Row of a marker, or -1."""
        return next((row for row, marker in enumerate(self._rows) if marker.id == marker_id), -1)

    def _text(self, marker: Marker, name: str) -> str:
        match name:
            case "start":
                return self._session.label(marker.start)
            case "length":
                return tr("{0} fr").format(marker.length)
            case "category" | "colour":
                return tr(getattr(marker, name))
            case "origin":
                return tr("found") if marker.origin == FOUND else tr("drawn")
            case "label":
                return shown_label(marker, tr)
            case "note":
                return shown_note(marker, tr)
        return str(getattr(marker, name))

    def _fields(self, marker: Marker, name: str, value: str) -> dict[str, Any]:
        project = self._session.project
        if name == "start" and project is not None:
            start = min(self._session.held(frame_meant(value, marker.start, project.media)), self._last(marker))
            return {"start": start, "end": start + marker.length}
        if name == "length":
            digits = "".join(character for character in value if character.isdigit())
            if not digits or int(digits) < 1:
                raise UsageError("marker.length", text=value)
            return {"end": min(marker.start + int(digits), self._session.frame_count)}
        if name in CHOICES and value not in CHOICES[name]:
            raise UsageError("marker.category" if name == "category" else "marker.colour", text=value)
        if name in ("label", "note") and value == self._text(marker, name):
            return {}
        return {name: value}

    def _last(self, marker: Marker) -> int:
        return max(self._session.frame_count - marker.length, 0)

    def _refresh(self) -> None:
        """Tell the view exactly what changed, so that selection and an open editor survive.

        A marker keeps its row while it moves: the view sorts. Sorting thousands anew would be felt in every drag that
        passes another marker.
        """
        new = {one.id: one for one in self._session.markers}
        there = {one.id for one in self._rows}
        fresh = [one for one in new.values() if one.id not in there]
        if not there <= new.keys() or len(fresh) > _AT_ONCE:
            self.beginResetModel()
            self._rows = list(new.values())
            self.endResetModel()
            return
        for row, one in enumerate(self._rows):
            if new[one.id] is not one:
                self._rows[row] = new[one.id]
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()


class MarkersFilter(QSortFilterProxyModel):
    """Sorted by any column and filtered by text in label, note or category."""

    def __init__(self, model: MarkersModel) -> None:
        super().__init__(model)
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterKeyColumn(-1)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setDynamicSortFilter(True)
