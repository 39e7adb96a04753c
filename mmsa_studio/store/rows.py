"""Rows of a project file: arrays as typed bytes, and a checksum over every row."""

from __future__ import annotations

import json
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


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
    """The array that `blob` took apart."""
    array = np.frombuffer(data, np.dtype(dtype)).reshape(json.loads(shape))
    return array.astype(array.dtype.newbyteorder("="))  # a copy: one's own, writable, native
