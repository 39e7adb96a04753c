"""Thousands of markers: what is drawn has to do with the pixels there are, what is sorted with what changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from mmsa_studio.core.marker import Marker
from mmsa_studio.ui.lanes.marks import Marks, in_rows
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.markers_model import MarkersModel
from mmsa_studio.ui.panels.markers_table import MarkersTable
from mmsa_studio.ui.spans import Spans
from mmsa_studio.ui.time_axis import TimeAxis
from mmsa_studio.ui.timeline.panel import Timeline
from tests.ui.counted import Counted


class Recorder(QPainter):
    """Counts the points and bars put down."""

    def __init__(self, image: QImage) -> None:
        super().__init__(image)
        self._image = image
        self.points: list[float] = []
        self.bars = 0

    def drawPixmap(self, place: QPointF, stamp: QPixmap) -> None:
        self.points.append(place.x())

    def drawRoundedRect(self, *_: object) -> None:
        self.bars += 1


def crowd(count: int, frames: int) -> tuple[Marker, ...]:
    starts = np.sort(np.random.default_rng(5).integers(0, frames - 2, count)).tolist()
    return tuple(Marker(start, start + 1, f"m{n}", id=f"{n:032x}") for n, start in enumerate(starts))


def long_axis(width: int) -> TimeAxis:
    axis = TimeAxis()
    axis.set_frames(170_000)
    axis.set_width(width)
    return axis


def painted(window: MainWindow, markers: tuple[Marker, ...], axis: TimeAxis) -> Recorder:
    session = window.desk.session
    session.project = replace(session.project, markers=markers)
    recorder = Recorder(QImage(axis.width, 60, QImage.Format.Format_ARGB32_Premultiplied))
    view = replace(window.panel(Timeline).lanes.stage.view(), axis=axis)
    Marks().paint(recorder, QRectF(0, 0, axis.width, 60), view)
    recorder.end()
    return recorder


def test_points_too_close_to_tell_apart_are_drawn_once_and_the_selected_one_always(window: MainWindow) -> None:
    axis = long_axis(300)
    markers = crowd(5000, 170_000)
    window.desk.session.selected = markers[2500].id
    drawn = painted(window, markers, axis)
    assert len(drawn.points) <= 3 * (axis.width / 3 + 1) + 1
    seen = np.array(drawn.points)
    for one in markers[::50]:
        assert np.abs(seen + 7 - axis.x_of(one.start + 0.5)).min() < 4, "there is a point for each"
    assert drawn.points[-1] + 7 == pytest.approx(axis.x_of(markers[2500].start + 0.5), abs=1)


def test_only_markers_in_view_are_drawn(window: MainWindow) -> None:
    axis = long_axis(300)
    axis.zoom_to(1000, 1200)
    inside = [Marker(1010, 1011, id="a" * 32), Marker(1050, 1190, id="b" * 32), Marker(900, 1100, id="c" * 32)]
    drawn = painted(window, (*crowd(200, 500), *inside), axis)
    assert (len(drawn.points), drawn.bars) == (1, 2)


def test_the_marker_under_the_pointer_is_found_without_a_look_at_each(window: MainWindow) -> None:
    session, lanes = window.desk.session, window.panel(Timeline).lanes
    markers = Counted(crowd(3000, session.frame_count))
    session.project = replace(session.project, markers=markers)
    geometry = lanes.geometry_now()
    here = QPointF(
        geometry.header + lanes.stage.axis.x_of(markers[1500].start + 0.5), geometry.row("markers").top() + 9
    )
    assert lanes.stage.marker_at(here) is not None
    near = sum(abs(one.start - markers[1500].start) < 5 for one in tuple(markers))
    before = markers.looked_at
    for _ in range(50):
        lanes.stage.marker_at(here)
    assert markers.looked_at - before <= 50 * near


@given(some.lists(some.tuples(some.integers(0, 60), some.integers(1, 20)), max_size=25), some.integers(0, 70))
def test_what_is_touched_is_what_a_scan_finds(spans: list, first: int) -> None:
    markers = tuple(Marker(start, start + long, id=str(n)) for n, (start, long) in enumerate(sorted(spans)))
    index = Spans()
    for last in (first, first + 3, first + 0.5):
        found = [markers[place] for place in index.touching(markers, first, last)]
        assert found == [one for one in markers if one.start <= last and one.end >= first]


def test_a_drag_past_other_markers_sorts_nothing_anew(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    session, table = window.desk.session, window.panel(MarkersTable).table
    session.change_markers({one.id: one for one in crowd(90, 140)}, "Add")
    session.change_markers({"f" * 32: Marker(3, 4, "dragged", id="f" * 32)}, "Add")
    asked: list[int] = []
    data = MarkersModel.data
    monkeypatch.setattr(MarkersModel, "data", lambda self, *where: asked.append(1) or data(self, *where))
    for start in range(4, 100):
        session.edit_marker("f" * 32, "Move marker", gesture="one", start=start, end=start + 1)
    assert len(asked) / 96 < 40, "about as many as it takes to find one place among many"
    model = table.model()
    starts = [session.marker(str(model.index(row, 0).data(256))).start for row in range(model.rowCount())]
    assert starts == sorted(starts)


def test_the_table_holds_what_the_session_holds_however_it_changes(window: MainWindow) -> None:
    session, rng, everyone = window.desk.session, np.random.default_rng(3), crowd(130, 140)
    model = window.panel(MarkersTable)._model
    for _ in range(40):
        chosen = rng.permutation(len(everyone))[: rng.integers(0, 130)]
        there = tuple(replace(everyone[n], note=str(rng.integers(3))) for n in sorted(chosen))
        session.project = replace(session.project, markers=there)
        session.markers_changed.emit()
        assert sorted(model._rows, key=lambda one: one.id) == sorted(there, key=lambda one: one.id)
        assert model.rowCount() == window.panel(MarkersTable).table.model().rowCount() == len(there)


def test_the_count_follows(qtbot: QtBot, window: MainWindow) -> None:
    session, panel = window.desk.session, window.panel(MarkersTable)
    session.change_markers({one.id: one for one in crowd(50, 140)}, "Add")
    assert panel._count.text() == "53 markers"
    session.change_markers({one.id: one for one in crowd(140, 140)}, "Add")
    assert panel._count.text() == "143 markers"
    session.delete_markers([one.id for one in session.markers][:9], "Delete")
    assert panel._count.text() == "134 markers"
    assert panel.table.model().rowCount() == 134


@given(some.lists(some.tuples(some.integers(0, 60), some.integers(1, 20)), max_size=25), some.floats(0, 10))
def test_rows_are_the_first_that_is_free_or_soonest(spans: list, least: float) -> None:
    markers = [Marker(start, start + long, id=str(n)) for n, (start, long) in enumerate(sorted(spans))]
    ends = [float("-inf")] * 3
    for one, row in zip(markers, in_rows(markers, least), strict=True):
        free = [number for number, end in enumerate(ends) if end <= one.start]
        assert row == (free[0] if free else ends.index(min(ends)))
        ends[row] = max(ends[row], one.end, one.start + least)
