"""The faces of a film: a hundred thousand of them, so columns with an index and not objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.track import BoolArray, FloatArray

IntArray = NDArray[np.int32]
Looks = NDArray[np.int8]

COLUMNS: Mapping[str, type[np.generic]] = {
    "step": np.int32,
    "person": np.int32,
    "box": np.float32,
    "main": np.bool_,
    "units": np.float32,
    "look": np.int8,
}
"""The arrays of `Faces` and what they hold."""


@dataclass(frozen=True)
class FaceBox:
    """A face found at a grid step.

    Attributes:
        step: grid step.
        person: number of the tracked face; who is recognised within a scene keeps it, nobody else gets it.
        box: left, top, width, height as fractions of the picture.
        main: whether it is the one the face track describes at this step.
        units: FACS action-unit intensities 0..1 by code, e.g. `AU12`.
        look: what the person looks like here, as bytes of int8; empty where that was not kept.
    """

    step: int
    person: int
    box: tuple[float, float, float, float]
    main: bool
    units: dict[str, float] = field(default_factory=dict)
    look: bytes = b""


@dataclass(frozen=True, eq=False)
class Faces:
    """All faces of a film, in order of time; N runs over faces, U over `names`.

    Attributes:
        step: grid step, never falling. shape (N,) int32
        person: number of the tracked face. shape (N,) int32
        box: left, top, width, height as fractions of the picture. shape (N, 4) float32
        main: whether the face track describes it. shape (N,) bool
        units: intensities of action units, NaN where one was not measured. shape (N, U) float32
        look: what the person looks like, to be recognised by; zero where that was not kept. shape (N, L) int8
        names: codes of the action units, e.g. `AU12`.
    """

    step: IntArray
    person: IntArray
    box: FloatArray
    main: BoolArray
    units: FloatArray
    look: Looks
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.step)
        shapes = {"person": (count,), "box": (count, 4), "main": (count,), "units": (count, len(self.names))}
        shapes["look"] = (count, self.look.shape[1] if self.look.ndim == 2 else 0)
        for name, expected in shapes.items():
            if (found := getattr(self, name).shape) != expected:
                raise ValueError(f"faces: {name} has shape {found}, expected {expected}")
        if (np.diff(self.step) < 0).any():
            raise ValueError("faces: they must come in order of time")

    @classmethod
    def none(cls) -> Faces:
        """No faces."""
        return cls.of(())

    @classmethod
    def of(cls, boxes: Iterable[FaceBox]) -> Faces:
        """These faces, in any order."""
        found = sorted(boxes, key=lambda face: (face.step, face.person))
        names = tuple(sorted({name for face in found for name in face.units}))
        strengths = [[face.units.get(name, np.nan) for name in names] for face in found]
        return cls(
            np.array([face.step for face in found], np.int32),
            np.array([face.person for face in found], np.int32),
            np.array([face.box for face in found], np.float32).reshape(len(found), 4),
            np.array([face.main for face in found], np.bool_),
            np.array(strengths, np.float32).reshape(len(found), len(names)),
            _looks([face.look for face in found]),
            names,
        )

    def __len__(self) -> int:
        return len(self.step)

    def at(self, step: int) -> tuple[FaceBox, ...]:
        """The faces of one grid step."""
        first, last = np.searchsorted(self.step, (step, step + 1))
        return tuple(self._face(place) for place in range(first, last))

    def before(self, step: int) -> Faces:
        """The faces of all steps before this one."""
        return self._part(slice(0, int(np.searchsorted(self.step, step))))

    def followed_by(self, later: Faces) -> Faces:
        """These faces and those of later steps, numbered as they are."""
        if not len(self) or not len(later):
            return later if not len(self) else self
        names = tuple(sorted({*self.names, *later.names}))
        width = max(self.look.shape[1], later.look.shape[1])
        parts = [part._with_units(names)._with_looks(width) for part in (self, later)]
        return Faces(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS}, names=names)

    def _face(self, place: int) -> FaceBox:
        left, top, width, height = map(float, self.box[place])
        measured = zip(self.names, map(float, self.units[place]), strict=True)
        units = {name: value for name, value in measured if value == value}
        step, person, main = int(self.step[place]), int(self.person[place]), bool(self.main[place])
        return FaceBox(step, person, (left, top, width, height), main, units, self.look[place].tobytes())

    def _part(self, kept: slice) -> Faces:
        return Faces(**{name: getattr(self, name)[kept] for name in COLUMNS}, names=self.names)

    def _with_units(self, names: tuple[str, ...]) -> Faces:
        """The same with these columns of action units, in this order."""
        units = np.full((len(self), len(names)), np.nan, np.float32)
        units[:, [names.index(name) for name in self.names]] = self.units
        return replace(self, units=units, names=names)

    def _with_looks(self, width: int) -> Faces:
        """The same with looks of this width, no smaller than theirs."""
        missing = np.zeros((len(self), width - self.look.shape[1]), np.int8)
        return replace(self, look=np.hstack([self.look, missing]))


def _looks(kept: list[bytes]) -> Looks:
    """Looks of one width. shape (N, L)"""
    width = max(map(len, kept), default=0)
    looks = np.frombuffer(b"".join(look.ljust(width, b"\0") for look in kept), np.int8)
    return looks.reshape(len(kept), width)
