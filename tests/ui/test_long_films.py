"""What happens at every mouse move, playhead or paint looks at a few things, however long the film is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from mmsa_studio.app.viewpoint import Highlight
from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.film import Cue, Shot
from mmsa_studio.core.modality import FACE
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.media.cues import place_words
from mmsa_studio.ui.main_window import MainWindow
from mmsa_studio.ui.panels.player import Screen
from mmsa_studio.ui.panels.what_if import WhatIf
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


def test_the_line_at_the_playhead_is_found_without_a_look_at_all_of_them(qtbot: QtBot, window: MainWindow) -> None:
    session, panel = window.desk.session, WhatIf(window.desk)
    qtbot.addWidget(panel)
    lines = Counted(place_words(Cue(Fraction(n, 100), Fraction(n + 1, 100), f"line {n}")) for n in range(600))
    session.project = replace(session.project, cues=lines)
    session.cues_changed.emit()
    before = lines.looked_at
    session.show_playhead(149)
    assert lines.looked_at == before, "nobody sees it"
    panel.show()
    assert panel.words.text() == f"line {2 * (2 * 149 + 1)}"
    before = lines.looked_at
    for frame in range(100, 149):
        session.show_playhead(frame)
        assert panel.words.text() == f"line {2 * (2 * frame + 1)}"
    assert lines.looked_at - before < 49 * 25


def test_faces_and_their_muscles_are_those_of_the_picture_on_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, screen, drawn = window.desk.session, window.player_panel.picture, []
    grid, rate = session.project.media.grid, session.project.rate
    faces = Faces.of(FaceBox(step, 100 + step, (0.1, 0.1, 0.2, 0.2), True, {}) for step in range(grid.count))
    session.project = replace(session.project, faces=faces)
    monkeypatch.setattr(Screen, "_paint_units", lambda self, painter, box, face: drawn.append(face.person))
    screen.show_faces(True)
    picture = QImage(32, 18, QImage.Format.Format_RGB32)
    picture.fill(0)
    for shown, newest in ((10, 140), (140, 10), (77, 0)):
        session.playhead = newest
        window.desk.developer.ready.emit(shown, picture)
        drawn.clear()
        screen.grab()
        assert drawn == [100 + grid.step_of(shown, rate)]


def test_a_face_is_pointed_at_on_the_picture_that_shows_it(window: MainWindow) -> None:
    session, screen = window.desk.session, window.player_panel.picture
    picture = QImage(32, 18, QImage.Format.Format_RGB32)
    window.desk.developer.ready.emit(50, picture)
    session.playhead = 100
    session.show_highlight(Highlight(FACE, 1.9, 2.1))
    assert screen.face_is_pointed_at()
    window.desk.developer.ready.emit(100, picture)
    assert not screen.face_is_pointed_at()
