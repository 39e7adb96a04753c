"""What cameras, light and grading do to a face, done to whole batches of crops."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as nnf


def augment(canvases: Tensor, size: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Views of faces as different cameras, lamps and graders would have given them.

    Args:
        canvases: aligned faces with room around them, 0..1. shape (N, 1, H, H)
        size: width and height of the views, at the scale of the canvases.
        generator: of the chances taken.

    Returns:
        views of shape (N, 1, size, size) in 0..1, and which were mirrored, shape (N,) bool.
    """
    flip = _uniform(len(canvases), 0, 1, generator) < 0.5
    views = _look(canvases, size, flip, generator)
    views = _light(views, generator)
    views = _lens(views, generator)
    return _occlude(views, generator), flip


def _look(canvases: Tensor, size: int, flip: Tensor, generator: torch.Generator) -> Tensor:
    """Turn, scale, stretch, shift and mirror."""
    count = len(canvases)
    angle = _normal(count, math.radians(8), generator)
    scale = size / canvases.shape[2] * torch.exp(_normal(count, 0.09, generator))
    stretch = torch.exp(_normal(count, 0.04, generator))
    across = torch.where(flip, -1.0, 1.0) * scale * stretch
    down = scale / stretch
    shift = _normal((count, 2), 0.05, generator)
    theta = torch.stack(
        [
            torch.stack([across * angle.cos(), -down * angle.sin(), shift[:, 0]], 1),
            torch.stack([across * angle.sin(), down * angle.cos(), shift[:, 1]], 1),
        ],
        dim=1,
    )
    grid = nnf.affine_grid(theta, [count, 1, size, size], align_corners=False)
    return nnf.grid_sample(canvases, grid, padding_mode="border", align_corners=False)


def _light(views: Tensor, generator: torch.Generator) -> Tensor:
    """Gamma, contrast, crushed blacks, clipped highlights, and a lamp from one side."""
    count, size = len(views), views.shape[2]
    views = views.clamp(1e-3, 1) ** torch.exp(_normal((count, 1, 1, 1), 0.3, generator))
    lamp = _normal((count, 2, 1, 1), 0.25, generator)
    axis = torch.linspace(-1, 1, size)
    shade = lamp[:, :1] * axis[None, None, None, :] + lamp[:, 1:] * axis[None, None, :, None]
    contrast = torch.exp(_normal((count, 1, 1, 1), 0.25, generator))
    brightness = _normal((count, 1, 1, 1), 0.12, generator)
    return ((views - 0.5) * contrast * (1 + shade) + 0.5 + brightness).clamp(0, 1)


def _lens(views: Tensor, generator: torch.Generator) -> Tensor:
    """Out of focus or low resolution for some, grain for all."""
    count, size = len(views), views.shape[2]
    soft = nnf.avg_pool2d(nnf.pad(views, (1, 1, 1, 1), mode="replicate"), 3, 1)
    small = nnf.interpolate(nnf.avg_pool2d(views, 2), size=(size, size), mode="bilinear", align_corners=False)
    chance = _uniform((count, 1, 1, 1), 0, 1, generator)
    views = torch.where(chance < 0.2, soft, torch.where(chance > 0.88, small, views))
    grain = _uniform((count, 1, 1, 1), 0, 0.05, generator)
    return views + grain * torch.randn(views.shape, generator=generator)


def _occlude(views: Tensor, generator: torch.Generator) -> Tensor:
    """A flat patch over a part of some faces: a hand, a hat, a shoulder."""
    count, size = len(views), views.shape[2]
    centre = _uniform((count, 2, 1, 1), 0, size, generator)
    reach = _uniform((count, 2, 1, 1), 0.05 * size, 0.2 * size, generator)
    axis = torch.arange(size).float()
    inside = ((axis[None, None, None, :] - centre[:, :1]).abs() < reach[:, :1]) & (
        (axis[None, None, :, None] - centre[:, 1:]).abs() < reach[:, 1:]
    )
    chosen = inside & (_uniform((count, 1, 1, 1), 0, 1, generator) < 0.3)
    return torch.where(chosen, _uniform((count, 1, 1, 1), 0, 1, generator), views)


def _uniform(shape: int | tuple[int, ...], low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.rand(shape, generator=generator) * (high - low) + low


def _normal(shape: int | tuple[int, ...], deviation: float, generator: torch.Generator) -> Tensor:
    return torch.randn(shape, generator=generator) * deviation
