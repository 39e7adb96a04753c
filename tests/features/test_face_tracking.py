"""Who is who within a shot, and who the face track speaks of."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.features.face_tracking import Sighting, main_person, persons, steadied


def sighting(step, left, *, size=0.2, value=0.0, score=0.9, top=0.3):
    box = np.array([left, top, left + size, top + size], np.float32)
    return Sighting(step, box, np.full(3, value, np.float32), score)


def test_persons_are_told_apart_whatever_the_order_in_a_picture():
    two = [[sighting(step, 0.1 + 0.01 * step), sighting(step, 0.6)] for step in range(10)]
    shuffled = [faces[::-1] if step % 2 else faces for step, faces in enumerate(two)]
    lefts = sorted(tuple(person.boxes[:, 0].round(3)) for person in persons(shuffled))
    assert lefts == sorted(tuple(person.boxes[:, 0].round(3)) for person in persons(two))
    assert len(lefts) == 2


def test_a_face_at_another_place_or_of_another_size_is_somebody_else():
    assert len(persons([[sighting(0, 0.1)], [sighting(1, 0.6)]])) == 2
    assert len(persons([[sighting(0, 0.3)], [sighting(1, 0.2, size=0.45, top=0.2)]])) == 2


def test_who_comes_back_soon_is_the_same_and_who_comes_back_late_is_not():
    assert len(persons([[sighting(0, 0.1)], [], [sighting(9, 0.1)]])) == 1
    assert len(persons([[sighting(0, 0.1)], [], [sighting(20, 0.1)]])) == 2


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
