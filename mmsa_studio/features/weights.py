"""Weights are safetensors in `resources/models`, used only when they are the ones `models.json` lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.paths import resource, write_atomic

Metadata = dict[str, Any]

_INDEX = "models.json"
_REINSTALL = "Install the program again, or train the model: python -m mmsa_studio.training."


def load_weights(name: str, folder: Path | None = None) -> tuple[dict[str, Tensor], Metadata]:
    """The tensors of a model, as float32 where they are floating, and what is known about them.

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
        raise StudioError(f"The weights “{path.name}” are missing.", _REINSTALL)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != expected:
        raise StudioError(f"The weights “{path.name}” are not the ones this program was released with.", _REINSTALL)
    tensors = safetensors.torch.load(content)
    return {key: t.float() if t.is_floating_point() else t for key, t in tensors.items()}, _metadata(content)


def save_weights(name: str, tensors: Mapping[str, Tensor], metadata: Metadata, folder: Path | None = None) -> str:
    """Write a model and list it in the index.

    Returns:
        the sha256 of the file.
    """
    folder = folder or resource("models")
    whole = {key: tensor.detach().cpu().contiguous() for key, tensor in tensors.items()}
    content = safetensors.torch.save(whole, {"json": json.dumps(metadata, sort_keys=True)})
    digest = hashlib.sha256(content).hexdigest()
    write_atomic(folder / f"{name}.safetensors", content)
    index = _index(folder)
    index[name] = {"file": f"{name}.safetensors", "sha256": digest, "bytes": len(content)}
    write_atomic(folder / _INDEX, json.dumps(index, indent=2, sort_keys=True) + "\n")
    return digest


def sha256_of(name: str, folder: Path | None = None) -> str:
    """The sha256 a model's file must have.

    Raises:
        StudioError: when the model is not listed.
    """
    entry = _index(folder or resource("models")).get(name)
    if entry is None:
        raise StudioError(f"The model “{name}” is not part of this installation.", _REINSTALL)
    return str(entry["sha256"])


def _index(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / _INDEX
    if not path.is_file():
        return {}
    index: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return index


def _metadata(content: bytes) -> Metadata:
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    metadata: Metadata = json.loads(header.get("__metadata__", {}).get("json", "{}"))
    return metadata
