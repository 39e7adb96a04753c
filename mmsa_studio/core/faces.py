"""The faces of a film: a hundred thousand of them, so columns with an index and not objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.track import BoolArray, FloatArray

IntArray = NDArray[np.int32]

COLUMNS: Mapping[str, type[np.generic]] = {
    "step": np.int32,
    "person": np.int32,
    "box": np.float32,
    "main": np.bool_,
    "units": np.float32,
}
"""The arrays of `Faces` and what they hold."""


@dataclass(frozen=True)
class FaceBox:
    """A face found at a grid step.

    Attributes:
        step: grid step.
        person: stable number of the tracked face within its shot; numbers never repeat in a film.
        box: left, top, width, height as fractions of the picture.
        main: whether it is the one the face track describes at this step.
        units: FACS action-unit intensities 0..1 by code, e.g. `AU12`.
    """

    step: int
    person: int
    box: tuple[float, float, float, float]
    main: bool
    units: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Faces:
    """All faces of a film, in order of time; N runs over faces, U over `names`.

    Attributes:
        step: grid step, never falling. shape (N,) int32
        person: number of the tracked face. shape (N,) int32
        box: left, top, width, height as fractions of the picture. shape (N, 4) float32
        main: whether the face track describes it. shape (N,) bool
        units: intensities of action units, NaN where one was not measured. shape (N, U) float32
        names: codes of the action units, e.g. `AU12`.
    """

    step: IntArray
    person: IntArray
    box: FloatArray
    main: BoolArray
    units: FloatArray
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.step)
        shapes = {"person": (count,), "box": (count, 4), "main": (count,), "units": (count, len(self.names))}
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
        """These faces and those of later steps, whose persons get numbers that do not occur here."""
        if not len(self):
            return later
        names = tuple(sorted({*self.names, *later.names}))
        mine, theirs = self._with_units(names), later._with_units(names)
        theirs = replace(theirs, person=theirs.person + (self.person.max() + 1))
        columns = {name: np.concatenate([getattr(mine, name), getattr(theirs, name)]) for name in COLUMNS}
        return Faces(**columns, names=names)

    def _face(self, place: int) -> FaceBox:
        left, top, width, height = map(float, self.box[place])
        measured = zip(self.names, map(float, self.units[place]), strict=True)
        units = {name: value for name, value in measured if value == value}
        return FaceBox(
            int(self.step[place]), int(self.person[place]), (left, top, width, height), bool(self.main[place]), units
        )

    def _part(self, kept: slice) -> Faces:
        return Faces(**{name: getattr(self, name)[kept] for name in COLUMNS}, names=self.names)

    def _with_units(self, names: tuple[str, ...]) -> Faces:
        """The same with these columns of action units, in this order."""
        units = np.full((len(self), len(names)), np.nan, np.float32)
        units[:, [names.index(name) for name in self.names]] = self.units
        return replace(self, units=units, names=names)
