"""The fusion weights: safetensors, used only when they are the ones `models.json` lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import safetensors.torch

from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.paths import resource
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.models.registry import FUSION
from mmsa_studio.models.weights import read_weights


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


def load(device: str = "cpu", folder: Path | None = None) -> FusionModel:
    """A fusion network in evaluation mode on a device, read once.

    Args:
        device: where to compute, as torch names it.
        folder: of the model's weights; the program's own by default.

    Raises:
        StudioError: when the weights are missing or not the ones listed.
    """
    return _load(device, folder or resource("models"))


def read_anew() -> None:
    """Read weights anew the next time, because other ones lie there now."""
    _load.cache_clear()


@lru_cache(maxsize=2)
def _load(device: str, folder: Path) -> FusionModel:
    file = read_weights(FUSION, folder)
    metadata = file.metadata
    network = FusionNetwork(Shape.from_dict(metadata["shape"]))
    network.load_state_dict(safetensors.torch.load(file.content))
    identity = ModelIdentity(FUSION, str(metadata["version"]), file.sha256)
    return FusionModel(network.eval().to(device), identity, metadata.get("encoders", {}))
