"""Work as values: a frozen request goes in, events come out, and exactly one ending closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import Cue, FaceBox, MediaInfo, Peaks, Shot, Word
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track
from mmsa_studio.core.vocabulary import MODALITIES

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class AnalyzeRequest:
    """A film to analyse.

    Attributes:
        film: path of the film.
        subtitles: path of a chosen subtitle file; empty to look beside and inside the film.
        language: ISO 639 code of the subtitles to take, or of what is spoken where they are written down; empty for the
            first ones, or to find out.
        device: one of `DEVICES`.
        speech_model: writes down the words of a film without subtitles: `core.speech.INCLUDED`, a local folder or a
            hub name of a Whisper model; empty for no speech to text.
        allow_download: whether a hub name may be fetched.
        known: tracks already computed, complete or not; complete ones are not computed again.
        known_cues: the words a known text track was made from.
        known_cue_source: where these came from.
        known_shots: shots that belong to a complete known face track.
        known_faces: faces that belong to a known face track.
    """

    film: str
    subtitles: str = ""
    language: str = ""
    device: str = "auto"
    speech_model: str = ""
    allow_download: bool = False
    known: tuple[Track, ...] = ()
    known_cues: tuple[Cue, ...] = ()
    known_cue_source: str = ""
    known_shots: tuple[Shot, ...] = ()
    known_faces: tuple[FaceBox, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far the job is: `fraction` 0..1 of the whole, `stage` in words, seconds left when known."""

    stage: str
    fraction: float
    seconds_left: float | None = None


@dataclass(frozen=True)
class Probed:
    """The film was opened."""

    media: MediaInfo
    device: str


@dataclass(frozen=True)
class PeaksReady:
    """The waveform, possibly of the beginning only."""

    peaks: Peaks


@dataclass(frozen=True)
class CuesReady:
    """The words and where they came from, for people to read."""

    cues: tuple[Cue, ...]
    source: str


@dataclass(frozen=True)
class ShotsReady:
    """Shots up to where pictures were read."""

    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class TrackReady:
    """A modality's features, possibly of the beginning only; faces come with the face track."""

    track: Track
    faces: tuple[FaceBox, ...] = ()


@dataclass(frozen=True)
class TimelineReady:
    """The curve as it is known now; `final` for the last."""

    timeline: EmotionTimeline
    final: bool = False


@dataclass(frozen=True)
class MarkersFound:
    """Markers the program found on the final timeline, and why they are where they are."""

    markers: tuple[Marker, ...]
    evidence: tuple[Evidence, ...] = ()


Event = Progress | Probed | PeaksReady | CuesReady | ShotsReady | TrackReady | TimelineReady | MarkersFound | Notice

Hook = Callable[[Event], None]
"""Receives events; raises `Cancelled` when the job is to stop."""


@dataclass(frozen=True)
class Done:
    """The job ended as asked."""

    value: object = None


@dataclass(frozen=True)
class Failed(Sentence):
    """The job could not be done; everything it delivered before stays good. `details` are for whoever mends it."""

    details: str = ""


@dataclass(frozen=True)
class Stopped:
    """The job was asked to stop, and did."""


Ending = Done | Failed | Stopped


@dataclass(frozen=True)
class ExplainRequest:
    """A frame to explain, with all tracks of the film.

    Attributes:
        frame: the frame.
        tracks: by modality.
        cues: for the words.
        seconds: of the window around the frame, at the film's rate when `exact`.
        quantity: one of `QUANTITIES`.
        without: modalities switched off (what if).
    """

    media: MediaInfo
    frame: int
    tracks: tuple[Track, ...]
    cues: tuple[Cue, ...] = ()
    seconds: float = 8.0
    quantity: str = "valence"
    device: str = "auto"
    exact: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class AttentionRow:
    """What a row of the heatmap stands for: a word or a modality; times in seconds."""

    modality: str
    label: str
    start: float
    end: float


@dataclass(frozen=True)
class Explanation:
    """Why a frame is where it is; `core.wording` says it.

    Attributes:
        frame: the frame explained.
        quantity: the output explained.
        rows: what was looked at. length R
        times: column times in seconds, middle of each column. shape (C,)
        attention: weight of row r when the network computed column c; columns sum to 1 or are 0. shape (R, C)
        contributions: exact signed Shapley value by modality; they sum to `output - baseline`.
        interactions: pairwise Shapley interaction by `(modality, modality)`.
        output: the output at the frame.
        baseline: the output with every modality masked.
        variants: further heatmaps by name (`layer 1 head 2`, `rollout`, `relevance`). each shape (R, C)
        units: action units of the main face at the frame by code.
        occlusions: how much the output loses without each modality alone, by modality.
        known: whether any modality is there at the frame.
        looked_at: the modality most attended to at the frame; empty where nothing was.
        line: the words said at the frame, or else just before or after it; empty where nobody speaks.
        effects: each of these words with what it does to its line, signed; empty while that is not known.
    """

    frame: int
    quantity: str
    rows: tuple[AttentionRow, ...]
    times: NDArray[np.float32]
    attention: NDArray[np.float32]
    contributions: dict[str, float] = field(default_factory=lambda: dict.fromkeys(MODALITIES, 0.0))
    interactions: dict[tuple[str, str], float] = field(default_factory=dict)
    output: float = 0.0
    baseline: float = 0.0
    variants: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    occlusions: dict[str, float] = field(default_factory=dict)
    known: bool = True
    looked_at: str = ""
    line: tuple[Word, ...] = ()
    effects: tuple[tuple[str, float], ...] = ()
