"""People in pictures keep their numbers: changing sides, behind each other, out of sight, after a cut, after a kill."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.track import Grid
from mmsa_studio.demo.portrait import load_portrait
from mmsa_studio.demo.puppet import EXPRESSIONS, Framing, Pose, Puppet
from mmsa_studio.features.base import FacePicture
from mmsa_studio.features.face import FaceExtractor
from mmsa_studio.features.face_identity import REMEMBERED, Memory
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe

SIZE = 200
"""Pixels of the square that a person is shown in."""
PUPPET = Puppet(load_portrait().relaxed())


def posed(expression, yaw=0.0):
    """The astronaut with an expression on a grey ground. (SIZE, SIZE, 3)"""
    pose = Pose(EXPRESSIONS[expression], turn=(yaw, 0.0, 0.0))
    drawn = PUPPET.draw(pose, Framing(PUPPET.face, (100.0, 95.0), 0.95), (SIZE, SIZE)).astype(np.float32)
    return (drawn[..., :3] + (1 - drawn[..., 3:] / 255) * 90).astype(np.uint8)


CALM, SMILING, TURNED = posed("neutral"), posed("joy"), posed("neutral", 0.3)


def another():
    """Somebody else: a mirrored, narrower and darker face in other light. (SIZE, SIZE, 3)"""
    picture = cv2.resize(np.ascontiguousarray(astronaut()[35:225, 130:320][:, ::-1]), (170, SIZE))
    shade = (picture / 255.0) ** 1.4 * np.array([0.75, 0.8, 1.0])
    return cv2.copyMakeBorder((255 * shade).astype(np.uint8), 0, 0, 15, 15, cv2.BORDER_REPLICATE)


OTHER = another()


def picture(*shown):
    """People at places, later ones in front: (picture, left, top, size). (360, 640, 3)"""
    whole = np.full((360, 640, 3), 70, np.uint8)
    for image, left, top, size in shown:
        left, top = round(left), round(top)
        x0, x1, y0, y1 = max(left, 0), min(left + size, 640), max(top, 0), min(top + size, 360)
        if x1 > x0 and y1 > y0:
            small = cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA)
            whole[y0:y1, x0:x1] = small[y0 - top : y1 - top, x0 - left : x1 - left]
    return whole


def followed(pictures, shot=lambda step: 0, before=None, first=0):
    """The faces of pictures, one a step."""
    face = FaceExtractor(Grid(max(first + len(pictures), 1)))
    for step, image in enumerate(pictures, first):
        face.feed(FacePicture(step * 5, range(step, step + 1), image, shot(step)))
    faces = face.faces(before or Faces.none())
    face.close()
    return faces


def number_at(faces, step, place):
    """Who is nearest to a place (0..1 from the left) at a step."""
    return min(faces.at(step), key=lambda box: abs(box.box[0] + box.box[2] / 2 - place)).person


def test_two_who_change_sides_keep_their_numbers_and_the_main_one_stays():
    def moment(step):
        way = min(max(step - 4, 0) / 10, 1)
        smile = SMILING if 2 < step < 13 else CALM
        return picture((OTHER, 400 - 380 * way, 80, 220), (smile, 10 + 390 * way, 70, 230))

    faces = followed([moment(step) for step in range(20)])
    assert set(faces.person.tolist()) == {0, 1}
    first, second = number_at(faces, 0, 0.2), number_at(faces, 0, 0.8)
    assert (number_at(faces, 19, 0.8), number_at(faces, 19, 0.2)) == (first, second)
    mains = {box.person for step in range(20) for box in faces.at(step) if box.main}
    assert mains == {first}


def test_who_leaves_for_some_seconds_comes_back_with_the_same_number_anywhere():
    there, gone = picture((CALM, 30, 90, 200), (OTHER, 330, 90, 200)), picture((OTHER, 330, 90, 200))
    back = picture((OTHER, 400, 90, 200), (SMILING, 110, 70, 200))
    faces = followed([there] * 4 + [gone] * 15 + [back] * 4)
    assert set(faces.person.tolist()) == {0, 1}
    assert number_at(faces, 22, 0.3) == number_at(faces, 0, 0.2)


def test_somebody_else_at_the_same_place_gets_another_number():
    faces = followed([picture((CALM, 200, 80, 200))] * 4 + [picture()] * 4 + [picture((OTHER, 200, 80, 200))] * 4)
    assert number_at(faces, 11, 0.5) != number_at(faces, 0, 0.5)


def test_who_turns_away_and_back_stays_the_same():
    away = [picture((cv2.GaussianBlur(CALM, (0, 0), 25), 200, 80, 200))] * 5
    seen = [picture((image, 200, 80, 200)) for image in (CALM, CALM, TURNED)]
    faces = followed([*seen, *away, *reversed(seen)])
    assert set(faces.person.tolist()) == {0}
    assert not set(range(3, 8)) & set(faces.step.tolist())


def test_a_camera_that_moves_closer_changes_no_number():
    sizes = [round(150 * 1.08**step) for step in range(12)]
    faces = followed([picture((CALM, 320 - size / 2, 180 - size / 2, size)) for size in sizes])
    assert set(faces.person.tolist()) == {0}
    assert len(set(faces.step.tolist())) == 12


def reverse_shots():
    """Shot and reverse shot, five steps each: who is on screen by step."""
    return [(CALM, OTHER, SMILING, OTHER)[step // 5] for step in range(20)]


def test_after_a_cut_back_people_are_recognised_and_nobody_else_is():
    faces = followed([picture((who, 200, 80, 200)) for who in reverse_shots()], shot=lambda step: step // 5)
    numbers = [number_at(faces, step, 0.5) for step in (2, 7, 12, 17)]
    assert numbers[0] == numbers[2] != numbers[1] == numbers[3]


@pytest.mark.parametrize("killed", [5, 10, 15])
def test_going_on_after_a_kill_gives_the_same_numbers(killed):
    pictures = [picture((who, 200, 80, 200)) for who in reverse_shots()]
    whole = followed(pictures, shot=lambda step: step // 5)
    rest = followed(pictures[killed:], lambda step: (step - killed) // 5, whole.before(killed), killed)
    np.testing.assert_array_equal(rest.person, whole.person)
    np.testing.assert_array_equal(rest.look, whole.look)


def test_who_was_seen_longer_ago_than_a_minute_is_not_remembered():
    look = followed([picture((CALM, 200, 80, 200))]).look
    seen = FaceBox(10, 3, (0.1, 0.1, 0.2, 0.2), True, {}, look[0].tobytes())

    def number(step):
        (number,) = Memory(Faces.of([seen])).numbers([(np.array([step]), look)])
        return number

    assert number(10 + REMEMBERED) == 3
    assert number(11 + REMEMBERED) == 4


def test_projects_from_before_looks_were_kept_only_lend_their_numbers():
    older = Faces.of([FaceBox(0, 7, (0.1, 0.1, 0.2, 0.2), True)])
    look = followed([picture((CALM, 200, 80, 200))]).look
    assert Memory(older).numbers([(np.array([5]), look), (np.array([6]), look)]) == [8, 9]


def test_two_persons_who_change_places(shared):
    """The film of a case: one smiles, the other talks, and they change sides."""
    info = probe(shared / "cases" / "36-change-places" / "change_places.mp4")
    frames = {info.grid.frame_of(step, info.rate) for step in range(info.grid.count)}
    pictures = [one.rgb(640) for one in read_pictures(info) if one.frame in frames]
    faces = followed(pictures)
    assert set(faces.person.tolist()) == {0, 1}
    smiling = number_at(faces, 0, 0.2)
    lefts = [box.box[0] for step in range(len(pictures)) for box in faces.at(step) if box.person == smiling]
    assert all(after > before - 0.02 for before, after in pairwise(lefts))
    assert all(box.person == smiling for step in range(len(pictures)) for box in faces.at(step) if box.main)
