"""The fusion weights: safetensors, used only when they are the ones `models.json` lists."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import safetensors.torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.paths import resource
from mmsa_studio.core.timeline import ModelIdentity
from mmsa_studio.fusion.network import FusionNetwork, Shape

NAME = "fusion"
_REINSTALL = "Install the program again, or train it: python -m mmsa_studio.training fusion."


@dataclass(frozen=True)
class FusionModel:
    """A network ready to use.

    Attributes:
        network: in evaluation mode.
        identity: which one it is.
        encoders: sha256 of the encoder of each modality it was trained on.
    """

    network: FusionNetwork
    identity: ModelIdentity
    encoders: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=2)
def load(device: str = "cpu", folder: Path | None = None) -> FusionModel:
    """The shipped fusion network, in evaluation mode on a device.

    Raises:
        StudioError: when the weights are missing or not the ones listed.
    """
    folder = folder or resource("models")
    index = folder / "models.json"
    entry = json.loads(index.read_text("utf-8")).get(NAME) if index.is_file() else None
    path = folder / f"{NAME}.safetensors"
    if entry is None or not path.is_file():
        raise StudioError("The fusion weights are missing.", _REINSTALL)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != entry["sha256"]:
        raise StudioError(f"The weights “{path.name}” are not the ones this program was released with.", _REINSTALL)
    metadata = _metadata(content)
    network = FusionNetwork(Shape.from_dict(metadata["shape"]))
    network.load_state_dict(safetensors.torch.load(content))
    identity = ModelIdentity(NAME, str(metadata["version"]), digest)
    return FusionModel(network.eval().to(device), identity, metadata.get("encoders", {}))


def _metadata(content: bytes) -> dict[str, Any]:
    length = int.from_bytes(content[:8], "little")  # the safetensors header: its length, then JSON
    header = json.loads(content[8 : 8 + length])
    metadata: dict[str, Any] = json.loads(header["__metadata__"]["json"])
    return metadata
