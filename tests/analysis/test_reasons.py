"""What words do to their line reaches every quantity, and the evidence of markers; with the shipped text encoder."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.analysis import reasons
from mmsa_studio.core.circumplex import derived, polarities
from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.film import Cue
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.questions import Film, WhyMarkers, WordsDo
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES, POLARITIES, QUANTITIES
from mmsa_studio.core.wording import sentence
from mmsa_studio.features.text import TextEncoder
from mmsa_studio.fusion import evidence
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.media.cues import place_words
from tests.fusion import made_up
from tests.fusion.test_explain import COUNT, media

LINE = ("What", "a", "wonderful", "morning")


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder()


def test_every_quantity_has_an_effect_of_every_word(encoder: TextEncoder) -> None:
    found = reasons.words_do(Film(media()), WordsDo(LINE), "cpu")
    own = encoder.effects(LINE)
    categories = own[:, : len(CATEGORIES)]
    assert found.line == LINE
    assert found.effects.shape == (len(LINE), len(QUANTITIES))
    effects = np.stack([[effect for _, effect in found.on(quantity)] for quantity in QUANTITIES], axis=1)
    np.testing.assert_allclose(effects[:, :2], own[:, -2:], atol=1e-5)
    np.testing.assert_allclose(effects[:, 2], derived(categories)[:, 2], atol=1e-5)
    np.testing.assert_allclose(effects[:, 3:10], categories, atol=1e-5)
    np.testing.assert_allclose(effects[:, -len(POLARITIES) :], polarities(categories), atol=1e-5)
    assert max(found.on("valence"), key=lambda one: one[1])[0] == "wonderful"


def test_a_line_without_words_has_no_effects() -> None:
    assert reasons.words_do(Film(media()), WordsDo(()), "cpu").on("valence") == ()


def asked() -> tuple[Film, WhyMarkers, str]:
    cues = (
        place_words(Cue(Fraction(4), Fraction(6), " ".join(LINE))),
        Cue(Fraction(16), Fraction(18), "I hate you"),
    )
    markers = Marker(100, 150, kind="peak", id="p"), Marker(410, 440, id="d"), Marker(600, 660, id="silent")
    tracks = made_up.tracks(COUNT)
    timeline = fuse_with(made_up.model(), tracks, Grid(COUNT))
    return Film(media(), tuple(tracks.values()), cues), WhyMarkers(markers, timeline), "cpu"


@pytest.fixture
def _made_up_fusion(monkeypatch: pytest.MonkeyPatch) -> None:
    model = made_up.model()
    monkeypatch.setattr(evidence, "load", lambda device, folder: model)


@pytest.mark.usefixtures("_made_up_fusion")
def test_markers_keep_what_the_words_of_their_line_do() -> None:
    peak, drawn, silent = reasons.evidence(*asked())
    assert [word for word, _ in peak.effects] == list(LINE)
    assert dict(peak.effects) == dict(reasons.words_do(Film(media()), WordsDo(LINE), "cpu").on("intensity"))
    assert [word for word, _ in drawn.effects] == ["I", "hate", "you"]
    assert min(drawn.effects, key=lambda one: one[1])[0] == "hate"
    assert silent.effects == ()
    assert "“hate” does most" in sentence(replace(drawn, contributions={"text": -0.3, "voice": 0.0, "face": 0.0}))


@pytest.mark.usefixtures("_made_up_fusion")
def test_words_say_nothing_where_the_film_was_not_read() -> None:
    film, question, device = asked()
    film = replace(film, tracks=tuple(track for track in film.tracks if track.modality != "text"))
    assert {one.effects for one in reasons.evidence(film, question, device)} == {()}


@pytest.mark.usefixtures("_made_up_fusion")
def test_gathering_tells_how_far_it_is_and_stops_when_asked() -> None:
    told: list[float] = []
    reasons.evidence(*asked(), lambda event: told.append(event.fraction))
    assert told == pytest.approx([1 / 3, 2 / 3, 1])

    def stop(_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        reasons.evidence(*asked(), stop)
