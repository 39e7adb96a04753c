"""An explanation sums, looks only where something was, and says it in words."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.core.errors import Cancelled
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.film import Cue, MediaInfo, PictureStream, Word
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.questions import Explain, Film
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.explain import _heatmaps, explain_with
from mmsa_studio.fusion.heatmap import RELEVANCE
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.fusion.inputs import gather
from mmsa_studio.fusion.samples import on_grid
from tests.fusion import made_up

COUNT = 200


def media(rate: Fraction = Fraction(25)) -> MediaInfo:
    frames = int(40 * rate)
    picture = PictureStream(
        320, 180, 320, 180, 0, Fraction(1), "h264", rate, frames, False, 1 / rate, 0, 0
    )  # fmt: skip
    return MediaInfo("film.mp4", "id", 1, "mp4", Fraction(40), picture, None)


def cues() -> tuple[Cue, ...]:
    made = []
    for start in range(0, 40, 2):
        words = tuple(Word(f"w{start}.{i}", start + i * 0.4, start + i * 0.4 + 0.4) for i in range(5))
        made.append(Cue(Fraction(start), Fraction(start + 2), " ".join(w.text for w in words), words))
    return tuple(made)


def film() -> Film:
    return Film(media(), tuple(made_up.tracks(COUNT).values()), cues())


def explained(frame: int = 500, seed: int = 0, **options) -> Explanation:
    return explain_with(made_up.model(seed), film(), Explain(frame, **options))


@pytest.mark.parametrize("quantity", ["valence", "arousal", "intensity", "category.joy", "polarity.negative"])
def test_contributions_sum_to_output_minus_baseline(quantity):
    for frame in (0, 3, 500, 999):
        told = explained(frame, quantity=quantity)
        assert abs(sum(told.contributions.values()) - (told.output - told.baseline)) < 1e-4


def test_contributions_sum_on_random_frames():
    """A small network on few frames; `tests.benchmarks.why` does it with the shipped one on a thousand."""
    random = np.random.default_rng(4)
    for frame, quantity in zip(random.integers(0, 1000, 60), random.choice(QUANTITIES, 60), strict=True):
        told = explained(int(frame), int(frame) % 3, quantity=str(quantity), seconds=0.4)
        assert abs(sum(told.contributions.values()) - (told.output - told.baseline)) < 1e-4


def test_the_explanation_agrees_with_the_timeline():
    timeline = fuse_with(made_up.model(), made_up.tracks(COUNT), Grid(COUNT))
    told = explained()
    step = Grid(COUNT).at(Fraction(1001, 50))
    assert timeline.valid[0, step]
    np.testing.assert_allclose(told.output, timeline.series("fused", "valence").values[step], atol=1e-5)
    np.testing.assert_allclose([*told.contributions.values()], timeline.contributions[step], atol=1e-5)


@pytest.mark.parametrize("exact", [False, True])
def test_columns_sum_to_one_or_are_zero_in_every_heatmap(exact):
    told = explain_with(made_up.model(layers=2), film(), Explain(500, exact=exact, seconds=4.0))
    for heatmap in (told.attention, *told.variants.values()):
        assert heatmap.shape == (len(told.rows), len(told.times))
        assert heatmap.min() >= 0
        total = heatmap.sum(axis=0)
        assert (np.isclose(total, 1, atol=1e-4) | (total == 0)).all()
    assert {"rollout", "relevance", "layer 1 head 1", "layer 2 head 2"} <= told.variants.keys()


def test_rows_are_words_and_stretches_that_a_person_can_read():
    told = explained()
    assert 30 <= len(told.rows) <= 45
    assert {row.modality for row in told.rows} == set(MODALITIES)
    assert any(row.label == "w20.0" for row in told.rows)


def test_exact_columns_are_the_frames_of_the_film():
    told = explained(exact=True, seconds=2.0)
    np.testing.assert_allclose(np.diff(told.times), 1 / 25, atol=1e-12)
    assert np.abs(told.times - 500.5 / 25).min() < 1e-12


def test_exact_and_coarse_agree_where_a_frame_is_centred_on_a_step():
    # the middle of frame 502, 20.1 s, is the middle of step 100
    coarse, exact = (explained(502, exact=how, seconds=1.0) for how in (False, True))
    np.testing.assert_allclose(coarse.output, exact.output, atol=1e-5)


def test_an_exact_column_has_the_relevance_of_its_own_answer_alone():
    """In a stretch of its own nothing else is answered, so a window of one coarse column must say the same."""
    exact = explained(502, exact=True, seconds=1.0)  # its middle is the middle of step 100
    network, inputs = made_up.model().network, gather(made_up.model().network.shape, made_up.tracks(COUNT), Grid(COUNT))
    alone = on_grid(inputs, Grid(COUNT), 100, 100, network.shape.halo)
    middle = int(np.abs(exact.times - 502.5 / 25).argmin())
    maps = _heatmaps(network, alone, exact.rows, "valence", 0.2, lambda event: None)
    np.testing.assert_allclose(exact.variants[RELEVANCE][:, middle], maps[RELEVANCE][:, 0], atol=1e-5)


def test_an_explanation_can_be_stopped_between_stretches():
    def stop(_):
        raise Cancelled

    with pytest.raises(Cancelled):
        explain_with(made_up.model(), film(), Explain(500, exact=True), stop)


def test_a_modality_switched_off_contributes_nothing():
    told = explained(without=("voice",))
    assert told.contributions["voice"] == 0
    assert all(abs(v) < 1e-6 for pair, v in told.interactions.items() if "voice" in pair)
    voice = [i for i, row in enumerate(told.rows) if row.modality == "voice"]
    assert not told.attention[voice].any()


def test_where_nothing_is_known_it_says_so():
    told = explain_with(made_up.model(), Film(media()), Explain(10))
    assert told.output == told.baseline
    assert not told.attention.any()
    assert not told.known
    assert told.looked_at == ""


def test_other_weights_give_another_explanation():
    first, second = (explained(seed=seed) for seed in (0, 1))
    assert np.abs(first.attention - second.attention).max() > 0.01
    assert first.contributions != second.contributions


def test_action_units_of_the_main_face_are_told():
    values = np.full((COUNT, 2), 0.5, np.float32)
    face = Track("face", Grid(COUNT), values, np.ones(COUNT, bool), ("AU12", "face.AU04"))
    told = explain_with(made_up.model(), Film(media(), (face,)), Explain(10))
    assert told.units == {"AU12": 0.5, "AU04": 0.5}


def test_an_unknown_quantity_is_refused():
    with pytest.raises(ValueError, match="not in"):
        explained(quantity="mood")
