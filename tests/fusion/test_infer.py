"""A film's tracks become a timeline: any subset, partial, long; contributions sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.jobs import Progress
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import Grid, Track, graded
from mmsa_studio.core.vocabulary import QUANTITIES, RANGES
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.fusion.inputs import gather
from mmsa_studio.fusion.network import scores
from tests.fusion import made_up


@pytest.mark.parametrize("present", [(), ("text",), ("voice", "face"), MODALITIES])
def test_any_subset_of_modalities_is_a_valid_film(present):
    given = {m: made_up.track(m) for m in present}
    timeline = fuse_with(made_up.model(), given, Grid(50))
    for place, modality in enumerate(MODALITIES):
        expected = given[modality].valid if modality in given else np.zeros(50, bool)
        np.testing.assert_array_equal(timeline.valid[place + 1], expected)
    np.testing.assert_array_equal(timeline.valid[0], timeline.valid[1:].any(axis=0))
    assert not timeline.values[~timeline.valid].any()
    assert not timeline.contributions[~timeline.valid[0]].any()


def test_windows_do_not_show_in_the_result():
    model, given = made_up.model(), made_up.tracks(1000)
    timeline = fuse_with(model, given, Grid(1000))
    inputs = gather(model.network.shape, given, Grid(1000))
    with torch.inference_mode():
        raw, _ = model.network(
            {m: torch.from_numpy(v)[None] for m, v in inputs.values.items()}, torch.from_numpy(inputs.valid)[None]
        )
    whole = scores(raw)[0].transpose(0, 1).numpy() * timeline.valid[..., None]
    np.testing.assert_allclose(timeline.values, whole, atol=2e-5)


def test_contributions_sum_to_output_minus_baseline_on_a_thousand_frames():
    model = made_up.model()
    timeline = fuse_with(model, made_up.tracks(1000, valid=0.9), Grid(1000))
    with torch.inference_mode():
        nothing = model.network.fuse(torch.zeros(1, 1, 0, 16), torch.zeros(1, 1, 0, dtype=torch.bool), kinds=())
        baseline = scores(nothing.raw)[0, 0, 0].item()
    total = timeline.series("fused", "valence").values - baseline
    valid = timeline.valid[0]
    np.testing.assert_allclose(timeline.contributions.sum(axis=1)[valid], total[valid], atol=1e-4)


def test_a_modality_that_is_absent_contributes_nothing():
    given = made_up.tracks(60) | {"voice": made_up.track("voice", 60, valid=0.0)}
    assert not fuse_with(made_up.model(), given, Grid(60)).contributions[:, 1].any()


def test_bands_hold_the_value_and_stay_in_range():
    timeline = fuse_with(made_up.model(), made_up.tracks(), Grid(50))
    assert (timeline.lower <= timeline.values).all()
    assert (timeline.values <= timeline.upper).all()
    for place, quantity in enumerate(QUANTITIES):
        low, high = RANGES.get(quantity, (0.0, 1.0))
        assert timeline.lower[..., place].min() >= low
        assert timeline.upper[..., place].max() <= high


def test_steps_not_computed_yet_are_not_valid():
    track = made_up.track("voice", valid=1.0)
    track = replace(track, quality=graded(track.grid, 0, 20))
    timeline = fuse_with(made_up.model(), {"voice": track}, Grid(50))
    assert timeline.valid[0, :20].all()
    assert not timeline.valid[:, 20:].any()


def test_a_modality_without_training_is_left_out_and_said_so():
    grid, told = Grid(20), []
    form = Track("form", grid, np.ones((20, 1), np.float32), np.ones(20, bool), ("form.light",))
    timeline = fuse_with(made_up.model(), {"form": form}, grid, hook=told.append)
    assert not timeline.valid.any()
    assert any(isinstance(event, Notice) and "form" in event.message for event in told)


def test_a_track_of_another_program_version_is_left_out_and_said_so():
    grid, told = Grid(20), []
    old = Track("voice", grid, np.ones((20, 1), np.float32), np.ones(20, bool), ("voice.pitch",))
    assert not fuse_with(made_up.model(), {"voice": old}, grid, hook=told.append).valid.any()
    assert any(isinstance(event, Notice) and "voice" in event.message for event in told)


def test_a_track_on_another_grid_is_refused():
    with pytest.raises(ValueError, match="another grid"):
        fuse_with(made_up.model(), made_up.tracks(50), Grid(49))


def test_the_same_tracks_give_the_same_timeline():
    first, second = (fuse_with(made_up.model(), made_up.tracks(), Grid(50)) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)


def test_progress_is_told_and_cancelling_passes_through():
    told = []
    fuse_with(made_up.model(), made_up.tracks(2000), Grid(2000), hook=told.append)
    fractions = [event.fraction for event in told if isinstance(event, Progress)]
    assert len(fractions) > 3
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1

    def stop(event):
        raise Cancelled

    with pytest.raises(Cancelled):
        fuse_with(made_up.model(), made_up.tracks(), Grid(50), hook=stop)
