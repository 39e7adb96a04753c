"""What the network is given when it explains: steps of the grid, or the same film sampled around each frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.track import Grid
from mmsa_studio.fusion.inputs import Inputs


@dataclass(frozen=True)
class Samples:
    """Stretches of steps to run the network on.

    Attributes:
        inputs: of all stretches, one after the other. shape (B * T, ...)
        times: middle of every step in seconds. shape (B, T)
        columns: the step of each stretch that is shown as columns. shape (B, c)
    """

    inputs: Inputs
    times: NDArray[np.float64]
    columns: NDArray[np.int64]


def on_grid(inputs: Inputs, grid: Grid, first: int, last: int, halo: int) -> Samples:
    """One stretch: the steps `[first, last]` as columns, with what can change their answer around them."""
    steps = np.arange(first - halo, last + halo + 1)
    inside = np.clip(steps, 0, grid.count - 1)
    known = inputs.valid[inside] & ((steps >= 0) & (steps < grid.count))[:, None]
    values = {m: inputs.values[m][inside] * known[:, i, None] for i, m in enumerate(inputs.values)}
    times = (steps + 0.5) * float(grid.step)
    columns = np.arange(halo, halo + last - first + 1)
    return Samples(Inputs(values, known), times[None], columns[None])


def around(inputs: Inputs, grid: Grid, times: NDArray[np.float64], halo: int) -> Samples:
    """One stretch for each time, its steps laid so that the middle one is centred on it.

    The network only knows steps of the grid's length; so every frame gets a grid of its own instead of the
    network being run at a rate it was not trained for. Words are taken as they lie, voice and face are
    interpolated between valid steps.
    """
    step = float(grid.step)
    moments = times[:, None] + np.arange(-halo, halo + 1) * step  # (B, T)
    flat = moments.ravel()
    here = np.floor(flat / step + 1e-9).astype(np.int64)
    inside = np.clip(here, 0, grid.count - 1)
    known = inputs.valid[inside] & ((here >= 0) & (here < grid.count))[:, None]
    before = np.clip(np.floor(flat / step - 0.5).astype(np.int64), 0, grid.count - 2 if grid.count > 1 else 0)
    after = np.minimum(before + 1, grid.count - 1)
    share = np.clip(flat / step - 0.5 - before, 0, 1)[:, None].astype(np.float32)
    values = {}
    for place, modality in enumerate(inputs.values):
        given = inputs.values[modality]
        both = (inputs.valid[before, place] & inputs.valid[after, place] & (modality != TEXT))[:, None]
        between = (1 - share) * given[before] + share * given[after]
        values[modality] = np.where(both, between, given[inside]) * known[:, place, None]
    columns = np.full((len(times), 1), halo)
    return Samples(Inputs(values, known), moments, columns)
