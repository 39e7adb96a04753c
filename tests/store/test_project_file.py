"""Reopening gives back exactly what was saved, by any thread or process, whatever happens in between."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.track import FULL, UNKNOWN, Grid, Track, graded
from mmsa_studio.store import project_file, rows
from mmsa_studio.store.parts import FIELDS
from mmsa_studio.store.project_file import ProjectFile
from tests.store.material import assert_same, content_of, film, keep, project, projects


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film 1 “ü” 'q' 🎬.mmsa"


@settings(max_examples=60)
@given(projects())
def test_gives_back_exactly_what_was_saved(saved: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.mmsa"
        project_file.create(path, saved).close()
        with project_file.open(path) as file:
            assert_same(file.load(), saved)
        assert [other.name for other in Path(folder).iterdir()] == ["a.mmsa"]


def test_the_film_alone_is_the_film_of_the_whole(path: Path) -> None:
    saved = project()
    project_file.create(path, saved).close()
    with project_file.open(path) as file:
        assert file.media() == file.load().media == saved.media


def test_a_path_that_is_no_unicode_is_kept(path: Path) -> None:
    saved = Project(film(path="/films/\udcff\udc80.mp4"))
    with project_file.create(path, saved) as file:
        assert_same(file.load(), saved)


def test_every_field_is_saved_by_its_name_and_there_after_reopening(path: Path) -> None:
    full = project()
    with project_file.create(path, Project(film(path="/elsewhere.mp4"))) as file:
        now = file.load()
        for name in FIELDS:
            now = file.save(replace(now, **{name: getattr(full, name)}), {name}).project
        with project_file.open(path) as other:
            assert_same(other.load(), full)
    with project_file.open(path) as file:
        assert_same(file.load(), full)


def test_only_the_named_fields_are_saved(path: Path) -> None:
    full = project()
    with project_file.create(path, Project(film())) as file:
        saved = file.save(full, {"markers", "shots"})
        assert_same(saved.project, full)
        assert_same(file.load(), Project(film(), markers=full.markers, shots=full.shots))


def test_what_is_gone_from_a_project_is_gone_from_its_file(path: Path) -> None:
    full = project()
    with project_file.create(path, full) as file:
        bare = replace(full, timeline=None, peaks=None, tracks={}, drafts=())
        file.save(bare, {"timeline", "peaks", "tracks", "drafts"})
        assert_same(file.load(), bare)
        kept = {part for (part,) in file._database.execute("SELECT part FROM array")}
        assert kept == {"cues", "faces"}


def test_what_the_file_holds_already_is_not_written_again(path: Path) -> None:
    with project_file.create(path, project()) as file:
        content = file.load()
        before = rows.revisions(file._database)
        extra = Track.empty("text", Grid(3), ("a",))
        content = file.save(replace(content, tracks={**content.tracks, "text": extra}), FIELDS).project
        after = rows.revisions(file._database)
        assert {name for name in after if after[name] != before.get(name)} == {"track/text"}
        file.save(content, FIELDS)
        assert rows.revisions(file._database) == after


def test_saving_again_replaces_and_keeps_the_order_of_tracks(path: Path) -> None:
    grid = Grid(4)
    some = Track("voice", grid, np.ones((4, 2), np.float32), np.ones(4, np.bool_), ("a", "b"), None, graded(grid, 0, 2))
    with project_file.create(path, Project(film())) as file:
        for track in (Track.empty("voice", grid, ("a",)), Track.empty("face", grid, ("a",)), some):
            keep(file, tracks={**file.load().tracks, track.key: track})
        keep(file, markers=(Marker(1, 2, id="x"),))
        keep(file, markers=())
    with project_file.open(path) as file:
        loaded = file.load()
    assert list(loaded.tracks) == ["voice", "face"]
    assert loaded.tracks["voice"].values.sum() == 8
    assert loaded.tracks["voice"].quality.tolist() == [FULL, FULL, UNKNOWN, UNKNOWN]
    assert loaded.markers == ()


def test_loaded_arrays_are_ones_own(path: Path) -> None:
    with project_file.create(path, project()) as file:
        file.load().tracks["voice"].values[:] = 5
        assert file.load().tracks["voice"].values.max() < 1


def test_create_replaces_a_project_whole_and_nothing_else(path: Path) -> None:
    project_file.create(path, project()).close()
    with project_file.create(path, Project(film())) as file:
        assert_same(file.load(), Project(film()))
    stranger = path.with_name("letter.mmsa")
    stranger.write_text("dear editor")
    with pytest.raises(StudioError, match="not an MMSA Studio project"):
        project_file.create(stranger, project())
    assert stranger.read_text() == "dear editor"


def test_a_log_left_by_a_deleted_project_does_not_come_back(path: Path) -> None:
    with project_file.create(path, project()) as file:
        keep(file, markers=(Marker(1, 2, "ghost"),))
        log = project_file.side_files(path)[0].read_bytes()
    path.unlink()
    project_file.side_files(path)[0].write_bytes(log)
    with project_file.create(path, Project(film())) as file:
        assert file.load().markers == ()


def test_threads_write_while_others_read(path: Path) -> None:
    project_file.create(path, project()).close()
    with project_file.open(path) as one, project_file.open(path) as other:

        def write(file: ProjectFile, label: str) -> None:
            for number in range(10):
                markers = tuple(Marker(n, n + 1, f"{label}{number}", id=str(n)) for n in range(20))
                file.save(replace(project(), markers=markers), {"markers"}, since=Project(film()))
                labels = {marker.label for marker in file.load().markers if marker.id.isdigit()}
                assert len(labels) == 1, "half of one writer and half of the other"

        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(write, file, f"{number}-") for number, file in enumerate((one, one, other))]:
                done.result()


_KILLED = """
import sys
from dataclasses import replace
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.store import project_file, rows
import numpy as np
with project_file.open(sys.argv[1]) as file:
    content = file.load()
    for number in range(1, 1_000_000):
        grid = Grid(20_000)
        values = np.full((grid.count, 8), number, np.float32)
        track = Track("voice", grid, values, np.ones(grid.count, np.bool_), tuple("abcdefgh"))
        content = replace(content, tracks={"voice": track})
        content = file.save(content, {"tracks"}).project
        content = replace(content, markers=tuple(Marker(n, n + 1, str(number), id=str(n)) for n in range(200)))
        content = file.save(content, {"markers"}).project
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", range(6))
def test_a_kill_at_any_moment_loses_nothing_that_was_saved(path: Path, after: int) -> None:
    project_file.create(path, project()).close()
    with subprocess.Popen([sys.executable, "-c", _KILLED, path], stdout=subprocess.PIPE, text=True) as child:
        for _ in range(2 + after):
            reported = int(child.stdout.readline())
        try:
            child.wait(timeout=0.0013 * after)  # somewhere inside a later transaction
        except subprocess.TimeoutExpired:
            child.kill()
        reported = max([reported, *(int(line) for line in child.stdout)])
    with project_file.open(path) as file:
        loaded = file.load()
    values = {float(value) for value in np.unique(loaded.tracks["voice"].values)}
    labels = {marker.label for marker in loaded.markers}
    assert len(values) == len(labels) == 1
    assert int(labels.pop()) >= reported
    assert values.pop() >= reported


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no project"):
        project_file.open(tmp_path / "none.mmsa")
    with pytest.raises(StudioError):
        project_file.open(tmp_path)
    with pytest.raises(StudioError, match="could not be written"):
        project_file.create(tmp_path / "no" / "folder.mmsa", project())


