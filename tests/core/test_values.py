"""Tracks, timelines and markers hold what they promise, and nothing else can be built."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import SOURCES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import QUANTITIES

MODEL = ModelIdentity("none", "0", "")


@given(st.fractions(min_value=0, max_value=20_000))
def test_a_grid_covers_the_whole_duration_and_not_a_step_more(duration: Fraction) -> None:
    grid = Grid.covering(duration)
    assert grid.duration >= duration
    assert grid.count == 1 or grid.duration - duration < grid.step


@given(st.integers(1, 50_000), st.fractions(min_value=-10, max_value=20_000))
def test_every_time_has_a_step_inside_the_grid(count: int, seconds: Fraction) -> None:
    grid = Grid(count)
    step = grid.at(seconds)
    assert 0 <= step < count
    if 0 <= seconds < grid.duration:
        assert step * grid.step <= seconds < (step + 1) * grid.step


@pytest.mark.parametrize(
    ("values", "valid"),
    [
        (np.zeros((4, 2), np.float32), np.zeros(5, bool)),
        (np.zeros((5, 3), np.float32), np.zeros(5, bool)),
        (np.zeros((5, 2), np.float64), np.zeros(5, bool)),
        (np.full((5, 2), np.nan, np.float32), np.zeros(5, bool)),
    ],
)
def test_a_track_that_does_not_fit_its_grid_cannot_be_built(values: np.ndarray, valid: np.ndarray) -> None:
    with pytest.raises(ValueError, match="voice"):
        Track("voice", Grid(5), values, valid, ("a", "b"))


def test_columns_come_in_the_order_asked_for() -> None:
    track = Track("voice", Grid(2), np.array([[1, 2], [3, 4]], np.float32), np.ones(2, bool), ("a", "b"))
    assert track.columns(("b", "a")).tolist() == [[2, 1], [4, 3]]
    with pytest.raises(KeyError):
        track.columns(("c",))


def test_a_timeline_is_finite_and_fits_its_grid() -> None:
    timeline = EmotionTimeline.empty(Grid(7), MODEL)
    assert timeline.values.shape == (len(SOURCES), 7, len(QUANTITIES))
    assert not timeline.series("fused", "valence").valid.any()
    bad = timeline.values.copy()
    bad[0, 0, 0] = np.inf
    with pytest.raises(ValueError, match="finite"):
        EmotionTimeline(
            timeline.grid, bad, timeline.lower, timeline.upper, timeline.valid, timeline.contributions, MODEL
        )


@pytest.mark.parametrize("frames", [(-1, 2), (3, 3), (5, 4)])
def test_a_marker_covers_at_least_one_frame(frames: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="start < end"):
        Marker(*frames)


@pytest.mark.parametrize("field", [{"colour": "beige"}, {"category": "bliss"}, {"origin": "guessed"}])
def test_a_marker_speaks_the_vocabulary(field: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Marker(0, 1, **field)
