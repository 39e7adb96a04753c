"""The only way a project changes: an event happens, and another project is there.

What an analysis finds and what a person does are events alike. Whoever holds a project (the analysis itself, the file,
the window, a service) hands both to `after` and so comes to the same project.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from mmsa_studio.core.conform import conformed
from mmsa_studio.core.draft import WORDS_STAGES, following, still_needed
from mmsa_studio.core.evidence import Evidence, renewed
from mmsa_studio.core.film import NO_WORDS, Cue, MediaInfo
from mmsa_studio.core.hearing import NOT_LOOKED, SoundFrom
from mmsa_studio.core.jobs import (
    CuesReady,
    Drafted,
    Event,
    MarkersFound,
    PeaksReady,
    Probed,
    Progress,
    ReadAs,
    ShotsReady,
    SoundFound,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.marker import with_found
from mmsa_studio.core.marker_changes import Change, changed
from mmsa_studio.core.modality import reading
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.track import joined, until


@dataclass(frozen=True)
class MarkersChanged:
    """Markers were drawn, edited, deleted or taken back from an editing system."""

    change: Change


@dataclass(frozen=True)
class Corrected:
    """These are a person's corrections now."""

    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Explained:
    """It was found out why some markers are where they are."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class FilmLocated:
    """The film lies elsewhere, or is known better."""

    media: MediaInfo


@dataclass(frozen=True)
class FilmReplaced:
    """Another film lies where the film lay, like a new cut; `kept` when what was found on the old one is to stay."""

    media: MediaInfo
    kept: bool


PersonEvent = MarkersChanged | Corrected | Explained | FilmLocated | FilmReplaced
Parts = frozenset[str]
"""Names of fields of `Project`."""


def after(project: Project, event: Event | PersonEvent) -> tuple[Project, Parts]:
    """The project after an event, and which of its parts the event touched; none when it changed nothing.

    What was looked at better is never replaced by what was looked at less, and steps that different models made never
    stand in one track.
    """
    fresh = _touched(project, event)
    return (replace(project, **fresh), frozenset(fresh)) if fresh else (project, frozenset())  # type: ignore[arg-type]


def _touched(project: Project, event: Event | PersonEvent) -> dict[str, object]:
    """The parts that an event touches, as they are after it."""
    match event:
        case Progress():
            return {}
        case Notice():
            return {} if event in project.notices else {"notices": (*project.notices, event)}
        case Probed(media):
            begun: dict[str, object] = {"finished": False, "notices": ()}
            return begun if media == project.media else {**begun, "media": media}
        case ReadAs(read):
            if read == project.reading:
                return {}
            again = _without_old_sound(project) if read.sound != project.reading.sound else {}
            return {**again, "reading": read, "drafts": ()}
        case SoundFound(source):
            return {} if source == project.sound_from else _heard_from(project, source)
        case PeaksReady(peaks):
            return {"peaks": peaks}
        case CuesReady(cues, source):
            return {"cues": cues, "words_from": source, **_without_old_words(project, cues)}
        case ShotsReady(shots):
            return {"shots": shots}
        case TrackReady(track, faces):
            tracks = {**project.tracks, track.key: joined(project.tracks.get(track.key), track)}
            found: dict[str, object] = {"tracks": tracks} if faces is None else {"tracks": tracks, "faces": faces}
            drafts = still_needed(project.drafts, tracks)
            return found if len(drafts) == len(project.drafts) else {**found, "drafts": drafts}
        case Drafted(draft):
            return {"drafts": following(project.drafts, draft)}
        case TimelineReady(timeline):
            return {"timeline": timeline}
        case MarkersFound(markers, evidence):
            both = with_found(project.markers, markers)
            there = {marker.id for marker in both}
            kept = tuple(one for one in renewed(project.evidence, evidence) if one.marker in there)
            done: dict[str, object] = {"markers": both, "evidence": kept, "finished": True}
            return {**done, "drafts": ()} if project.drafts else done
        case MarkersChanged(change):
            return {"markers": changed(project.markers, change)} if change else {}
        case Corrected(corrections):
            return {"corrections": corrections}
        case Explained(evidence):
            return {"evidence": renewed(project.evidence, evidence)} if evidence else {}
        case FilmLocated(media):
            return {"media": media}
        case FilmReplaced(media, kept):
            return conformed(project, media, kept=kept)


def _heard_from(project: Project, source: SoundFrom) -> dict[str, object]:
    """Other sound than what was listened to makes what was heard in it unknown."""
    other = project.sound_from.lines != source.lines
    return {**(_without_old_sound(project) if other else {}), "sound_from": source}


def _without_old_sound(project: Project) -> dict[str, object]:
    """Nothing is known of what was heard: waveform, voices, and words that were written down."""
    tracks = {key: until(one, 0) if one.modality in reading("sound") else one for key, one in project.tracks.items()}
    unheard: dict[str, object] = {"sound_from": NOT_LOOKED, "peaks": None, "tracks": tracks, "drafts": ()}
    if not project.words_from.heard:
        return unheard
    silent = _without_old_words(replace(project, tracks=tracks), ())
    return {**unheard, "cues": (), "words_from": NO_WORDS, **silent, "drafts": ()}


def _without_old_words(project: Project, cues: tuple[Cue, ...]) -> dict[str, object]:
    """The tracks made from words, unknown from the first word on that is another one now."""
    place = next((i for i, (old, new) in enumerate(zip_longest(project.cues, cues)) if old != new), None)
    if place is None:
        return {}
    kept = tuple(one for one in project.drafts if one.stage not in WORDS_STAGES or one.end <= place)
    drafts: dict[str, object] = {"drafts": kept} if len(kept) < len(project.drafts) else {}
    stale = {key: track for key, track in project.tracks.items() if track.modality in reading("cues")}
    if not stale:
        return drafts
    first = min(float(words[place].start) for words in (project.cues, cues) if place < len(words))
    step = project.media.grid.at(first)
    return {**drafts, "tracks": {**project.tracks, **{key: until(track, step) for key, track in stale.items()}}}
