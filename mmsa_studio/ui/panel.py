"""What a panel around the picture is, and what the window must know to seat one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QWidget

from mmsa_studio.ui.desk import Desk

RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Panel(QWidget):
    """A widget that is given the desk and shows one side of the film."""

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put actions on buttons; most panels have none."""


class Seat(NamedTuple):
    """Where a panel lies at first.

    Attributes:
        area: beside or below the picture.
        floor: counted from the top of the area; panels of one floor lie behind each other, the first of the table in
            front.
        height: of the floor at first, in pixels.
    """

    area: Qt.DockWidgetArea
    floor: int
    height: int


class PanelSpec(NamedTuple):
    """A line of the table of panels.

    Attributes:
        id: name in the saved layout.
        title: said above it.
        build: makes it for a desk.
        roomy: its seat in a large window.
        close: its seat in a small one.
        explains: whether frames are explained while it can be seen.
    """

    id: str
    title: str
    build: Callable[[Desk], Panel]
    roomy: Seat
    close: Seat
    explains: bool = False


class Docked(NamedTuple):
    """A panel in its dock, and the line of the table it was made from."""

    spec: PanelSpec
    panel: Panel
    dock: QDockWidget
