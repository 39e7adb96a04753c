"""The story of the demonstration reel: what is seen, said and felt, and when.

All times are whole frames at 24 frames a second, so that the known course of emotion is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

RATE = Fraction(24)
SIZE = (960, 400)
START_TIMECODE = "01:00:00:00"
TITLE = "The Far Side"
ON_SCREEN = "mira"
"""The speaker whose lips are seen."""


@dataclass(frozen=True)
class Line:
    """Something said.

    Attributes:
        at: seconds after the shot's start.
        speaker: `mira`, who is seen, or `control`, a voice on the radio.
        text: as written in the subtitles.
        emotion: how it is said.
    """

    at: float
    speaker: str
    text: str
    emotion: str


@dataclass(frozen=True)
class Scene:
    """A shot with one expressed emotion.

    Attributes:
        seconds: its length.
        picture: `title`, `pad`, `launch`, `moon`, `earth`, `stars`, `credits`, or `face`.
        emotion: the category that is expressed, one of `CATEGORIES`.
        valence: -1..1 that is expressed.
        arousal: -1..1 that is expressed.
        lines: what is said.
        framing: for a face: how close, from 0 (shoulders) to 1 (face only).
        contradicts: category that the words alone express, when it is another one.
    """

    seconds: int
    picture: str
    emotion: str
    valence: float
    arousal: float
    lines: tuple[Line, ...] = ()
    framing: float = 0.5
    contradicts: str = ""


SCENES = (
    Scene(5, "title", "neutral", 0.0, -0.4),
    Scene(5, "pad", "neutral", 0.1, 0.0, (
        Line(0.8, "control", "Good morning, Mira. All systems are ready.", "neutral"),
    )),
    Scene(7, "face", "joy", 0.8, 0.6, (
        Line(0.6, "mira", "I have waited my whole life for this!", "joy"),
        Line(3.7, "mira", "I am so happy, I could sing!", "joy"),
    ), framing=0.35),
    Scene(6, "launch", "joy", 0.6, 0.8, (
        Line(1.0, "control", "You are flying! What a beautiful day!", "joy"),
    )),
    Scene(7, "moon", "neutral", 0.0, -0.3, (
        Line(1.2, "control", "Two hours to the far side of the moon.", "neutral"),
    )),
    Scene(6, "face", "neutral", 0.0, -0.3, (
        Line(0.8, "mira", "Thank you, control. I read the numbers again.", "neutral"),
    ), framing=0.5),
    Scene(7, "face", "disgust", -0.6, 0.2, (
        Line(0.7, "mira", "Ugh. The water smells like rotten fish.", "disgust"),
        Line(4.7, "mira", "That is disgusting.", "disgust"),
    ), framing=0.75),
    Scene(6, "stars", "fear", -0.6, 0.6, (
        Line(1.3, "control", "Mira, something is wrong with the air!", "fear"),
    )),
    Scene(8, "face", "fear", -0.7, 0.7, (
        Line(0.6, "mira", "I am scared. I cannot breathe!", "fear"),
        Line(3.9, "mira", "Please, do not leave me alone up here!", "fear"),
    ), framing=0.65),
    Scene(8, "face", "anger", -0.7, 0.8, (
        Line(0.5, "mira", "You knew that it was broken!", "anger"),
        Line(3.3, "mira", "How dare you lie to me! I hate this!", "anger"),
    ), framing=0.9),
    Scene(7, "face", "sadness", -0.7, -0.5, (
        Line(0.9, "mira", "I will never see my daughter again.", "sadness"),
        Line(4.6, "mira", "I am so sorry.", "sadness"),
    ), framing=0.8),
    Scene(6, "face", "sadness", -0.6, -0.5, (
        Line(0.9, "mira", "I am fine. Everything is wonderful.", "sadness"),
    ), framing=0.6, contradicts="joy"),
    Scene(5, "earth", "surprise", 0.3, 0.7, (
        Line(1.6, "control", "Wait. What is that light?", "surprise"),
    )),
    Scene(5, "face", "surprise", 0.4, 0.8, (
        Line(0.7, "mira", "Oh my God! I did not expect that!", "surprise"),
    ), framing=0.7),
    Scene(8, "face", "joy", 0.9, 0.6, (
        Line(0.6, "mira", "You came back for me! Thank you!", "joy"),
        Line(4.2, "mira", "I love you all. This is wonderful!", "joy"),
    ), framing=0.45),
    Scene(6, "credits", "neutral", 0.2, -0.4),
)  # fmt: skip

CREDITS = (
    "Photographs: NASA and SpaceX, in the public domain",
    "Picture, voices and music were made on this computer",
    "Every word, voice and expression is invented",
)


def starts(scenes: Sequence[Scene] = SCENES) -> tuple[int, ...]:
    """The second each scene starts at, and last the end of the reel."""
    return tuple(accumulate((scene.seconds for scene in scenes), initial=0))


def frame_count(scenes: Sequence[Scene] = SCENES) -> int:
    """Frames of the whole reel."""
    return int(starts(scenes)[-1] * RATE)


def course(scenes: Sequence[Scene] = SCENES) -> list[dict[str, object]]:
    """The known course of emotion, scene after scene, in seconds."""
    times = starts(scenes)
    return [
        {
            "start": times[i],
            "end": times[i + 1],
            "category": scene.emotion,
            "valence": scene.valence,
            "arousal": scene.arousal,
            "face": scene.picture == "face",
            "words": scene.contradicts or scene.emotion,
        }
        for i, scene in enumerate(scenes)
    ]
