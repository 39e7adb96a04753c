"""A modality that no network fuses has a lane of its own without a line of code about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from mmsa_studio.core.track import Grid, Track
from mmsa_studio.ui.lanes import LANES, with_measured
from mmsa_studio.ui.lanes.measured import Measured, scaled
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.timeline.panel import Timeline
from tests.ui import synthetic


def music(grid: Grid, names: tuple[str, ...] = ("tempo", "loudness", "key", "noise")) -> Track:
    values = np.stack([synthetic.smooth(np.random.default_rng(n), grid.count) for n in range(len(names))], axis=1)
    valid = np.arange(grid.count) >= grid.count // 4
    return Track("music", grid, values, valid, names)


def with_track(window: MainWindow, track: Track) -> None:
    """Let the session hold one more track, as an analysis would give it."""
    session = window.desk.session
    session.project = replace(session.project, tracks={**session.project.tracks, track.modality: track})
    session.tracks_changed.emit()


def test_a_track_that_is_not_fused_appears_by_itself_and_goes_with_its_film(window: MainWindow) -> None:
    lanes = window.panel(Timeline).lanes
    before = [lane.id for lane, _ in lanes.geometry_now().rows]
    assert before == [lane.id for lane in LANES]
    with_track(window, music(window.desk.session.project.media.grid))
    (lane, row) = next(pair for pair in lanes.geometry_now().rows if pair[0].id not in before)
    assert row.height() >= lanes.fontMetrics().height()
    assert [one.id for one, _ in lanes.geometry_now().rows if one is not lane] == before
    session = window.desk.session
    session.project = replace(session.project, tracks={})
    session.project_changed.emit()
    assert [one.id for one, _ in lanes.geometry_now().rows] == before


def test_it_is_drawn_where_it_is_known_and_says_its_values(window: MainWindow) -> None:
    lanes, project = window.panel(Timeline).lanes, window.desk.session.project
    track = music(project.media.grid)
    with_track(window, track)
    drawn = lanes.grab().toImage()
    lane, row = next(pair for pair in lanes.geometry_now().rows if isinstance(pair[0], Measured))
    left = lanes.geometry_now().header

    def tones(first: float, last: float) -> int:
        """How many tones there are in part of the lane."""
        axis = lanes.stage.axis
        places = range(left + round(axis.x_of(first)) + 2, left + round(axis.x_of(last)) - 2)
        return len({drawn.pixel(x, y) for x in places for y in range(row.top() + 1, row.bottom() - 1)})

    known_from = project.media.frame_count // 4
    assert tones(5, known_from - 10) == 2, "grey with stripes"
    assert tones(known_from + 10, known_from + 60) > 10
    said = lane.read_out(project.media.frame_count // 2, lanes.stage.view())
    step = track.grid.at(project.media.frame_count // 2 / project.rate)
    assert said.split("\n")[0] == f"tempo {track.values[step, 0]:.3g}"
    assert len(said.split("\n")) == 3
    assert lane.read_out(0, lanes.stage.view()) == "nothing is known here"
    assert lanes.geometry_now().lane_at(QPointF(left + 5, row.center().y())) is lane


def test_a_lane_keeps_what_it_has_drawn_while_others_come_and_go() -> None:
    grid = Grid(9)
    first = with_measured(
        [lane() for lane in LANES], {"music": music(grid), "text": replace(music(grid), modality="text")}
    )
    again = with_measured(first, {"music": music(grid), "form": replace(music(grid), modality="form")})
    assert [one.key for one in first if isinstance(one, Measured)] == ["music"]
    assert [one.key for one in again if isinstance(one, Measured)] == ["form", "music"]
    assert next(one for one in again if isinstance(one, Measured) and one.key == "music") in first


@pytest.mark.parametrize("valid", [np.zeros(4, np.bool_), np.array([True, True, False, True])])
def test_columns_are_drawn_over_their_own_range(valid: np.ndarray) -> None:
    values = np.array([[100, 7], [200, 7], [9999, 7], [150, 7]], np.float32)
    level = scaled(values, valid)
    assert np.isfinite(level).all()
    if valid.any():
        assert level[valid, 0].tolist() == [0, 1, 0.5]
        assert level[valid, 1].tolist() == [0.5] * 3
