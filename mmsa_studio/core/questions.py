"""Questions about an analysed film that a person asks now and then; each is a frozen request with a value as answer.

All carry the film, its tracks and its cues under the same names as `ExplainRequest` does, so that a child process
can keep them between questions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mmsa_studio.core.film import Cue, MediaInfo
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import FloatArray, Track
from mmsa_studio.core.vocabulary import QUANTITIES

CHANCE = "random"
"""The way of explaining that every other must beat: a random order."""


@dataclass(frozen=True)
class TrustRequest:
    """How far can explanations of this film be trusted?

    Attributes:
        frames: to try; each costs some hundred evaluations of the network.
        quantity: the output explained.
    """

    media: MediaInfo
    frames: tuple[int, ...]
    tracks: tuple[Track, ...] = ()
    cues: tuple[Cue, ...] = ()
    quantity: str = "valence"
    device: str = "auto"


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

    def beats_chance(self, way: str) -> bool:
        """Whether a way finds what matters sooner than a random order does, in both curves."""
        return self.deletion[way] < self.deletion[CHANCE] and self.insertion[way] > self.insertion[CHANCE]


@dataclass(frozen=True)
class ImagineRequest:
    """What would the curve be?

    Attributes:
        frame: the curve is computed some minutes around it.
        without: modalities switched off.
        line: index of the cue that says something else; -1 for none.
        text: what it says.
    """

    media: MediaInfo
    frame: int
    tracks: tuple[Track, ...] = ()
    cues: tuple[Cue, ...] = ()
    without: tuple[str, ...] = ()
    line: int = -1
    text: str = ""
    device: str = "auto"


@dataclass(frozen=True)
class Imagined:
    """A hypothetical stretch of the film.

    Attributes:
        first: grid step at which the stretch begins.
        timeline: over a grid of its own that begins there.
        tracks: of the whole film as imagined, for explanations; switched-off modalities are still in them.
        cues: as imagined.
        without: modalities switched off.
        line: index of the cue that says something else; -1 for none.
    """

    first: int
    timeline: EmotionTimeline
    tracks: tuple[Track, ...]
    cues: tuple[Cue, ...]
    without: tuple[str, ...] = ()
    line: int = -1


@dataclass(frozen=True)
class WordsRequest:
    """What does each word do to its line?

    Attributes:
        line: the words of the line, in order.
    """

    media: MediaInfo
    line: tuple[str, ...]
    tracks: tuple[Track, ...] = ()
    cues: tuple[Cue, ...] = ()
    device: str = "auto"


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


@dataclass(frozen=True)
class EvidenceRequest:
    """Why are these markers where they are? Answered with a tuple of `Evidence`."""

    media: MediaInfo
    markers: tuple[Marker, ...]
    timeline: EmotionTimeline
    tracks: tuple[Track, ...] = ()
    cues: tuple[Cue, ...] = ()
    device: str = "auto"
