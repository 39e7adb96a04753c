"""Meshes turned to the canonical pose, the pose they were turned from, and crops aligned by them.

Aligned landmarks: x to the right of the picture, y up, z towards the camera, origin between the eyes, in units of the
distance between the outer eye corners of the canonical face.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

EYE_CORNERS = (33, 133, 362, 263)
_OUTER_EYES = (33, 263)
_PAIRS = ((33, 263), (133, 362), (61, 291), (127, 356), (234, 454))
_FOREHEAD, _CHIN, _NOSE_BASE = 10, 152, 2
RIGID = (*EYE_CORNERS, 168, 6, 197, 195, 10, 67, 297, 54, 284, 21, 251, 127, 356, 234, 454)
"""Landmarks that no expression moves much: eye corners, bridge of the nose, edge of the forehead, temples."""

_AXES = np.array([1.0, -1.0, -1.0], np.float32)
_NOSE_LENGTH = 0.57
"""From between the eyes to the base of the nose on the canonical face."""
_CROP_UNITS, _CROP_MIDDLE = 1.9, 0.6
"""Width of an aligned crop, and its middle as a fraction of the way from eyes to nose: as faces fill FER+ pictures."""


@dataclass(frozen=True, eq=False)
class Pose:
    """How heads were turned, in radians, positive to the picture's right, up, and clockwise. all shape (N,)"""

    yaw: NDArray[np.float32]
    pitch: NDArray[np.float32]
    roll: NDArray[np.float32]


def align(landmarks: NDArray[np.float32], canonical: NDArray[np.float32]) -> tuple[NDArray[np.float32], Pose]:
    """Turn, move and scale meshes onto the canonical face by its rigid landmarks (Umeyama 1991).

    Args:
        landmarks: in pixels. shape (N, 478, 3)
        canonical: the neutral face, aligned. shape (478, 3)

    Returns:
        the aligned landmarks, shape (N, 478, 3), and the pose taken out of them.
    """
    rigid = list(RIGID)
    points = landmarks.astype(np.float64) * _AXES
    target = canonical[rigid].astype(np.float64)
    centre, target_centre = points[:, rigid].mean(1, keepdims=True), target.mean(0)
    around, target_around = points[:, rigid] - centre, target - target_centre
    covariance = np.einsum("ki,nkj->nij", target_around, around)
    left, singular, right = np.linalg.svd(covariance)
    mirror = np.ones_like(singular)
    mirror[:, 2] = np.sign(np.linalg.det(left @ right))
    rotation = (left * mirror[:, None]) @ right
    spread = (around**2).sum((1, 2))
    scale = (singular * mirror).sum(1) / np.where(spread > 0, spread, 1)
    aligned = scale[:, None, None] * np.einsum("nij,nkj->nki", rotation, points - centre) + target_centre
    return aligned.astype(np.float32), _pose(rotation)


def canonical_face(landmarks: NDArray[np.float32], rounds: int = 3) -> NDArray[np.float32]:
    """The mean of neutral faces, made symmetric, by generalised Procrustes analysis.

    Args:
        landmarks: in pixels. shape (N, 478, 3)
        rounds: of aligning all to the mean of the round before.

    Returns:
        shape (478, 3)
    """
    canonical = _standard((landmarks[0] * _AXES).astype(np.float32))
    for _ in range(rounds):
        canonical = _standard(np.median(align(landmarks, canonical)[0], axis=0))
    mirrored = canonical[mirror_index(canonical)] * np.array([-1, 1, 1], np.float32)
    return _standard((canonical + mirrored) / 2)


def mirror_index(canonical: NDArray[np.float32]) -> NDArray[np.int64]:
    """For every landmark the one on the other half of the face. shape (478,)"""
    mirrored = canonical * np.array([-1, 1, 1], np.float32)
    distances = ((canonical[:, None] - mirrored[None]) ** 2).sum(2)
    index: NDArray[np.int64] = distances.argmin(0)
    return index


