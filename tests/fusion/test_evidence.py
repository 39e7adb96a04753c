"""Markers keep why they are where they are, and an explanation says when it should not be relied on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.questions import CHANCE, Film, Trust, WhyMarkers
from mmsa_studio.core.track import Grid
from mmsa_studio.fusion.evidence import evidence_with, telling_frame
from mmsa_studio.fusion.film_trust import check_with
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.fusion.trust import OCCLUSION
from tests.fusion import made_up
from tests.fusion.test_explain import COUNT, cues, explained, media

MARKERS = (
    Marker(100, 150, kind="peak", category="joy", id="p"),
    Marker(400, 500, kind="category", category="anger", id="c"),
    Marker(600, 660, kind="subtext", id="s"),
    Marker(0, 1, id="d"),
)


def film() -> Film:
    return Film(media(), tuple(made_up.tracks(COUNT, valid=0.95).values()), cues())


def asked(*markers: Marker) -> WhyMarkers:
    timeline = fuse_with(made_up.model(), made_up.tracks(COUNT, valid=0.95), Grid(COUNT))
    return WhyMarkers(markers or MARKERS, timeline)


def test_every_marker_gets_the_explanation_of_a_frame_inside_it():
    found = evidence_with(made_up.model(), film(), asked())
    assert [one.marker for one in found] == ["p", "c", "s", "d"]
    assert [one.quantity for one in found] == ["intensity", "category.anger", "valence", "valence"]
    for one, marker in zip(found, MARKERS, strict=True):
        assert marker.start <= one.frame < marker.end
        assert abs(sum(one.contributions.values()) - (one.output - one.baseline)) < 1e-4
        assert set(one.interactions) == {"text+voice", "text+face", "voice+face"}
        assert one.known
        assert set(one.occlusions) == set(MODALITIES)
        assert one.looked_at in MODALITIES
    assert found[0].words.startswith("w4.0 w4.1")


def test_a_peak_is_explained_where_it_is_highest():
    timeline = asked().timeline
    series = timeline.series("fused", "intensity")
    frame = telling_frame(timeline, media().rate, MARKERS[0], "intensity")
    step = Grid(COUNT).at(frame / 25)
    inside = [s for s in range(20, 30) if series.valid[s]]
    assert step == max(inside, key=lambda s: series.values[s])


def test_evidence_belongs_to_a_marker_only_while_it_stays_there():
    (one,) = evidence_with(made_up.model(), film(), asked(MARKERS[0]))
    assert evidence_for(MARKERS[0], (one,)) is one
    assert evidence_for(replace(MARKERS[0], start=700, end=750), (one,)) is None
    assert evidence_for(MARKERS[1], (one,)) is None


def test_gathering_evidence_can_be_stopped():
    def stop(_):
        raise Cancelled

    with pytest.raises(Cancelled):
        evidence_with(made_up.model(), film(), asked(), stop)


def test_a_film_is_tried_against_chance_and_raw_attention():
    told = check_with(made_up.model(3), film(), Trust((100, 500, 800)))
    assert 0 < told.windows <= 3
    assert set(told.deletion) == set(told.insertion) == {AVERAGE, RELEVANCE, OCCLUSION, CHANCE}
    better = told.deletion[RELEVANCE] < told.deletion[CHANCE] and told.insertion[RELEVANCE] > told.insertion[CHANCE]
    assert told.beats_chance(RELEVANCE) == better


def test_frames_tried_one_by_one_say_the_same_as_all_at_once():
    together = check_with(made_up.model(3), film(), Trust((100, 500, 800)))
    one, two, three = (check_with(made_up.model(3), film(), Trust((frame,))) for frame in (100, 500, 800))
    apart = one.joined(two).joined(three)
    assert apart.windows == together.windows
    assert apart.deletion == pytest.approx(together.deletion)
    assert apart.insertion == pytest.approx(together.insertion)


def test_where_nothing_is_known_nothing_can_be_tried():
    told = check_with(made_up.model(), Film(media()), Trust((100,)))
    assert told.windows == 0


def test_explanations_do_not_survive_randomised_weights():
    """Adebayo et al. 2018: what stays when the weights are random explains the film's shape, not the network.

    Raw attention and rollout are not asked: what they show beyond closeness in time is measured in the model card.
    """
    told = [explained(seed=seed) for seed in range(4)]
    contributions = np.array([[*one.contributions.values()] for one in told])
    assert np.abs(np.corrcoef(contributions)[0, 1:]).min() < 0.9
    assert np.corrcoef([one.variants[RELEVANCE].ravel() for one in told])[0, 1:].max() < 0.95
