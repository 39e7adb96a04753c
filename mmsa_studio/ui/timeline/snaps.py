"""Frames that attract an edge while it is dragged."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from fractions import Fraction

from mmsa_studio.core.film import Cue, Shot
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at


class Snaps:
    """Cuts and the ends of lines, sorted once for every change of either: a film of two hours has tens of thousands."""

    def __init__(self) -> None:
        self._cues: Sequence[Cue] = ()
        self._shots: Sequence[Shot] = ()
        self._rate = Fraction(0)
        self._spoken: set[int] = set()
        self._edges: list[int] = []

    def of(self, project: Project, playhead: int) -> Sequence[int]:
        """The edges of a film and the playhead, sorted."""
        lines = project.cues is self._cues and project.rate == self._rate
        if not lines:
            ends = (edge for cue in project.cues for edge in (cue.start, cue.end))
            self._cues, self._rate = project.cues, project.rate
            self._spoken = {frame_at(edge, project.rate) for edge in ends}
        if not lines or project.shots is not self._shots:
            self._shots = project.shots
            cuts = {edge for shot in project.shots for edge in (shot.start, shot.end)}
            self._edges = sorted(self._spoken | cuts)
        edges = self._edges.copy()
        insort(edges, playhead)
        return edges
