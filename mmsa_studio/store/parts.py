"""What of a project becomes which part of its file, and back, checked.

A field of `Project` is one part of the same name, except `tracks` and `drafts`, each of which is a part of its own:
only what is new of them is written. Most fields are facts only, told by their types alone; a new field of that kind
needs no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from fractions import Fraction
from itertools import islice
from typing import Any, get_type_hints

import numpy as np

from mmsa_studio.core.draft import Draft, of_stage
from mmsa_studio.core.faces import COLUMNS, Faces
from mmsa_studio.core.film import Cue, Peaks, Word
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Project
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.store.checks import checked
from mmsa_studio.store.codec import UNREADABLE, UnknownFieldError, from_json, to_json
from mmsa_studio.store.rows import Part, PartError

_TRACKS, _TRACK = "tracks", "track/"
_DRAFTS, _DRAFT = "drafts", "draft/"
_SINGLE = {_TRACK: _TRACKS, _DRAFT: _DRAFTS}
_TRACK_ARRAYS = ("values", "valid", "quality")
_SERIES = ("values", "lower", "upper", "valid", "contributions")

FIELDS = tuple(field.name for field in fields(Project))
"""The fields of a project, all of which are kept."""

_HINTS = get_type_hints(Project)
_DEFAULTS = {
    field.name: field.default_factory() if field.default_factory is not MISSING else field.default
    for field in fields(Project)
    if field.default is not MISSING or field.default_factory is not MISSING
}


@dataclass(frozen=True)
class _TrackFacts:
    modality: str
    grid: Grid
    names: tuple[str, ...]
    made_by: ModelIdentity | None
    subject: str


@dataclass(frozen=True)
class _DraftFacts:
    stage: str
    start: int
    end: int
    makers: Mapping[str, ModelIdentity | None]


@dataclass(frozen=True)
class _TimelineFacts:
    grid: Grid
    model: ModelIdentity
    modalities: tuple[str, ...]
    made_from: tuple[ModelIdentity, ...]


@dataclass(frozen=True)
class _CueFacts:
    """Cues by column, and the words of all of them one after the other: a film has a hundred thousand."""

    start: tuple[Fraction, ...]
    end: tuple[Fraction, ...]
    text: tuple[str, ...]
    words: tuple[str, ...]
    language: tuple[str, ...] = ()


@dataclass(frozen=True)
class _PeaksFacts:
    sample_rate: int
    bin_size: int


def field_of(part: str) -> str:
    """The field of a project that a part belongs to.

    Raises:
        PartError: when there is none: a later version of the program has it.
    """
    field = next((whole for prefix, whole in _SINGLE.items() if part.startswith(prefix)), part)
    if field not in FIELDS or part in _SINGLE.values():
        raise PartError(part, newer=True)
    return field


def values_of(project: Project, field: str) -> dict[str, object]:
    """What is kept of a field, by part; what is not known has no part."""
    value = getattr(project, field)
    if field == _TRACKS:
        return {_TRACK + key: track for key, track in value.items()}
    if field == _DRAFTS:
        stages = dict.fromkeys(draft.stage for draft in value)
        return {
            f"{_DRAFT}{stage}/{number:06d}": draft
            for stage in stages
            for number, draft in enumerate(of_stage(value, stage))
        }
    return {} if value is None else {field: value}


def fields_of(values: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a project that has these values by part; those that have none are as in an empty project."""
    tracks = {name.removeprefix(_TRACK): value for name, value in values.items() if name.startswith(_TRACK)}
    drafts = tuple(values[name] for name in sorted(values) if name.startswith(_DRAFT))
    plain = {name: value for name, value in values.items() if not name.startswith(tuple(_SINGLE))}
    return {**_DEFAULTS, **plain, _TRACKS: tracks, _DRAFTS: drafts}


def same(name: str, one: object, other: object) -> bool:
    """Whether a part that holds one value holds the other as well; arrays are not looked into."""
    return one is other or (field_of(name) not in _PACKED and one == other)


def pack(name: str, value: Any) -> Part:  # noqa: ANN401  (what it is depends on the part)
    """The part that keeps a value."""
    writer, _ = _PACKED.get(field_of(name), (None, None))
    return writer(value) if writer else Part(to_json(value))


def unpack(name: str, part: Part) -> object:
    """The value that a part keeps.

    Raises:
        PartError: when it is damaged, or a later version of the program wrote it.
    """
    field = field_of(name)
    _, reader = _PACKED.get(field, (None, None))
    try:
        value = reader(part) if reader else from_json(part.facts, _HINTS[field])
        checked(value)
        if isinstance(value, Track) and _TRACK + value.key != name:
            raise ValueError(f"a track of {value.key}")
    except UnknownFieldError as error:
        raise PartError(name, newer=True) from error
    except UNREADABLE as error:
        raise PartError(name) from error
    return value


