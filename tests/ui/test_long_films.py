"""What happens at every mouse move, playhead or paint looks at a few things, however long the film is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from mmsa_studio.core.film import Cue, Shot
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.ui.timeline.snaps import Snaps
from tests.ui import synthetic
from tests.ui.counted import Counted

RATES = ("24000/1001", "24", "25", "30000/1001", "50")


def long_film(cues: int = 500, shots: int = 300, rate: str = "24000/1001") -> Project:
    lines = Counted(Cue(Fraction(2 * n, 3), Fraction(2 * n + 1, 3), "x") for n in range(cues))
    cuts = Counted(Shot(17 * n, 17 * n + 17) for n in range(shots))
    return replace(synthetic.project(rate=rate), cues=lines, shots=cuts)


def test_edges_are_sorted_once_for_every_change_of_the_lines_or_the_cuts() -> None:
    project, snaps = long_film(), Snaps()
    snaps.of(project, 7)
    before = project.cues.looked_at, project.shots.looked_at
    assert before == (500, 300)
    for playhead in range(100):
        snaps.of(project, playhead)
    assert (project.cues.looked_at, project.shots.looked_at) == before
    later = replace(project, shots=Counted(project.shots[:10]))
    snaps.of(later, 7)
    assert project.cues.looked_at == 500, "the lines are the same"
    assert later.shots.looked_at == 10


@given(
    some.lists(some.tuples(some.integers(0, 10_000), some.integers(1, 900)), max_size=30),
    some.lists(some.integers(0, 5000), max_size=20),
    some.integers(0, 5000),
    some.sampled_from(RATES),
)
def test_edges_are_those_of_a_scan(lines: list, cuts: list, playhead: int, rate: str) -> None:
    cues = tuple(Cue(Fraction(start, 30), Fraction(start + long, 30), "") for start, long in lines)
    shots = tuple(Shot(start, start + 5) for start in cuts)
    project = replace(synthetic.project(seconds=3, rate=rate), cues=cues, shots=shots)
    edges = {edge for shot in shots for edge in (shot.start, shot.end)} | {playhead}
    edges |= {frame_at(edge, project.rate) for cue in cues for edge in (cue.start, cue.end)}
    found = list(Snaps().of(project, playhead))
    assert found == sorted(found)
    assert set(found) == edges
