"""Reopening gives back exactly what was saved, by any thread or process, whatever happens in between."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import FULL, UNKNOWN, Grid, Track, graded
from mmsa_studio.store import project_file
from mmsa_studio.store.codec import to_json
from mmsa_studio.store.parts import Part
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.store.rows import crc
from tests.store.material import assert_same, film, project, projects


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


def test_a_path_that_is_no_unicode_is_kept(path: Path) -> None:
    saved = Project(film(path="/films/\udcff\udc80.mp4"))
    with project_file.create(path, saved) as file:
        assert_same(file.load(), saved)


def test_every_edit_is_there_after_reopening(path: Path) -> None:
    full = project()
    with project_file.create(path, Project(film())) as file:
        file.save_media(full.media)
        file.save_track(full.tracks["voice"])
        file.save_timeline(full.timeline)
        file.save_markers(full.markers)
        file.save_corrections(full.corrections)
        file.save_cues(full.cues, full.words_from)
        file.save_shots(full.shots)
        file.save_faces(full.faces)
        file.save_peaks(full.peaks)
        file.save_notices(full.notices)
        file.save_evidence(full.evidence)
        file.save_finished(full.finished)
        with project_file.open(path) as other:
            assert_same(other.load(), full)
    with project_file.open(path) as file:
        assert_same(file.load(), full)


@pytest.mark.parametrize("markers", [(), (Marker(1, 2, id="x"),)])
def test_a_project_from_before_the_end_was_kept_counts_as_finished_when_markers_were_found(
    path: Path, markers: tuple[Marker, ...]
) -> None:
    with project_file.create(path, replace(project(), markers=markers)) as file:
        file._connection.execute("DELETE FROM part WHERE name = 'finished'")
        assert file.load().finished == bool(markers)
    with project_file.create(path, Project(film(), markers=markers)) as file:
        file._connection.execute("DELETE FROM part WHERE name = 'finished'")
        assert not file.load().finished


def test_saving_again_replaces_and_keeps_the_order_of_tracks(path: Path) -> None:
    grid = Grid(4)
    with project_file.create(path, Project(film())) as file:
        for modality in ("voice", "face"):
            file.save_track(Track.empty(modality, grid, ("a",)))
        file.save_track(
            Track(
                "voice", grid, np.ones((4, 2), np.float32), np.ones(4, np.bool_), ("a", "b"), quality=graded(grid, 0, 2)
            )
        )
        file.save_markers([Marker(1, 2, id="x")])
        file.save_markers([])
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
        file.save_markers([Marker(1, 2, "ghost")])
        log = project_file.side_files(path)[0].read_bytes()
    path.unlink()
    project_file.side_files(path)[0].write_bytes(log)
    with project_file.create(path, Project(film())) as file:
        assert file.load().markers == ()


def test_two_threads_write_while_others_read(path: Path) -> None:
    with project_file.create(path, project()) as shared_file, project_file.open(path) as own_file:

        def write(file: ProjectFile, label: str) -> None:
            for number in range(10):  # writers wait 15 s for one another: less than all of this takes
                file.save_markers([Marker(n, n + 1, f"{label}{number}") for n in range(20)])
                labels = {marker.label for marker in file.load().markers}
                assert len(labels) == 1, "half of one writer and half of the other"

        with ThreadPoolExecutor() as pool:
            files = (shared_file, shared_file, own_file)
            for done in [pool.submit(write, file, f"{number}-") for number, file in enumerate(files)]:
                done.result()


_KILLED = """
import sys
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import Grid, Track, graded
from mmsa_studio.store import project_file
import numpy as np
with project_file.open(sys.argv[1]) as file:
    for number in range(1, 1_000_000):
        label = str(number)
        grid = Grid(20_000)
        values = np.full((grid.count, 8), number, np.float32)
        valid, quality = np.ones(grid.count, np.bool_), graded(grid, 0, number)
        file.save_track(Track("voice", grid, values, valid, tuple("abcdefgh"), quality=quality))
        file.save_markers([Marker(n, n + 1, label) for n in range(200)])
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


