"""Two people changed one project at the same time: the project that has what both did.

Both began with the same `base`. What only one side changed is taken from that side. Where both changed something:

- markers and evidence are merged one by one: an edit survives a deletion, a person's marker stands over a found one,
  and of two edits of one marker the later to be saved (`ours`) wins;
- a correction of ours is placed over theirs, as it would be had it been made after them;
- tracks are merged step by step, the better quality first, as `core.track.joined` does it;
- of words, shots, faces, waveform and curve, which are made as a whole, the side that knows more of the film stays,
  and ours if both know as much; where the words came from goes with the words;
- anything else is as the later to be saved has it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from mmsa_studio.core.corrections import place_of, placed
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue, Peaks, Shot
from mmsa_studio.core.marker import DRAWN, FOUND, Marker, in_order
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track, joined

T = TypeVar("T")


@dataclass(frozen=True)
class Merged:
    """A project with what both sides did.

    Attributes:
        project: the merged one.
        overruled: ids of markers that both had edited, and of which ours were kept.
    """

    project: Project
    overruled: frozenset[str] = frozenset()


def merged(base: Project, ours: Project, theirs: Project, fields: Iterable[str]) -> Merged:
    """Our project with what they did to these fields.

    Args:
        base: what both began with.
        ours: with what we did since.
        theirs: with what they did since.
        fields: those to look at; the others stay as ours has them.
    """
    sides = {name: tuple(getattr(side, name) for side in (base, ours, theirs)) for name in set(fields)}
    fresh = {name: _FIELDS.get(name, _whole)(*side) for name, side in sides.items()}
    if "cues" in fresh:
        fresh["words_from"] = (ours if fresh["cues"] is ours.cues else theirs).words_from
    changed = {name: value for name, value in fresh.items() if value is not getattr(ours, name)}
    return Merged(
        replace(ours, **changed) if changed else ours,
        _overruled(*sides["markers"]) if "markers" in sides else frozenset(),
    )


def merged_corrections(
    base: tuple[Correction, ...], ours: tuple[Correction, ...], theirs: tuple[Correction, ...]
) -> tuple[Correction, ...]:
    """The corrections of both sides; where they overlap, ours hold."""
    if theirs == base:
        return ours
    kept = tuple(_by_key(base, ours, theirs, place_of, _ours).values())
    before = set(base)
    for new in (one for one in ours if one not in before):
        kept = placed(kept, new)
    return tuple(sorted(kept, key=place_of))


def _markers(base: tuple[Marker, ...], ours: tuple[Marker, ...], theirs: tuple[Marker, ...]) -> tuple[Marker, ...]:
    if theirs == base:
        return ours
    return tuple(in_order(_by_key(base, ours, theirs, _id, _drawn_first).values()))


def _overruled(base: tuple[Marker, ...], ours: tuple[Marker, ...], theirs: tuple[Marker, ...]) -> frozenset[str]:
    if theirs == base:
        return frozenset()
    was, mine, other = ({marker.id: marker for marker in side} for side in (base, ours, theirs))
    both = (one for one in mine.keys() & other.keys() if was.get(one) not in (mine[one], other[one]))
    return frozenset(
        one for one in both if mine[one] != other[one] and _drawn_first(mine[one], other[one]) is mine[one]
    )


def _drawn_first(mine: Marker, other: Marker) -> Marker:
    """Of a marker edited on both sides: a person's word stands over what was found, or else the later."""
    return other if mine.origin == FOUND and other.origin == DRAWN else mine


def _ours(mine: T, _: T) -> T:
    return mine


def _id(marker: Marker) -> str:
    return marker.id


def _by_key(
    base: Iterable[T], ours: Iterable[T], theirs: Iterable[T], key: Callable[[T], Hashable], both: Callable[[T, T], T]
) -> dict[Hashable, T]:
    """The things of both sides, one by one; `both` chooses where both sides changed one."""
    was, mine, other = ({key(one): one for one in side} for side in (base, ours, theirs))
    made: dict[Hashable, T] = {}
    for name in {**other, **mine}:
        one = _chosen(was.get(name), mine.get(name), other.get(name), both)
        if one is not None:
            made[name] = one
    return made


def _chosen(was: T | None, mine: T | None, other: T | None, both: Callable[[T, T], T]) -> T | None:
    if mine is was or mine == was:
        return other
    if other is was or other == was:
        return mine
    return both(mine, other) if mine is not None and other is not None else mine if other is None else other


def _items(key: Callable[[Any], Hashable]) -> Callable[[Any, Any, Any], Any]:
    """Merges tuples of things that are told apart by a key, in our order."""

    def merge(base: tuple[T, ...], ours: tuple[T, ...], theirs: tuple[T, ...]) -> tuple[T, ...]:
        if theirs == base:
            return ours
        made = _by_key(base, ours, theirs, key, _ours)
        return tuple(made.values())

    return merge


def _tracks(base: Mapping[str, Track], ours: Mapping[str, Track], theirs: Mapping[str, Track]) -> Mapping[str, Track]:
    made = dict(ours)
    for key in ours.keys() | theirs.keys():
        was, mine, other = base.get(key), ours.get(key), theirs.get(key)
        if other is was or other is mine or other is None:
            continue
        made[key] = other if mine is was or mine is None else joined(other, mine)
    return ours if all(made[key] is ours.get(key) for key in made) else made


def _furthest(reach: Callable[[Any], float]) -> Callable[[Any, Any, Any], Any]:
    """Chooses a whole: the one changed, or of two the one that reaches further."""

    def merge(base: T, ours: T, theirs: T) -> T:
        if theirs is base or theirs is ours:
            return ours
        if ours is base:
            return theirs
        return ours if reach(ours) >= reach(theirs) else theirs

    return merge


def _known_steps(timeline: EmotionTimeline | None) -> float:
    return float(timeline.valid.any(axis=0).sum()) if timeline else -1.0


def _last_end(stretches: tuple[Cue, ...] | tuple[Shot, ...]) -> float:
    return float(max((one.end for one in stretches), default=0))


def _last_step(faces: Faces) -> float:
    return float(faces.step[-1]) if len(faces) else -1.0


def _bins(peaks: Peaks | None) -> float:
    return float(max((len(level) for level in peaks.levels), default=0)) if peaks else -1.0


def _whole(base: T, ours: T, theirs: T) -> T:
    """A value of which only the whole can be taken."""
    return theirs if ours is base or ours == base else ours


_FIELDS: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "tracks": _tracks,
    "timeline": _furthest(_known_steps),
    "markers": _markers,
    "corrections": merged_corrections,
    "cues": _furthest(_last_end),
    "shots": _furthest(_last_end),
    "faces": _furthest(_last_step),
    "peaks": _furthest(_bins),
    "notices": _items(repr),
    "evidence": _items(lambda evidence: evidence.marker),
}
