"""One pass over a film's pictures: which of them the face extractor gets, and how its results join what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from mmsa_studio.core.film import FaceBox
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_containing
from mmsa_studio.core.track import Grid, Track, spliced
from mmsa_studio.features.base import Extractor


class FaceResults:
    """Puts what a pass over the pictures finds into what was known before it: a rough track, or an earlier part."""

    def __init__(self, project: Project, start: int) -> None:
        self._before = project.tracks.get("face")
        self._faces = tuple(face for face in project.faces if face.step < start)
        self._start = start

    def joined(self, face: Extractor, *, final: bool) -> tuple[Track, tuple[FaceBox, ...]]:
        """The face track over the whole grid, and all faces; numbers of persons do not repeat."""
        track = spliced(self._before, face.track(final=final), self._start)
        if not final:
            track = replace(track, done=min(track.done, track.grid.count - 1))
        people = 1 + max((box.person for box in self._faces), default=-1)
        found: Callable[[], tuple[FaceBox, ...]] | None = getattr(face, "faces", None)
        new = found() if found else ()
        return track, (*self._faces, *(replace(box, person=box.person + people) for box in new))


class Wanted:
    """Says which pictures the face extractor gets: the one on screen in the middle of each grid step."""

    def __init__(self, grid: Grid, rate: Fraction, first_step: int) -> None:
        steps = range(first_step, grid.count)
        self._middles = (frame_containing((step + Fraction(1, 2)) * grid.step, rate) for step in steps)
        self._next = next(self._middles, None)

    def __call__(self, frame: int) -> bool:
        """Whether the picture of this frame is wanted; frames come in order."""
        if self._next is None or frame < self._next:
            return False
        while self._next is not None and self._next <= frame:
            self._next = next(self._middles, None)
        return True