def _bytes(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def _newer(content: bytes) -> bytes:
    return content[:60] + (999).to_bytes(4, "big") + content[64:]


def _flipped(content: bytes, offset: int) -> bytes:
    return content[:offset] + bytes([content[offset] ^ 0x10]) + content[offset + 1 :]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda content: b"", "is empty"),
        (lambda content: b"just some text", "not an MMSA Studio project"),
        (lambda content: content[:40], "not an MMSA Studio project"),
        (lambda content: b"\0" * len(content), "not an MMSA Studio project"),
        (lambda content: content[:68] + b"abcd" + content[72:], "not an MMSA Studio project"),
        (_newer, "newer MMSA Studio"),
        (lambda content: content[:100], "damaged"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (lambda content: content[:-4096], "damaged"),
        (lambda content: content[:4096] + b"\xa5" * 4096 + content[8192:], "damaged"),
    ],
)
def test_what_is_no_whole_project_is_refused_and_left_untouched(path: Path, change, sentence: str) -> None:
    project_file.create(path, project()).close()
    path.write_bytes(change(path.read_bytes()))
    before = _bytes(path)
    with pytest.raises(StudioError, match=sentence):
        project_file.open(path)
    assert _bytes(path) == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.mmsa"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE part (name TEXT)")
    connection.commit()
    connection.close()
    before = _bytes(path)
    with pytest.raises(StudioError, match="not an MMSA Studio project"):
        project_file.open(path)
    assert _bytes(path) == before


def test_a_flipped_bit_anywhere_is_refused_or_harmless(path: Path) -> None:
    saved = project()
    project_file.create(path, saved).close()
    content = path.read_bytes()
    rng = np.random.default_rng(1)
    for offset in [*range(100, 200, 7), *rng.integers(100, len(content), 150)]:
        path.write_bytes(_flipped(content, int(offset)))
        with suppress(StudioError), project_file.open(path) as file:
            assert_same(file.load(), saved)


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="There is no project"):
        project_file.open(tmp_path / "none.mmsa")
    with pytest.raises(StudioError):
        project_file.open(tmp_path)
    with pytest.raises(StudioError, match="could not be written"):
        project_file.create(tmp_path / "no" / "folder.mmsa", project())


def test_an_older_file_is_upgraded_in_one_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file as this program writes it today, opened by one that knows one more step."""
    project_file.create(path, project()).close()

    def add(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (edit TEXT)")

    def fail(connection: sqlite3.Connection) -> None:
        add(connection)
        raise sqlite3.OperationalError("power cut")

    schema, first = project_file.schema, project_file.schema.UPGRADES
    before = path.read_bytes()
    monkeypatch.setattr(schema, "UPGRADES", (*first, fail))
    with pytest.raises(StudioError):
        project_file.open(path)
    assert path.read_bytes() == before
    monkeypatch.setattr(schema, "UPGRADES", (*first, add))
    with project_file.open(path) as file:
        assert_same(file.load(), project())
        assert file._connection.execute("SELECT * FROM history").fetchall() == []
        assert schema.version_of(file._connection) == len(first) + 1
    monkeypatch.setattr(schema, "UPGRADES", first)
    with pytest.raises(StudioError, match="newer"):
        project_file.open(path)


def test_evidence_of_version_1_is_dropped_to_be_gathered_again(path: Path) -> None:
    project_file.create(path, project()).close()
    _as_version_1(path)
    with project_file.open(path) as file:
        assert_same(file.load(), _upgraded())


_FULL = """
import resource, sys
from pathlib import Path
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import WordsFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.store import project_file
path = Path(sys.argv[1])
with project_file.open(path) as file:
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000,) * 2)
    try:
        file.save_markers([Marker(n, n + 1, "x" * 100) for n in range(5000)])
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
        file._connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StudioError, match="the disk is full"):
            file.save_markers([Marker(n, n + 1, "x" * 100) for n in range(5000)])
        assert_same(file.load(), project())


def test_a_read_only_place_can_be_read_and_says_so_when_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project_file.create(path, project()).close()
    monkeypatch.setattr("os.access", lambda *_: False)
    with project_file.open(path) as file:
        assert_same(file.load(), project())
        with pytest.raises(StudioError, match="may only be read"):
            file.save_markers([])
    assert list(_bytes(path)) == [path.name]


