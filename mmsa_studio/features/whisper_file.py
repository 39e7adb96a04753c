"""The file that the included Whisper comes in, read as tensors: the format of CTranslate2, version 6.

All numbers are little-endian. A header (version, name and revision of the kind of model, count of variables) is
followed by the variables: name, shape, kind of number, size and bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

from mmsa_studio.core.errors import StudioError

_VERSION = 6
_KINDS = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


def read_tensors(path: Path, prefix: str) -> dict[str, Tensor]:
    """The variables whose name begins with a prefix, under their names without it; floating ones as float32.

    Raises:
        StudioError: when the file is of another version or ends early.
    """
    with path.open("rb") as file:
        try:
            return {
                name.removeprefix(prefix): _tensor(kind, shape, file.read(size))
                for name, shape, kind, size in _variables(file)
                if name.startswith(prefix)
            }
        except (struct.error, KeyError, ValueError) as error:
            raise StudioError("speech.unreadable", path=str(path), error=str(error)) from error


def _variables(file: BinaryIO) -> Iterator[tuple[str, tuple[int, ...], int, int]]:
    """Name, shape, kind and size of each variable; its bytes come next in the file, and are passed over if unread."""
    (version,) = _take(file, "I")
    if version != _VERSION:
        raise ValueError(f"it is of version {version}, not {_VERSION}")
    _text(file)
    _, count = _take(file, "II")
    for _ in range(count):
        name = _text(file)
        (rank,) = _take(file, "B")
        shape = _take(file, f"{rank}I")
        kind, size = _take(file, "BI")
        end = file.tell() + size
        yield name, shape, kind, size
        file.seek(end)


def _tensor(kind: int, shape: tuple[int, ...], content: bytes) -> Tensor:
    values = np.frombuffer(content, _KINDS[kind]).reshape(shape)
    return torch.from_numpy(values.astype(np.float32) if values.dtype == np.float16 else values.copy())


def _text(file: BinaryIO) -> str:
    (length,) = _take(file, "H")
    return file.read(length).rstrip(b"\0").decode()


def _take(file: BinaryIO, layout: str) -> tuple[int, ...]:
    packed = struct.Struct(f"<{layout}")
    return packed.unpack(file.read(packed.size))
