"""What older projects said in sentences is data after they are opened."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import NO_WORDS, WordsFrom
from mmsa_studio.core.sentences import Notice
from mmsa_studio.store import project_file, schema
from mmsa_studio.store.parts import Part
from mmsa_studio.store.rows import crc
from tests.store.material import assert_same, project

TOLD = ("The film has no sound.", "Voice is left out: no encoder. Run doctor.")


def with_sentences(path: Path, source: str) -> None:
    """Make a project what it was before its notices and the source of its words became data."""
    with closing(sqlite3.connect(path)) as database:
        for name, facts in database.execute("SELECT name, facts FROM part").fetchall():
            if name in ("cues", "notices"):
                older = TOLD if name == "notices" else json.loads(facts) | {"source": source}
                text = json.dumps(older)
                database.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (text, crc(name, text), name))
        step = [upgrade.__name__ for upgrade in schema.UPGRADES].index("words_as_data")
        database.execute(f"PRAGMA user_version = {step}")
        database.commit()


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
def test_sentences_of_older_projects_become_data(tmp_path: Path, told: str, source: WordsFrom) -> None:
    path = tmp_path / "older.mmsa"
    project_file.create(path, project()).close()
    with_sentences(path, told)
    notices = tuple(Notice("said.before", {"text": text}) for text in TOLD)
    with project_file.open(path) as file:
        loaded = file.load()
    assert_same(loaded, replace(project(), words_from=source, notices=notices))
    assert tuple(notice.message for notice in loaded.notices) == TOLD
    assert source.sentence.message == (told or "no words")


@pytest.mark.parametrize(
    "facts",
    [
        '[{"kind": "film.unreadable", "values": {"name": "x"}}]',
        '[{"kind": "said.before", "values": {"text": ["x"]}}]',
        '[{"kind": ["said.before"], "values": {"text": "x"}}]',
        '[{"kind": "export.moved", "values": {"rate": "25", "shift": "far"}}]',
        '["The film has no sound."]',
    ],
)
def test_a_notice_that_cannot_be_said_is_damage_and_no_crash_of_the_window(tmp_path: Path, facts: str) -> None:
    with project_file.create(tmp_path / "odd.mmsa", project()) as file:
        file._put("notices", Part(facts))
        with pytest.raises(StudioError, match="damaged"):
            file.load()
