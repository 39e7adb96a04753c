"""Makes the portrait smile, frown, blink, turn and speak by bending it along its face mesh.

Expressions are written as FACS action units (Ekman and Friesen 1978), each a displacement of landmarks in
units of the distance between the eyes. The picture follows them through a thin-plate spline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.demo.makeup import close_eye, fill_mouth
from mmsa_studio.demo.portrait import ENLARGED, Portrait

Points = NDArray[np.float64]

BROWS = (107, 55, 66, 65, 105, 52, 63, 53, 70, 46, 336, 285, 296, 295, 334, 282, 293, 283, 300, 276)
LIDS = (
    (246, 7), (161, 163), (160, 144), (159, 145), (158, 153), (157, 154), (173, 155),
    (466, 249), (388, 390), (387, 373), (386, 374), (385, 380), (384, 381), (398, 382),
)  # fmt: skip
UPPER_LIDS, LOWER_LIDS = tuple(zip(*LIDS, strict=True))
EYE_CORNERS = (33, 133, 263, 362)
CHEEKS, LOW_CHEEKS = (50, 280, 117, 346), (205, 425)
NOSE = (168, 6, 195, 4, 2)
NOSTRILS = (98, 327, 129, 358)
UPPER_LIP, LOWER_LIP = (185, 40, 39, 37, 0, 267, 269, 270, 409), (146, 91, 181, 84, 17, 314, 405, 321, 375)
INNER_UPPER, INNER_LOWER = (191, 80, 81, 82, 13, 312, 311, 310, 415), (95, 88, 178, 87, 14, 317, 402, 318, 324)
CORNERS = (61, 291, 78, 308)
UPPER, LOWER = UPPER_LIP + INNER_UPPER, LOWER_LIP + INNER_LOWER
LIPS = UPPER + LOWER + CORNERS
CHIN, JAW = (152, 148, 377, 176, 400, 18, 200), (136, 365, 150, 379, 172, 397)
SIDES = (10, 109, 338, 103, 332, 54, 284, 127, 356, 234, 454, 132, 361, 58, 288)
MOUTH_RING = (78, *INNER_UPPER, 308, *reversed(INNER_LOWER))

UNITS: dict[str, tuple[tuple[str, tuple[int, ...], float, float], ...]] = {
    "AU01": (("near", BROWS, 0.0, -0.10),),
    "AU02": (("far", BROWS, 0.0, -0.09),),
    "AU04": (("near", BROWS, -0.04, 0.045), ("all", BROWS, 0.0, 0.025)),
    "AU05": (("all", UPPER_LIDS, 0.0, -0.022),),
    "AU06": (("all", LOWER_LIDS, 0.0, -0.02), ("all", CHEEKS, 0.01, -0.05)),
    "AU07": (("all", UPPER_LIDS, 0.0, 0.014), ("all", LOWER_LIDS, 0.0, -0.014)),
    "AU09": (("all", NOSTRILS, 0.01, -0.05), ("near", BROWS, -0.02, 0.035), ("near", UPPER, 0.0, -0.03)),
    "AU10": (("near", UPPER, 0.0, -0.055), ("all", NOSTRILS, 0.02, -0.02)),
    "AU12": (("far", LIPS, 0.09, -0.09), ("all", LOW_CHEEKS, 0.03, -0.05)),
    "AU15": (("far", LIPS, 0.0, 0.085),),
    "AU17": (("near", LIPS, 0.0, -0.025), ("all", CHIN, 0.0, -0.04)),
    "AU20": (("far", LIPS, 0.09, 0.02),),
    "AU23": (("far", LIPS, -0.03, 0.0), ("near", UPPER_LIP, 0.0, 0.02), ("near", LOWER_LIP, 0.0, -0.025)),
    "round": (("far", LIPS, -0.08, 0.0),),
    "jaw": (
        ("near", LOWER, 0.0, 0.15), ("all", LOWER + CORNERS, 0.0, 0.06), ("near", UPPER, 0.0, -0.015),
        ("all", CHIN, 0.0, 0.20), ("all", JAW, 0.0, 0.11), ("all", LOW_CHEEKS, -0.01, 0.03),
    ),
    "unsmile": (
        ("far", LIPS, -0.10, 0.105), ("all", LOW_CHEEKS, -0.02, 0.05), ("all", CHEEKS, 0.0, 0.02),
        ("all", NOSTRILS, -0.015, 0.01), ("all", LOWER_LIDS, 0.0, 0.01),
    ),
}  # fmt: skip
"""What each unit moves: `near` or `far` from the middle of the face or `all` alike, then outwards and downwards."""

EXPRESSIONS: dict[str, dict[str, float]] = {
    "neutral": {},
    "joy": {"AU06": 1.0, "AU12": 1.0, "AU01": 0.15, "part": 1.0},
    "sadness": {"AU01": 1.1, "AU04": 0.55, "AU15": 0.85, "AU17": 0.7, "AU07": 0.3},
    "anger": {"AU04": 1.25, "AU05": 0.3, "AU07": 0.8, "AU23": 0.6, "AU09": 0.25, "AU15": 0.4, "part": 0.15},
    "fear": {"AU01": 1.1, "AU02": 0.7, "AU04": 0.5, "AU05": 1.3, "AU20": 0.7, "part": 0.15, "jaw": 0.2},
    "disgust": {"AU09": 1.3, "AU10": 0.9, "AU04": 0.7, "AU15": 0.6, "AU07": 0.6, "part": 0.15},
    "surprise": {"AU01": 1.3, "AU02": 1.3, "AU05": 1.4, "jaw": 0.75},
}


@dataclass(frozen=True)
class Pose:
    """One moment of the puppet.

    Attributes:
        units: strength of each of `UNITS`, and of `part`: how far the lips show the teeth.
        blink: 0 open to 1 closed.
        turn: yaw, pitch and roll of the head in radians.
    """

    units: Mapping[str, float] = field(default_factory=dict)
    blink: float = 0.0
    turn: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Framing:
    """Where the portrait lies in a picture: `focus` in the portrait is shown at `place`, enlarged by `scale`."""

    focus: tuple[float, float]
    place: tuple[float, float]
    scale: float


class Puppet:
    """The portrait, ready to be posed."""

    _GRID = 76

    def __init__(self, portrait: Portrait) -> None:
        self._portrait = portrait
        mesh, self._unit = portrait.mesh, portrait.unit
        self._used = sorted(
            {
                *BROWS,
                *UPPER_LIDS,
                *LOWER_LIDS,
                *EYE_CORNERS,
                *CHEEKS,
                *LOW_CHEEKS,
                *NOSE,
                *NOSTRILS,
                *LIPS,
                *CHIN,
                *JAW,
                *SIDES,
            }
        )
        self._row = {index: row for row, index in enumerate(self._used)}
        self._rest = mesh[self._used]
        self._middle = float(mesh[4, 0])
        self._pivot = mesh[152] + self._unit * np.array([0.0, 0.1, 0.9])
        self._hair = self._head_outline(mesh)
        centre = mesh[4, :2]
        self._box = (centre - self._unit * np.array([2.1, 2.3]), centre + self._unit * np.array([2.1, 2.1]))
        self._anchors = self._box_edge()
        self._fields = {name: self._field(moves) for name, moves in UNITS.items()}

    @property
    def face(self) -> tuple[float, float]:
        """The tip of the nose in the portrait."""
        return float(self._portrait.mesh[4, 0]), float(self._portrait.mesh[4, 1])

    def draw(self, pose: Pose, framing: Framing, size: tuple[int, int]) -> NDArray[np.uint8]:
        """The posed portrait. shape (height, width, 4) uint8, premultiplied"""
        face = self._posed(pose)
        turned = self._turned(np.vstack([face, self._hair]), pose.turn)
        targets = np.vstack([turned[:, :2], self._anchors])
        sources = np.vstack([self._rest[:, :2], self._hair[:, :2], self._anchors])
        picture = self._bend(targets, sources, framing, size)
        shown = (turned[: len(face), :2] - framing.focus) * framing.scale + framing.place
        unit = self._unit * framing.scale
        fill_mouth(picture, shown[self._rows(MOUTH_RING)], pose.units.get("part", 0.0), unit)
        for pairs in (LIDS[:7], LIDS[7:]):
            upper, lower = zip(*pairs, strict=True)
            close_eye(picture, shown[self._rows(upper)], shown[self._rows(lower)], pose.blink, unit)
        return picture

    def _rows(self, indices: Sequence[int]) -> list[int]:
        return [self._row[index] for index in indices]

    def _head_outline(self, mesh: Points) -> Points:
        """Points of the hair around the face, which turn with the head."""
        middle = (mesh[10] + mesh[152]) / 2
        angles = np.radians(np.arange(150, 391, 24))
        ring = np.stack([np.cos(angles) * 1.42, np.sin(angles) * 1.5, np.full(len(angles), 0.5)], axis=1)
        return middle + ring * self._unit * np.array([1.0, 1.0, 1.0])

    def _box_edge(self) -> Points:
        (left, top), (right, bottom) = self._box
        across, down = np.linspace(left, right, 7), np.linspace(top, bottom, 7)
        edge = [(x, y) for x in across for y in (top, bottom)] + [(x, y) for y in down[1:-1] for x in (left, right)]
        collar = [(x, bottom - 0.45 * self._unit) for x in across[1:-1]]
        return np.array(edge + collar)

    def _field(self, moves: tuple[tuple[str, tuple[int, ...], float, float], ...]) -> Points:
        shift = np.zeros((len(self._used), 2))
        for reach, group, outward, down in moves:
            rows = self._rows(group)
            aside = self._rest[rows, 0] - self._middle
            far = np.abs(aside) / np.abs(aside).max()
            if reach == "near":
                far = (np.abs(aside) - np.abs(aside).min()) / np.ptp(np.abs(aside))
            across, along = {
                "all": (np.sign(aside), np.ones(len(rows))),
                "near": (np.sign(aside) * (1 - far), 1 - far**2.2),
                "far": (np.sign(aside) * far, far**2),
            }[reach]
            shift[rows] += np.stack([outward * across, down * along], axis=1)
        return shift * self._unit

    def _posed(self, pose: Pose) -> Points:
        face = self._rest.copy()
        smile = min(1.0, pose.units.get("AU12", 0.0))
        face[:, :2] += self._fields["unsmile"] * (1 - smile)
        self._close_lips(face, 1 - pose.units.get("part", 0.0))
        for name, strength in pose.units.items():
            if name in self._fields:
                face[:, :2] += self._fields[name] * strength
        self._keep_lips_apart(face)
        return face

    def _keep_lips_apart(self, face: Points) -> None:
        """Lips touch but never pass through each other, or the picture would fold."""
        upper, lower = (self._rows(group) for group in (INNER_UPPER, INNER_LOWER))
        least = 0.03 * (self._rest[lower, 1] - self._rest[upper, 1])
        crossed = np.maximum(0.0, least - (face[lower, 1] - face[upper, 1]))
        face[upper, 1] -= crossed / 2
        face[lower, 1] += crossed / 2

    def _close_lips(self, face: Points, shut: float) -> None:
        """Bring the lips together, which a smile has parted in the photograph; they keep their thickness."""
        pairs = zip(UPPER_LIP, INNER_UPPER, INNER_LOWER, LOWER_LIP, strict=True)
        for upper_lip, inner_upper, inner_lower, lower_lip in pairs:
            above, up, low, below = (self._row[index] for index in (upper_lip, inner_upper, inner_lower, lower_lip))
            gap = shut * 0.97 * (self._rest[low, 1] - self._rest[up, 1])
            face[[above, up], 1] += 0.5 * gap
            face[[low, below], 1] -= 0.5 * gap

    def _turned(self, points: Points, turn: tuple[float, float, float]) -> Points:
        yaw, pitch, roll = turn
        around_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
        around_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
        around_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        return (points - self._pivot) @ (around_z @ around_x @ around_y).T + self._pivot

    def _bend(self, targets: Points, sources: Points, framing: Framing, size: tuple[int, int]) -> NDArray[np.uint8]:
        width, height = size
        scale = framing.scale
        columns = (np.arange(width, dtype=np.float32) - framing.place[0]) / scale + framing.focus[0]
        rows = (np.arange(height, dtype=np.float32) - framing.place[1]) / scale + framing.focus[1]
        map_x = np.repeat(columns[None].astype(np.float32), height, axis=0)
        map_y = np.repeat(rows[:, None].astype(np.float32), width, axis=1)
        (left, top), (right, bottom) = self._box
        x0, x1 = np.searchsorted(columns, (left, right))
        y0, y1 = np.searchsorted(rows, (top, bottom))
        if x1 - x0 > 1 and y1 - y0 > 1:
            xs = np.linspace(columns[x0], columns[x1 - 1], self._GRID)
            ys = np.linspace(rows[y0], rows[y1 - 1], self._GRID)
            bent = _spline(targets, sources - targets, xs, ys) * self._window(xs, ys)[..., None]
            shift = cv2.resize(bent.astype(np.float32), (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC)
            map_x[y0:y1, x0:x1] += shift[..., 0]
            map_y[y0:y1, x0:x1] += shift[..., 1]
        map_x = (map_x + 0.5) * ENLARGED - 0.5
        map_y = (map_y + 0.5) * ENLARGED - 0.5
        return cv2.remap(self._portrait.picture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)

    def _window(self, xs: Points, ys: Points) -> Points:
        """1 inside the box, falling to 0 at its edge, so that nothing outside ever moves."""
        (left, top), (right, bottom) = self._box
        margin = 0.3 * self._unit
        across = np.clip(np.minimum(xs - left, right - xs) / margin, 0, 1)
        down = np.clip(np.minimum(ys - top, bottom - ys) / margin, 0, 1)
        return down[:, None] * across[None]


def _spline(centres: Points, values: Points, xs: Points, ys: Points) -> NDArray[np.float32]:
    """Thin-plate spline through `values` at `centres`, on a grid (Bookstein 1989). shape (rows, columns, 2)"""
    count = len(centres)
    origin, size = centres.mean(0), float(np.ptp(centres))
    known = (centres - origin) / size
    system = np.zeros((count + 3, count + 3))
    apart = ((known[:, None] - known[None]) ** 2).sum(-1)
    system[:count, :count] = _bending(apart) + 1e-5 * np.eye(count)
    system[:count, count:] = np.hstack([np.ones((count, 1)), known])
    system[count:, :count] = system[:count, count:].T
    solved = np.linalg.solve(system, np.vstack([values, np.zeros((3, 2))])).astype(np.float32)
    across, down = ((xs - origin[0]) / size).astype(np.float32), ((ys - origin[1]) / size).astype(np.float32)
    from_x = (across[:, None] - known[None, :, 0].astype(np.float32)) ** 2
    from_y = (down[:, None] - known[None, :, 1].astype(np.float32)) ** 2
    apart = (from_y[:, None] + from_x[None]).reshape(-1, count)
    bent = (_bending(apart) @ solved[:count]).reshape(len(ys), len(xs), 2)
    return bent + solved[count] + across[None, :, None] * solved[count + 1] + down[:, None, None] * solved[count + 2]


def _bending(squared: NDArray[np.float32]) -> NDArray[np.float32]:
    squared = np.maximum(squared, 1e-12)
    return squared * cv2.log(squared)
