"""What lanes draw, compared with the slow way of drawing it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtGui import QColor, QImage

from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.speech import INCLUDED, heard_by
from mmsa_studio.ui.drawing import argb, runs
from mmsa_studio.ui.lanes.ribbon import Ribbon
from mmsa_studio.ui.lanes.shares import Shares
from mmsa_studio.ui.lanes.shots import told_apart
from mmsa_studio.ui.lanes.stacked import layers
from mmsa_studio.ui.lanes.words import Words
from mmsa_studio.ui.strokes import hatch
from mmsa_studio.ui.theme import DARK, MODALITY
from tests.ui import synthetic

TONES = [QColor("#102030"), QColor("#405060"), QColor("#708090")]


def test_layers_meet_where_they_are_told_and_leave_out_what_is_unknown() -> None:
    rng = np.random.default_rng(1)
    edges, known = np.sort(rng.random((40, 2)), axis=1), rng.random(40) > 0.2
    pixels = layers(edges, known, TONES, 30)
    for x in range(40):
        for y in range(30):
            layer = sum((y + 0.5) / 30 > edge for edge in edges[x])
            assert pixels[y, x] == (argb(TONES[layer]) if known[x] else 0)


def test_categories_are_as_high_as_they_are_probable() -> None:
    means = np.array([[0.5, 0.5, 0, 0, 0, 0, 0], [2.0, 0, 0, 0, 0, 0, 2.0], np.zeros(7)])
    edges = Ribbon().edges(means)
    assert edges[0] == pytest.approx([0.5, 1, 1, 1, 1, 1])
    assert edges[1] == pytest.approx([0.5] * 6)
    assert np.isfinite(edges).all()


def test_shares_push_up_above_the_line_and_pull_down_below_it() -> None:
    lane, timeline = Shares(), synthetic.project().timeline
    timeline.contributions[:] = 0
    timeline.contributions[3] = (0.4, -0.2, 0.1)
    parts = lane.values(timeline)
    edges = lane.edges(parts[3:4])[0]
    assert (np.diff(edges) >= 0).all()
    assert len(lane.tones(DARK)) == len(edges) + 1
    pixels = layers(edges[None], np.ones(1, np.bool_), lane.tones(DARK), 1000)[:, 0]
    heights = {name: np.flatnonzero(pixels == argb(QColor(MODALITY[name]))) for name in MODALITY}
    scale = 1000 / 2 / (0.5 * 1.1)
    for name, push in (("text", 0.4), ("voice", 0.2), ("face", 0.1)):
        assert len(heights[name]) == pytest.approx(push * scale, abs=2)
    assert heights["text"].max() < 500 <= heights["voice"].min()
    assert heights["face"].max() < heights["text"].min()


@given(some.lists(some.booleans(), max_size=60), some.integers(1, 6))
def test_only_long_enough_runs_are_given(mask: list[bool], least: int) -> None:
    whole = list(runs(np.array(mask, np.bool_)))
    assert [mask[a:b] for a, b in whole] == [[True] * (b - a) for a, b in whole]
    assert sum(b - a for a, b in whole) == sum(mask)
    assert list(runs(np.array(mask, np.bool_), least)) == [(a, b) for a, b in whole if b - a >= least]


@given(some.lists(some.integers(0, 5000), min_size=1, max_size=80, unique=True), some.floats(0.001, 20))
def test_of_cuts_too_close_to_tell_apart_the_first_is_drawn(cuts: list[int], pixels_per_frame: float) -> None:
    starts = np.array(sorted(cuts), float)
    drawn = told_apart(starts, pixels_per_frame)
    assert drawn[0]
    for place in np.flatnonzero(~drawn):
        before = np.flatnonzero(drawn[:place])[-1]
        assert (starts[place] - starts[before]) * pixels_per_frame < 3


def test_what_is_unknown_is_striped() -> None:
    grey = hatch("#2c2c2c", "#3b3b3b", 40, 20)
    assert isinstance(grey, QImage)
    assert (grey.width(), grey.height()) == (40, 20)
    assert {grey.pixelColor(x, 3).name() for x in range(40)} == {"#2c2c2c", "#3b3b3b"}


def test_words_that_a_program_heard_are_told_apart() -> None:
    project = synthetic.project()
    view = SimpleNamespace(project=project)
    frame = frame_at(project.cues[0].start, project.rate)
    assert Words().read_out(frame, view) == project.cues[0].text
    view.project = replace(project, words_from=heard_by(INCLUDED))
    assert Words().read_out(frame, view) == f"heard by a program: {project.cues[0].text}"


def test_cues_over_each_other_are_drawn_in_rows() -> None:
    from mmsa_studio.ui.lanes.words import rows_of

    edges = np.array([(0, 1), (1, 9), (2, 3), (4, 5), (4.5, 6), (10, 12)], float)
    assert rows_of(edges).tolist() == [[0, 1], [0, 2], [1, 2], [1, 2], [1, 2], [0, 1]]
    assert rows_of(np.zeros((0, 2))).tolist() == []
