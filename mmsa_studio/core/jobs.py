"""Work as values: a frozen request goes in, events come out, and exactly one ending closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mmsa_studio.core.draft import Draft
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue, MediaInfo, Peaks, Shot, WordsFrom
from mmsa_studio.core.hearing import SoundFrom
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.reading import NO_CHOICE, Reading
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Track

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How a person wants a film analysed.

    Attributes:
        reading: what is chosen now; it stands over what the project keeps.
        device: one of `DEVICES`.
        speech_model: writes down the words of a film without subtitles: `core.speech.INCLUDED`, a local folder or a
            hub name of a Whisper model; empty for no speech to text.
        allow_download: whether a hub name may be fetched.
        model: name of the one that computes; empty for the one that made what is known, else the standard one.
    """

    reading: Reading = NO_CHOICE
    device: str = "auto"
    speech_model: str = ""
    allow_download: bool = False
    model: str = ""


@dataclass(frozen=True)
class AnalyzeRequest(Choices):
    """A film to analyse.

    Attributes:
        project: the film and all that is known of it; what is known in full is not computed again.
        renew: modalities that are computed again although they are known.
    """

    project: Project
    renew: tuple[str, ...] = ()

    @property
    def film(self) -> str:
        """Path of the film."""
        return self.project.media.path


@dataclass(frozen=True)
class Progress:
    """How far the job is: `fraction` 0..1 of the whole, `stage` in words, seconds left when known."""

    stage: str
    fraction: float
    seconds_left: float | None = None


@dataclass(frozen=True)
class Probed:
    """An analysis of the film begins; `device` is what computes."""

    media: MediaInfo
    device: str


@dataclass(frozen=True)
class ReadAs:
    """This is how a person wants the film read from now on."""

    reading: Reading


@dataclass(frozen=True)
class SoundFound:
    """It was found out which sound of the film is listened to."""

    source: SoundFrom


@dataclass(frozen=True)
class PeaksReady:
    """The waveform, possibly of the beginning only."""

    peaks: Peaks


@dataclass(frozen=True)
class CuesReady:
    """The words and where they came from."""

    cues: tuple[Cue, ...]
    source: WordsFrom


@dataclass(frozen=True)
class ShotsReady:
    """Shots up to where pictures were read."""

    shots: tuple[Shot, ...]


@dataclass(frozen=True)
class TrackReady:
    """A modality's features, possibly of some steps only; all faces come with the track that is made from them."""

    track: Track
    faces: Faces | None = None


@dataclass(frozen=True)
class Drafted:
    """A stage worked out a further stretch, of which it has made no track yet."""

    draft: Draft


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


Event = (
    Progress
    | Probed
    | ReadAs
    | SoundFound
    | PeaksReady
    | CuesReady
    | ShotsReady
    | Drafted
    | TrackReady
    | TimelineReady
    | MarkersFound
    | Notice
)

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
