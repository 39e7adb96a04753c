"""The panels of the window: one widget each that takes the desk, one line in this table."""

from __future__ import annotations

from mmsa_studio.ui.panel import BOTTOM, RIGHT, PanelSpec, Seat
from mmsa_studio.ui.panels.corrections import Corrections
from mmsa_studio.ui.panels.heatmap import Heatmap
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.panels.why import Why
from mmsa_studio.ui.text import mark
from mmsa_studio.ui.timeline.panel import Timeline

PANELS = (
    PanelSpec("why", mark("Why this frame?"), Why, Seat(RIGHT, 0, 345), Seat(RIGHT, 0, 350), explains=True),
    PanelSpec("heatmap", mark("Attention"), Heatmap, Seat(RIGHT, 1, 160), Seat(RIGHT, 1, 125), explains=True),
    PanelSpec("timeline", mark("Timeline"), Timeline, Seat(BOTTOM, 0, 348), Seat(BOTTOM, 0, 260)),
    PanelSpec("markers", mark("Markers"), MarkersTable, Seat(BOTTOM, 1, 110), Seat(RIGHT, 1, 125)),
    PanelSpec("corrections", mark("Corrections"), Corrections, Seat(BOTTOM, 1, 110), Seat(RIGHT, 1, 125)),
)
