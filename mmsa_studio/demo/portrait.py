"""A public-domain portrait, cut out of its background, with the mesh of its face."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import skimage.data
from mediapipe.python import solutions
from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError

ENLARGED = 3
"""The portrait is kept this many times larger than it is, so that close-ups stay smooth."""

BESIDE_THE_NECK = np.array(
    [(268, 139), (279, 137), (292, 132), (292, 176), (263, 170), (261, 163), (266, 150)], np.int32
)
"""A patch of bright background that looks like skin, in pixels of the photograph."""

SMILE_FOLDS = ((129, 203, 206, 216, 212), (358, 423, 426, 436, 432))
"""Landmarks along the nasolabial folds, from beside the nose to beside the mouth."""


@dataclass(frozen=True)
class Portrait:
    """What a puppet is made from.

    Attributes:
        picture: RGB premultiplied by alpha, and alpha; `ENLARGED` times the size. shape (H, W, 4) uint8
        mesh: face landmarks in pixels of the original size, x right, y down, z away. shape (478, 3)
        unit: distance between the outer corners of the eyes in the same pixels.
    """

    picture: NDArray[np.uint8]
    mesh: NDArray[np.float64]
    unit: float

    def relaxed(self) -> Portrait:
        """The portrait without the folds that its smile draws from the nose around the mouth."""
        mask = np.zeros(self.picture.shape[:2], np.uint8)
        for fold in SMILE_FOLDS:
            line = np.round(self.mesh[list(fold), :2] * ENLARGED * 16).astype(np.int32)
            cv2.polylines(mask, [line], False, 255, round(0.13 * self.unit * ENLARGED), cv2.LINE_AA, 4)
        share = cv2.GaussianBlur(mask, (0, 0), 0.035 * self.unit * ENLARGED)[..., None] / 255 * 0.9
        smooth = cv2.GaussianBlur(self.picture, (0, 0), 0.10 * self.unit * ENLARGED)
        return replace(self, picture=(self.picture * (1 - share) + smooth * share).astype(np.uint8))

    def lit(self, lamp: tuple[int, int, int]) -> Portrait:
        """The portrait in the light of a coloured lamp."""
        tint = 1 + 0.16 * (np.array(lamp) / np.mean(lamp) - 1)
        ramp = (np.arange(256)[:, None] / 255) ** 1.12
        table = np.hstack([np.clip(255 * ramp * tint * 0.94, 0, 255), np.arange(256)[:, None]])
        return replace(self, picture=cv2.LUT(self.picture, table.astype(np.uint8)[None]))


def load_portrait() -> Portrait:
    """The astronaut that scikit-image carries (NASA, public domain).

    Raises:
        StudioError: when MediaPipe does not find the face.
    """
    photograph = skimage.data.astronaut()
    mesh = _mesh(photograph)
    alpha = _matte(photograph)
    size = (photograph.shape[1] * ENLARGED, photograph.shape[0] * ENLARGED)
    large = cv2.resize(photograph, size, interpolation=cv2.INTER_LANCZOS4)
    large = cv2.addWeighted(large, 1.35, cv2.GaussianBlur(large, (0, 0), 2.2), -0.35, 0)
    edge = cv2.GaussianBlur(cv2.resize(alpha, size, interpolation=cv2.INTER_CUBIC), (0, 0), 2.6)
    edge = np.clip((edge - 0.55) / 0.42, 0, 1)[..., None]
    picture = np.concatenate([large * edge, edge * 255], axis=2)
    unit = float(np.linalg.norm(mesh[33] - mesh[263]))
    return Portrait(picture.astype(np.uint8), mesh, unit)


def _mesh(photograph: NDArray[np.uint8]) -> NDArray[np.float64]:
    height, width = photograph.shape[:2]
    with solutions.face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True) as finder:
        found = finder.process(photograph).multi_face_landmarks
    if not found:
        raise StudioError("reel.no_face")
    return np.array([(point.x * width, point.y * height, point.z * width) for point in found[0].landmark])


def _matte(photograph: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Which pixels are the person: found roughly by a network, then cut along the colours."""
    with solutions.selfie_segmentation.SelfieSegmentation(model_selection=0) as finder:
        rough = finder.process(photograph).segmentation_mask
    marks = np.select(
        [rough > 0.9, rough > 0.5, rough > 0.1], [cv2.GC_FGD, cv2.GC_PR_FGD, cv2.GC_PR_BGD], cv2.GC_BGD
    ).astype(np.uint8)
    cv2.fillPoly(marks, [BESIDE_THE_NECK], cv2.GC_BGD)
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(photograph[..., ::-1].copy(), marks, None, *models, 5, cv2.GC_INIT_WITH_MASK)
    person = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels, areas, _ = cv2.connectedComponentsWithStats(person)
    largest = 1 + int(np.argmax(areas[1:, cv2.CC_STAT_AREA]))
    return (labels == largest).astype(np.float32)
