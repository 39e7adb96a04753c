"""What bending a photograph cannot show: the dark of an open mouth, and a closed eye."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Picture = NDArray[np.uint8]

_DARK = np.array([46.0, 16.0, 18.0])
_TEETH = np.array([222.0, 208.0, 196.0])
_LIP_LINE = np.array([104.0, 52.0, 48.0])
_LASHES = np.array([62.0, 40.0, 30.0])


def fill_mouth(picture: Picture, ring: Points, part: float, unit: float) -> None:
    """Paint an open mouth with the edge of the upper teeth, or the line between closed lips.

    Args:
        picture: drawn into. shape (H, W, 4)
        ring: the inner edge of the lips: left corner, upper lip, right corner, lower lip. shape (20, 2)
        part: 0..1, how far the teeth of the photograph itself are shown.
        unit: distance between the eyes in pixels.
    """
    gap = float(ring[15, 1] - ring[5, 1]) / unit
    depth = float(np.clip((gap - 0.05 - 0.08 * part) / 0.08, 0, 1))
    closed = float(np.clip(1 - gap / 0.03, 0, 1)) * (1 - part)
    area, origin = _around(picture, ring, unit)
    if area.size == 0:
        return
    if closed > 0:
        line = (ring[:11] + ring[[0, *range(19, 9, -1)]]) / 2
        _blend(area, _stroke(area, line - origin, 0.022 * unit), _LIP_LINE, 0.8 * closed)
    if depth > 0:
        lip = np.interp(np.arange(area.shape[1]) + origin[0], ring[:11, 0], ring[:11, 1])
        below = (np.arange(area.shape[0])[:, None] + origin[1] - lip[None]) / unit
        teeth = np.clip((0.055 - below) / 0.018, 0, 1)[..., None] * 0.75
        _blend(area, _polygon(area, ring - origin, 0.012 * unit), _DARK * (1 - teeth) + _TEETH * teeth, depth)


def close_eye(picture: Picture, upper: Points, lower: Points, blink: float, unit: float) -> None:
    """Let the upper lid down over an eye.

    Args:
        picture: drawn into. shape (H, W, 4)
        upper: the edge of the upper lid from left to right. shape (7, 2)
        lower: the edge of the lower lid likewise. shape (7, 2)
        blink: 0 open to 1 closed.
        unit: distance between the eyes in pixels.
    """
    if blink <= 0:
        return
    lid = upper + (lower - upper) * blink
    area, origin = _around(picture, np.vstack([upper, lower]), unit)
    if area.size == 0:
        return
    x, y = (upper[3] - origin - (0.0, 0.07 * unit)).astype(int)
    skin = area[max(y, 0), np.clip(x, 0, area.shape[1] - 1), :3].astype(np.float64)
    edge = upper - (0.0, 0.03 * unit)
    _blend(area, _polygon(area, np.vstack([edge, lid[::-1]]) - origin, 0.015 * unit), skin, 1.0)
    _blend(area, _stroke(area, lid - origin, 0.028 * unit), _LASHES, 0.85)


def _around(picture: Picture, points: Points, unit: float) -> tuple[Picture, Points]:
    """The part of the picture around some points, and where it begins."""
    margin = 0.12 * unit
    x0, y0 = np.maximum(np.floor(points.min(0) - margin).astype(int), 0)
    x1, y1 = np.maximum(np.ceil(points.max(0) + margin).astype(int), 0)
    return picture[y0:y1, x0:x1], np.array([x0, y0], np.float64)


def _polygon(area: Picture, points: Points, blur: float) -> NDArray[np.uint8]:
    mask = np.zeros(area.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), max(0.6, blur))


def _stroke(area: Picture, points: Points, width: float) -> NDArray[np.uint8]:
    mask = np.zeros(area.shape[:2], np.uint8)
    line = [np.round(points * 16).astype(np.int32)]
    cv2.polylines(mask, line, False, 255, max(1, round(width)), cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.4 * width))


def _blend(area: Picture, mask: NDArray[np.uint8], colour: NDArray[np.float64], strength: float) -> None:
    share = (mask / 255.0 * strength)[..., None]
    area[..., :3] = area[..., :3] * (1 - share) + colour * share
