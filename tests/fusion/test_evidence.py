"""Markers keep why they are where they are, and an explanation says when it should not be relied on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.evidence import evidence_for
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.questions import CHANCE, EvidenceRequest, TrustRequest
from mmsa_studio.core.track import Grid
from mmsa_studio.fusion.evidence import evidence_with, telling_frame
from mmsa_studio.fusion.explain import explain_with
from mmsa_studio.fusion.film_trust import check_with
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.fusion.trust import OCCLUSION
from tests.fusion import made_up
from tests.fusion.test_explain import COUNT, cues, media
from tests.fusion.test_explain import request as ask

MARKERS = (
    Marker(100, 150, kind="peak", category="joy", id="p"),
    Marker(400, 500, kind="category", category="anger", id="c"),
    Marker(600, 660, kind="subtext", id="s"),
    Marker(0, 1, id="d"),
)


def request() -> EvidenceRequest:
    tracks = made_up.tracks(COUNT, valid=0.95)
    timeline = fuse_with(made_up.model(), tracks, Grid(COUNT))
    return EvidenceRequest(media(), MARKERS, timeline, tuple(tracks.values()), cues())


def test_every_marker_gets_the_explanation_of_a_frame_inside_it():
    found = evidence_with(made_up.model(), request())
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
    asked = request()
    series = asked.timeline.series("fused", "intensity")
    frame = telling_frame(asked, MARKERS[0], "intensity")
    step = Grid(COUNT).at(frame / 25)
    inside = [s for s in range(20, 30) if series.valid[s]]
    assert step == max(inside, key=lambda s: series.values[s])


def test_evidence_belongs_to_a_marker_only_while_it_stays_there():
    (one,) = evidence_with(made_up.model(), replace(request(), markers=MARKERS[:1]))
    assert evidence_for(MARKERS[0], (one,)) is one
    assert evidence_for(replace(MARKERS[0], start=700, end=750), (one,)) is None
    assert evidence_for(MARKERS[1], (one,)) is None


def test_gathering_evidence_can_be_stopped():
    def stop(_):
        raise Cancelled

    with pytest.raises(Cancelled):
        evidence_with(made_up.model(), request(), stop)


def test_a_film_is_tried_against_chance_and_raw_attention():
    tracks = tuple(made_up.tracks(COUNT, valid=0.95).values())
    told = check_with(made_up.model(3), TrustRequest(media(), (100, 500, 800), tracks, quantity="valence"))
    assert 0 < told.windows <= 3
    assert set(told.deletion) == set(told.insertion) == {AVERAGE, RELEVANCE, OCCLUSION, CHANCE}
    better = told.deletion[RELEVANCE] < told.deletion[CHANCE] and told.insertion[RELEVANCE] > told.insertion[CHANCE]
    assert told.beats_chance(RELEVANCE) == better


def test_where_nothing_is_known_nothing_can_be_tried():
    told = check_with(made_up.model(), TrustRequest(media(), (100,)))
    assert told.windows == 0


def test_explanations_do_not_survive_randomised_weights():
    """Adebayo et al. 2018: what stays when the weights are random explains the film's shape, not the network.

    Raw attention and rollout are not asked: what they show beyond closeness in time is measured in the model card.
    """
    told = [explain_with(made_up.model(seed), ask()) for seed in range(4)]
    contributions = np.array([[*one.contributions.values()] for one in told])
    assert np.abs(np.corrcoef(contributions)[0, 1:]).min() < 0.9
    assert np.corrcoef([one.variants[RELEVANCE].ravel() for one in told])[0, 1:].max() < 0.95
