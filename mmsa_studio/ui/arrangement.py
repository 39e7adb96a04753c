"""Where panels lie at first: beside and below the picture, and closer together on a small screen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

SMALL = 900
"""Windows lower than this get the layout for small screens."""

_SEPARATOR = 8
_VERTICAL, _HORIZONTAL = Qt.Orientation.Vertical, Qt.Orientation.Horizontal


def arrange(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """Put all panels where they are at first, for the size the window has now."""
    for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
        window.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
    for dock in docks.values():
        dock.setFloating(False)
        dock.show()
    small = window.height() < SMALL
    (_closely if small else _roomily)(window, docks)
    window.tabifyDockWidget(docks["markers"], docks["corrections"])
    docks["heatmap" if small else "markers"].raise_()


def _roomily(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """The explanation beside the picture; the lists below the timeline."""
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["why"])
    window.splitDockWidget(docks["why"], docks["heatmap"], _VERTICAL)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks["timeline"])
    window.splitDockWidget(docks["timeline"], docks["markers"], _VERTICAL)
    window.resizeDocks([docks["why"]], [round(window.width() * 0.42)], _HORIZONTAL)
    window.resizeDocks([docks["why"], docks["heatmap"]], [345, 160], _VERTICAL)
    window.resizeDocks([docks["timeline"], docks["markers"]], [348, 110], _VERTICAL)


def _closely(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """The lists behind the attention, so that picture and explanation get their room."""
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["why"])
    window.splitDockWidget(docks["why"], docks["heatmap"], _VERTICAL)
    window.tabifyDockWidget(docks["heatmap"], docks["markers"])
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks["timeline"])
    picture = window.centralWidget()
    room = window.width() - _SEPARATOR - (picture.minimumSizeHint().width() if picture else 0)
    window.resizeDocks([docks["why"]], [min(round(window.width() * 0.45), room)], _HORIZONTAL)
    window.resizeDocks([docks["why"], docks["heatmap"]], [350, 125], _VERTICAL)
    window.resizeDocks([docks["timeline"]], [260], _VERTICAL)
