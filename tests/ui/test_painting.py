"""Whatever a lane or a panel raises while it is drawn, the window stays and says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from mmsa_studio.ui.lanes.ruler import Ruler
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.painting import Painted, guarded


class Broken(Painted):
    def paint(self, painter: QPainter, dirty: QRect) -> None:
        raise ZeroDivisionError


@pytest.mark.logs_error("Broken cannot be drawn")
def test_a_widget_that_cannot_be_drawn_says_so_and_its_painter_is_ended(qtbot) -> None:
    widget = Broken()
    qtbot.addWidget(widget)
    widget.resize(300, 60)
    for _ in range(2):  # a painter left open would be told by Qt, and fail the test
        image = widget.grab().toImage()
        assert len({image.pixel(x, y) for x in range(300) for y in range(60)}) > 1


@pytest.mark.logs_error("ruler cannot be drawn")
def test_one_lane_that_raises_leaves_the_others(window: MainWindow, qtbot, monkeypatch) -> None:
    def fail(self, *_: object) -> None:
        raise ValueError

    lanes = next(one for one in window.findChildren(Painted) if type(one).__name__ == "Lanes")
    monkeypatch.setattr(Ruler, "paint", fail)
    lanes.repaint_all()
    assert not lanes.grab().isNull()
    assert len(lanes._cache) == len(lanes.geometry_now().rows) > 3


def test_a_painter_is_afterwards_as_it_was_before(qtbot) -> None:
    with QPainter(pixmap := QPixmap(50, 50)) as painter:
        guarded("quiet", painter, QRectF(0, 0, 50, 50), lambda: painter.translate(9, 9))
        assert painter.transform().isIdentity()
    assert not pixmap.isNull()
