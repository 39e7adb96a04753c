"""What of a project becomes which part of its file, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.film import Cue, FaceBox, Peaks
from mmsa_studio.core.timeline import EmotionTimeline, ModelIdentity
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.store.codec import from_json, to_json

_SERIES = ("values", "lower", "upper", "valid", "contributions")


@dataclass(frozen=True)
class Part:
    """A piece of a project file: facts in JSON and named arrays."""

    facts: str
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class _TrackFacts:
    modality: str
    grid: Grid
    names: tuple[str, ...]
    done: int


@dataclass(frozen=True)
class _TimelineFacts:
    grid: Grid
    model: ModelIdentity


@dataclass(frozen=True)
class _CueFacts:
    source: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class _PeaksFacts:
    sample_rate: int
    bin_size: int


def pack_track(track: Track) -> Part:
    """The part of one modality's features."""
    facts = _TrackFacts(track.modality, track.grid, track.names, track.done)
    return Part(to_json(facts), {"values": track.values, "valid": track.valid})


def unpack_track(part: Part) -> Track:
    """The track in its part."""
    facts = from_json(part.facts, _TrackFacts)
    return Track(facts.modality, facts.grid, part.arrays["values"], part.arrays["valid"], facts.names, facts.done)


def pack_timeline(timeline: EmotionTimeline) -> Part:
    """The part of the fused result, with the identity of the weights that made it."""
    facts = _TimelineFacts(timeline.grid, timeline.model)
    return Part(to_json(facts), {name: getattr(timeline, name) for name in _SERIES})


def unpack_timeline(part: Part) -> EmotionTimeline:
    """The timeline in its part."""
    facts = from_json(part.facts, _TimelineFacts)
    return EmotionTimeline(grid=facts.grid, model=facts.model, **{name: part.arrays[name] for name in _SERIES})


def pack_cues(cues: Sequence[Cue], source: str) -> Part:
    """The part of the words and where they came from."""
    return Part(to_json(_CueFacts(source, tuple(cues))))


def unpack_cues(part: Part) -> tuple[tuple[Cue, ...], str]:
    """The cues and their source."""
    facts = from_json(part.facts, _CueFacts)
    return facts.cues, facts.source


def pack_faces(faces: Sequence[FaceBox]) -> Part:
    """The part of the faces: a film has a hundred thousand, so columns; an absent action unit is NaN."""
    units = sorted({unit for face in faces for unit in face.units})
    strengths = [face.units.get(unit, np.nan) for face in faces for unit in units]
    arrays: dict[str, NDArray[Any]] = {
        "step": np.array([face.step for face in faces], np.int64),
        "person": np.array([face.person for face in faces], np.int64),
        "box": np.array([face.box for face in faces], np.float64).reshape(len(faces), 4),
        "main": np.array([face.main for face in faces], np.bool_),
        "units": np.array(strengths, np.float64).reshape(len(faces), len(units)),
    }
    return Part(to_json(units), arrays)


def unpack_faces(part: Part) -> tuple[FaceBox, ...]:
    """The faces in their part."""
    names: tuple[str, ...] = from_json(part.facts, tuple[str, ...])
    columns = [part.arrays[name].tolist() for name in ("step", "person", "box", "main", "units")]
    return tuple(
        FaceBox(step, person, tuple(box), main, {n: v for n, v in zip(names, values, strict=True) if v == v})
        for step, person, box, main, values in zip(*columns, strict=True)
    )


def pack_peaks(peaks: Peaks) -> Part:
    """The part of the waveform."""
    levels = {f"level{number:02d}": level for number, level in enumerate(peaks.levels)}
    return Part(to_json(_PeaksFacts(peaks.sample_rate, peaks.bin_size)), levels)


def unpack_peaks(part: Part) -> Peaks:
    """The waveform in its part."""
    facts = from_json(part.facts, _PeaksFacts)
    return Peaks(facts.sample_rate, facts.bin_size, tuple(part.arrays[name] for name in sorted(part.arrays)))
