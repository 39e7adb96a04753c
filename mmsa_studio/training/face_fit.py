"""One member of the face ensemble: from prepared faces and a seed to weights."""

from __future__ import annotations

import copy
import time

import torch
from torch import Tensor
from torch.nn import functional as nnf

from mmsa_studio.features.face_network import CROP, ExpressionNetwork, mirrored
from mmsa_studio.training.face_data import Log, Prepared
from mmsa_studio.training.picture_augment import augment

BATCH = 128
_RATE = 2e-3
_DECAY = 0.05
_BALANCE = 0.35
"""0 draws faces as often as they come, 1 every class as often as any other."""
_WITHOUT_MESH = 0.25
_AVERAGED = 0.998


def fit_member(
    faces: Prepared, valid: Prepared, mirror: Tensor, *, seed: int, epochs: int, log: Log
) -> ExpressionNetwork:
    """Train one network on augmented faces; its weights are averaged over the last few hundred steps.

    Args:
        faces: to learn from.
        valid: told about in the log after every epoch, never learned from.
        mirror: landmark of the other half of the face. shape (478,)
        seed: of the weights, the order and the augmentation.
        epochs: how often as many faces as there are get drawn.
        log: told one line an epoch.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network = ExpressionNetwork(len(mirror)).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    averaged: ExpressionNetwork = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    steps = max(1, len(faces) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=epochs * steps, pct_start=0.15)
    chances = _chances(faces.majority)
    for epoch in range(epochs):
        started, total = time.monotonic(), 0.0
        network.train()
        drawn = torch.multinomial(chances, steps * BATCH, True, generator=generator)
        for batch in drawn.view(steps, BATCH):
            loss = _loss(network, faces, batch, mirror, generator)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            _average(averaged, network)
            total += float(loss.detach())
        accuracy = float((answers(averaged, valid).argmax(1) == valid.majority).float().mean())
        told = f"loss {total / steps:.3f} valid {accuracy:.4f} ({time.monotonic() - started:.0f} s)"
        log(f"face seed {seed} epoch {epoch + 1}/{epochs}: {told}")
    return averaged


def answers(network: ExpressionNetwork, faces: Prepared) -> Tensor:
    """Logits of one network, without mirror images. shape (N, 8)"""
    parts = []
    with torch.inference_mode():
        for start in range(0, len(faces), 512):
            part = slice(start, start + 512)
            parts.append(network(faces.crops(part), faces.offsets[part].float(), faces.found[part])[1])
    return torch.cat(parts)


def _loss(
    network: ExpressionNetwork, faces: Prepared, batch: Tensor, mirror: Tensor, generator: torch.Generator
) -> Tensor:
    views, flipped = augment(faces.canvases[batch].float() / 255, CROP, generator)
    offsets = faces.offsets[batch].float()
    offsets = torch.where(flipped[:, None, None], mirrored(offsets, mirror), offsets)
    offsets = offsets + 0.008 * torch.randn(offsets.shape, generator=generator)
    found = faces.found[batch] * (torch.rand(len(batch), generator=generator) >= _WITHOUT_MESH)
    with torch.autocast("cpu", torch.bfloat16):
        _, logits = network(views.to(memory_format=torch.channels_last), offsets, found)
    return nnf.cross_entropy(logits.float(), faces.target[batch])


def _chances(majority: Tensor) -> Tensor:
    counts = torch.bincount(majority).float()
    return (counts[majority] ** -_BALANCE).double()


def _average(averaged: torch.nn.Module, network: torch.nn.Module) -> None:
    with torch.no_grad():
        for kept, current in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(current.detach(), 1 - _AVERAGED)
            else:
                kept.copy_(current)
