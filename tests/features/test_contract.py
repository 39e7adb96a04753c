"""What every extractor promises, whatever its modality; a further one in the table is tested by itself."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.core.draft import Draft
from mmsa_studio.core.modality import TABLE
from mmsa_studio.core.track import FULL, UNKNOWN, Grid
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features import extractor
from mmsa_studio.features.base import Drafting, expression_names
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


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_who_recalls_the_drafts_goes_on_as_if_nothing_had_happened(kind, whole, share):
    fed = items(READS[kind.modality])
    made = kind(GRID)
    assert isinstance(made, Drafting)
    drafts = []
    for item in fed[: int(share * len(fed))]:
        made.feed(item)
        drafts.append(made.draft())
    again = kind(GRID)
    for end, arrays in drafts:
        assert {name: kind.drafted[name].holds(array) for name, array in arrays.items()} == dict.fromkeys(
            kind.drafted, True
        )
        again.recall(end, arrays)
    for item in fed_from(READS[kind.modality], fed, drafts[-1][0] if drafts else 0):
        again.feed(item)
    track = again.track(final=True)
    np.testing.assert_array_equal(track.valid, whole.valid)
    np.testing.assert_allclose(track.values, whole.values, atol=1e-3)


def fed_from(source, fed, end):
    """What is fed to who needs material from a cue, a sample or a step on."""
    if source == "cues":
        return fed if not end else []
    if source == "sound":
        return [item for item in fed if item.start + len(item.samples) > end]
    return [item for item in fed if item.steps.stop > end]


def test_a_draft_of_something_else_is_not_taken(kind):
    made = kind(GRID)
    end, arrays = made.draft()
    whole = {f"{kind.modality}.{name}": array for name, array in arrays.items()}
    assert Draft("a", 0, end, {}, whole).fits(kind.modality, kind.drafted)
    name = next(iter(whole))
    for wrong in (whole[name].astype(np.complex64), whole[name][..., None], np.zeros(())):
        assert not Draft("a", 0, end, {}, {**whole, name: wrong}).fits(kind.modality, kind.drafted)
    assert not Draft("a", 0, end, {}, {}).fits(kind.modality, kind.drafted)
