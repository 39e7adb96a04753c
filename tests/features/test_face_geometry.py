"""Faces are turned to the canonical pose whatever way they looked, and cut out alike."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.features.face_geometry import (
    EYE_CORNERS,
    align,
    crop,
    crop_transform,
    eye_distance,
    mirror_index,
    rigid_misfit,
)
from mmsa_studio.features.weights import load_weights

CANONICAL = load_weights("face")[0]["canonical"].numpy()
ANGLES = st.floats(-0.8, 0.8)


def seen(yaw=0.0, pitch=0.0, roll=0.0, size=80.0, at=(320.0, 180.0)):
    """The canonical face as a camera far away sees it. (1, 478, 3) in pixels"""
    around_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    around_x = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    around_z = np.array([[np.cos(roll), np.sin(roll), 0], [-np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turned = CANONICAL @ (around_z @ around_x @ around_y).T
    return (turned * (1, -1, -1) * size + (*at, 0.0))[None].astype(np.float32)


@given(yaw=ANGLES, pitch=ANGLES, roll=ANGLES, size=st.floats(10, 400))
def test_aligning_undoes_every_turn_shift_and_scale(yaw, pitch, roll, size):
    aligned, _ = align(seen(yaw, pitch, roll, size), CANONICAL)
    np.testing.assert_allclose(aligned[0], CANONICAL, atol=2e-3)
    assert rigid_misfit(aligned, CANONICAL)[0] < 2e-3


@pytest.mark.parametrize("turn", ["yaw", "pitch", "roll"])
@pytest.mark.parametrize("angle", [-0.5, 0.3])
def test_the_pose_says_how_far_a_head_was_turned(turn, angle):
    _, pose = align(seen(**{turn: angle}), CANONICAL)
    said = {name: getattr(pose, name)[0] for name in ("yaw", "pitch", "roll")}
    assert said == pytest.approx({"yaw": 0.0, "pitch": 0.0, "roll": 0.0} | {turn: angle}, abs=1e-3)


def test_a_nose_to_the_right_is_a_positive_yaw_and_a_nose_up_a_positive_pitch():
    straight, right, up = seen()[0], seen(yaw=0.4)[0], seen(pitch=0.4)[0]
    assert right[1, 0] > straight[1, 0]
    assert up[1, 1] < straight[1, 1]


def test_the_mirror_image_of_the_mirror_image_is_the_face():
    mirror = mirror_index(CANONICAL)
    np.testing.assert_array_equal(mirror[mirror], np.arange(len(mirror)))
    assert mirror[33] == 263


def test_a_turned_head_counts_with_its_full_size():
    assert eye_distance(seen(yaw=0.7))[0] == pytest.approx(eye_distance(seen())[0], rel=1e-3)


def test_crops_put_the_eyes_at_one_place_whatever_the_roll_and_size():
    for face in (seen(), seen(roll=0.5, size=30), seen(roll=-0.7, size=200, at=(100, 50))):
        transform = crop_transform(face[0], 48)
        eyes = transform @ [*face[0, list(EYE_CORNERS), :2].mean(0), 1]
        corners = face[0, [33, 263], :2] @ transform[:, :2].T + transform[:, 2]
        assert eyes == pytest.approx([24, 16.8], abs=0.5)
        assert corners[0, 1] == pytest.approx(corners[1, 1], abs=0.3)


def test_an_open_mouth_does_not_shrink_the_face():
    still, speaking = seen()[0], seen()[0].copy()
    speaking[[152, 17, 14, 61, 291], 1] += 30
    np.testing.assert_allclose(crop_transform(speaking, 48), crop_transform(still, 48))


def test_a_large_face_is_averaged_and_not_picked_apart():
    checks = np.indices((600, 600)).sum(0) % 2 * 255
    transform = crop_transform(seen(size=300, at=(300, 250))[0], 48)
    assert crop(checks.astype(np.uint8), transform, 48).std() < 20


def test_what_lies_outside_the_picture_repeats_its_edge():
    grey = np.full((100, 100), 90, np.uint8)
    cut = crop(grey, crop_transform(seen(size=120, at=(0, 0))[0], 48), 48)
    np.testing.assert_array_equal(cut, cv2.resize(grey, (48, 48)))
