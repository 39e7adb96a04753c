"""What would the curve be? A stretch of the film without a modality, or with a line that says something else."""

from __future__ import annotations

from dataclasses import replace

from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import Hook
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.questions import Imagined, ImagineRequest
from mmsa_studio.core.track import Track
from mmsa_studio.features.text import TextExtractor, text_encoder
from mmsa_studio.fusion.infer import fuse_stretch
from mmsa_studio.fusion.weights import FusionModel, load
from mmsa_studio.media.cues import place_words
from mmsa_studio.models.device import choose

REACH_S = 120.0
"""Seconds to either side of the frame that are imagined: enough to see, and quick."""


def imagine(request: ImagineRequest, hook: Hook | None = None) -> Imagined:
    """The stretch around a frame as it would be.

    Raises:
        StudioError: when weights are missing or not the ones listed.
        Cancelled: when the hook says so.
    """
    return imagine_with(load(choose(request.device)), request, hook)


def imagine_with(model: FusionModel, request: ImagineRequest, hook: Hook | None = None) -> Imagined:
    """`imagine` with a given fusion network."""
    grid, cues, tracks = request.media.grid, request.cues, {track.modality: track for track in request.tracks}
    if request.line >= 0:
        cues = reworded(cues, request.line, request.text)
        if TEXT in tracks:
            tracks[TEXT] = _read_again(tracks[TEXT], request.cues[request.line], cues, choose(request.device))
    step, reach = grid.step_of(request.frame, request.media.rate), round(REACH_S / float(grid.step))
    first, last = max(0, step - reach), min(grid.count, step + reach + 1)
    there = {name: track for name, track in tracks.items() if name not in request.without}
    timeline = fuse_stretch(model, there, grid, first, last, hook=hook)
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
    words = TextExtractor(grid, encoder=text_encoder(device))
    words.feed(tuple(cue for cue in cues if cue.end > start and cue.start < end))
    now = words.track(final=True)
    values, valid = track.values.copy(), track.valid.copy()
    values[first:last], valid[first:last] = now.values[first:last], now.valid[first:last]
    return replace(track, values=values, valid=valid)
