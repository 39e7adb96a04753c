"""What every extractor promises, whatever its modality; a further one in the table is tested by itself."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.core.modality import TABLE
from mmsa_studio.core.track import FULL, UNKNOWN, Grid
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features import extractor
from mmsa_studio.features.base import expression_names
from tests.features.material import GRID, THERE, items

READS = {one.id: one.reads for one in TABLE}


@pytest.fixture(scope="module", params=[one.id for one in TABLE])
def kind(request):
    """An extractor's class; one that is in the table and cannot be had fails, it is not skipped."""
    return extractor(request.param)


@pytest.fixture(scope="module")
def whole(kind):
    """The track of a film in which somebody is there for a while."""
    return extracted(kind, items(READS[kind.modality]))


def extracted(kind, fed, grid=GRID):
    made = kind(grid)
    for item in fed:
        made.feed(item)
    return made.track(final=True)


def test_names_are_unique_and_end_with_the_expression_block(kind):
    assert READS[kind.modality] in ("cues", "sound", "pictures")
    assert len(set(kind.names)) == len(kind.names)
    assert kind.names[-9:] == expression_names(kind.modality)


def test_the_table_knows_it_by_its_modality(kind):
    assert extractor(kind.modality) is kind


def test_a_track_is_as_long_as_its_grid_and_complete(kind, whole):
    assert whole.modality == kind.modality
    assert whole.grid == GRID
    assert whole.names == kind.names
    assert whole.values.shape == (GRID.count, len(kind.names))
    assert whole.complete


def test_steps_are_valid_where_somebody_is_there_and_only_there(whole):
    first, last = GRID.at(THERE[0]), GRID.at(THERE[1])
    assert whole.valid[first + 2 : last - 2].mean() > 0.7
    assert not whole.valid[: first - 1].any()
    assert not whole.valid[last + 2 :].any()


def test_what_is_not_valid_is_zero(whole):
    assert not whole.values[~whole.valid].any()


def test_expression_is_a_distribution_and_a_place_on_the_circumplex(whole):
    block = whole.values[whole.valid, -9:]
    assert np.exp(block[:, : len(CATEGORIES)]).sum(axis=1) == pytest.approx(1, abs=0.02)
    assert np.abs(block[:, -2:]).max() <= 1


def test_the_same_film_gives_the_same_track(kind, whole):
    again = extracted(kind, items(READS[kind.modality]))
    np.testing.assert_array_equal(again.values, whole.values)
    np.testing.assert_array_equal(again.valid, whole.valid)


def test_asking_for_the_track_on_the_way_changes_nothing(kind, whole):
    made = kind(GRID)
    for item in items(READS[kind.modality]):
        made.feed(item)
        assert made.track().values.shape == whole.values.shape
    asked = made.track(final=True)
    np.testing.assert_array_equal(asked.valid, whole.valid)
    np.testing.assert_allclose(asked.values, whole.values, atol=1e-4)  # what is computed together rounds otherwise


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_feeding_may_stop_anywhere(kind, share):
    fed = items(READS[kind.modality])
    made = kind(GRID)
    for item in fed[: int(share * len(fed))]:
        made.feed(item)
    early = made.track()
    assert early.values.shape == (GRID.count, len(kind.names))
    assert not early.valid[early.quality == UNKNOWN].any()
    assert not (early.quality == FULL)[early.quality.argmin() :].any(), "what is known is known from the start on"
    assert made.track(final=True).complete


def test_a_film_without_that_signal_is_valid_nowhere(kind):
    for nothing in ([], items(READS[kind.modality], there=None)):
        track = extracted(kind, nothing)
        assert track.complete
        assert not track.valid.any()


def test_what_lies_beyond_the_film_is_left_out(kind):
    short = Grid(GRID.at(THERE[0]) + 5)
    track = extracted(kind, items(READS[kind.modality]), short)
    assert track.values.shape == (short.count, len(kind.names))


def test_a_film_of_one_step_has_a_track_of_one_step(kind):
    assert extracted(kind, items(READS[kind.modality])[:1], Grid(1)).values.shape == (1, len(kind.names))
