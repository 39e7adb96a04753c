"""Who is who within a shot, and who the face track speaks of."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.features.face_look import looks
from mmsa_studio.features.face_tracking import Sighting, main_person, persons, steadied


def look_of(who, change=0.0):
    """The look of a person, changed a little by an expression or the light."""
    edges = np.random.default_rng(who).uniform(0, 1, (1, 16, 3, 3))
    other = np.random.default_rng(1000 * who + 7).uniform(0, 1, edges.shape)
    return looks((edges + change * other).astype(np.float32), np.zeros((1, 9), np.float32))[0]


def sighting(step, left, *, size=0.2, value=0.0, score=0.9, top=0.3, who=0, change=0.0):
    box = np.array([left, top, left + size, top + size], np.float32)
    return Sighting(step, box, np.full(3, value, np.float32), score, look_of(who, change))


def lefts_of(people):
    return [list(zip(person.steps.tolist(), person.boxes[:, 0].round(2).tolist(), strict=True)) for person in people]


def test_persons_are_told_apart_whatever_the_order_in_a_picture():
    two = [[sighting(step, 0.1 + 0.01 * step), sighting(step, 0.6)] for step in range(10)]
    shuffled = [faces[::-1] if step % 2 else faces for step, faces in enumerate(two)]
    lefts = sorted(tuple(person.boxes[:, 0].round(3)) for person in persons(shuffled))
    assert lefts == sorted(tuple(person.boxes[:, 0].round(3)) for person in persons(two))
    assert len(lefts) == 2


def test_a_face_at_another_place_or_of_another_size_that_looks_otherwise_is_somebody_else():
    assert len(persons([[sighting(0, 0.1)], [sighting(1, 0.6, who=1)]])) == 2
    assert len(persons([[sighting(0, 0.3)], [sighting(1, 0.2, size=0.45, top=0.2, who=1)]])) == 2
    assert len(persons([[sighting(0, 0.3)], [], [], [sighting(3, 0.3, who=1)]])) == 2


def test_who_turns_or_is_covered_at_the_same_place_stays_the_same():
    assert len(persons([[sighting(0, 0.3)], [sighting(1, 0.31, change=2.0)], [sighting(2, 0.3)]])) == 1


@pytest.mark.parametrize("away", [9, 20, 200])
def test_who_comes_back_is_the_same_wherever_and_somebody_else_there_is_not(away):
    back = [[sighting(0, 0.1)], [], [sighting(away, 0.7, change=0.2)]]
    assert len(persons(back)) == 1
    assert len(persons([*back, [sighting(away + 1, 0.1, who=2)]])) == 2


def crossing(change=lambda step: 0.0):
    """Two people change sides; one is out of sight behind the other for some steps, and both stop at the end."""
    shot = []
    for step in range(24):
        way = min(max(step - 4, 0) / 14, 1)
        front, behind = 0.1 + 0.6 * way, 0.7 - 0.6 * way
        shot.append([sighting(step, front, change=change(step))])
        if abs(front - behind) > 0.12:
            shot[-1].append(sighting(step, behind, who=1))
    return shot


def test_who_changes_sides_keeps_the_number_whatever_the_order_in_a_picture():
    first, second = persons(crossing())
    assert first.boxes[[0, -1], 0] == pytest.approx([0.1, 0.7])
    assert second.boxes[[0, -1], 0] == pytest.approx([0.7, 0.1])
    other_order = [faces[::-1] if step % 3 else faces for step, faces in enumerate(crossing())]
    assert lefts_of(persons(other_order)) == lefts_of([first, second])


def test_a_smile_while_changing_sides_makes_nobody_else():
    assert len(persons(crossing(change=lambda step: 0.5 * (8 < step < 16)))) == 2


def test_who_is_half_covered_and_looks_like_nobody_is_told_by_the_way_they_go():
    shot = crossing()
    hidden = next(step for step in range(24) if len(shot[step]) == 1)
    again = next(step for step in range(hidden, 24) if len(shot[step]) == 2)
    shot[again][1] = sighting(again, float(shot[again][1].box[0]), who=5)
    assert len(persons(shot)) == 2


def test_the_main_one_stays_it_while_changing_sides():
    people = persons(crossing())
    assert len(set(main_person(people, 0).values())) == 1


def test_who_comes_from_behind_another_one_does_not_speak():
    """Between the sightings before and after a break the mouth has not moved a hundred times."""
    still = [[sighting(step, 0.5, value=0.01 * (step % 2))] for step in range(20)]
    for step in (0, 1, 2, 12, 13, 14):
        still[step].append(sighting(step, 0.2, value=0.9 * (step > 5), who=1))
    people = persons(still)
    (main,) = set(main_person(people, 0).values())
    assert people[main].boxes[0, 0] == pytest.approx(0.5)


def test_a_slow_zoom_makes_nobody_else():
    shot = [[sighting(step, 0.5 - 0.01 * step, size=0.1 * 1.06**step, top=0.5 - 0.01 * step)] for step in range(24)]
    assert len(persons(shot)) == 1


def test_work_grows_no_faster_than_the_shot(monkeypatch):
    """Somebody new in every second: whom a face is compared with is bounded by a minute, not by the shot."""
    from mmsa_studio.features import face_identity

    compared, between = [0], face_identity.between
    monkeypatch.setattr(face_identity, "between", lambda *a: (compared.__setitem__(0, compared[0] + 1), between(*a))[1])
    counts = []
    for length in (900, 1800):
        compared[0] = 0
        persons([[sighting(step, 0.05 + 0.8 * ((step // 15) % 2), who=step // 15)] for step in range(length)])
        counts.append(compared[0])
    assert 0 < counts[1] < 2.6 * counts[0]


def test_who_never_was_a_face_beyond_doubt_is_left_out():
    shirt = [
        [sighting(step, 0.1, score=0.6), sighting(step, 0.6, score=0.95 if step == 3 else 0.6)] for step in range(5)
    ]
    (person,) = persons(shirt)
    assert person.boxes[0, 0] == pytest.approx(0.6)


def test_only_holes_of_one_step_are_bridged():
    (person,) = persons([[sighting(step, 0.1, value=step)] for step in (0, 1, 3, 6)])
    bridged = person.with_bridges()
    assert list(bridged.steps) == [0, 1, 2, 3, 6]
    assert bridged.readings[2, 0] == 2


def test_the_larger_central_face_is_the_main_one():
    small, large = [[sighting(step, 0.05, size=0.1)] for step in range(5)], [[sighting(step, 0.4)] for step in range(5)]
    people = persons([a + b for a, b in zip(small, large, strict=True)])
    assert set(main_person(people, 0).values()) == {1}


def test_of_two_alike_the_one_whose_mouth_moves_is_the_main_one():
    shot = [[sighting(step, 0.1), sighting(step, 0.7, value=0.1 * (step % 2))] for step in range(20)]
    assert set(main_person(persons(shot), 0).values()) == {1}


def test_the_main_one_stays_while_another_is_only_a_little_more():
    sizes = [(0.2, 0.19), (0.19, 0.2), (0.2, 0.19), (0.19, 0.2)] * 5
    shot = [[sighting(step, 0.1, size=a), sighting(step, 0.7, size=b)] for step, (a, b) in enumerate(sizes)]
    assert len(set(main_person(persons(shot), 0).values())) == 1


def test_trembling_is_averaged_out_and_a_quick_expression_is_kept():
    steps = np.arange(40)
    trembling = 0.3 * np.random.default_rng(2).standard_normal((40, 4)).astype(np.float32)
    assert steadied(trembling, steps, trembling).std() < 0.75 * trembling.std()
    quick = np.zeros((40, 4), np.float32)
    quick[20] = 4
    assert steadied(quick, steps, quick)[20] == pytest.approx(4, abs=0.01)


def test_nothing_is_averaged_across_a_hole():
    readings = np.array([[0.0], [1.0]], np.float32)
    np.testing.assert_array_equal(steadied(readings, np.array([0, 3]), np.zeros((2, 1), np.float32)), readings)
