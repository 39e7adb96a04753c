"""Everything known of one film: what a project file keeps and the window shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mmsa_studio.core.draft import Draft
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import NO_WORDS, Cue, MediaInfo, Peaks, Shot, WordsFrom
from mmsa_studio.core.hearing import NOT_LOOKED, SoundFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.reading import NO_CHOICE, Reading
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track

CATEGORY = "category"
"""What a correction is about when it is about no dimension."""


@dataclass(frozen=True)
class Correction:
    """What a person said the truth is over a range of frames; it overrules the network.

    Attributes:
        start: first frame.
        end: frame after the last.
        quantity: one of `QUANTITIES`' dimensions, or `category`.
        value: the number, or the category's name.
    """

    start: int
    end: int
    quantity: str
    value: float | str


@dataclass(frozen=True, eq=False)
class Project:
    """A film and all that was found, drawn and corrected on it; only `core.changes.after` makes another of it.

    Attributes:
        media: the film.
        tracks: features by `Track.key`.
        timeline: the curve.
        markers: in order of time.
        corrections: what a person said is expressed.
        cues: the words.
        words_from: where they came from.
        sound_from: which sound is listened to.
        shots: in order of time.
        faces: all faces.
        peaks: the waveform.
        notices: what a person was told, each once.
        evidence: why markers are where they are.
        finished: whether an analysis went to its end.
        reading: what a person decided about how the film is read.
        drafts: what an analysis that goes on worked out and has made no track of, by stage in order.
    """

    media: MediaInfo
    tracks: Mapping[str, Track] = field(default_factory=dict)
    timeline: EmotionTimeline | None = None
    markers: tuple[Marker, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cues: tuple[Cue, ...] = ()
    words_from: WordsFrom = NO_WORDS
    shots: tuple[Shot, ...] = ()
    faces: Faces = field(default_factory=Faces.none)
    peaks: Peaks | None = None
    notices: tuple[Notice, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    finished: bool = False
    reading: Reading = NO_CHOICE
    sound_from: SoundFrom = NOT_LOOKED
    drafts: tuple[Draft, ...] = ()

    @property
    def rate(self) -> Fraction:
        """Frames per second of the film."""
        return self.media.rate