def _pack_track(track: Track) -> Part:
    facts = _TrackFacts(track.modality, track.grid, track.names, track.made_by, track.subject)
    return Part(to_json(facts), {name: getattr(track, name) for name in _TRACK_ARRAYS})


def _unpack_track(part: Part) -> Track:
    facts = from_json(part.facts, _TrackFacts)
    arrays = {name: part.arrays[name] for name in _TRACK_ARRAYS}
    return Track(facts.modality, facts.grid, names=facts.names, made_by=facts.made_by, subject=facts.subject, **arrays)


def _pack_draft(draft: Draft) -> Part:
    return Part(to_json(_DraftFacts(draft.stage, draft.start, draft.end, draft.makers)), draft.arrays)


def _unpack_draft(part: Part) -> Draft:
    facts = from_json(part.facts, _DraftFacts)
    return Draft(facts.stage, facts.start, facts.end, facts.makers, part.arrays)


def _pack_timeline(timeline: EmotionTimeline) -> Part:
    facts = _TimelineFacts(timeline.grid, timeline.model, timeline.modalities, timeline.made_from)
    return Part(to_json(facts), {name: getattr(timeline, name) for name in _SERIES})


def _unpack_timeline(part: Part) -> EmotionTimeline:
    facts = from_json(part.facts, _TimelineFacts)
    series = {name: part.arrays[name] for name in _SERIES}
    return EmotionTimeline(
        grid=facts.grid, model=facts.model, modalities=facts.modalities, made_from=facts.made_from, **series
    )


def _pack_cues(cues: tuple[Cue, ...]) -> Part:
    """Besides the facts: how many words each cue has, and when each word begins and ends."""
    words = [word for cue in cues for word in cue.words]
    facts = _CueFacts(
        start=tuple(cue.start for cue in cues),
        end=tuple(cue.end for cue in cues),
        text=tuple(cue.text for cue in cues),
        words=tuple(word.text for word in words),
        language=tuple(cue.language for cue in cues),
    )
    lengths = np.array([len(cue.words) for cue in cues], np.int32)
    times = np.array([(word.start, word.end) for word in words], np.float64).reshape(len(words), 2)
    return Part(to_json(facts), {"lengths": lengths, "times": times})


def _unpack_cues(part: Part) -> tuple[Cue, ...]:
    facts = from_json(part.facts, _CueFacts)
    lengths, times = part.arrays["lengths"], part.arrays["times"]
    if (lengths < 0).any() or lengths.sum() != len(facts.words) or not np.isfinite(times).all():
        raise ValueError("words that belong to no cue, or lie at no time")
    starts, ends = times.reshape(len(facts.words), 2).T.tolist()
    words = map(Word, facts.words, starts, ends)
    spoken = [tuple(islice(words, length)) for length in lengths.tolist()]
    languages = facts.language or ("",) * len(facts.text)  # older projects do not tell them
    return tuple(Cue(*row) for row in zip(facts.start, facts.end, facts.text, spoken, languages, strict=True))


def _pack_faces(faces: Faces) -> Part:
    return Part(to_json(faces.names), {name: getattr(faces, name) for name in COLUMNS})


def _unpack_faces(part: Part) -> Faces:
    arrays = {"look": np.zeros((len(part.arrays["step"]), 0), np.int8), **part.arrays}  # older files kept no looks
    return Faces(names=from_json(part.facts, tuple[str, ...]), **{name: arrays[name] for name in COLUMNS})


def _pack_peaks(peaks: Peaks) -> Part:
    levels = {f"level{number:02d}": level for number, level in enumerate(peaks.levels)}
    return Part(to_json(_PeaksFacts(peaks.sample_rate, peaks.bin_size)), levels)


def _unpack_peaks(part: Part) -> Peaks:
    facts = from_json(part.facts, _PeaksFacts)
    return Peaks(facts.sample_rate, facts.bin_size, tuple(part.arrays[name] for name in sorted(part.arrays)))


_PACKED: Mapping[str, tuple[Callable[[Any], Part], Callable[[Part], object]]] = {
    _TRACKS: (_pack_track, _unpack_track),
    _DRAFTS: (_pack_draft, _unpack_draft),
    "timeline": (_pack_timeline, _unpack_timeline),
    "cues": (_pack_cues, _unpack_cues),
    "faces": (_pack_faces, _unpack_faces),
    "peaks": (_pack_peaks, _unpack_peaks),
}
"""How fields with arrays are kept."""
