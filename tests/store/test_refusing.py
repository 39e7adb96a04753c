"""What is no whole project of ours is refused with one sentence and left untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import Shot
from mmsa_studio.core.limits import LONGEST_TEXT
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.store import connection, project_file, rows
from mmsa_studio.store.codec import to_json
from mmsa_studio.store.rows import Part
from tests.store.material import assert_same, content_of, film, keep, project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film.mmsa"


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
    before = content_of(path)
    with pytest.raises(StudioError, match=sentence):
        project_file.open(path)
    assert content_of(path) == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.mmsa"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE part (name TEXT)")
    connection.commit()
    connection.close()
    before = content_of(path)
    with pytest.raises(StudioError, match="not an MMSA Studio project"):
        project_file.open(path)
    assert content_of(path) == before


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


@pytest.mark.parametrize(
    "hidden",
    [
        "CREATE VIEW other AS SELECT * FROM part",
        "CREATE TABLE other (name TEXT)",
        "ALTER TABLE part ADD COLUMN more TEXT AS (name || facts)",
        "CREATE TRIGGER other AFTER UPDATE ON part BEGIN DELETE FROM part; END",
    ],
)
def test_a_file_that_would_run_something_is_refused(path: Path, hidden: str) -> None:
    project_file.create(path, project()).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(hidden)
    before = content_of(path)
    with pytest.raises(StudioError, match="damaged"):
        project_file.open(path)
    assert content_of(path) == before


def test_a_project_that_a_newer_program_upgraded_meanwhile_is_left_alone(path: Path) -> None:
    with project_file.create(path, project()) as file:
        with closing(sqlite3.connect(path)) as newer:
            newer.execute("PRAGMA user_version = 999")
        for work in (file.load, lambda: keep(file, markers=())):
            with pytest.raises(StudioError, match="newer MMSA Studio"):
                work()


def _with_part(path: Path, name: str, part: Part) -> None:
    """A project whose file holds a part that was not made by it, with a right checksum."""
    with project_file.create(path, project()) as file:
        rows.put(file._database, name, part)
        rows.count(file._database, name, 1)


def test_a_field_added_later_is_newer_and_not_damaged(path: Path) -> None:
    """As a later version would write a marker if it forgot to count the schema up."""
    _with_part(path, "markers", Part(to_json(project().markers).replace('"label"', '"loudness": 0.5, "label"')))
    before = content_of(path)
    with project_file.open(path) as file, pytest.raises(StudioError, match="newer MMSA Studio"):
        file.load()
    assert content_of(path) == before


def test_what_another_program_plants_meanwhile_never_runs(path: Path) -> None:
    with project_file.create(path, project()) as file:
        held = file.load()
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TRIGGER other AFTER UPDATE ON part BEGIN DELETE FROM array; END")
        for work in (file.load, lambda: file.save(replace(held, markers=()), {"markers"})):
            with pytest.raises(StudioError, match="damaged"):
                work()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM array").fetchone()[0] > 10


def test_work_without_end_is_interrupted_and_called_damage(path: Path, monkeypatch) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    project_file.create(path, Project(film())).close()
    with project_file.open(path) as file:
        monkeypatch.setattr(connection, "LONGEST_QUERY", 3)
        monkeypatch.setattr(rows, "names", lambda database: database.execute(endless).fetchall())
        with pytest.raises(StudioError, match="damaged"):
            file.load()


def test_a_text_of_megabytes_is_read_to_a_limit(path: Path) -> None:
    with project_file.create(path, project()) as file:
        long = replace(project().markers[0], label="x" * 2_000_000)
        assert len(keep(file, markers=(long,)).markers[0].label) == 2_000_000
    with project_file.open(path) as file:
        assert len(file.load().markers[0].label) == LONGEST_TEXT


@pytest.mark.parametrize("name", ["exponent-duration", "facts-deep", "frames-huge", "marker-far", "marker-nan",
                                  "peaks-flat", "rate-zero", "schema-byte", "timeline-step-zero", "trigger-deletes",
                                  "trigger-endless", "view-endless"])  # fmt: skip
def test_projects_made_to_hurt_are_refused_with_a_sentence(tmp_path: Path, shared, name: str) -> None:
    path = tmp_path / "copy.mmsa"
    path.write_bytes((shared / "faults" / "projects" / f"{name}.mmsa").read_bytes())

    def read() -> None:
        with project_file.open(path) as file:
            file.load()

    with pytest.raises(StudioError, match="damaged"):
        read()


@pytest.mark.parametrize("name", ["voices", "track", "tracks"])
def test_a_part_added_later_is_newer_and_not_damaged(path: Path, name: str) -> None:
    _with_part(path, name, Part("[]"))
    before = content_of(path)
    with project_file.open(path) as file:
        for work in (file.load, lambda: file.overwrite(Project(film())), lambda: file.save(project(), {"markers"})):
            with pytest.raises(StudioError, match="newer MMSA Studio"):
                work()
    assert content_of(path) == before


def test_a_missing_film_is_damage(path: Path) -> None:
    with project_file.create(path, project()) as file:
        rows.remove(file._database, "media")
        with pytest.raises(StudioError, match=r"damaged \(media\)"):
            file.load()


def _picture(**changes: Any) -> str:
    media = film()
    return to_json(replace(media, picture=replace(media.picture, **changes)))


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("media", to_json(film(duration=Fraction(10**9)))),
        ("media", _picture(rate=Fraction(0))),
        ("media", _picture(rate=Fraction(-25))),
        ("media", _picture(frame_count=-1)),
        ("media", _picture(frame_count=2**40)),
        ("media", to_json(film()).replace('"25/1"', '"25/0"')),
        ("markers", '[{"start": 5, "end": 5}]'),
        ("markers", '[{"start": 5, "end": 1e3}]'),
        ("markers", f'[{{"start": 5, "end": {2**31}}}]'),
        ("markers", '[{"start": 5, "end": 6, "intensity": NaN}]'),
        ("markers", "[" * 50_000),
        ("corrections", to_json([Correction(5, 5, "valence", 0.5)])),
        ("corrections", to_json([Correction(5, 6, "loudness", 0.5)])),
        ("corrections", to_json([Correction(5, 6, "valence", "joy")])),
        ("corrections", to_json([Correction(5, 6, "category", "boredom")])),
        ("corrections", to_json([Correction(5, 6, "category", 0.5)])),
        ("shots", to_json([Shot(0, 5), Shot(3, 9)])),
        ("shots", to_json([Shot(5, 5)])),
        ("cues", "[]"),
        ("evidence", '[{"frame": -1, "quantity": "valence"}]'),
        ("notices", '["The film has no sound."]'),
        ("notices", '[{"kind": "film.unreadable", "values": {"name": "x"}}]'),
        ("notices", '[{"kind": "said.before", "values": {"text": ["x"]}}]'),
        ("notices", '[{"kind": ["said.before"], "values": {"text": "x"}}]'),
        ("notices", '[{"kind": "export.moved", "values": {"rate": "25", "shift": "far"}}]'),
        ("finished", "1"),
        ("finished", "null"),
    ],
)
def test_facts_that_cannot_be_are_damage_and_said_where(path: Path, name: str, facts: str) -> None:
    _with_part(path, name, Part(facts))
    with project_file.open(path) as file, pytest.raises(StudioError, match=rf"damaged \({name}\)"):
        file.load()


def _changed(**arrays: np.ndarray) -> Callable[[Part], Part]:
    return lambda part: replace(part, arrays={**part.arrays, **arrays})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("track/voice", _changed(values=np.zeros((3, 3), np.float32))),
        ("track/voice", _changed(values=np.full((50, 3), np.nan, np.float32))),
        ("track/voice", _changed(values=np.zeros((50, 3)))),
        ("track/voice", _changed(quality=np.full(50, 9, np.uint8))),
        ("track/voice", lambda part: replace(part, facts=part.facts.replace('"step": "1/5"', '"step": "0/1"'))),
        ("track/voice", lambda part: replace(part, facts=part.facts.replace('"voice"', '"text"'))),
        ("track/voice", lambda part: replace(part, arrays={})),
        ("timeline", _changed(values=np.full((4, 50, 12), np.inf, np.float32))),
        ("timeline", _changed(contributions=np.zeros(3, np.float32))),
        ("cues", _changed(lengths=np.array([-1], np.int32))),
        ("cues", _changed(lengths=np.array([2], np.int32))),
        ("cues", _changed(lengths=np.array([1, 0], np.int32))),
        ("cues", _changed(times=np.array([[0.4, np.nan]]))),
        ("cues", _changed(times=np.array([[0.4, 0.9], [0.9, 1.0]]))),
        ("cues", lambda part: replace(part, facts=part.facts.replace('"2/1"', '"99999999999/1"'))),
        ("cues", lambda part: replace(part, facts=part.facts.replace('["1/3"]', "[]"))),
        ("faces", _changed(step=np.array([1, 0], np.int32))),
        ("faces", _changed(step=np.array([-1, 0], np.int32))),
        ("faces", _changed(box=np.full((2, 4), np.nan, np.float32))),
        ("faces", _changed(box=np.zeros((2, 4)))),
        ("peaks", _changed(level00=np.zeros((4, 3), np.int16))),
        ("peaks", _changed(level00=np.zeros((4, 2), np.float32))),
    ],
)
def test_arrays_that_cannot_be_are_damage_and_said_where(path: Path, name: str, change: Callable[[Part], Part]) -> None:
    with project_file.create(path, project()) as file:
        part = rows.fetch(file._database, name)
    _with_part(path, name, change(part))
    with project_file.open(path) as file, pytest.raises(StudioError, match=rf"damaged \({name}\)"):
        file.load()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("dtype", "|O"),
        ("dtype", "<f4,<f4"),
        ("shape", "[-1, 2]"),
        ("shape", "[" * 5000),
        ("shape", "{}"),
        ("dtype", "junk"),
        ("shape", "[99]"),
        ("shape", "7x"),
        ("data", b"abc"),
    ],
)
def test_bytes_that_are_no_array_are_damage(path: Path, column: str, value: object) -> None:
    project_file.create(path, project()).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE array SET {column} = ? WHERE part = 'peaks'", (value,))
        *row, _ = database.execute("SELECT * FROM array WHERE part = 'peaks'").fetchone()
        database.execute("UPDATE array SET crc = ? WHERE part = 'peaks'", (rows.crc(*row),))
        database.commit()
    with project_file.open(path) as file, pytest.raises(StudioError, match=r"damaged \(peaks\)"):
        file.load()
