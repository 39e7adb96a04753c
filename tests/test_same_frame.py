"""One frame lies in one step, whoever is asked: curve, explanation, evidence, corrections, found markers and exports.

At 23.976 a tenth of all frames begin in one step and have their middle in the next: those are the ones that tell.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.core.corrections import held, steps_of
from mmsa_studio.core.film import MediaInfo, PictureStream
from mmsa_studio.core.find import find_markers
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.questions import Explain, Film, WhyMarkers
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.export import render
from mmsa_studio.fusion.evidence import evidence_with
from mmsa_studio.fusion.explain import explain_with
from mmsa_studio.fusion.infer import fuse_with
from tests.fusion import made_up

RATES = ("24000/1001", "24", "25", "30000/1001", "60000/1001", "10")
SECONDS = 20
STEP = Fraction(1, 5)


def media(rate: str) -> MediaInfo:
    """A film without a file."""
    fps, count = Fraction(rate), int(SECONDS * Fraction(rate))
    picture = PictureStream(640, 360, 640, 360, 0, Fraction(1), "h264", fps, count, False, Fraction(1, 1000), 0, 0)
    return MediaInfo("/nowhere/film.mkv", "0" * 64, 1, "matroska", count / fps, picture, None)


def step_by_the_middle(frame: int, rate: str) -> int:
    """The step in which the middle of a frame lies, straight from what the words say."""
    return math.floor((frame + Fraction(1, 2)) / Fraction(rate) / STEP)


def telling(rate: str, most: int = 12) -> list[int]:
    """Frames that begin in one step and have their middle in the next, or any where there are none; spread out."""
    frames = range(math.floor(SECONDS * Fraction(rate)) - 1)
    contested = [f for f in frames if f / Fraction(rate) // STEP != step_by_the_middle(f, rate)]
    chosen = contested or list(frames)
    return chosen[:: max(1, len(chosen) // most)]


@pytest.fixture(scope="module", params=RATES)
def rate(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def film(rate: str) -> Project:
    """A film with tracks of random numbers, and the curve that a random network makes of them."""
    info = media(rate)
    tracks = made_up.tracks(info.grid.count, valid=1.0)
    return Project(info, tracks=tracks, timeline=fuse_with(made_up.model(), tracks, info.grid))


def curve(project: Project) -> EmotionTimeline:
    assert project.timeline is not None
    return project.timeline


def test_every_frame_of_an_hour_lies_in_the_step_of_its_middle(rate: str) -> None:
    count = int(3600 * Fraction(rate))
    grid, frames = Grid.covering(count / Fraction(rate)), np.arange(count)
    expected = [min(step_by_the_middle(frame, rate), grid.count - 1) for frame in range(count)]
    assert [grid.step_of(frame, Fraction(rate)) for frame in range(count)] == expected
    assert grid.steps_of(frames, Fraction(rate)).tolist() == expected


def test_the_picture_in_the_middle_of_a_step_lies_in_it(rate: str) -> None:
    grid = media(rate).grid
    for step in range(grid.count - 1):
        assert grid.step_of(grid.frame_of(step, Fraction(rate)), Fraction(rate)) == step


def test_neighbours_at_23_976_differ_as_often_as_was_counted() -> None:
    frames = range(20_000)
    differ = sum(f / Fraction("24000/1001") // STEP != step_by_the_middle(f, "24000/1001") for f in frames)
    assert differ / len(frames) == pytest.approx(0.104, abs=0.001)


def test_an_explanation_is_about_the_step_that_the_curve_shows(film: Project, rate: str) -> None:
    fused = curve(film).series("fused", "valence").values
    for frame in telling(rate):
        told = explain_with(made_up.model(), Film.of(film), Explain(frame))
        assert told.output == pytest.approx(float(fused[step_by_the_middle(frame, rate)]), abs=1e-5)
        nearest = int(np.abs(told.times - float((frame + Fraction(1, 2)) / Fraction(rate))).argmin())
        assert math.floor(Fraction(float(told.times[nearest])) / STEP) == step_by_the_middle(frame, rate)


def test_evidence_is_about_the_step_that_the_curve_shows(film: Project, rate: str) -> None:
    markers = tuple(Marker(frame, frame + 1, id=str(frame)) for frame in telling(rate, most=4))
    fused = curve(film).series("fused", "valence").values
    for marker, why in zip(
        markers, evidence_with(made_up.model(), Film.of(film), WhyMarkers(markers, curve(film))), strict=True
    ):
        assert why.frame == marker.start
        assert why.output == pytest.approx(float(fused[step_by_the_middle(marker.start, rate)]), abs=1e-5)


def test_an_export_means_the_step_that_the_curve_shows(film: Project, rate: str) -> None:
    frames = telling(rate)
    project = Project(film.media, timeline=film.timeline, markers=tuple(Marker(f, f + 1, id=str(f)) for f in frames))
    document = json.loads(render(project, "json").files[".json"])
    fused = curve(film).series("fused", "valence").values
    means = {
        int(event["id"]): one["mean"]
        for event in document["events"]
        for one in event["evidence"]
        if one["track"] == "fused.valence"
    }
    assert set(means) == set(frames)
    for frame, mean in means.items():
        assert mean == pytest.approx(float(fused[step_by_the_middle(frame, rate)]), abs=1e-4)


def test_a_correction_of_a_frame_holds_for_its_step(film: Project, rate: str) -> None:
    for frame in telling(rate):
        word = Correction(frame, frame + 1, "valence", -0.75)
        steps = steps_of(word, film.media.grid, film.rate)
        assert step_by_the_middle(frame, rate) in range(steps.start, steps.stop)
        shown = held(curve(film), "valence", (word,), film.rate)
        assert shown.values[step_by_the_middle(frame, rate)] == pytest.approx(-0.75)


def test_found_markers_lie_on_the_steps_they_were_found_on(film: Project, rate: str) -> None:
    timeline = EmotionTimeline.empty(film.media.grid, ModelIdentity("made up", "1", ""))
    timeline.valid[:] = True
    timeline.values[0, 31:52, QUANTITIES.index("category.joy")] = 0.95
    found = find_markers(timeline, rate=film.rate, frame_count=film.media.frame_count)
    (marker,) = (one for one in found if one.kind == "category")
    steps = [step_by_the_middle(frame, rate) for frame in (marker.start, marker.end - 1)]
    assert steps == [31, 51]
