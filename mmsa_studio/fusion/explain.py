"""Why a frame is where it is: exact contributions, and attention as what it is."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.explanation import AttentionRow, Explanation
from mmsa_studio.core.film import Cue, Word, cue_at, line_near
from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.modality import FACE, TEXT
from mmsa_studio.core.questions import Explain, Film
from mmsa_studio.core.rates import middle_of
from mmsa_studio.core.track import FloatArray, Track
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE, attention_maps, columns_to_one, relevance_map, row_shares
from mmsa_studio.fusion.infer import every_subset
from mmsa_studio.fusion.inputs import Inputs, gather
from mmsa_studio.fusion.network import FusionNetwork, scores
from mmsa_studio.fusion.samples import Samples, around, on_grid
from mmsa_studio.fusion.shapley import interaction, shapley
from mmsa_studio.fusion.weights import FusionModel, load

_GRID_ROWS = 10
"""Rows for each of voice and face: with the words of a few seconds about 40, as many as can be read."""
_BATCH = 16
_LINE_REACH_S = 2.0
"""How far a line may be from the frame: farther words are out of reach of its attention."""
_UNIT = re.compile(r"(?:.*\.)?(AU\d\d)")


def explain(
    film: Film, asked: Explain, device: str, hook: Hook | None = None, folder: Path | None = None
) -> Explanation:
    """Explain a frame with the weights the timeline was computed with, which lie in a folder.

    Raises:
        StudioError: when the weights are missing or not the ones listed.
        ValueError: when the quantity is unknown or a track lies on another grid.
        Cancelled: when the hook says so.
    """
    return explain_with(load(device, folder), film, asked, hook)


def explain_with(model: FusionModel, film: Film, asked: Explain, hook: Hook | None = None) -> Explanation:
    """`explain` with a given network."""
    network, grid, rate = model.network, film.media.grid, film.media.rate
    inputs = gather(network.shape, {track.modality: track for track in film.tracks}, grid).without(asked.without)
    middle = float(middle_of(asked.frame, rate))
    samples, centre = _window(film, asked, inputs, network.shape.halo)
    times = np.take_along_axis(samples.times, samples.columns, axis=1).ravel()
    rows = _rows(film.cues, times, float(grid.step), network.shape.modalities)
    heatmaps = _heatmaps(network, samples, rows, asked.quantity, float(grid.step), hook or (lambda event: None))
    attention = heatmaps.pop(AVERAGE)
    outputs = _outputs(network, centre, asked.quantity)
    modalities = network.shape.modalities
    everything, nothing = frozenset(range(len(modalities))), frozenset[int]()
    return Explanation(
        frame=asked.frame,
        quantity=asked.quantity,
        output=float(outputs[everything]),
        baseline=float(outputs[nothing]),
        contributions=dict(zip(modalities, map(float, shapley(outputs, len(modalities))), strict=True)),
        interactions={
            f"{modalities[i]}+{modalities[j]}": float(interaction(outputs, i, j, len(modalities)))
            for i, j in combinations(range(len(modalities)), 2)
        },
        units=_units(film.track(FACE), grid.step_of(asked.frame, rate)),
        occlusions={m: float(outputs[everything] - outputs[everything - {i}]) for i, m in enumerate(modalities)},
        known=bool(centre.inputs.valid[centre.columns[0, 0]].any()),
        looked_at=_most_attended(rows, attention[:, int(np.abs(times - middle).argmin())]),
        words=_line_at(film.cues, middle),
        rows=rows,
        times=times,
        attention=attention,
        variants=heatmaps,
        line=_line(film, middle),
    )


def _window(film: Film, asked: Explain, inputs: Inputs, halo: int) -> tuple[Samples, Samples]:
    """The columns around the frame, and the frame alone: by grid steps, or each frame of the film."""
    grid, rate, middle = film.media.grid, film.media.rate, middle_of(asked.frame, film.media.rate)
    if not asked.exact:
        step, half = grid.step_of(asked.frame, rate), math.ceil(asked.seconds / 2 / grid.step)
        first, last = max(0, step - half), min(grid.count - 1, step + half)
        return on_grid(inputs, grid, first, last, halo), on_grid(inputs, grid, step, step, halo)
    half = math.ceil(asked.seconds / 2 * rate)
    first, last = max(0, asked.frame - half), min(film.media.frame_count - 1, asked.frame + half)
    times = np.array([float(middle_of(frame, rate)) for frame in range(first, last + 1)])
    return around(inputs, grid, times, halo), around(inputs, grid, np.array([float(middle)]), halo)


def _heatmaps(
    network: FusionNetwork,
    samples: Samples,
    rows: tuple[AttentionRow, ...],
    quantity: str,
    step: float,
    hook: Hook,
) -> dict[str, FloatArray]:
    """Every heatmap by name. each shape (R, C)"""
    place, parts = QUANTITIES.index(quantity), []
    for first in range(0, len(samples.times), _BATCH):
        hook(Progress("fusion", first / len(samples.times)))
        chosen = slice(first, first + _BATCH)
        valid, given = _tensors(network, samples, chosen)
        columns = torch.from_numpy(samples.columns[chosen]).to(valid.device)
        stretch = torch.arange(len(columns), device=valid.device)[:, None]
        fused = network.fuse(network.encode(given, valid), valid, plain=True)
        maps = {name: weights.detach() for name, weights in attention_maps(fused, columns).items()}
        maps[RELEVANCE] = relevance_map(fused, scores(fused.raw)[stretch, columns, place], columns)
        shared = (row_shares(rows, times, step, network.shape.modalities) for times in samples.times[chosen])
        shares = [torch.from_numpy(one).to(valid.device) for one in shared]
        parts.append({name: (weights @ torch.stack(shares)).flatten(0, 1) for name, weights in maps.items()})
    return {name: columns_to_one(torch.cat([part[name] for part in parts]).T.cpu().numpy()) for name in parts[0]}


def _tensors(network: FusionNetwork, samples: Samples, chosen: slice) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    count, steps = samples.times.shape
    device = network.band.device
    valid = torch.from_numpy(samples.inputs.valid.reshape(count, steps, -1)[chosen]).to(device)
    values = {m: array.reshape(count, steps, -1)[chosen] for m, array in samples.inputs.values.items()}
    return valid, {m: torch.from_numpy(array.astype(np.float32)).to(device) for m, array in values.items()}


@torch.inference_mode()
def _outputs(network: FusionNetwork, centre: Samples, quantity: str) -> dict[frozenset[int], FloatArray]:
    """The quantity at the frame with every subset of modalities."""
    valid, given = _tensors(network, centre, slice(None))
    raw = every_subset(network, network.encode(given, valid), valid)
    step, place = int(centre.columns[0, 0]), QUANTITIES.index(quantity)
    return {subset: scores(out)[0, step, place].cpu().numpy() for subset, out in raw.items()}


def _rows(
    cues: Sequence[Cue], times: NDArray[np.float64], step: float, modalities: Sequence[str]
) -> tuple[AttentionRow, ...]:
    """Words in the window, then voice and face in stretches of whole steps."""
    start, end = float(times[0]) - step / 2, float(times[-1]) + step / 2
    said = [word for cue in cues for word in _words(cue) if word.end > start and word.start < end]
    length = step * math.ceil(round((end - start) / step, 6) / _GRID_ROWS)
    starts = np.arange(start, end - 1e-6, length)
    return (
        *said,
        *(
            AttentionRow(modality, modality, float(begin), float(min(begin + length, end)))
            for modality in modalities
            if modality != TEXT
            for begin in starts
        ),
    )


def _words(cue: Cue) -> list[AttentionRow]:
    if not cue.words:
        return [AttentionRow(TEXT, cue.text, float(cue.start), float(cue.end))]
    return [AttentionRow(TEXT, word.text, word.start, word.end) for word in cue.words]


def _line_at(cues: Sequence[Cue], seconds: float) -> str:
    """The text said at a moment, in one line; empty where nobody speaks."""
    place = cue_at(cues, seconds)
    return " ".join(cues[place].text.split()) if place >= 0 else ""


def _line(film: Film, seconds: float) -> tuple[Word, ...]:
    """The words of the line at a moment, or else of the nearest one in reach of its attention; if they are read."""
    line = line_near(film.cues, seconds, _LINE_REACH_S)
    return line.words if line and film.was_read(line) else ()


def _most_attended(rows: tuple[AttentionRow, ...], column: FloatArray) -> str:
    if not column.any():
        return ""
    total = dict.fromkeys((row.modality for row in rows), 0.0)
    for row, weight in zip(rows, column, strict=True):
        total[row.modality] += float(weight)
    return max(total, key=lambda modality: total[modality])


def _units(face: Track | None, step: int) -> dict[str, float]:
    """Action units of the main face by code, empty where there is none."""
    if face is None or not face.valid[step]:
        return {}
    found = ((_UNIT.fullmatch(name), column) for column, name in enumerate(face.names))
    return {match[1]: float(face.values[step, column]) for match, column in found if match}
