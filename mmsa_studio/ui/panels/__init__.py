"""The panels of the window: one widget each that takes the desk, one line in this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mmsa_studio.ui.desk import Desk
from mmsa_studio.ui.panels.corrections import Corrections
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.text import mark
from mmsa_studio.ui.timeline.panel import Timeline

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True)
class PanelSpec:
    """A panel around the picture."""

    id: str
    title: str
    build: Callable[[Desk], QWidget]
    area: Qt.DockWidgetArea


PANELS = (
    PanelSpec("why", mark("Why this frame?"), Why, _RIGHT),
    PanelSpec("heatmap", mark("Attention"), Heatmap, _RIGHT),
    PanelSpec("timeline", mark("Timeline"), Timeline, _BOTTOM),
    PanelSpec("markers", mark("Markers"), MarkersTable, _BOTTOM),
    PanelSpec("corrections", mark("Corrections"), Corrections, _BOTTOM),
)