_FULL = """
import resource, sys
from pathlib import Path
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.store import project_file, rows
from tests.store.material import keep
path = Path(sys.argv[1])
with project_file.open(path) as file:
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000,) * 2)
    try:
        keep(file, markers=tuple(Marker(n, n + 1, "x" * 100) for n in range(5000)))
    except StudioError as error:
        print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits a process's file size as POSIX does")
def test_a_full_disk_is_said_and_the_old_content_stays(path: Path) -> None:
    project_file.create(path, project()).close()
    said = subprocess.run([sys.executable, "-c", _FULL, path], capture_output=True, text=True, check=True)
    assert "could not be saved" in said.stdout
    with project_file.open(path) as file:
        assert_same(file.load(), project())


def test_a_project_that_outgrows_its_space_is_said(path: Path) -> None:
    with project_file.create(path, project()) as file:
        file._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StudioError, match="the disk is full"):
            keep(file, markers=tuple(Marker(n, n + 1, "x" * 100) for n in range(5000)))
        assert_same(file.load(), project())


def test_a_read_only_place_can_be_read_and_says_so_when_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project_file.create(path, project()).close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with project_file.open(path) as file:
        assert_same(file.load(), project())
        with pytest.raises(StudioError, match="may only be read"):
            keep(file, markers=())
    assert list(content_of(path)) == [path.name]


def test_a_project_moved_away_while_open_swallows_nothing(path: Path) -> None:
    with project_file.create(path, project()) as file:
        path.rename(path.with_name("elsewhere.mmsa"))
        with pytest.raises(StudioError, match="moved or deleted"):
            keep(file, markers=())


def test_a_copy_that_another_tool_made_without_a_log_can_be_saved_to(path: Path) -> None:
    project_file.create(path, project()).close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    with project_file.open(path) as file:
        assert_same(keep(file, markers=()), file.load())
