"""FER+ faces with their votes, and the mesh found on each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.paths import atomic_path, cache_dir
from mmsa_studio.features.face_geometry import align, crop, crop_transform
from mmsa_studio.features.face_mesh import LANDMARKS, MeshFinder
from mmsa_studio.features.face_network import CROP

Log = Callable[[str], None]

LABELS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
"""FER+ classes that are expressions, in the order of its votes; `unknown` and `not a face` follow them there."""
_SLIP = 2
"""Barsoum et al. 2016 take what has fewer votes of ten for a slip."""
ROOM = 6
"""Pixels around the crop that augmentation may turn and shift into view."""
UPSCALE = 4
MARGIN = 48
"""Pixels of black around an upscaled face: the detector wants to see where it ends."""


@dataclass(frozen=True, eq=False)
class Faces:
    """One official part of FER+.

    Attributes:
        images: shape (N, 48, 48) uint8
        votes: of ten annotators for `LABELS`, `unknown`, `not a face`. shape (N, 10) uint8
        landmarks: in pixels of the images, zero where no mesh was found. shape (N, 478, 3) float32
        found: where a mesh was found. shape (N,) bool
    """

    images: NDArray[np.uint8]
    votes: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    found: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.images)

    def where(self, chosen: NDArray[np.bool_]) -> Faces:
        """The chosen ones. chosen shape (N,)"""
        return Faces(self.images[chosen], self.votes[chosen], self.landmarks[chosen], self.found[chosen])

    def majority(self) -> NDArray[np.int64]:
        """The class most annotators voted for, 8 and more for unknown and not a face. shape (N,)"""
        majority: NDArray[np.int64] = self.votes.argmax(1)
        return majority

    def agreed(self) -> NDArray[np.bool_]:
        """Where one class has more than half of the votes that are no slips: the faces Barsoum et al. test on. (N,)"""
        votes = np.where(self.votes < _SLIP, 0, self.votes)
        return np.asarray(votes.max(1) * 2 > votes.sum(1))

    def distribution(self) -> NDArray[np.float32]:
        """Votes as probabilities over `LABELS`; single votes are noise when others agree. shape (N, 8)"""
        votes = self.votes[:, : len(LABELS)].astype(np.float32)
        votes[votes < _SLIP] = 0
        votes[votes.sum(1) == 0] = 1
        shares: NDArray[np.float32] = votes / votes.sum(1, keepdims=True)
        return shares


def load_faces(data: Path, part: str, log: Log = print) -> Faces:
    """The faces of an official part whose majority is an expression, as Barsoum et al. 2016 keep them.

    Args:
        data: the folder of real data.
        part: `train`, `valid` or `test`.
        log: told how far the meshes are, when they are not in the cache yet.

    Raises:
        StudioError: when the file is missing.
    """
    path = data / "face" / f"ferplus_{part}.npz"
    if not path.is_file():
        raise StudioError("corpus.no_faces", path=str(path))
    with np.load(path, allow_pickle=False) as stored:
        images, votes = stored["images"], stored["votes"]
    landmarks, found = _meshes(images, cache_dir() / f"ferplus-{part}-{path.stat().st_size}.npz", log)
    faces = Faces(images, votes, landmarks, found)
    return faces.where(faces.majority() < len(LABELS))


@dataclass(frozen=True, eq=False)
class Prepared:
    """Faces as a network takes them.

    Attributes:
        canvases: aligned, with room around the crop for augmentation. shape (N, 1, H, H) uint8
        offsets: aligned landmarks minus the canonical face. shape (N, 478, 3)
        found: where landmarks are known. shape (N,) float
        target: shares of the votes. shape (N, 8)
        majority: the class most voted for. shape (N,)
    """

    canvases: Tensor
    offsets: Tensor
    found: Tensor
    target: Tensor
    majority: Tensor

    def __len__(self) -> int:
        return len(self.canvases)

    def crops(self, chosen: slice = slice(None)) -> Tensor:
        """The middle of the canvases, 0..1. shape (n, 1, 48, 48)"""
        edge = (self.canvases.shape[2] - CROP) // 2
        return self.canvases[chosen, :, edge : edge + CROP, edge : edge + CROP].float() / 255


def prepare(faces: Faces, canonical: NDArray[np.float32]) -> Prepared:
    """Aligned canvases and landmarks; a face without a mesh is cut as faces are on average."""
    side = CROP + 2 * ROOM
    transforms = np.stack([crop_transform(mesh, CROP) for mesh in faces.landmarks])
    transforms[~faces.found] = transforms[faces.found].mean(0)
    transforms[:, :, 2] += ROOM
    pairs = zip(faces.images, transforms, strict=True)
    canvases = np.stack([crop(image, transform, side) for image, transform in pairs])
    offsets = np.zeros(faces.landmarks.shape, np.float32)
    offsets[faces.found] = align(faces.landmarks[faces.found], canonical)[0] - canonical
    return Prepared(
        torch.from_numpy(canvases[:, None]),
        torch.from_numpy(offsets),
        torch.from_numpy(faces.found.astype(np.float32)),
        torch.from_numpy(faces.distribution()),
        torch.from_numpy(faces.majority()),
    )


def enlarged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A small grey face as a picture the detector finds it in. (48, 48) -> (288, 288, 3)"""
    large = cv2.resize(image, None, fx=UPSCALE, fy=UPSCALE, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(large, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=0)
    picture: NDArray[np.uint8] = np.repeat(framed[:, :, None], 3, axis=2)
    return picture


def _meshes(images: NDArray[np.uint8], cache: Path, log: Log) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    if cache.is_file():
        with np.load(cache, allow_pickle=False) as stored:
            return stored["landmarks"].astype(np.float32), stored["found"]
    landmarks = np.zeros((len(images), LANDMARKS, 3), np.float16)  # as they are kept, so that both ways give the same
    found = np.zeros(len(images), np.bool_)
    with MeshFinder() as finder:
        for index, image in enumerate(images):
            if index % 2000 == 0:
                log(f"face meshes {index}/{len(images)}")
            faces = finder.find(enlarged(image))
            if faces:
                landmarks[index] = (faces[0].landmarks - (MARGIN, MARGIN, 0)) / UPSCALE
                found[index] = True
    with atomic_path(cache) as temporary, temporary.open("wb") as file:
        np.savez(file, landmarks=landmarks, found=found)
    return landmarks.astype(np.float32), found
