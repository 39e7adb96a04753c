"""Writes project files as earlier versions of the program did, sharing no code with what reads them today."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np

from mmsa_studio.core.vocabulary import QUANTITIES

STEPS = 10
DONE = 7
"""Steps of the voice track that were computed."""

TOLD = ["The film has no sound.", "Voice is left out: no encoder. Run doctor."]
"""Notices."""

VALUES = np.arange(STEPS * 2, dtype="<f4").reshape(STEPS, 2)
_GRID = {"count": STEPS, "step": "1/5"}
_MEDIA = {
    "path": "/films/a.mp4", "content_id": "sha256:00", "size": 1000, "container": "mp4", "duration": "2/1",
    "picture": {
        "width": 64, "height": 36, "coded_width": 64, "coded_height": 36, "rotation": 0, "sample_aspect": "1/1",
        "codec": "h264", "rate": "25/1", "frame_count": 50, "variable_rate": False, "time_base": "1/12800",
        "first_pts": 0, "index": 0, "largest_shift": "0/1",
    },
    "sound": None, "subtitles": [], "start_timecode": {"frame": 0, "drop_frame": False, "source": "none"},
}  # fmt: skip
_MARKER = {
    "start": 3, "end": 4, "label": "first", "note": "", "category": "", "intensity": None, "confidence": 0.5,
    "colour": "blue", "origin": "drawn", "kind": "", "id": "m1",
}  # fmt: skip
_CUES = [{"start": "1/3", "end": "2/1", "text": "Hello", "words": [{"text": "Hello", "start": 0.4, "end": 0.9}]}]
_CREATE = """
    CREATE TABLE part (name TEXT PRIMARY KEY, facts TEXT NOT NULL, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE array (
        part TEXT NOT NULL REFERENCES part ON DELETE CASCADE,
        name TEXT NOT NULL, dtype TEXT NOT NULL, shape TEXT NOT NULL,
        data BLOB NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (part, name)
    ) STRICT;
"""


def write(path: Path, version: int, *, finished: bool | None = True, source: str = "beside the film") -> None:
    """A project of version 1 to 5 with something in every place.

    Args:
        path: of the new file.
        version: of its schema.
        finished: None for one that does not know whether its analysis went to its end.
        source: where the words came from, as versions up to 3 had it; later ones say a file of that name.
    """
    data = {"kind": "file", "name": source, "language": "", "number": 0}
    told = [{"kind": "said.before", "values": {"text": text}} for text in TOLD]
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(f"PRAGMA application_id = {0x4D4D5341}; {_CREATE}")
        _put(database, "media", _MEDIA)
        _put(database, "markers", [_MARKER])
        _put(database, "corrections", [{"start": 1, "end": 5, "quantity": "valence", "value": -0.5}])
        if version < 5:
            _put(database, "cues", {"source": data if version > 3 else source, "cues": _CUES})
        else:
            _put(database, "cues", _CUES)
            _put(database, "words_from", data)
        _put(database, "shots", [{"start": 0, "end": 50}])
        _put(database, "notices", told if version > 3 else TOLD)
        _put(database, "evidence", _evidence(version))
        if finished is not None or version > 4:
            _put(database, "finished", finished is not False)
        _put_track(database, version)
        _put_timeline(database, version)
        _put_faces(database, version)
        level = np.arange(8, dtype="<i2").reshape(4, 2)
        _put(database, "peaks", {"sample_rate": 16_000, "bin_size": 64}, {"level00": level})
        if version > 4:
            database.execute("CREATE TABLE revision (part TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT")
            database.execute("INSERT INTO revision SELECT name, 7 FROM part")
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()


def _evidence(version: int) -> list[dict[str, object]]:
    return [{"sentence": "So."}] if version == 1 else [{"marker": "m1", "frame": 3, "quantity": "valence",
                                                        "output": 0.5, "baseline": 0.25}]  # fmt: skip


def _put_track(database: sqlite3.Connection, version: int) -> None:
    facts: dict[str, object] = {"modality": "voice", "grid": _GRID, "names": ["a", "b"]}
    arrays = {"values": VALUES, "valid": np.arange(STEPS) % 2 == 0}
    if version < 3:
        _put(database, "track/voice", facts | {"done": DONE}, arrays)
    else:
        quality = np.where(np.arange(STEPS) < DONE, 2, 0).astype(np.uint8)
        _put(database, "track/voice", facts | {"made_by": None, "subject": ""}, arrays | {"quality": quality})


def _put_timeline(database: sqlite3.Connection, version: int) -> None:
    facts: dict[str, object] = {"grid": _GRID, "model": {"name": "fusion", "version": "1", "sha256": "ab"}}
    shape = (4, STEPS, len(QUANTITIES))
    arrays = {name: np.full(shape, 0.25, "<f4") for name in ("values", "lower", "upper")}
    arrays |= {"valid": np.ones(shape[:2], np.bool_), "contributions": np.full((STEPS, 3), 0.5, "<f4")}
    if version > 2:
        facts |= {"modalities": ["text", "voice", "face"], "made_from": []}
    _put(database, "timeline", facts, arrays)


def _put_faces(database: sqlite3.Connection, version: int) -> None:
    """Two faces of one step, and before them one of a later step: nothing said that they come in order."""
    whole, real = ("<i8", "<f8") if version < 3 else ("<i4", "<f4")
    steps = [4, 2, 2] if version < 3 else [2, 2, 4]
    arrays = {
        "step": np.array(steps, whole),
        "person": np.array([step * 10 + place for place, step in enumerate(steps)], whole),
        "box": np.full((3, 4), 0.5, real),
        "main": np.array([True, True, False]),
        "units": np.array([[0.75], [np.nan], [0.25]], real),
    }
    _put(database, "faces", ["AU12"], arrays)


def _put(database: sqlite3.Connection, name: str, facts: object, arrays: Mapping[str, np.ndarray] = {}) -> None:
    text = json.dumps(facts)
    database.execute("INSERT INTO part VALUES (?, ?, ?)", (name, text, _crc(name, text)))
    for key, array in arrays.items():
        row = (name, key, array.dtype.str, json.dumps(array.shape), array.tobytes())
        database.execute("INSERT INTO array VALUES (?, ?, ?, ?, ?, ?)", (*row, _crc(*row)))


def _crc(*cells: str | bytes) -> int:
    """CRC-32 of all cells, each after a zero byte."""
    return zlib.crc32(b"".join(b"\0" + (cell.encode() if isinstance(cell, str) else cell) for cell in cells))
