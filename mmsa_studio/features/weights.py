"""A model's weights as tensors: safetensors in `resources/models`, listed in its index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from mmsa_studio.core.paths import resource, write_atomic
from mmsa_studio.models.weights import INDEX, listed, read_weights, sha256_of

__all__ = ["Metadata", "load_weights", "save_weights", "sha256_of"]

Metadata = dict[str, Any]


def load_weights(name: str, folder: Path | None = None) -> tuple[dict[str, Tensor], Metadata]:
    """The tensors of a model, as float32 where they are floating, and what is known about them.

    Args:
        name: of the model, for example `voice`.
        folder: where models lie; the program's own by default.

    Raises:
        StudioError: when the file is missing, not listed, or not the one that is listed.
    """
    file = read_weights(name, folder)
    tensors = safetensors.torch.load(file.content)
    return {key: t.float() if t.is_floating_point() else t for key, t in tensors.items()}, file.metadata


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
    index = listed(folder)
    index[name] = {"file": f"{name}.safetensors", "sha256": digest, "bytes": len(content)}
    write_atomic(folder / INDEX, json.dumps(index, indent=2, sort_keys=True) + "\n")
    return digest