def eye_distance(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pixels between the outer eye corners, in depth too, so that a turned head counts in full. shape (N,)"""
    first, second = _OUTER_EYES
    distance: NDArray[np.float32] = np.linalg.norm(landmarks[:, first] - landmarks[:, second], axis=1)
    return distance


def rigid_misfit(aligned: NDArray[np.float32], canonical: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far rigid landmarks lie from the canonical face (root mean square, in eye distances). shape (N,)"""
    rigid = list(RIGID)
    misfit: NDArray[np.float32] = np.sqrt(((aligned[:, rigid] - canonical[rigid]) ** 2).sum(2).mean(1))
    return misfit


def crop_transform(landmarks: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """The turn, scale and shift from a picture to its aligned crop.

    Only what no expression moves sets the scale, in depth too: an open mouth stays long, a turned head stays large.

    Args:
        landmarks: of one face, in pixels. shape (478, 3)
        size: width and height of the crop in pixels.

    Returns:
        shape (2, 3), for `cv2.warpAffine`.
    """
    eyes, nose = landmarks[list(EYE_CORNERS)].mean(0), landmarks[_NOSE_BASE]
    across = landmarks[_OUTER_EYES[1]] - landmarks[_OUTER_EYES[0]]
    unit = max(float(np.linalg.norm(across) + np.linalg.norm(nose - eyes)) / (1 + _NOSE_LENGTH), 1e-6)
    right = across[:2] / max(float(np.linalg.norm(across[:2])), 1e-6)
    turn = size / (_CROP_UNITS * unit) * np.array([[right[0], right[1]], [-right[1], right[0]]])
    middle = eyes[:2] + _CROP_MIDDLE * (nose - eyes)[:2]
    shift = np.array([size / 2, size / 2]) - turn @ middle
    return np.hstack([turn, shift[:, None]]).astype(np.float32)


def crop(image: NDArray[np.uint8], transform: NDArray[np.float32], size: int) -> NDArray[np.uint8]:
    """An aligned crop; what lies outside the picture repeats its edge. shape (size, size) or (size, size, 3)"""
    shrink = float(np.hypot(transform[0, 0], transform[0, 1]))
    if shrink < 0.5:  # average what becomes one pixel, or sharp pictures alias
        image = cv2.resize(image, None, fx=2 * shrink, fy=2 * shrink, interpolation=cv2.INTER_AREA)
        transform = transform.copy()
        transform[:, :2] /= 2 * shrink
    warped: NDArray[np.uint8] = cv2.warpAffine(
        image, transform, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return warped


def _standard(face: NDArray[np.float32]) -> NDArray[np.float32]:
    """Look straight ahead: left to right along x, forehead to chin along y, eyes at the origin."""
    across = sum(face[right] - face[left] for left, right in _PAIRS)
    across = across / np.linalg.norm(across)
    up = face[_FOREHEAD] - face[_CHIN]
    up = up - (up @ across) * across
    up = up / np.linalg.norm(up)
    turned = (face - face[list(EYE_CORNERS)].mean(0)) @ np.stack([across, up, np.cross(across, up)], axis=1)
    standard: NDArray[np.float32] = turned / np.linalg.norm(turned[_OUTER_EYES[0]] - turned[_OUTER_EYES[1]])
    return standard


def _pose(rotation: NDArray[np.float64]) -> Pose:
    head = rotation.transpose(0, 2, 1)  # from the canonical face to the picture
    yaw = np.arctan2(head[:, 0, 2], np.hypot(head[:, 1, 2], head[:, 2, 2]))
    pitch = np.arctan2(head[:, 1, 2], head[:, 2, 2])
    roll = np.arctan2(-head[:, 1, 0], head[:, 0, 0])
    return Pose(yaw.astype(np.float32), pitch.astype(np.float32), roll.astype(np.float32))
