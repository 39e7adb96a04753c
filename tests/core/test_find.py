"""Found markers say what the curve says, no more than its uncertainty allows, and always the same."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from mmsa_studio.core.film import Shot
from mmsa_studio.core.find import find_markers, runs
from mmsa_studio.core.marker import FOUND
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES

RATE = Fraction(24000, 1001)


def timeline(
    count: int, *, band: float = 0.1, unknown: slice | None = None, **quantities: np.ndarray
) -> EmotionTimeline:
    """A fused timeline with the given courses, neutral elsewhere."""
    empty = EmotionTimeline.empty(Grid(count), ModelIdentity("test", "0", ""))
    empty.values[0, :, QUANTITIES.index("category.neutral")] = 0.4
    for name, course in quantities.items():
        empty.values[0, :, QUANTITIES.index(name.replace("__", "."))] = course
    empty.lower[:] = empty.values - band / 2
    empty.upper[:] = empty.values + band / 2
    empty.valid[0] = True
    if unknown:
        empty.valid[0, unknown] = False
    return empty


def found(curve: EmotionTimeline, **keys: object) -> list:
    frames = int(curve.grid.duration * RATE)
    return list(find_markers(curve, rate=RATE, frame_count=frames, **keys))


def bump(count: int, centre: int, height: float, width: float = 6) -> np.ndarray:
    return height * np.exp(-(((np.arange(count) - centre) / width) ** 2))


def test_a_flat_curve_has_no_markers() -> None:
    assert found(timeline(300, intensity=np.full(300, 0.9), valence=np.full(300, 0.5))) == []


def test_a_peak_is_marked_where_it_is_and_says_why() -> None:
    (marker,) = found(timeline(300, intensity=bump(300, 150, 0.9), category__joy=bump(300, 150, 0.45)))
    assert marker.kind == "peak"
    assert marker.origin == FOUND
    assert marker.category == "joy"
    assert marker.start <= int(150 * Fraction(1, 5) * RATE) < marker.end
    assert "intensity" in marker.note
    assert "90%" in marker.note


def test_two_peaks_close_together_are_one() -> None:
    curve = np.maximum(bump(300, 150, 0.9), bump(300, 165, 0.8))
    assert [marker.kind for marker in found(timeline(300, intensity=curve))] == ["peak"]


def test_a_peak_rises_above_its_band() -> None:
    course = bump(300, 150, 0.8)
    assert found(timeline(300, intensity=course, band=0.4))
    assert not found(timeline(300, intensity=course, band=1.8))


def test_a_moment_without_surroundings_is_no_peak() -> None:
    curve = timeline(300, intensity=np.full(300, 0.9), category__joy=np.full(300, 0.9))
    curve.valid[0] = False
    curve.valid[0, 150:153] = True
    assert found(curve) == []


def test_a_category_stretch_that_is_a_peak_too_is_marked_once() -> None:
    held = np.where((np.arange(300) >= 140) & (np.arange(300) < 160), 0.8, 0.0)
    (marker,) = found(timeline(300, intensity=held, category__anger=held))
    assert marker.kind == "category"
    beside = bump(300, 150, 0.9, width=1.5)
    assert {one.kind for one in found(timeline(300, intensity=beside, category__anger=held))} == {"category", "peak"}


def test_a_turn_needs_more_than_the_band() -> None:
    course = np.where(np.arange(300) < 150, 0.4, -0.4)
    (marker,) = found(timeline(300, valence=course))
    assert marker.kind == "turn"
    assert "darker" in marker.label
    assert abs(marker.start - int(30 * RATE)) <= 5
    assert found(timeline(300, valence=course, band=4.0)) == []


def test_nothing_is_marked_where_nothing_is_known() -> None:
    course = bump(300, 150, 0.9)
    assert found(timeline(300, intensity=course, category__joy=course, unknown=slice(100, 200))) == []


def test_a_category_stretch_has_its_length() -> None:
    joy = np.zeros(300)
    joy[100:130] = 0.8
    (marker,) = found(timeline(300, category__joy=joy))
    assert (marker.kind, marker.category) == ("category", "joy")
    assert (marker.start, marker.end) == (frame_at(Fraction(20), RATE), frame_at(Fraction(26), RATE))
    assert "6.0 s" in marker.note


def test_markers_start_on_a_near_cut() -> None:
    joy = np.zeros(300)
    joy[100:130] = 0.8
    cut = round(20 * RATE) + 7
    (marker,) = found(timeline(300, category__joy=joy), shots=[Shot(0, cut), Shot(cut, 1400)])
    assert marker.start == cut


def test_the_same_curve_gives_the_same_markers_and_ids() -> None:
    rng = np.random.default_rng(3)
    course = np.convolve(rng.uniform(-1, 1, 500), np.ones(15) / 5, "same").clip(-1, 1)
    curve = timeline(500, intensity=np.abs(course), valence=course, category__anger=np.abs(course))
    first, second = found(curve), found(curve)
    assert first == second
    assert len({marker.id for marker in first}) == len(first) > 0


def test_markers_stay_inside_the_film() -> None:
    joy = np.ones(10)
    markers = find_markers(timeline(10, category__joy=joy), rate=Fraction(25), frame_count=48)
    assert markers
    assert all(0 <= marker.start < marker.end <= 48 for marker in markers)


def test_runs_are_half_open() -> None:
    mask = np.array([True, True, False, True])
    assert list(runs(mask)) == [(0, 2), (3, 4)]
    assert list(runs(np.zeros(3, bool))) == []
    assert len(CATEGORIES) == 7


def conflict(text: float, voice: float) -> EmotionTimeline:
    """Words show joy and the voice anger for 3 s, each this surely; both are surely neutral elsewhere."""
    film = timeline(100)
    first = QUANTITIES.index("category.anger")
    film.values[1:3, :, first : first + len(CATEGORIES)] = [0.02] * 6 + [0.88]
    film.valid[1:3] = True
    for source, category, sure in ((1, "joy", text), (2, "anger", voice)):
        film.values[source, 40:55, first : first + len(CATEGORIES)] = (1 - sure) / 6
        film.values[source, 40:55, QUANTITIES.index(f"category.{category}")] = sure
        film.values[source, 40:55, 0] = 0.6 if category == "joy" else -0.5
    return film


def test_subtext_is_marked_with_who_disagrees_and_which_way() -> None:
    (marker,) = found(conflict(0.94, 0.94))
    assert (marker.kind, marker.label) == ("subtext", "Subtext")
    assert marker.note.startswith("Glad words, angry voice for")
    assert "expressed valence of the words is 1.10 above that of the voice" in marker.note
    assert marker.intensity > 0.7
    assert marker.confidence > 0.7
    assert marker.start <= int(47 * Fraction(1, 5) * RATE) < marker.end


def test_what_is_merely_uncertain_is_no_subtext() -> None:
    assert found(conflict(0.94, 0.2)) == []
    assert found(conflict(0.2, 0.94)) == []


def test_a_moment_of_contradiction_is_no_subtext() -> None:
    film = conflict(0.94, 0.94)
    film.values[1:3, 44:55] = film.values[1:3, :1]  # what is left lasts 0.8 s
    assert found(film) == []


def test_a_calm_voice_contradicts_no_words() -> None:
    film = conflict(0.94, 0.94)
    first = QUANTITIES.index("category.anger")
    film.values[2, :, first : first + len(CATEGORIES)] = [0.02] * 6 + [0.88]
    assert found(film) == []


def test_a_long_plateau_is_one_peak() -> None:
    course = np.concatenate([np.zeros(60), np.full(120, 0.9), np.zeros(120)])
    peaks = [marker for marker in found(timeline(300, intensity=course)) if marker.kind == "peak"]
    assert len({marker.id for marker in peaks}) == len(peaks) == 1
