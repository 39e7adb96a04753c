"""Everything known of one film: what a project file keeps and the window shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import Cue, FaceBox, MediaInfo, Peaks, Shot
from mmsa_studio.core.marker import Marker
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


@dataclass
class Project:
    """A film and all that was found, drawn and corrected on it; `finished` once an analysis went to its end."""

    media: MediaInfo
    tracks: dict[str, Track] = field(default_factory=dict)
    timeline: EmotionTimeline | None = None
    markers: tuple[Marker, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cues: tuple[Cue, ...] = ()
    cue_source: str = ""
    shots: tuple[Shot, ...] = ()
    faces: tuple[FaceBox, ...] = ()
    peaks: Peaks | None = None
    notices: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    finished: bool = False

    @property
    def rate(self) -> Fraction:
        """Frames per second of the film."""
        return self.media.rate
