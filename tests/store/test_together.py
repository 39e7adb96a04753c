"""Two programs have one project open: nothing that either of them saved is lost without a word."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mmsa_studio.core.corrections import placed
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.marker_changes import changed
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.track import ROUGH, UNKNOWN, Grid, Track, graded
from mmsa_studio.store import project_file
from mmsa_studio.store.project_file import ProjectFile
from tests.store.elsewhere import Program, program_elsewhere, program_here
from tests.store.material import assert_same, film, project

FIRST = Marker(1, 2, "first", id="a")
SECOND = Marker(5, 9, "second", id="b")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "film.mmsa"
    project_file.create(path, Project(film(), markers=(FIRST, SECOND))).close()
    return path


@pytest.fixture
def both(path: Path) -> Iterator[tuple[Program, Program]]:
    with program_here(path) as one, program_elsewhere(path) as other:
        yield one, other


def test_markers_of_both_are_kept_and_told(both: tuple[Program, Program]) -> None:
    one, other = both
    assert other.save(markers=(FIRST, SECOND, Marker(20, 21, id="other"))).changed_elsewhere == frozenset()
    saved = one.save(markers=(Marker(3, 4, id="one"), FIRST, SECOND))
    assert [marker.id for marker in saved.project.markers] == ["a", "one", "b", "other"]
    assert saved.changed_elsewhere == {"markers"}
    assert saved.overruled == frozenset()
    told = other.refresh()
    assert told.changed_elsewhere == {"markers"}
    assert_same(other.project, one.project)
    assert other.refresh().changed_elsewhere == one.refresh().changed_elsewhere == frozenset()


def test_what_was_changed_in_another_field_is_told_too(both: tuple[Program, Program]) -> None:
    one, other = both
    new = Correction(1, 5, "valence", 0.5)
    other.save(corrections=(new,))
    saved = one.save(markers=())
    assert saved.changed_elsewhere == {"corrections"}
    assert saved.project.corrections == (new,)
    assert saved.project.markers == ()


def test_a_deletion_is_no_loss_and_an_edit_survives_it(both: tuple[Program, Program]) -> None:
    one, other = both
    other.save(markers=())
    one.save(markers=(replace(FIRST, label="edited"), SECOND))
    assert [marker.label for marker in one.project.markers] == ["edited"]
    other.refresh()
    assert_same(other.project, one.project)


def test_of_two_edits_of_one_marker_the_later_is_kept_and_that_is_told(both: tuple[Program, Program]) -> None:
    one, other = both
    other.save(markers=(replace(FIRST, label="theirs"), replace(SECOND, note="theirs")))
    saved = one.save(markers=(replace(FIRST, label="mine"), SECOND))
    assert [(marker.label, marker.note) for marker in saved.project.markers] == [("mine", ""), ("second", "theirs")]
    assert saved.overruled == {"a"}
    assert other.refresh().overruled == frozenset()
    assert_same(other.project, one.project)


def test_who_does_not_wait_for_the_answer_says_what_the_changes_were_made_to(both: tuple[Program, Program]) -> None:
    """A window goes on while its saves wait for the disk: what the other did is in none of the projects it saves."""
    one, other = both
    start = one.project
    first = replace(start, markers=(*start.markers, Marker(30, 31, id="one")))
    second = replace(first, markers=tuple(marker for marker in first.markers if marker.id != "a"))
    other.save(markers=(*other.project.markers, Marker(40, 41, id="other")))
    one.file.save(first, {"markers"}, since=start)
    saved = one.file.save(second, {"markers"}, since=first)
    assert [marker.id for marker in saved.project.markers] == ["b", "one", "other"]


def test_a_handle_that_has_read_nothing_deletes_nothing(path: Path) -> None:
    with ProjectFile(path) as file:
        file.save(Project(film(), markers=(Marker(3, 4, id="new"),)), {"markers"})
        assert [marker.id for marker in file.load().markers] == ["a", "new", "b"]


def test_what_another_handle_of_the_same_program_wrote_is_merged_but_no_news(path: Path) -> None:
    """The recorder of an analysis and the window: the window hears of tracks by itself."""
    with ProjectFile(path) as window, ProjectFile(path) as job:
        seen, mine = window.load(), job.load()
        track = Track.empty("voice", Grid(3), ("a",))
        job.save(
            replace(mine, tracks={"voice": track}, markers=(*mine.markers, Marker(8, 9, id="found"))),
            {"tracks", "markers"},
        )
        assert window.refresh(seen) == project_file.Saved(seen)
        saved = window.save(replace(seen, markers=(FIRST,)), {"markers"})
        assert saved.changed_elsewhere == frozenset()
        assert [marker.id for marker in saved.project.markers] == ["a", "found"]
        assert not saved.project.tracks
        assert list(window.load().tracks) == ["voice"]


def test_tracks_are_merged_step_by_step(both: tuple[Program, Program]) -> None:
    one, other = both
    grid = Grid(4)

    def track(value: float, quality: np.ndarray) -> Track:
        known = quality > UNKNOWN
        values = np.where(known[:, None], np.float32(value), np.float32(0))
        return Track("voice", grid, values, known, ("a",), None, quality)

    rough, full = graded(grid, 0, 4, ROUGH), graded(grid, 1, 3)
    other.save(tracks={"voice": track(1, full)})
    one.save(tracks={"voice": track(2, rough), "face": Track.empty("face", grid, ("b",))})
    assert one.project.tracks["voice"].values.ravel().tolist() == [2, 1, 1, 2]
    other.refresh()
    assert_same(other.project, one.project)


def test_what_is_made_as_a_whole_is_not_overwritten_by_what_knows_less(both: tuple[Program, Program]) -> None:
    one, other = both
    full = project()
    whole = {name: getattr(full, name) for name in ("cues", "words_from", "shots", "faces", "peaks", "timeline")}
    valid = np.ones_like(full.timeline.valid)
    whole["timeline"] = replace(full.timeline, valid=valid)
    other.save(**whole)
    less = {
        "cues": (replace(full.cues[0], end=full.cues[0].start + 1),),
        "words_from": WordsFrom("file", "elsewhere"),
        "shots": full.shots[:1],
        "faces": full.faces.before(0),
        "peaks": replace(full.peaks, levels=()),
        "timeline": full.timeline,
    }
    one.save(**less)
    for name, value in whole.items():
        assert_same(getattr(one.project, name), value)
    with ProjectFile(one.file.path) as file:
        assert_same(file.load(), one.project)


def test_the_file_is_closed_to_nobody_while_it_is_open_twice(both: tuple[Program, Program], path: Path) -> None:
    one, other = both
    for number in range(5):
        one.save(markers=(*one.project.markers, Marker(100 + number, 200, id=f"one{number}")))
        other.save(markers=(*other.project.markers, Marker(100 + number, 200, id=f"other{number}")))
    one.refresh()
    assert_same(one.project, other.project)
    assert len(one.project.markers) == 12


class Editors(RuleBasedStateMachine):
    """Two programs do anything in any order; what was saved and not undone by a later save is there in the end."""

    ids = st.sampled_from("abcd")
    who = st.sampled_from((0, 1))
    frames = st.integers(0, 20)

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "film.mmsa"
        project_file.create(path, Project(film())).close()
        self.stack = ExitStack()
        self.programs = [self.stack.enter_context(opened(path)) for opened in (program_here, program_elsewhere)]
        self.markers: dict[str, Marker] = {}
        self.spoken: dict[tuple[str, int], float] = {}
        self.number = 0

    def teardown(self) -> None:
        try:
            for program in self.programs:
                program.refresh()
            assert_same(self.programs[0].project, self.programs[1].project)
            assert {marker.id: marker for marker in self.programs[0].project.markers} == self.markers
        finally:
            self.stack.close()
            self.folder.cleanup()

    @rule(who=who, name=ids, start=frames)
    def put(self, who: int, name: str, start: int) -> None:
        """Draw a marker, or edit it."""
        self.number += 1
        marker = Marker(start, start + 5, str(self.number), id=name)
        self.programs[who].save(markers=changed(self.programs[who].project.markers, {name: marker}))
        self.markers[name] = marker

    @rule(who=who, name=ids)
    def delete(self, who: int, name: str) -> None:
        program = self.programs[who]
        seen = {marker.id: marker for marker in program.project.markers}
        program.save(markers=changed(program.project.markers, {name: None}))
        if name in seen and self.markers.get(name) == seen[name]:
            del self.markers[name]  # else the other has edited it since, and that survives

    @rule(who=who, start=frames, length=st.integers(1, 9), quantity=st.sampled_from(("valence", "arousal")))
    def correct(self, who: int, start: int, length: int, quantity: str) -> None:
        """A stretch that no other correction touches, in one of the programs."""
        self.number += 1
        value = self.number / 1000
        program = self.programs[who]
        one = Correction(start, start + length, quantity, value)
        untouched = all(
            old.quantity != quantity or old.end <= one.start or one.end <= old.start
            for other in self.programs
            for old in other.project.corrections
        )
        if untouched:
            program.save(corrections=placed(program.project.corrections, one))
            self.spoken |= {(quantity, frame): value for frame in range(one.start, one.end)}

    @rule(who=who)
    def look(self, who: int) -> None:
        self.programs[who].refresh()

    @invariant()
    def nothing_spoken_is_lost(self) -> None:
        with ProjectFile(self.programs[0].file.path) as file:
            kept = file.load().corrections
        spoken = {(one.quantity, frame): one.value for one in kept for frame in range(one.start, one.end)}
        assert spoken == self.spoken


TestEditors = Editors.TestCase
TestEditors.settings = settings(max_examples=40, stateful_step_count=20)


_EDITOR = """
import sys
from dataclasses import replace
from mmsa_studio.core.marker import Marker
from mmsa_studio.store import project_file
path, name = sys.argv[1:]
with project_file.open(path) as file:
    content = file.load()
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(25):
        mine = Marker(number, number + 1, name, id=f"{name}{number}")
        content = file.save(replace(content, markers=(*content.markers, mine)), {"markers"}).project
