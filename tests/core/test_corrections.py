"""A person's word stands over the network's, exactly where it was said and for nothing else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mmsa_studio.core.corrections import computed, corrected, find_corrected, held, placed, said, steps_of
from mmsa_studio.core.modality import SOURCES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Correction
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES

RATE = Fraction(25)
GRID = Grid(300)

corrections = some.builds(
    lambda start, length, quantity, value: Correction(start, start + length, quantity, value),
    some.integers(0, 60),
    some.integers(1, 30),
    some.sampled_from(("valence", "arousal")),
    some.integers(-4, 4).map(lambda value: value / 4),
)


def timeline(joy: float = 0.2, gap: slice = slice(200, 300)) -> EmotionTimeline:
    """A minute of calm with a little joy, and nothing known at its end."""
    made = EmotionTimeline.empty(GRID, ModelIdentity("n", "1", ""))
    made.values[:, :, QUANTITIES.index("valence")] = 0.1
    made.values[:, :, QUANTITIES.index("category.neutral")] = 1 - joy
    made.values[:, :, QUANTITIES.index("category.joy")] = joy
    made.lower[:] = made.values - 0.05
    made.upper[:] = made.values + 0.05
    made.valid[:] = True
    made.valid[0, gap] = False
    return made


@given(some.lists(corrections, max_size=8))
def test_the_newest_word_holds_at_every_frame_and_none_says_two_things(made: list[Correction]) -> None:
    expected: dict[tuple[str, int], object] = {}
    kept: tuple[Correction, ...] = ()
    for one in made:
        kept = placed(kept, one)
        expected |= {(one.quantity, frame): one.value for frame in range(one.start, one.end)}
    found = [((one.quantity, frame), one.value) for one in kept for frame in range(one.start, one.end)]
    assert dict(found) == expected
    assert len(found) == len(expected)
    assert list(kept) == sorted(kept, key=lambda one: (one.start, one.end, one.quantity))


@given(some.integers(0, 1499), some.integers(1, 200), some.sampled_from(("25", "24000/1001", "50", "10")))
def test_a_correction_holds_for_the_steps_whose_middle_it_covers_and_at_least_for_one(
    start: int, length: int, rate: str
) -> None:
    rate_ = Fraction(rate)
    steps = steps_of(Correction(start, start + length, "valence", 0.0), GRID, rate_)
    middles = [(step + Fraction(1, 2)) * GRID.step for step in range(GRID.count)]
    inside = [i for i, middle in enumerate(middles) if start / rate_ <= middle < (start + length) / rate_]
    assert list(range(steps.start, steps.stop)) == inside or (not inside and steps.stop - steps.start == 1)


def test_a_correction_holds_for_its_quantity_alone_and_without_a_band() -> None:
    base, word = timeline(), (Correction(250, 500, "valence", -0.5),)
    series = held(base, "valence", word, RATE)
    assert set(series.values[50:100].tolist()) == {-0.5}
    assert (series.lower[50:100] == series.upper[50:100]).all()
    assert (series.values[:50] == base.series("fused", "valence").values[:50]).all()
    assert (series.upper[100:] > series.lower[100:]).all()
    for other in QUANTITIES[1:]:
        assert (held(base, other, word, RATE).values == base.series("fused", other).values).all()
    assert (base.series("fused", "valence").values == np.float32(0.1)).all(), "the network's answer is kept"


def test_a_corrected_category_is_certain_and_polarity_follows() -> None:
    base, word = timeline(), (Correction(0, 25, "category", "fear"),)
    for name in CATEGORIES:
        assert held(base, f"category.{name}", word, RATE).values[0] == (name == "fear")
    assert held(base, "polarity.negative", word, RATE).values[0] == 1
    assert held(base, "polarity.positive", word, RATE).values[0] == 0
    assert said(word[0], "valence") is None


def test_a_gap_is_filled_for_what_was_said_and_stays_a_gap_for_the_rest() -> None:
    base, word = timeline(), (Correction(1100, 1200, "valence", 0.5),)
    assert held(base, "valence", word, RATE).valid[220:240].all()
    assert not held(base, "arousal", word, RATE).valid[220:240].any()
    whole = corrected(base, word, RATE)
    assert (whole.valid == base.valid).all()
    assert (whole.values == base.values).all()
    assert computed(word[0], base, RATE) is None


def test_only_the_fused_curve_is_corrected() -> None:
    base = timeline()
    whole = corrected(base, (Correction(0, 250, "valence", 0.9), Correction(0, 250, "category", "anger")), RATE)
    assert whole.series("fused", "valence").values[0] == pytest.approx(0.9)
    assert whole.series("fused", "category.anger").values[0] == 1
    for source in SOURCES[1:]:
        assert (whole.values[SOURCES.index(source)] == base.values[SOURCES.index(source)]).all()


def test_what_was_computed_instead_is_told() -> None:
    base = timeline()
    assert computed(Correction(0, 100, "valence", 0.9), base, RATE) == pytest.approx(0.1)
    assert computed(Correction(0, 100, "category", "joy"), base, RATE) == "neutral"


def test_found_markers_follow_corrections_and_say_so() -> None:
    base = timeline()
    assert find_corrected(base, (), rate=RATE, frame_count=1500) == ()
    found = find_corrected(base, (Correction(250, 500, "category", "joy"),), rate=RATE, frame_count=1500)
    assert [(one.start, one.end, one.category) for one in found] == [(250, 500, "joy")]
    assert found[0].note.endswith("Corrected by hand.")
    strong = timeline(joy=0.8)
    (marker,) = find_corrected(strong, (), rate=RATE, frame_count=1500)
    assert find_corrected(strong, (Correction(0, 1500, "category", "neutral"),), rate=RATE, frame_count=1500) == ()
    assert "by hand" not in marker.note