def _as_they_were(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a track or timeline before they told who made it."""
    newer = {"made_by", "subject", "modalities", "made_from"}
    done = {"done": facts["grid"]["count"]} if "made_by" in facts else {}
    return {name: fact for name, fact in facts.items() if name not in newer} | done


def _put_facts(connection: sqlite3.Connection, name: str, facts: object) -> None:
    text = json.dumps(facts)
    connection.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (text, crc(name, text), name))


def _upgraded() -> Project:
    """What a project of version 1 is now."""
    told = Notice("said.before", {"text": "The film has no sound."})
    return replace(project(), evidence=(), words_from=WordsFrom("file", "film.srt"), notices=(told,))


def _as_version_1(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE part SET facts = '[{\"sentence\": \"So.\"}]' WHERE name = 'evidence'")
        for name, facts in connection.execute("SELECT name, facts FROM part").fetchall():
            if name.startswith("track/") or name == "timeline":
                _put_facts(connection, name, _as_they_were(json.loads(facts)))
        (facts,) = connection.execute("SELECT facts FROM part WHERE name = 'cues'").fetchone()
        _put_facts(connection, "cues", json.loads(facts) | {"source": "film.srt"})
        _put_facts(connection, "notices", ["The film has no sound."])
        connection.execute("DELETE FROM array WHERE name = 'quality'")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


def test_an_older_project_in_a_read_only_place_opens_for_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project_file.create(path, project()).close()
    _as_version_1(path)
    before = _bytes(path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with project_file.open(path) as file:
        assert_same(file.load(), _upgraded())
        with pytest.raises(StudioError, match="could not be saved: it may only be read"):
            file.save_markers([])
        assert_same(file.load(), _upgraded())
    assert _bytes(path) == before


def test_an_older_project_in_a_place_that_only_promises_to_be_written_to_opens_for_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_file.create(path, project()).close()
    _as_version_1(path)

    def refused(connection: sqlite3.Connection) -> None:
        """Cannot be done in the file itself."""
        if connection.execute("PRAGMA database_list").fetchone()[2]:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("DELETE FROM part WHERE name = 'evidence'")

    first = project_file.schema.UPGRADES
    monkeypatch.setattr(project_file.schema, "UPGRADES", (first[0], refused, *first[2:]))
    with project_file.open(path) as file:
        assert_same(file.load(), _upgraded())
        with pytest.raises(StudioError, match="may only be read"):
            file.save_markers([])


@pytest.mark.parametrize(
    "hidden",
    [
        "CREATE VIEW other AS SELECT * FROM part",
        "CREATE TRIGGER other AFTER UPDATE ON part BEGIN DELETE FROM part; END",
    ],
)
def test_a_file_that_would_run_something_is_refused(path: Path, hidden: str) -> None:
    project_file.create(path, project()).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(hidden)
    before = _bytes(path)
    with pytest.raises(StudioError, match="damaged"):
        project_file.open(path)
    assert _bytes(path) == before


def test_a_project_that_a_newer_program_upgraded_meanwhile_is_left_alone(path: Path) -> None:
    with project_file.create(path, project()) as file:
        with closing(sqlite3.connect(path)) as newer:
            newer.execute("PRAGMA user_version = 999")
        for work in (file.load, lambda: file.save_markers([])):
            with pytest.raises(StudioError, match="newer MMSA Studio"):
                work()


def test_a_project_moved_away_while_open_swallows_nothing(path: Path) -> None:
    with project_file.create(path, project()) as file:
        path.rename(path.with_name("elsewhere.mmsa"))
        with pytest.raises(StudioError, match="moved or deleted"):
            file.save_markers([])


def test_a_field_added_later_is_newer_and_not_damaged(path: Path) -> None:
    """As a later version would write a marker if it forgot to count the schema up."""
    with project_file.create(path, project()) as file:
        text = to_json(project().markers).replace('"label"', '"loudness": 0.5, "label"')
        file._put("markers", Part(text))
        with pytest.raises(StudioError, match="newer MMSA Studio"):
            file.load()
    before = _bytes(path)
    with project_file.open(path) as file, pytest.raises(StudioError, match="newer MMSA Studio"):
        file.load()
    assert _bytes(path) == before
