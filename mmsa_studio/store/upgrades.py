"""How the content of older project files becomes what it is today."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import NO_WORDS, WordsFrom
from mmsa_studio.core.languages import language_code
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import FULL, UNKNOWN
from mmsa_studio.store.rows import array_of, blob, crc


def evidence_as_data(connection: sqlite3.Connection) -> None:
    """Evidence held sentences, and now holds what they are made of; it is gathered again when it is asked for."""
    connection.execute("DELETE FROM part WHERE name = 'evidence'")


def tracks_know_their_maker(connection: sqlite3.Connection) -> None:
    """A track said how many steps were done; now each step has a quality, and who made an older track is not known."""
    for name, facts in connection.execute("SELECT name, facts FROM part WHERE name LIKE 'track/%'").fetchall():
        known = json.loads(facts)
        quality = np.full(known["grid"]["count"], UNKNOWN, np.uint8)
        quality[: known.pop("done")] = FULL
        _put_array(connection, name, "quality", quality)
        _put_facts(connection, name, known | {"made_by": None, "subject": ""})
    for (facts,) in connection.execute("SELECT facts FROM part WHERE name = 'timeline'").fetchall():
        fused = {"modalities": ["text", "voice", "face"], "made_from": []}  # the only ones there were
        _put_facts(connection, "timeline", json.loads(facts) | fused)
    kinds = {"step": np.int32, "person": np.int32, "box": np.float32, "units": np.float32}
    for array, kind in kinds.items():
        where = "part = 'faces' AND name = ?"
        for row in connection.execute(f"SELECT dtype, shape, data FROM array WHERE {where}", (array,)).fetchall():  # noqa: S608
            _put_array(connection, "faces", array, array_of(*row).astype(kind))


def words_as_data(connection: sqlite3.Connection) -> None:
    """Notices were sentences, and so was the source of the words; both are kinds and values now."""
    for (facts,) in connection.execute("SELECT facts FROM part WHERE name = 'notices'").fetchall():
        told = [asdict(Notice("said.before", {"text": text})) for text in json.loads(facts)]
        _put_facts(connection, "notices", told)
    for (facts,) in connection.execute("SELECT facts FROM part WHERE name = 'cues'").fetchall():
        known = json.loads(facts)
        _put_facts(connection, "cues", known | {"source": asdict(_words_from(known["source"]))})


def _words_from(told: str) -> WordsFrom:
    """What an older project says of its words: “speech to text (model, Language)”, “text track 2 (name)” or a file."""
    if heard := re.fullmatch(r"speech to text \((.*?)(?:, (\w+))?\)", told):
        return WordsFrom("heard", heard[1], language_code(heard[2]) if heard[2] else "")
    if track := re.fullmatch(r"text track (\d+)(?: \((.*)\))?", told):
        return WordsFrom("track", track[2] or "", number=int(track[1]))
    return WordsFrom("file", told) if told else NO_WORDS


def _put_facts(connection: sqlite3.Connection, name: str, facts: object) -> None:
    text = json.dumps(facts)
    connection.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (text, crc(name, text), name))


def _put_array(connection: sqlite3.Connection, part: str, name: str, array: NDArray[np.generic]) -> None:
    row = (part, name, *blob(array))
    connection.execute("INSERT OR REPLACE INTO array VALUES (?, ?, ?, ?, ?, ?)", (*row, crc(*row)))
