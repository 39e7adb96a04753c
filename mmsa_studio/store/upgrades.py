"""How the content of older project files becomes what it is today."""

from __future__ import annotations

import json
import sqlite3

import numpy as np
from numpy.typing import NDArray

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


def _put_facts(connection: sqlite3.Connection, name: str, facts: object) -> None:
    text = json.dumps(facts)
    connection.execute("UPDATE part SET facts = ?, crc = ? WHERE name = ?", (text, crc(name, text), name))


def _put_array(connection: sqlite3.Connection, part: str, name: str, array: NDArray[np.generic]) -> None:
    row = (part, name, *blob(array))
    connection.execute("INSERT OR REPLACE INTO array VALUES (?, ?, ?, ?, ?, ?)", (*row, crc(*row)))
