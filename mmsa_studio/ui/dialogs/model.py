"""What computed the curve, and the evidence for it, from the model card that code wrote."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from mmsa_studio import __version__
from mmsa_studio.core.card import rows
from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.table import RoomyRows
from mmsa_studio.ui.text import tr

_COLUMNS = ("id", "kind", "metric", "value", "spread", "baseline", "anchor", "split")


class ModelDialog(QDialog):
    """Identity of the weights and the measured numbers."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About the model"))
        project = desk.session.project
        model = project.timeline.model if project and project.timeline else None
        heading = QLabel(f"MMSA Studio {__version__}")
        heading.setObjectName("heading")
        words = QLabel(
            tr(
                "The curve shows what the people on screen express in words, voice and face. It says nothing about "
                "what anybody feels. Valence and arousal of voice and face are derived from categories. Everything "
                "is computed on this machine."
            )
        )
        words.setWordWrap(True)
        said = f"{model.name} {model.version}  sha256 {model.sha256}" if model else tr("No curve was computed yet.")
        identity = QLabel(said)
        identity.setObjectName("quiet")
        identity.setWordWrap(True)
        table = QTreeWidget()
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setUniformRowHeights(True)
        table.setItemDelegate(RoomyRows(table))
        table.setHeaderLabels([tr(name) for name in _COLUMNS])
        table.setAccessibleName(tr("Measured numbers"))
        for row in rows():
            table.addTopLevelItem(QTreeWidgetItem([_shown(getattr(row, name)) for name in _COLUMNS]))
        for column in range(len(_COLUMNS)):
            table.resizeColumnToContents(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        for widget in (heading, words, identity, table, buttons):
            layout.addWidget(widget)
        self.resize(900, 520)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
