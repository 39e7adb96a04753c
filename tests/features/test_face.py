"""Faces of a film: found where they are, read alike however the film comes, and nothing made of what is no face."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import cv2
import numpy as np
import pytest

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.rates import seconds_of
from mmsa_studio.core.track import FULL, ROUGH, UNKNOWN, Grid
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.base import FacePicture
from mmsa_studio.features.face import NAMES, FaceEncoder, FaceExtractor, resting_face
from mmsa_studio.features.face_encoder import CATEGORY_PART, MEASURE_PART, NEUTRAL
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from tests.features.material import items

GRID = Grid(16)
PLACE = {name: column for column, name in enumerate(NAMES)}
EMPTY = np.zeros((360, 480, 3), np.uint8)


@pytest.fixture(scope="module")
def portrait():
    """A smiling woman. (360, 480, 3)"""
    return next(item.image for item in items("pictures") if item.image.any())


@pytest.fixture(scope="module")
def two(portrait):
    """The same woman twice, the larger one on the right. (360, 640, 3)"""
    picture = np.zeros((360, 640, 3), np.uint8)
    large, small = portrait[40:220, 120:360], cv2.resize(portrait[40:220, 120:360], (200, 150))
    picture[60:240, 380:620] = large
    picture[60:210, 40:240] = small
    return picture


def fed(pictures, grid=GRID, shot=lambda step: 0):
    """An extractor that was given one picture a step; None is a step without one."""
    face = FaceExtractor(grid)
    for step, image in enumerate(pictures):
        if image is not None:
            face.feed(FacePicture(step * 5, range(step, step + 1), image, shot(step)))
    return face


def boxes_of(face):
    faces = face.faces(Faces.none())
    return [box for step in range(GRID.count) for box in faces.at(step)]


def category(track, name):
    return np.exp(track.values[track.valid, PLACE[f"face.category.{name}"]])


def test_a_smile_reads_as_joy_with_positive_valence(portrait):
    track = fed([portrait] * 16).track(final=True)
    assert track.valid.all()
    assert category(track, "joy").min() > 0.5
    assert track.columns(("face.valence",)).min() > 0.3
    assert track.columns(("AU12",)).min() > 0.2


def test_probabilities_sum_to_one(portrait):
    track = fed([portrait] * 16).track(final=True)
    total = sum(category(track, name) for name in CATEGORIES)
    np.testing.assert_allclose(total, 1, atol=1e-4)


def test_steps_with_no_face_or_no_picture_stay_not_valid_and_in_their_place(portrait):
    pictures = [None, EMPTY, portrait, portrait, EMPTY, EMPTY, None, None, portrait]
    face = fed(pictures)
    track = face.track()
    assert list(np.flatnonzero(track.valid)) == [2, 3, 8]
    assert track.quality[:9].tolist() == [FULL] + 8 * [ROUGH], "the shot is still open"
    assert track.quality[9:].max() == UNKNOWN
    assert set(face.faces(Faces.none()).step) == {2, 3, 8}


@pytest.mark.parametrize("empty", [1, 2, 3, 4])
def test_while_nobody_is_there_every_other_picture_is_passed_over_and_nobody_is_missed(portrait, empty, monkeypatch):
    looks, find = [], FaceEncoder.find
    monkeypatch.setattr(FaceEncoder, "find", lambda self, image: looks.append(image.any()) or find(self, image))
    track = fed([*[EMPTY] * empty, portrait, portrait]).track(final=True)
    assert list(np.flatnonzero(track.valid)) == [empty, empty + 1]
    assert looks.count(True) == 2
    assert fed([EMPTY] * 12).track(final=True).complete
    assert looks.count(False) <= empty + 6


def test_who_is_seen_again_is_looked_for_in_the_pictures_that_were_passed_over(portrait):
    seen = fed([EMPTY, portrait, EMPTY, EMPTY, portrait, portrait]).track(final=True).valid
    assert list(np.flatnonzero(seen)) == [1, 4, 5]


def test_a_hole_of_one_step_is_bridged_within_a_shot_only(portrait):
    pictures = [portrait, EMPTY, portrait, None, portrait]
    assert fed(pictures).track().valid[:5].all()
    across = fed(pictures, shot=lambda step: int(step > 1)).track()
    assert list(across.valid[:5]) == [True, False, True, True, True]


def test_every_face_is_kept_and_one_is_the_main_one(two):
    boxes = boxes_of(fed([two] * 4))
    assert len({box.person for box in boxes}) == 2
    for step in range(4):
        (main,) = (box for box in boxes if box.step == step and box.main)
        assert main.box[0] > 0.5
        assert set(main.units) == set(ACTION_UNITS)


def test_a_box_lies_on_the_face(portrait):
    (box,) = (box.box for box in boxes_of(fed([portrait])))
    centre = (box[0] + box[2] / 2) * 480, (box[1] + box[3] / 2) * 360
    assert centre == pytest.approx((225, 125), abs=25)


def test_nothing_depends_on_how_often_the_track_was_asked_for(portrait, two):
    pictures = [portrait, two[:, 160:], EMPTY, portrait[:, ::-1]] * 4
    reference = fed(pictures).track(final=True)
    asked = FaceExtractor(GRID)
    for step, image in enumerate(pictures):
        asked.feed(FacePicture(step * 5, range(step, step + 1), image, 0))
        asked.track()
    again = asked.track(final=True)
    np.testing.assert_array_equal(again.valid, reference.valid)
    np.testing.assert_allclose(again.values, reference.values, atol=1e-4)


def test_a_later_picture_of_a_step_replaces_an_earlier_one(portrait):
    face = fed([EMPTY, portrait, portrait])
    face.track()
    face.feed(FacePicture(0, range(1), portrait, 0))
    face.feed(FacePicture(5, range(1, 2), EMPTY, 0))
    face.feed(FacePicture(10, range(2, 3), EMPTY, 1))
    track = face.track(final=True)
    assert list(np.flatnonzero(track.valid)) == [0]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image // 2,
        lambda image: cv2.resize(image, (640, 480)),
        lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB),
        lambda image: (image * np.array([0.9, 0.8, 1.0])).astype(np.uint8),
        lambda image: cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR),
        lambda image: image[:, ::-1],
        lambda image: image[30:330, 60:420],
    ],
    ids=["dark", "large", "grey", "tinted", "compressed", "mirrored", "cropped"],
)
def test_light_grading_size_and_compression_change_little(portrait, change):
    plain, changed = (fed([np.ascontiguousarray(image)]).track() for image in (portrait, change(portrait)))
    columns = ("face.valence", "face.arousal", "AU12")
    np.testing.assert_allclose(plain.columns(columns)[0], changed.columns(columns)[0], atol=0.25)


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (47, 31), (355, 641), (64, 1), (1, 640)])
def test_pictures_of_odd_sizes_and_noise_are_no_faces(size):
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    track = fed([noise, np.zeros((*size, 3), np.uint8), np.full((*size, 3), 255, np.uint8)]).track(final=True)
    assert not track.valid.any()


def test_a_face_too_small_to_be_read_is_left_out(portrait):
    far = np.full((360, 640, 3), 40, np.uint8)
    far[100:160, 100:180] = cv2.resize(portrait, (80, 60))
    assert not fed([far]).track().valid.any()


def test_the_encoder_reads_small_and_large_faces_in_the_same_columns(portrait):
    small = cv2.resize(portrait[60:190, 160:290], (48, 48), interpolation=cv2.INTER_AREA)
    encoder = FaceEncoder()
    values, valid = encoder.encode([portrait, EMPTY, small])
    encoder.close()
    assert list(valid) == [True, False, True]
    assert values.shape == (3, len(NAMES))
    assert not values[1].any()
    assert values[[0, 2], PLACE["face.valence"]].min() > 0.2


def test_who_smiles_throughout_is_not_taken_to_rest(portrait):
    encoder = FaceEncoder()
    reading = encoder.read(encoder.find(portrait)[:1])
    encoder.close()
    smiling, resting = np.repeat(reading, 50, 0), np.repeat(reading, 50, 0)
    resting[:, CATEGORY_PART] = -9
    resting[:, NEUTRAL] = 0
    own = reading[0, MEASURE_PART]
    far = np.abs(resting_face(smiling, encoder.scale) - own).mean()
    near = np.abs(resting_face(resting, encoder.scale) - own).mean()
    assert near < 0.5 * far


def test_finding_a_face_leaves_the_terminal_clean():
    code = (
        "from skimage.data import astronaut\n"
        "from mmsa_studio.features.face_mesh import MeshFinder\n"
        "with MeshFinder() as finder: print(len(finder.find(astronaut())), len(finder.find(astronaut()[300:])))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1 0\n", "")


def film(shared, name, seconds=None):
    """The face track of real footage."""
    return seen_in(next((shared / "footage").glob(f"{name}_*")), seconds)


def seen_in(path, seconds=None):
    """The face track of a film, one picture a step."""
    info = probe(path)
    grid = info.grid if seconds is None else Grid.covering(Fraction(seconds))
    face, next_step = FaceExtractor(grid), 0
    for picture in read_pictures(info):
        at = seconds_of(picture.frame, info.rate)
        if at >= grid.duration:
            break
        if at >= (next_step + Fraction(1, 2)) * grid.step:
            step = grid.at(at)
            face.feed(FacePicture(picture.frame, range(step, step + 1), picture.rgb(640), 0))
            next_step = step + 1
    return face.track(final=True)


def test_a_real_smile_becomes_joy(shared):
    track = film(shared, "09")
    assert track.valid.mean() > 0.8
    assert category(track, "joy")[4:].mean() > 0.8
    assert track.columns(("face.valence",))[track.valid][4:].min() > 0.3


def test_an_interlaced_film_reads_like_the_same_movement_in_whole_pictures(shared):
    woven, whole = (seen_in(shared / "cases/14-interlaced" / f"{name}.mp4") for name in ("interlaced", "progressive"))
    assert woven.valid.all()
    assert whole.valid.all()
    for name in CATEGORIES:
        np.testing.assert_allclose(category(woven, name), category(whole, name), atol=0.06)
    for name in ("face.valence", "face.arousal"):
        np.testing.assert_allclose(woven.columns((name,)), whole.columns((name,)), atol=0.06)


def test_a_face_that_comes_late_is_found_late(shared):
    track = film(shared, "11")
    half = len(track.valid) // 2
    assert not track.valid[:half].any()
    assert track.valid[-half // 2 :].all()


@pytest.mark.parametrize("name", ["06", "07", "08"])
def test_people_who_speak_are_seen_and_mostly_neutral(shared, name):
    track = film(shared, name)
    assert track.valid.mean() > 0.9
    assert category(track, "neutral").mean() > 0.4


def test_people_seen_from_afar_have_no_face(shared):
    assert film(shared, "18", seconds=30).valid.mean() < 0.02


def test_a_picture_that_stands_for_several_steps_is_looked_at_once_and_counts_in_all(portrait, monkeypatch):
    looks, find = [], FaceEncoder.find
    monkeypatch.setattr(FaceEncoder, "find", lambda self, image: looks.append(1) or find(self, image))
    face = FaceExtractor(GRID)
    face.feed(FacePicture(0, range(3), portrait, 0))
    face.feed(FacePicture(1, range(3, 5), portrait, 0))
    track = face.track(final=True)
    assert len(looks) == 2
    assert list(np.flatnonzero(track.valid)) == [0, 1, 2, 3, 4]
    assert [len(face.faces(Faces.none()).at(step)) for step in range(6)] == [1, 1, 1, 1, 1, 0]


def test_steps_of_shots_that_are_over_are_full_and_those_of_the_open_one_rough(portrait):
    track = fed([portrait] * 6, shot=lambda step: step // 4).track()
    assert track.quality[:6].tolist() == [FULL] * 4 + [ROUGH] * 2
