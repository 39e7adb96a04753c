"""What of a project becomes which part of its file, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from numpy.typing import NDArray

from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue, Peaks, WordsFrom
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.sentences import Notice, Sentence, spoken
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.store.codec import from_json, to_json

S = TypeVar("S", bound=Sentence)
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
    made_by: ModelIdentity | None
    subject: str


@dataclass(frozen=True)
class _TimelineFacts:
    grid: Grid
    model: ModelIdentity
    modalities: tuple[str, ...]
    made_from: tuple[ModelIdentity, ...]


@dataclass(frozen=True)
class _CueFacts:
    source: WordsFrom
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class _PeaksFacts:
    sample_rate: int
    bin_size: int


def pack_track(track: Track) -> Part:
    """The part of one modality's features."""
    facts = _TrackFacts(track.modality, track.grid, track.names, track.made_by, track.subject)
    return Part(to_json(facts), {"values": track.values, "valid": track.valid, "quality": track.quality})


def unpack_track(part: Part) -> Track:
    """The track in its part."""
    facts = from_json(part.facts, _TrackFacts)
    arrays = (part.arrays[name] for name in ("values", "valid", "quality"))
    values, valid, quality = arrays
    return Track(
        facts.modality, facts.grid, values, valid, facts.names, facts.made_by, quality=quality, subject=facts.subject
    )


def pack_timeline(timeline: EmotionTimeline) -> Part:
    """The part of the fused result, with the identity of the weights that made it."""
    facts = _TimelineFacts(timeline.grid, timeline.model, timeline.modalities, timeline.made_from)
    return Part(to_json(facts), {name: getattr(timeline, name) for name in _SERIES})


def unpack_timeline(part: Part) -> EmotionTimeline:
    """The timeline in its part."""
    facts = from_json(part.facts, _TimelineFacts)
    series = {name: part.arrays[name] for name in _SERIES}
    return EmotionTimeline(
        grid=facts.grid, model=facts.model, modalities=facts.modalities, made_from=facts.made_from, **series
    )


def pack_cues(cues: Sequence[Cue], source: WordsFrom) -> Part:
    """The part of the words and where they came from."""
    return Part(to_json(_CueFacts(source, tuple(cues))))


def unpack_cues(part: Part) -> tuple[tuple[Cue, ...], WordsFrom]:
    """The cues and their source."""
    facts = from_json(part.facts, _CueFacts)
    return facts.cues, facts.source


def unpack_notices(part: Part) -> tuple[Notice, ...]:
    """The notices in their part."""
    return tuple(_said(one, Notice) for one in json.loads(part.facts))


def _said(facts: Mapping[str, Any], kind: type[S]) -> S:
    """A sentence with those inside it, seen to be one that can be said."""
    values = {name: _said(one, Sentence) if isinstance(one, dict) else one for name, one in facts["values"].items()}
    if not all(isinstance(one, str | int | float | Sentence) for one in (facts["kind"], *values.values())):
        raise TypeError("a value that no sentence has")
    sentence = kind(facts["kind"], values)
    spoken(sentence.kind, sentence.values)
    return sentence


_FACES = ("step", "person", "box", "main", "units")


def pack_faces(faces: Faces) -> Part:
    """The part of the faces."""
    return Part(to_json(faces.names), {name: getattr(faces, name) for name in _FACES})


def unpack_faces(part: Part) -> Faces:
    """The faces in their part."""
    names: tuple[str, ...] = from_json(part.facts, tuple[str, ...])
    return Faces(**{name: part.arrays[name] for name in _FACES}, names=names)


def pack_peaks(peaks: Peaks) -> Part:
    """The part of the waveform."""
    levels = {f"level{number:02d}": level for number, level in enumerate(peaks.levels)}
    return Part(to_json(_PeaksFacts(peaks.sample_rate, peaks.bin_size)), levels)


def unpack_peaks(part: Part) -> Peaks:
    """The waveform in its part."""
    facts = from_json(part.facts, _PeaksFacts)
    return Peaks(facts.sample_rate, facts.bin_size, tuple(part.arrays[name] for name in sorted(part.arrays)))
