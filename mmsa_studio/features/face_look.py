"""What a person looks like: edges in the aligned face, and the colours of hair, skin and clothes, as a few bytes.

It is enough to tell a handful of people of one scene apart, and no more: who somebody is cannot be read from it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.faces import Looks
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.face_geometry import crop, crop_transform

_CELLS = 3
"""Rows and columns of the face in which edges are averaged: coarse, so that an expression changes little."""
_SEEN = 32
_AROUND = 0.5
"""How much smaller than for its own crop a face is in the picture that colours are read from."""
_PLACES = ((slice(3, 7), slice(11, 21)), (slice(12, 20), slice(12, 20)), (slice(26, 32), slice(8, 24)))
"""Rows and columns of hair, skin and clothes in that picture."""
_WEIGHTS = np.array([1.0, 3.0, 3.0], np.float32)
"""Of lightness and the two axes of colour beside the edges: a shadow matters less than another coat."""
_SCALE = 250.0


def colours(image: NDArray[np.uint8], landmarks: FloatArray) -> FloatArray:
    """Mean L*a*b* of hair, skin and clothes, weighted.

    Args:
        image: shape (H, W, 3) uint8 RGB
        landmarks: of the face, in pixels. shape (478, 3)

    Returns:
        shape (9,)
    """
    around = crop_transform(landmarks, _SEEN) * _AROUND
    around[:, 2] += _SEEN / 2 * (1 - _AROUND)
    seen = cv2.cvtColor(crop(*_near(image, around), _SEEN), cv2.COLOR_RGB2LAB).astype(np.float32) / 255 - 0.5
    means = [seen[place].mean((0, 1)) for place in _PLACES]
    return np.asarray(np.concatenate(means) * np.tile(_WEIGHTS, len(_PLACES)), np.float32)


def _near(image: NDArray[np.uint8], transform: FloatArray) -> tuple[NDArray[np.uint8], FloatArray]:
    """The part of a picture that a crop is made of, and the transform from there: it is shrunk before it is turned."""
    corners = np.array([(0, 0), (_SEEN, 0), (0, _SEEN), (_SEEN, _SEEN)])
    shown = np.linalg.solve(transform[:, :2], (corners - transform[:, 2]).T)
    size = np.array([[image.shape[1]], [image.shape[0]]])
    (left, top), (right, bottom) = np.hstack(
        [np.clip(shown.min(1, keepdims=True) - 1, 0, size - 1), np.clip(shown.max(1, keepdims=True) + 2, 1, size)]
    ).T.astype(int)
    moved = transform.copy()
    moved[:, 2] += transform[:, :2] @ np.array([left, top], np.float32)
    return image[top:bottom, left:right], moved


def looks(edges: FloatArray, colour: FloatArray) -> Looks:
    """Looks of faces; the distance between two of them is `unlikeness`.

    Args:
        edges: strength of edges of C kinds in aligned crops. shape (N, C, H, W)
        colour: from `colours`. shape (N, 9)

    Returns:
        shape (N, 9 C + 9) int8
    """
    count, kinds, height, width = edges.shape
    cells = edges.reshape(count, kinds, _CELLS, height // _CELLS, _CELLS, width // _CELLS).mean((3, 5))
    cells = (cells - cells.mean((2, 3), keepdims=True)).reshape(count, kinds * _CELLS**2)
    cells /= np.maximum(np.linalg.norm(cells, axis=1, keepdims=True), 1e-6)
    both = np.concatenate([cells, colour.reshape(count, len(_PLACES) * 3)], axis=1)
    return np.asarray(np.clip(np.rint(both * _SCALE), -127, 127), np.int8)


def unlikeness(one: Looks, other: Looks) -> FloatArray:
    """How unlike looks are: 0 for the same, about 1.3 for two people. (N, L), (M, L) -> (N, M)"""
    a, b = one.astype(np.float32) / _SCALE, other.astype(np.float32) / _SCALE
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squared, 0)), np.float32)
