"""What is read from single faces: measures, head pose, embedding, expression, and the columns made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.circumplex import derived
from mmsa_studio.core.faces import Looks
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.action_units import MEASURES, UnitScale, measure
from mmsa_studio.features.base import EMBEDDING_SIZE, embedding_names, expression_names
from mmsa_studio.features.face_geometry import align, crop, crop_transform, eye_distance, rigid_misfit
from mmsa_studio.features.face_look import colours, looks
from mmsa_studio.features.face_mesh import MeshFace, MeshFinder
from mmsa_studio.features.face_network import CROP, EMOTIONS, ExpressionEnsemble
from mmsa_studio.features.weights import load_weights

NAMES = (*ACTION_UNITS, "yaw", "pitch", "roll", "size", *embedding_names("face"), *expression_names("face"))
"""Columns of the face track. Angles in radians; size is the face's height as a fraction of the picture's."""

MIN_EYE_DISTANCE = 22.0
"""Pixels between the outer eye corners below which less can be read than was learned from: FER+ faces have 24."""
MAX_YAW = 1.0
MAX_MISFIT = 0.1
"""How far, in eye distances, rigid landmarks may lie from the canonical face before the mesh is no face."""

MEASURE_PART = slice(0, len(MEASURES))
POSE_PART = slice(MEASURE_PART.stop, MEASURE_PART.stop + 4)
EMBEDDING_PART = slice(POSE_PART.stop, POSE_PART.stop + EMBEDDING_SIZE)
CATEGORY_PART = slice(EMBEDDING_PART.stop, EMBEDDING_PART.stop + len(CATEGORIES))
"""Where a reading holds measures; yaw, pitch, roll and size; the embedding; and log-probabilities of categories."""
LIP_GAP = list(MEASURES).index("lip gap")
NEUTRAL = CATEGORY_PART.start + CATEGORIES.index("neutral")

_BATCH = 16
_SMALL, _ENLARGED, _MARGIN = 160, 192, 48
_FOLDED = [[EMOTIONS.index(name), *([EMOTIONS.index("contempt")] if name == "disgust" else [])] for name in CATEGORIES]


@dataclass(frozen=True, eq=False)
class FoundFace:
    """A usable face before the network has seen it.

    Attributes:
        mesh: where it was found, in pixels.
        crop: aligned. shape (48, 48) uint8
        colours: of hair, skin and clothes.
        picture: width and height of the picture it was found in.
    """

    mesh: MeshFace
    crop: NDArray[np.uint8]
    colours: FloatArray
    picture: tuple[int, int]

    @property
    def box(self) -> FloatArray:
        """Left, top, right, bottom as fractions of the picture. shape (4,)"""
        width, height = self.picture
        return np.asarray(self.mesh.box / (width, height, width, height), np.float32)


class FaceEncoder:
    """Reads single pictures of faces, with nobody's baseline and nothing before or after them."""

    def __init__(self, device: str = "cpu", folder: Path | None = None) -> None:
        tensors, self.metadata = load_weights("face", folder)
        units = {name.removeprefix("units."): t.numpy() for name, t in tensors.items() if name.startswith("units.")}
        network = {name: t for name, t in tensors.items() if not name.startswith("units.")}
        self.scale = UnitScale(**units)
        self._device = torch.device(device)
        self.network = ExpressionEnsemble.from_tensors(network).to(self._device)
        self.canonical = tensors["canonical"].numpy()
        self._finder = MeshFinder()

    def encode(self, images: Sequence[NDArray[np.uint8]]) -> tuple[FloatArray, BoolArray]:
        """The largest face of every picture, in the columns of the face track.

        Args:
            images: each shape (H, W, 3) uint8 RGB; small ones, like those of FER+, are enlarged first.

        Returns:
            values of shape (N, D), zero where no usable face was found, and where one was, shape (N,).
        """
        values = np.zeros((len(images), len(NAMES)), np.float32)
        valid = np.zeros(len(images), np.bool_)
        for start in range(0, len(images), _BATCH):
            found = [self.find(large_enough(image))[:1] for image in images[start : start + _BATCH]]
            places = [start + index for index, faces in enumerate(found) if faces]
            readings = self.read([face for faces in found for face in faces])
            values[places] = columns(readings, self.scale.intensities(readings[:, MEASURE_PART]))
            valid[places] = True
        return values, valid

    def find(self, image: NDArray[np.uint8]) -> list[FoundFace]:
        """The usable faces of a picture of shape (H, W, 3), largest first."""
        meshes = [mesh for mesh in self._finder.find(image) if self._usable(mesh)]
        if not meshes:
            return []
        grey, size = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), (image.shape[1], image.shape[0])
        return [
            FoundFace(
                mesh,
                crop(grey, crop_transform(mesh.landmarks, CROP), CROP),
                colours(image, mesh.landmarks),
                size,
            )
            for mesh in meshes
        ]

    def read(self, faces: Sequence[FoundFace]) -> FloatArray:
        """Measures, pose and size, embedding, and category log-probabilities of faces. shape (N, R)"""
        if not faces:
            return np.zeros((0, CATEGORY_PART.stop), np.float32)
        aligned, pose = align(np.stack([face.mesh.landmarks for face in faces]), self.canonical)
        size = np.array([face.box[3] - face.box[1] for face in faces], np.float32)
        turned: FloatArray = np.stack([pose.yaw, pose.pitch, pose.roll, size], axis=1)
        embedding, categories = self._express(np.stack([face.crop for face in faces]), aligned)
        parts: list[FloatArray] = [measure(aligned), turned, embedding, categories]
        return np.concatenate(parts, axis=1)

    def looks(self, faces: Sequence[FoundFace]) -> Looks:
        """What the faces look like, to recognise people by. shape (N, L)"""
        if not faces:
            return np.zeros((0, 0), np.int8)
        with torch.inference_mode():
            crops = torch.from_numpy(np.stack([face.crop for face in faces])[:, None])
            edges = self.network.edges(crops.to(self._device).float() / 255)
        return looks(edges.cpu().numpy(), np.array([face.colours for face in faces], np.float32))

    def close(self) -> None:
        """End the threads that look for faces."""
        self._finder.close()

    def _usable(self, mesh: MeshFace) -> bool:
        landmarks = mesh.landmarks[None]
        if eye_distance(landmarks)[0] < MIN_EYE_DISTANCE:
            return False
        aligned, pose = align(landmarks, self.canonical)
        return bool(abs(pose.yaw[0]) <= MAX_YAW and rigid_misfit(aligned, self.canonical)[0] <= MAX_MISFIT)

    def _express(self, crops: NDArray[np.uint8], aligned: FloatArray) -> tuple[FloatArray, FloatArray]:
        with torch.inference_mode():
            pictures = torch.from_numpy(crops[:, None]).to(self._device).float() / 255
            offsets = torch.from_numpy(aligned - self.canonical).to(self._device)
            embedding, logs = self.network(pictures, offsets, torch.ones(len(crops), device=self._device))
            return embedding.cpu().numpy(), folded(logs).cpu().numpy()


def folded(logs: Tensor) -> Tensor:
    """Log-probabilities of what the network tells apart as those of `CATEGORIES`. (N, 8) -> (N, 7)"""
    return torch.stack([logs[:, places].logsumexp(1) for places in _FOLDED], dim=1)


def columns(readings: FloatArray, units: FloatArray) -> FloatArray:
    """The columns `NAMES` from readings, shape (N, R), and intensities of action units, shape (N, U)."""
    logs = readings[:, CATEGORY_PART].astype(np.float64)
    logs -= np.logaddexp.reduce(logs, axis=1, keepdims=True)
    place = derived(np.exp(logs))[:, :2]
    parts: list[FloatArray] = [
        units,
        readings[:, POSE_PART],
        readings[:, EMBEDDING_PART],
        logs.astype(np.float32),
        place,
    ]
    return np.concatenate(parts, axis=1)


def large_enough(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture no larger than its face, enlarged and framed in black so that the detector sees where it ends."""
    smallest = min(image.shape[:2])
    if smallest >= _SMALL:
        return image
    factor = _ENLARGED / smallest
    large = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    framed: NDArray[np.uint8] = cv2.copyMakeBorder(
        large, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=(0, 0, 0)
    )
    return framed