"""


def test_two_processes_edit_at_once_and_no_edit_is_lost(path: Path) -> None:
    editors = [
        subprocess.Popen(
            [sys.executable, "-c", _EDITOR, path, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "other")
    ]
    for editor in editors:
        assert editor.stdout.readline() == "open\n"
    for editor in editors:
        editor.stdin.write("go\n")
        editor.stdin.flush()
    for editor in editors:
        editor.communicate()
        assert editor.returncode == 0
    with ProjectFile(path) as file:
        ids = {marker.id for marker in file.load().markers}
    assert ids == {"a", "b", *(f"{name}{number}" for name in ("one", "other") for number in range(25))}


_ANALYSIS = """
import sys
from mmsa_studio.core.jobs import MarkersFound, Probed, TrackReady
from mmsa_studio.core.marker import FOUND, Marker
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.work.recorder import Recorder
with ProjectFile(sys.argv[1]) as file:
    recorder = Recorder(file, file.load())
    recorder(Probed(recorder.project.media, "cpu"))
    print("begun", flush=True)
    sys.stdin.readline()
    recorder(TrackReady(Track.empty("voice", Grid(50), ("a",))))
    recorder(MarkersFound((Marker(7, 8, "found", origin=FOUND, id="found"),)))
    print(*sorted(recorder.changed_elsewhere), [marker.note for marker in recorder.project.markers], flush=True)
"""


def test_an_analysis_beside_a_window_loses_nothing_of_either(path: Path) -> None:
    """As `analyze --project` records it, and a window that goes on editing."""
    command = [sys.executable, "-c", _ANALYSIS, path]
    with (
        ProjectFile(path) as window,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as analysis,
    ):
        content = window.load()
        assert analysis.stdout.readline() == "begun\n"
        content = window.save(replace(content, markers=(FIRST, replace(SECOND, note="why"))), {"markers"}).project
        told, _ = analysis.communicate("go on\n")
        assert told == "markers ['', 'why', '']\n"
        saved = window.refresh(content)
        assert saved.changed_elsewhere == {"tracks", "markers", "finished"}
        assert [marker.id for marker in saved.project.markers] == ["a", "b", "found"]
        assert saved.project.finished
        content = window.save(replace(saved.project, markers=(FIRST,)), {"markers"}).project
    with ProjectFile(path) as file:
        assert_same(file.load(), content)
