"""How far explanations of one film can be trusted: deletion and insertion at some of its frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.questions import Film, Trust, TrustReport
from mmsa_studio.fusion.inputs import gather
from mmsa_studio.fusion.samples import on_grid
from mmsa_studio.fusion.trust import Curve, faithfulness
from mmsa_studio.fusion.weights import FusionModel, load


def check(film: Film, asked: Trust, _: str, hook: Hook | None = None, folder: Path | None = None) -> TrustReport:
    """Try the explanations of a film with the weights its timeline was computed with, which lie in a folder.

    That is done on the processor, wherever else is computed: it takes hundreds of small steps.

    Raises:
        StudioError: when the weights are missing or not the ones listed.
        ValueError: when the quantity is unknown or a track lies on another grid.
        Cancelled: when the hook says so.
    """
    return check_with(load("cpu", folder), film, asked, hook)


def check_with(model: FusionModel, film: Film, asked: Trust, hook: Hook | None = None) -> TrustReport:
    """`check` with a given network, which must be on the processor."""
    network, grid = model.network, film.media.grid
    inputs = gather(network.shape, {track.modality: track for track in film.tracks}, grid)
    tried = []
    for place, frame in enumerate(asked.frames):
        if hook is not None:
            hook(Progress("fusion", place / len(asked.frames)))
        step = grid.step_of(frame, film.media.rate)
        window = on_grid(inputs, grid, step, step, network.shape.halo).inputs
        values = {m: torch.from_numpy(array.astype(np.float32)) for m, array in window.values.items()}
        tried.append(faithfulness(network, values, torch.from_numpy(window.valid), asked.quantity, seed=frame))
    return _report(asked.quantity, [curves for curves in tried if curves])


def _report(quantity: str, tried: list[dict[str, Curve]]) -> TrustReport:
    ways = list(tried[0]) if tried else []
    deletion, insertion = (
        {way: float(np.mean([getattr(curves[way], name) for curves in tried])) for way in ways}
        for name in ("deletion", "insertion")
    )
    return TrustReport(quantity, len(tried), deletion, insertion)
