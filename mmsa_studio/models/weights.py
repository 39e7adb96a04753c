"""Files of weights: used only when they are the very ones that `resources/models/models.json` lists."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.paths import resource

INDEX = "models.json"


@dataclass(frozen=True)
class WeightsFile:
    """A model's safetensors file, checked.

    Attributes:
        content: the whole file.
        sha256: of the content.
        metadata: what is known about the model, as it was saved with it.
    """

    content: bytes
    sha256: str
    metadata: dict[str, Any]


def read_weights(name: str, folder: Path | None = None) -> WeightsFile:
    """The file of a model.

    Args:
        name: of the model, for example `voice`.
        folder: where models lie; the program's own by default.

    Raises:
        StudioError: when the file is missing, not listed, or not the one that is listed.
    """
    folder = folder or resource("models")
    expected = sha256_of(name, folder)
    path = folder / f"{name}.safetensors"
    if not path.is_file():
        raise StudioError("weights.absent", name=path.name)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != expected:
        raise StudioError("weights.other", name=path.name)
    length = int.from_bytes(content[:8], "little")  # safetensors: the length of the header, then the header in JSON
    return WeightsFile(content, expected, _metadata(content[8 : 8 + length]))


def sha256_of(name: str, folder: Path | None = None) -> str:
    """The sha256 a model's file must have.

    Raises:
        StudioError: when the model is not listed.
    """
    entry = listed(folder or resource("models")).get(name)
    if entry is None:
        raise StudioError("weights.unlisted", name=name)
    return str(entry["sha256"])


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """What a folder's index says of each model: file, sha256 and size; empty without an index."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    index: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return index


def metadata_of(name: str, folder: Path | None = None) -> dict[str, Any]:
    """What is known about a model, read from the beginning of its file alone; nothing when the file is missing."""
    path = (folder or resource("models")) / f"{name}.safetensors"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        return _metadata(file.read(length))


def _metadata(header: bytes) -> dict[str, Any]:
    metadata: dict[str, Any] = json.loads(json.loads(header).get("__metadata__", {}).get("json", "{}"))
    return metadata
