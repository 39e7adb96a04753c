"""What would the curve be? A stretch of the film without a modality, or with a line that says something else."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import Hook
from mmsa_studio.core.questions import Imagined, ImagineRequest
from mmsa_studio.core.rates import middle_of
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.features.text import TextEncoder, TextExtractor
from mmsa_studio.fusion.infer import fuse_with
from mmsa_studio.fusion.weights import FusionModel, load
from mmsa_studio.media.cues import place_words

REACH_S = 120.0
"""Seconds to either side of the frame that are imagined: enough to see, and quick."""
_MARGIN = 100
"""Steps beyond the stretch that are fused with it, so that its ends are as in the whole film."""


def imagine(request: ImagineRequest, hook: Hook | None = None) -> Imagined:
    """The stretch around a frame as it would be.

    Raises:
        StudioError: when weights are missing or not the ones listed.
        Cancelled: when the hook says so.
    """
    return imagine_with(load("cpu" if request.device == "auto" else request.device), request, hook)


def imagine_with(model: FusionModel, request: ImagineRequest, hook: Hook | None = None) -> Imagined:
    """`imagine` with a given fusion network."""
    grid, cues, tracks = request.media.grid, request.cues, {track.modality: track for track in request.tracks}
    if request.line >= 0:
        cues = reworded(cues, request.line, request.text)
        if "text" in tracks:
            device = "cpu" if request.device == "auto" else request.device
            tracks["text"] = _read_again(tracks["text"], request.cues[request.line], cues, device)
    step, reach = grid.at(middle_of(request.frame, request.media.rate)), round(REACH_S / float(grid.step))
    first, last = max(0, step - reach), min(grid.count, step + reach + 1)
    before, after = max(0, first - _MARGIN), min(grid.count, last + _MARGIN)
    there = {name: _cut(track, before, after) for name, track in tracks.items() if name not in request.without}
    whole = fuse_with(model, there, Grid(after - before, grid.step), hook=hook)
    kept = slice(first - before, last - before)
    timeline = replace(
        whole,
        grid=Grid(last - first, grid.step),
        values=whole.values[:, kept],
        lower=whole.lower[:, kept],
        upper=whole.upper[:, kept],
        valid=whole.valid[:, kept],
        contributions=whole.contributions[kept],
    )
    return Imagined(first, timeline, tuple(tracks.values()), cues, request.without, request.line)


def reworded(cues: tuple[Cue, ...], line: int, text: str) -> tuple[Cue, ...]:
    """The cues with another text in one of them, its words placed in the same time."""
    return (*cues[:line], place_words(replace(cues[line], text=text, words=())), *cues[line + 1 :])


def _read_again(track: Track, old: Cue, cues: tuple[Cue, ...], device: str) -> Track:
    """The text track where one line changed: every line that shares a step with it is read again."""
    grid = track.grid
    first = grid.at(min([float(old.start), *(word.start for word in old.words)]))
    last = grid.at(max([float(old.end), *(word.end for word in old.words)])) + 1
    start, end = first * grid.step, last * grid.step
    words = TextExtractor(grid, encoder=_encoder(device))
    words.feed(tuple(cue for cue in cues if cue.end > start and cue.start < end))
    now = words.track(final=True)
    values, valid = track.values.copy(), track.valid.copy()
    values[first:last], valid[first:last] = now.values[first:last], now.valid[first:last]
    return replace(track, values=values, valid=valid)


@lru_cache(maxsize=1)
def _encoder(device: str) -> TextEncoder:
    return TextEncoder(device)


def _cut(track: Track, start: int, end: int) -> Track:
    """A stretch of a track on a grid of its own."""
    known = track.valid[start:end] & (np.arange(start, end) < track.done)
    return Track(track.modality, Grid(end - start, track.grid.step), track.values[start:end], known, track.names)
