"""Puts panels where the table says they lie at first: beside and below the picture, closer on a small screen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from mmsa_studio.ui.panel import BOTTOM, RIGHT, Docked, Seat

SMALL = 900
"""Windows lower than this get the layout for small screens."""

_SEPARATOR = 8
_VERTICAL, _HORIZONTAL = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
_ROOMY_SHARE, _CLOSE_SHARE = 0.42, 0.45
"""Part of the window's width that what lies beside the picture gets."""


class _Seated(NamedTuple):
    """A dock and where it shall lie."""

    seat: Seat
    dock: QDockWidget


def arrange(window: QMainWindow, docked: Sequence[Docked]) -> None:
    """Put all panels where they are at first, for the size the window has now."""
    for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
        window.setCorner(corner, BOTTOM)
    for one in docked:
        one.dock.setFloating(False)
        one.dock.show()
    small = window.height() < SMALL
    places = {area: _floors(docked, area, small=small) for area in (RIGHT, BOTTOM)}
    for area, floors in places.items():
        _fill(window, area, floors)
    for area, floors in places.items():
        docks, heights = [floor[0].dock for floor in floors], [floor[0].seat.height for floor in floors]
        if area == RIGHT:
            window.resizeDocks(docks, [_width(window, small=small)] * len(docks), _HORIZONTAL)
        window.resizeDocks(docks, heights, _VERTICAL)


def _floors(docked: Sequence[Docked], area: Qt.DockWidgetArea, *, small: bool) -> list[list[_Seated]]:
    """What lies in an area, floor by floor from the top, each in the order of the table."""
    seated = [_Seated(one.spec.close if small else one.spec.roomy, one.dock) for one in docked]
    here = sorted((one for one in seated if one.seat.area == area), key=lambda one: one.seat.floor)
    return [list(floor) for _, floor in groupby(here, key=lambda one: one.seat.floor)]


def _fill(window: QMainWindow, area: Qt.DockWidgetArea, floors: Sequence[Sequence[_Seated]]) -> None:
    """Lay the floors of an area below each other, and what shares a floor behind its first."""
    above: QDockWidget | None = None
    for (_, front), *others in floors:
        if above is None:
            window.addDockWidget(area, front)
        else:
            window.splitDockWidget(above, front, _VERTICAL)
        last = front
        for _, dock in others:
            window.tabifyDockWidget(last, dock)
            last = dock
        front.raise_()
        above = front


def _width(window: QMainWindow, *, small: bool) -> int:
    """Width of what lies beside the picture; a small window leaves the picture what it needs at least."""
    if not small:
        return round(window.width() * _ROOMY_SHARE)
    picture = window.centralWidget()
    room = window.width() - _SEPARATOR - (picture.minimumSizeHint().width() if picture else 0)
    return min(round(window.width() * _CLOSE_SHARE), room)
