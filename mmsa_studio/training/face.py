"""From FER+ to the face weights, and the numbers measured with what was shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.paths import atomic_path, cache_dir
from mmsa_studio.features.action_units import UnitScale, measure
from mmsa_studio.features.face_geometry import align, canonical_face, mirror_index
from mmsa_studio.features.face_network import ExpressionEnsemble, ExpressionNetwork
from mmsa_studio.features.weights import save_weights
from mmsa_studio.training.face_data import LABELS, Faces, Log, Prepared, load_faces, prepare
from mmsa_studio.training.face_evidence import ask_all, evidence, member_merits
from mmsa_studio.training.face_fit import fit_member
from mmsa_studio.training.text_scores import best_temperature

__all__ = ["evidence", "train"]

SEEDS = (1, 2, 3)
EPOCHS = 12
_RECIPE = 1
"""Counted up when members trained before must not be used any more."""
_KEPT_EXACT = ("canonical", "mirror", "temperature", "units")


def train(data: Path, *, seeds: Sequence[int] = SEEDS, log: Log = print) -> None:
    """Train one network a seed, and ship as many as are best together, with what every seed reaches on test faces.

    A seed that was trained before is taken from the cache, so training goes on where it was stopped.

    Args:
        data: the folder of real data.
        seeds: one network each.
        log: told what happens, line by line.

    Raises:
        StudioError: when the data is missing.
    """
    faces, valid = load_faces(data, "train", log), load_faces(data, "valid", log)
    canonical = neutral_face(faces)
    units = unit_scale(faces, canonical)
    prepared, prepared_valid = prepare(faces, canonical), prepare(valid, canonical)
    mirror = torch.from_numpy(mirror_index(canonical))
    members = [_member(prepared, prepared_valid, mirror, seed, log) for seed in seeds]
    everyone = together(members, canonical, mirror)
    count = best_count(everyone, prepared_valid, log)
    ensemble = join(members[:count], canonical, mirror, prepared, prepared_valid)
    merits = member_merits(everyone, load_faces(data, "test", log))
    _ship(ensemble, units, seeds, merits, log)


def best_count(ensemble: ExpressionEnsemble, valid: Prepared, log: Log) -> int:
    """How many of the members, from the first on, are together right most often on valid faces."""
    logits = ask_all(ensemble, valid)[1]
    joined = [logits[:count].mean(0).argmax(1) for count in range(1, len(logits) + 1)]
    right = [float((said == valid.majority).float().mean()) for said in joined]
    log(f"face: one member, two and so on are right on {[round(share, 4) for share in right]} of the valid faces")
    return 1 + right.index(max(right))


def neutral_face(faces: Faces) -> NDArray[np.float32]:
    """The canonical face: the middle of those that most annotators called neutral. shape (478, 3)"""
    return canonical_face(faces.landmarks[faces.found & _neutral(faces)])


def unit_scale(faces: Faces, canonical: NDArray[np.float32]) -> UnitScale:
    """What resting and moving faces measure."""
    measures = measure(align(faces.landmarks[faces.found], canonical)[0])
    return UnitScale.learned(measures, _neutral(faces)[faces.found])


def join(
    members: Sequence[ExpressionNetwork],
    canonical: NDArray[np.float32],
    mirror: Tensor,
    faces: Prepared,
    valid: Prepared,
) -> ExpressionEnsemble:
    """The ensemble of the members: embeddings joined by principal components, confidence set on valid faces."""
    ensemble = together(members, canonical, mirror)
    _join_embeddings(ensemble, faces)
    logits = ask_all(ensemble, valid)[1].mean(0)
    ensemble.temperature.fill_(best_temperature(logits.numpy(), valid.target.numpy()))
    return ensemble


def together(
    members: Sequence[ExpressionNetwork], canonical: NDArray[np.float32], mirror: Tensor
) -> ExpressionEnsemble:
    """The members in one ensemble, its projection and temperature not set yet."""
    ensemble = ExpressionEnsemble(len(members), len(mirror))
    ensemble.members.load_state_dict(torch.nn.ModuleList(members).state_dict())
    ensemble.mirror.copy_(mirror)
    ensemble.canonical.copy_(torch.from_numpy(canonical))
    return ensemble.eval()


def _join_embeddings(ensemble: ExpressionEnsemble, faces: Prepared) -> None:
    """Set the projection to the first principal components of the members' embeddings, the weak ones kept weak."""
    joined = ask_all(ensemble, faces, every=4)[0]
    middle = joined.mean(0)
    variances, directions = torch.linalg.eigh(torch.cov(joined.T))  # in rising order
    spread = variances.clamp(min=0).sqrt()
    kept = (directions / (spread + 0.1 * spread.max() + 1e-3)).T.flip(0)[: ensemble.projection.out_features]
    with torch.no_grad():
        ensemble.projection.weight.copy_(kept)
        ensemble.projection.bias.copy_(-(kept @ middle))


def _ship(
    ensemble: ExpressionEnsemble,
    units: UnitScale,
    seeds: Sequence[int],
    merits: Mapping[str, Sequence[float]],
    log: Log,
) -> None:
    tensors = dict(ensemble.state_dict()) | {
        f"units.{name}": torch.from_numpy(np.ascontiguousarray(values, np.float32))
        for name, values in vars(units).items()
    }
    lean = {
        name: tensor if name.startswith(_KEPT_EXACT) or not tensor.is_floating_point() else tensor.half()
        for name, tensor in tensors.items()
    }
    metadata = {
        "data": "FER+ train (Barsoum et al. 2016); votes MIT, photographs collected from the web without a clear grant",
        "seeds": list(seeds[: len(ensemble.members)]),
        "merits": {row: list(values) for row, values in merits.items()},
        "epochs": EPOCHS,
        "labels": list(LABELS),
        "temperature": round(float(ensemble.temperature), 4),
    }
    digest = save_weights("face", lean, metadata)
    log(f"face: shipped {len(ensemble.members)} member(s), sha256 {digest[:12]}")


def _neutral(faces: Faces) -> NDArray[np.bool_]:
    return np.asarray(faces.majority() == LABELS.index("neutral"))


def _member(faces: Prepared, valid: Prepared, mirror: Tensor, seed: int, log: Log) -> ExpressionNetwork:
    data = hashlib.sha256(faces.canvases.numpy().tobytes()).hexdigest()[:12]
    path = cache_dir() / f"face-member-{_RECIPE}-{data}-{EPOCHS}-{seed}.safetensors"
    network = ExpressionNetwork(len(mirror))
    if path.is_file():
        network.load_state_dict(safetensors.torch.load_file(path))
        return network.eval()
    network = fit_member(faces, valid, mirror, seed=seed, epochs=EPOCHS, log=log)
    with atomic_path(path) as temporary:
        safetensors.torch.save_file({key: value.contiguous() for key, value in network.state_dict().items()}, temporary)
    return network
