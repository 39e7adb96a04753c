"""Questions about an analysed film: small frozen values beside a `Film`, which is much larger and said once."""

from __future__ import annotations

from dataclasses import dataclass, field

from mmsa_studio.core.film import Cue, MediaInfo
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import MODALITIES, TEXT
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.project import Project
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray, Track
from mmsa_studio.core.vocabulary import QUANTITIES

CHANCE = "random"
"""The way of explaining that every other must beat: a random order."""


@dataclass(frozen=True, eq=False)
class Film:
    """What questions are about.

    Attributes:
        media: the film.
        tracks: that explain, in the order of the modalities.
        cues: the words.
        fusion: the weights that computed its curve; None where there is none yet.
    """

    media: MediaInfo
    tracks: tuple[Track, ...] = ()
    cues: tuple[Cue, ...] = ()
    fusion: ModelIdentity | None = None

    @classmethod
    def of(cls, project: Project) -> Film:
        """The film of a project, with the tracks of the modalities that are fused."""
        tracks = tuple(project.tracks[name] for name in MODALITIES if name in project.tracks)
        return cls(project.media, tracks, project.cues, project.timeline.model if project.timeline else None)

    def track(self, modality: str) -> Track | None:
        """The track of a modality; None when there is none."""
        return next((track for track in self.tracks if track.modality == modality), None)

    def was_read(self, cue: Cue) -> bool:
        """Whether the words of a cue were read; those in a language that the encoder does not know are not."""
        track = self.track(TEXT)
        if track is None:
            return True
        first, last = (self.media.grid.at(at) for at in (cue.start, cue.end))
        return bool(track.valid[first : last + 1].any())

    def is_same(self, other: Film) -> bool:
        """Whether both hold the very same parts; equal ones that were made twice count as different."""
        mine, others = (self.media, self.cues, *self.tracks), (other.media, other.cues, *other.tracks)
        same = len(mine) == len(others) and all(a is b for a, b in zip(mine, others, strict=True))
        return same and self.fusion == other.fusion


@dataclass(frozen=True)
class Explain:
    """Why is a frame where it is? Answered with an `Explanation`.

    Attributes:
        frame: the frame.
        quantity: one of `QUANTITIES`.
        seconds: of the window around the frame.
        exact: whether the window is computed at the film's own rate, which takes long.
        without: modalities switched off (what if).
    """

    frame: int
    quantity: str = "valence"
    seconds: float = 8.0
    exact: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imagine:
    """What would the curve be? Answered with `Imagined`.

    Attributes:
        frame: the curve is computed some minutes around it.
        without: modalities switched off.
        line: index of the cue that says something else; -1 for none.
        text: what it says.
    """

    frame: int
    without: tuple[str, ...] = ()
    line: int = -1
    text: str = ""


@dataclass(frozen=True)
class Trust:
    """How far can explanations of this film be trusted? Answered with a `TrustReport`.

    Attributes:
        frames: to try; each costs some hundred evaluations of the network.
        quantity: the output explained.
    """

    frames: tuple[int, ...]
    quantity: str = "valence"


@dataclass(frozen=True)
class WordsDo:
    """What does each word do to its line? Answered with `LineEffects`.

    Attributes:
        line: the words of the line, in order.
    """

    line: tuple[str, ...]


@dataclass(frozen=True)
class WhyMarkers:
    """Why are these markers where they are on this curve? Answered with a tuple of `Evidence`."""

    markers: tuple[Marker, ...]
    timeline: EmotionTimeline


Question = Explain | Imagine | Trust | WordsDo | WhyMarkers


@dataclass(frozen=True)
class TrustReport:
    """What taking away and giving back pieces of the film says about each way to explain it.

    Attributes:
        quantity: the output explained.
        windows: frames at which the answer differed from knowing nothing, so that it could be tried.
        deletion: mean area under the deletion curve by way, 1 = the whole answer; small is good.
        insertion: mean area under the insertion curve by way; large is good.
    """

    quantity: str
    windows: int
    deletion: dict[str, float] = field(default_factory=dict)
    insertion: dict[str, float] = field(default_factory=dict)

    def joined(self, other: TrustReport) -> TrustReport:
        """What two reports on the same quantity say together."""
        if not self.windows or not other.windows:
            return self if self.windows else other
        windows = self.windows + other.windows

        def mean(mine: dict[str, float], others: dict[str, float]) -> dict[str, float]:
            return {way: (mine[way] * self.windows + others[way] * other.windows) / windows for way in mine}

        deletion, insertion = mean(self.deletion, other.deletion), mean(self.insertion, other.insertion)
        return TrustReport(self.quantity, windows, deletion, insertion)

    def beats_chance(self, way: str) -> bool:
        """Whether a way finds what matters sooner than a random order does, in both curves."""
        return self.deletion[way] < self.deletion[CHANCE] and self.insertion[way] > self.insertion[CHANCE]


@dataclass(frozen=True)
class Imagined:
    """A hypothetical stretch of the film.

    Attributes:
        first: grid step at which the stretch begins.
        timeline: over a grid of its own that begins there.
        film: the whole film in which a line says something else, for explanations; None where none does.
        without: modalities switched off.
        line: index of the cue that says something else; -1 for none.
    """

    first: int
    timeline: EmotionTimeline
    film: Film | None = None
    without: tuple[str, ...] = ()
    line: int = -1


@dataclass(frozen=True)
class LineEffects:
    """What each word does to what its line expresses: the line as it is minus the line without the word.

    Attributes:
        line: the words, in order.
        effects: signed, in the order of `QUANTITIES`. shape (words, Q)
    """

    line: tuple[str, ...]
    effects: FloatArray

    def on(self, quantity: str) -> tuple[tuple[str, float], ...]:
        """Each word with its effect on one of `QUANTITIES`."""
        return tuple(zip(self.line, map(float, self.effects[:, QUANTITIES.index(quantity)]), strict=True))
