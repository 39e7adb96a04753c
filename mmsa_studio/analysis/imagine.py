"""What would the curve be? A stretch of the film without a modality, or with a line that says something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import Hook
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.questions import Film, Imagine, Imagined
from mmsa_studio.core.track import Track
from mmsa_studio.features.text import TextEncoder, TextExtractor, text_encoder
from mmsa_studio.fusion.infer import fuse_stretch
from mmsa_studio.fusion.weights import FusionModel, load
from mmsa_studio.media.cues import place_words

REACH_S = 120.0
"""Seconds to either side of the frame that are imagined: enough to see, and quick."""


def imagine(film: Film, asked: Imagine, device: str, hook: Hook | None = None, folder: Path | None = None) -> Imagined:
    """The stretch around a frame as it would be, with the model whose weights lie in a folder.

    Raises:
        StudioError: when weights are missing or not the ones listed.
        Cancelled: when the hook says so.
    """
    return imagine_with(load(device, folder), film, asked, partial(text_encoder, device, folder), hook)


def imagine_with(
    model: FusionModel,
    film: Film,
    asked: Imagine,
    encoder: Callable[[], TextEncoder] = text_encoder,
    hook: Hook | None = None,
) -> Imagined:
    """`imagine` with a given fusion network and what reads a line, asked for when there is one."""
    grid, changed = film.media.grid, _reworded(film, asked, encoder) if asked.line >= 0 else None
    step, reach = grid.step_of(asked.frame, film.media.rate), round(REACH_S / float(grid.step))
    first, last = max(0, step - reach), min(grid.count, step + reach + 1)
    there = {track.modality: track for track in (changed or film).tracks if track.modality not in asked.without}
    timeline = fuse_stretch(model, there, grid, first, last, hook=hook)
    return Imagined(first, timeline, changed, asked.without, asked.line)


def _reworded(film: Film, asked: Imagine, encoder: Callable[[], TextEncoder]) -> Film:
    """The film in which a line says something else."""
    cues = reworded(film.cues, asked.line, asked.text)
    tracks = (
        _read_again(track, film.cues[asked.line], cues, encoder()) if track.modality == TEXT else track
        for track in film.tracks
    )
    return replace(film, tracks=tuple(tracks), cues=cues)


def reworded(cues: tuple[Cue, ...], line: int, text: str) -> tuple[Cue, ...]:
    """The cues with another text in one of them, its words placed in the same time."""
    return (*cues[:line], place_words(replace(cues[line], text=text, words=(), language="")), *cues[line + 1 :])


def _read_again(track: Track, old: Cue, cues: tuple[Cue, ...], encoder: TextEncoder) -> Track:
    """The text track where one line changed: every line that shares a step with it is read again."""
    grid = track.grid
    first = grid.at(min([float(old.start), *(word.start for word in old.words)]))
    last = grid.at(max([float(old.end), *(word.end for word in old.words)])) + 1
    start, end = first * grid.step, last * grid.step
    words = TextExtractor(grid, encoder=encoder)
    words.feed(tuple(cue for cue in cues if cue.end > start and cue.start < end))
    now = words.track(final=True)
    values, valid = track.values.copy(), track.valid.copy()
    values[first:last], valid[first:last] = now.values[first:last], now.valid[first:last]
    return replace(track, values=values, valid=valid)
