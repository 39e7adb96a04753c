"""What if: the imagined stretch is what the whole film would be, and nothing else of the film changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.analysis import imagine
from mmsa_studio.core.questions import Imagine, Imagined
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.features import text
from mmsa_studio.fusion.infer import fuse_with
from tests.fusion import made_up
from tests.fusion.test_explain import COUNT, cues, film


def imagined(**options) -> Imagined:
    return imagine.imagine_with(made_up.model(), film(), Imagine(500, **options), encoder=lambda: None)


@pytest.mark.parametrize("without", [(), ("voice",), ("text", "voice", "face")])
def test_a_modality_switched_off_gives_the_curve_of_a_film_without_it(without, monkeypatch):
    monkeypatch.setattr(imagine, "REACH_S", 5.0)
    told = imagined(without=without)
    there = {name: track for name, track in made_up.tracks(COUNT).items() if name not in without}
    whole = fuse_with(made_up.model(), there, Grid(COUNT))
    steps = slice(told.first, told.first + told.timeline.grid.count)
    assert told.timeline.grid.count == 51
    np.testing.assert_allclose(told.timeline.values, whole.values[:, steps], atol=1e-4)
    np.testing.assert_array_equal(told.timeline.valid, whole.valid[:, steps])


def test_the_whole_of_a_short_film_is_imagined():
    told = imagined()
    assert (told.first, told.timeline.grid.count) == (0, COUNT)
    assert told.film is None, "the film says what it said"


@pytest.fixture
def read(monkeypatch) -> list:
    """A stand-in for the encoder; says what was read."""
    lines = []

    class Reader:
        def __init__(self, grid: Grid, *, encoder: object) -> None:
            self.grid, self.valid = grid, np.zeros(grid.count, bool)

        def feed(self, given):
            lines.extend(cue.text for cue in given)
            for cue in given:
                self.valid[self.grid.at(cue.start) : self.grid.at(cue.end)] = True

        def track(self, *, final: bool) -> Track:
            names = made_up.track("text", COUNT).names
            return Track("text", self.grid, np.full((COUNT, len(names)), 2, np.float32), self.valid, names)

    monkeypatch.setattr(imagine, "TextExtractor", Reader)
    return lines


def test_only_the_line_that_changed_is_read_again(read):
    told = imagined(line=10, text="Go away, please.")
    assert "Go away, please." in read
    assert len(read) <= 2
    before, after = film().tracks[0], told.film.tracks[0]
    assert before.modality == after.modality == "text"
    changed = (before.values != after.values).any(axis=1) | (before.valid != after.valid)
    assert set(np.flatnonzero(changed)) <= set(range(100, 111))
    assert [word.text for word in told.film.cues[10].words] == ["Go", "away,", "please."]
    assert told.film.cues[:10] + told.film.cues[11:] == cues()[:10] + cues()[11:]


def test_a_line_that_says_nothing_is_no_line(read):
    told = imagined(line=3, text="")
    assert told.film.cues[3].words == ()


def test_reading_a_line_again_gives_what_was_read_at_first():
    """With the shipped encoder: a line replaced by itself changes nothing."""
    grid, lines = Grid(COUNT), cues()
    extractor = text.TextExtractor(grid)
    extractor.feed(lines)
    track = extractor.track(final=True)
    again = imagine._read_again(track, lines[4], imagine.reworded(lines, 4, lines[4].text), text.text_encoder())
    np.testing.assert_array_equal(again.valid, track.valid)
    np.testing.assert_allclose(again.values, track.values, atol=2e-3)
    other = imagine._read_again(track, lines[4], imagine.reworded(lines, 4, "I hate you!"), text.text_encoder())
    assert np.abs(other.values - track.values).max() > 0.1
    assert replace(track, values=other.values, valid=other.valid).complete
