"""Parts of a project file as rows of its tables: text, typed bytes, and a checksum over every row."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.limits import LARGEST_FACTS, LAST_FRAME
from mmsa_studio.store.codec import UNREADABLE

_DTYPE = re.compile(r"[<|][biuf][1248]", re.ASCII)
"""Truth, whole numbers and fractions: the only arrays there are."""


class PartError(Exception):
    """A part cannot be read.

    Args:
        part: its name.
        newer: whether a later version of the program wrote it, which is no damage.
    """

    def __init__(self, part: str, *, newer: bool = False) -> None:
        super().__init__(part)
        self.part = part
        self.newer = newer


@dataclass(frozen=True)
class Part:
    """A piece of a project file: facts in JSON and named arrays."""

    facts: str
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)


def names(database: sqlite3.Connection) -> list[str]:
    """The parts there are, in the order they came in."""
    return [name for (name,) in database.execute("SELECT name FROM part ORDER BY rowid")]


def revisions(database: sqlite3.Connection) -> dict[str, int]:
    """Which change of the file last touched each part, those included that were taken out since."""
    return dict(database.execute("SELECT part, number FROM revision"))


def put(database: sqlite3.Connection, name: str, part: Part) -> None:
    """Write a part in place of an earlier one of that name."""
    database.execute(
        "INSERT INTO part VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, crc = excluded.crc",
        (name, part.facts, crc(name, part.facts)),
    )
    database.execute("DELETE FROM array WHERE part = ?", (name,))
    for array_name, array in part.arrays.items():
        row = (name, array_name, *blob(array))
        database.execute("INSERT INTO array VALUES (?, ?, ?, ?, ?, ?)", (*row, crc(*row)))


def remove(database: sqlite3.Connection, name: str) -> None:
    """Take a part out of the file."""
    database.execute("DELETE FROM part WHERE name = ?", (name,))


def count(database: sqlite3.Connection, name: str, revision: int) -> None:
    """Write down which change touched a part."""
    database.execute("INSERT OR REPLACE INTO revision VALUES (?, ?)", (name, revision))


def fetch(database: sqlite3.Connection, name: str) -> Part:
    """Read a part.

    Raises:
        PartError: when it is not there or a row of it is damaged.
    """
    row = database.execute("SELECT name, facts, crc FROM part WHERE name = ?", (name,)).fetchone()
    arrays = database.execute("SELECT * FROM array WHERE part = ?", (name,)).fetchall()
    if row is None or len(row[1]) > LARGEST_FACTS:
        raise PartError(name)
    try:
        if any(crc(*cells) != checksum for *cells, checksum in (row, *arrays)):
            raise PartError(name)
        return Part(row[1], {array: array_of(*cells) for _, array, *cells, _ in arrays})
    except UNREADABLE as error:
        raise PartError(name) from error


def crc(*row: str | bytes) -> int:
    """A checksum over a whole row, so that a flipped bit is noticed and never drawn."""
    sum_ = 0
    for cell in row:
        sum_ = zlib.crc32(cell.encode() if isinstance(cell, str) else cell, zlib.crc32(b"\0", sum_))
    return sum_


def blob(array: NDArray[Any]) -> tuple[str, str, bytes]:
    """Type, shape and little-endian bytes of an array."""
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return array.dtype.str, json.dumps(array.shape), array.tobytes()


def array_of(dtype: str, shape: str, data: bytes) -> NDArray[Any]:
    """The array that `blob` took apart: one's own, writable and native.

    Raises:
        ValueError, TypeError: when the bytes are no such array.
    """
    if not _DTYPE.fullmatch(dtype):
        raise ValueError("no array of numbers")
    sizes = json.loads(shape)
    if not all(type(size) is int and 0 <= size <= LAST_FRAME for size in sizes):
        raise ValueError("no shape of an array")
    kind = np.dtype(dtype)
    return np.frombuffer(data, kind).reshape(sizes).astype(kind.newbyteorder("="))
