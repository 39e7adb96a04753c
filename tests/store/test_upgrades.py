"""Files of earlier versions open as if this one had written them, wherever they lie."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import NO_WORDS, Cue, Word, WordsFrom
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.track import FULL, UNKNOWN
from mmsa_studio.store import project_file, schema
from tests.store import older
from tests.store.material import assert_same, content_of, keep, project

VERSIONS = (1, 2, 3, 4, 5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film.mmsa"


def _look_at(found: Project, version: int) -> None:
    """What older.write wrote is there, in today's words."""
    assert found.media.frame_count == 50
    track = found.tracks["voice"]
    assert np.array_equal(track.values, older.VALUES)
    assert track.quality.tolist() == [FULL] * older.DONE + [UNKNOWN] * (older.STEPS - older.DONE)
    assert (track.made_by, track.subject, track.complete) == (None, "", False)
    assert found.timeline is not None
    assert (found.timeline.values == 0.25).all()
    assert found.timeline.modalities == ("text", "voice", "face")
    assert [marker.id for marker in found.markers] == ["m1"]
    assert found.corrections == (Correction(1, 5, "valence", -0.5),)
    assert found.cues == (Cue(Fraction(1, 3), Fraction(2), "Hello", (Word("Hello", 0.4, 0.9),)),)
    assert found.words_from == WordsFrom("file", "beside the film")
    assert [notice.message for notice in found.notices] == older.TOLD
    assert found.faces.step.tolist() == [2, 2, 4]
    assert found.faces.person.tolist() == ([21, 22, 40] if version < 3 else [20, 21, 42])
    assert [face.units for face in found.faces.at(4)] == [{"AU12": 0.75 if version < 3 else 0.25}]
    assert found.peaks is not None
    assert found.peaks.levels[0].tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    here = Evidence(frame=3, quantity="valence", output=0.5, baseline=0.25, marker="m1")
    assert found.evidence == (() if version == 1 else (here,))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_project_is_upgraded_and_stays_so(path: Path, version: int) -> None:
    older.write(path, version)
    with project_file.open(path) as file:
        _look_at(file.load(), version)
        keep(file, words_from=WordsFrom("heard", "elsewhere"))
    with project_file.open(path) as file:
        assert file.load().words_from == WordsFrom("heard", "elsewhere")
        assert schema.is_current(file._database)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("finished", [True, False, None])
def test_whether_an_older_analysis_went_to_its_end_is_known(path: Path, version: int, finished: bool | None) -> None:
    older.write(path, version, finished=finished)
    with project_file.open(path) as file:
        assert file.load().finished is (finished is not False)  # what does not say so has markers


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("", NO_WORDS),
        ("My film (director's cut).en.srt", WordsFrom("file", "My film (director's cut).en.srt")),
        ("text track 3", WordsFrom("track", number=3)),
        ("text track 1 (German)", WordsFrom("track", "German", number=1)),
        ("text track 2 (Commentary (2))", WordsFrom("track", "Commentary (2)", number=2)),
        ("speech to text (Whisper base)", WordsFrom("heard", "Whisper base")),
        ("speech to text (Whisper base, German)", WordsFrom("heard", "Whisper base", "de")),
        ("speech to text (openai/whisper-large-v3, Chinese)", WordsFrom("heard", "openai/whisper-large-v3", "zh")),
    ],
)
@pytest.mark.parametrize("version", [1, 2, 3])
def test_where_the_words_of_an_older_project_came_from_is_data(
    path: Path, version: int, told: str, source: WordsFrom
) -> None:
    older.write(path, version, source=told)
    with project_file.open(path) as file:
        assert file.load().words_from == source
    assert source.sentence.message == (told or "no words")


@pytest.mark.parametrize("version", VERSIONS)
def test_damage_is_not_sealed_by_an_upgrade(path: Path, version: int) -> None:
    older.write(path, version)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE part SET facts = replace(facts, 'Hello', 'Jello') WHERE name = 'cues'")
        database.commit()
    before = content_of(path)
    for _ in range(2):
        with pytest.raises(StudioError, match=r"damaged \(cues\)"):
            project_file.open(path)
    assert content_of(path) == before


@pytest.mark.parametrize("facts", ["[]", "7", '{"source": "x"}', '{"grid": 3, "done": "x"}'])
@pytest.mark.parametrize("part", ["cues", "track/voice", "timeline", "faces"])
def test_older_facts_that_make_no_sense_are_refused(path: Path, part: str, facts: str) -> None:
    older.write(path, 2)
    with closing(sqlite3.connect(path)) as database:
        crc = older._crc(part, facts)
        database.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (facts, crc, part))
        database.commit()
    with pytest.raises(StudioError, match=r"damaged|newer"), project_file.open(path) as file:
        file.load()


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_project_in_a_read_only_place_opens_for_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    older.write(path, version)
    before = content_of(path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with project_file.open(path) as file:
        _look_at(file.load(), version)
        with pytest.raises(StudioError, match="could not be saved: it may only be read"):
            keep(file, markers=())
        _look_at(file.load(), version)
    assert content_of(path) == before


def test_an_older_project_in_a_place_that_only_promises_to_be_written_to_opens_for_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older.write(path, 2)

    def refused(database: sqlite3.Connection) -> None:
        """Cannot be done in the file itself."""
        if database.execute("PRAGMA database_list").fetchone()[2]:
            database.execute("PRAGMA query_only = ON")
        schema.upgrades.tracks_know_their_maker(database)

    first = schema.UPGRADES
    monkeypatch.setattr(schema, "UPGRADES", (*first[:2], refused, *first[3:]))
    with project_file.open(path) as file:
        _look_at(file.load(), 2)
        with pytest.raises(StudioError, match="may only be read"):
            keep(file, markers=())


def test_an_upgrade_happens_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file as this program writes it today, opened by one that knows one more step."""
    project_file.create(path, project()).close()

    def add(database: sqlite3.Connection) -> None:
        database.execute("CREATE TABLE history (edit TEXT)")

    def fail(database: sqlite3.Connection) -> None:
        add(database)
        raise sqlite3.OperationalError("power cut")

    first = schema.UPGRADES
    before = path.read_bytes()
    monkeypatch.setattr(schema, "UPGRADES", (*first, fail))
    with pytest.raises(StudioError):
        project_file.open(path)
    assert path.read_bytes() == before
    monkeypatch.setattr(schema, "UPGRADES", (*first, add))
    with project_file.open(path) as file:
        assert_same(file.load(), project())
        assert file._database.execute("SELECT * FROM history").fetchall() == []
        assert schema.version_of(file._database) == len(first) + 1
    monkeypatch.setattr(schema, "UPGRADES", first)
    with pytest.raises(StudioError, match="newer"):
        project_file.open(path)
