"""What is known of a film before anything is felt about it: streams, cues, shots, faces, waveform."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.clock import AS_WRITTEN, Clock
from mmsa_studio.core.languages import language_name
from mmsa_studio.core.limits import LONGEST_CUE_S
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.sentences import Sentence, listed, term
from mmsa_studio.core.timecode import StartTimecode
from mmsa_studio.core.track import Grid


@dataclass(frozen=True)
class PictureStream:
    """The pictures of a film.

    Attributes:
        width: presented width in pixels, after rotation and sample aspect.
        height: presented height in pixels.
        coded_width: width as decoded.
        coded_height: height as decoded.
        rotation: degrees clockwise to turn the decoded picture: 0, 90, 180 or 270.
        sample_aspect: width of a decoded pixel over its height.
        codec: name of the codec.
        rate: frames per second.
        frame_count: presented pictures.
        variable_rate: whether pictures are unevenly spaced (frames then lie on the grid of `rate`).
        time_base: seconds a PTS unit lasts.
        first_pts: the smallest presented PTS; frame 0.
        index: stream index in the container.
        largest_shift: seconds the picture that lies farthest from its frame lies beside it; 0 when evenly spaced.
        interlaced: whether its first picture holds two moments, every other line of each.
    """

    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    sample_aspect: Fraction
    codec: str
    rate: Fraction
    frame_count: int
    variable_rate: bool
    time_base: Fraction
    first_pts: int
    index: int
    largest_shift: Fraction = Fraction(0)
    interlaced: bool = False

    @property
    def origin(self) -> Fraction:
        """When frame 0 is shown, in seconds of the container's own clock."""
        return self.first_pts * self.time_base


@dataclass(frozen=True)
class SoundStream:
    """A sound track of a film.

    Attributes:
        codec: name of the codec.
        sample_rate: samples per second.
        channels: how many.
        duration: seconds.
        start: its first sample, in seconds from frame 0.
        language: as the film tells it; empty where it does not.
        index: stream index in the container.
        layout: FFmpeg's name of the order of channels; empty where the film tells none.
        title: as the film tells it.
        flags: FFmpeg's names of what the film says of it, like `default`, `comment` or `visual_impaired`.
    """

    codec: str
    sample_rate: int
    channels: int
    duration: Fraction
    start: Fraction
    language: str
    index: int
    layout: str = ""
    title: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubtitleStream:
    """An embedded text track; `flags` are FFmpeg's names of what the film says of it, like `forced` or `default`."""

    codec: str
    language: str
    title: str
    index: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Joint:
    """A place at which the clock of a film starts again or jumps: something was joined there.

    Attributes:
        first: byte of the film at which the first stream goes over to the new clock.
        last: byte from which on every stream has.
        before: time at which the last picture before ends, as the film has it, in units of 1/90000 s.
        after: time of the first picture behind it.
        shift: what is added to the times behind it, so that they follow those from the beginning of the film.
    """

    first: int
    last: int
    before: int
    after: int
    shift: int


@dataclass(frozen=True)
class MediaInfo:
    """A probed film.

    Attributes:
        path: where it was when probed.
        content_id: sha256-based id of the content, not of the path.
        size: bytes.
        container: short format name.
        duration: seconds from frame 0 to the end of the longest stream.
        picture: the picture stream, or None for a film of sound only.
        sound: the sound stream that players choose, or None.
        subtitles: embedded text tracks.
        start_timecode: timecode of frame 0 and where it was found.
        sounds: all sound streams that can be read.
        joints: where its clock starts again or jumps, in order.
    """

    path: str
    content_id: str
    size: int
    container: str
    duration: Fraction
    picture: PictureStream | None
    sound: SoundStream | None
    subtitles: tuple[SubtitleStream, ...] = ()
    start_timecode: StartTimecode = field(default_factory=StartTimecode)
    sounds: tuple[SoundStream, ...] = ()
    joints: tuple[Joint, ...] = ()

    @property
    def rate(self) -> Fraction:
        """Frames per second; a film of sound only is counted at 25."""
        return self.picture.rate if self.picture else Fraction(25)

    @property
    def frame_count(self) -> int:
        """Frames of the film, at least one: its pictures, or the sound's length at 25."""
        if self.picture:
            return max(1, self.picture.frame_count)
        return max(1, frame_at(self.duration, self.rate))

    @property
    def grid(self) -> Grid:
        """The grid all modalities of this film share."""
        return Grid.covering(self.duration)


@dataclass(frozen=True)
class Word:
    """A word placed in time inside its cue, in seconds from frame 0."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Cue:
    """A subtitle cue, in exact seconds from frame 0, half-open; `language` is an ISO 639 code, empty if not known."""

    start: Fraction
    end: Fraction
    text: str
    words: tuple[Word, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class WordsFrom:
    """Where the words of a film come from.

    Attributes:
        kind: a subtitle `file`, a text `track` inside the film, closed `captions` inside its pictures,
            `heard` by a speech model; empty where there are none.
        name: of the file, of the track where it has one, or of the model.
        language: ISO 639 code of the words, where it is worth saying; several with spaces between, most of it first.
        number: of the track inside the film, from 1.
        clock: what the times of the words went through.
    """

    kind: str = ""
    name: str = ""
    language: str = ""
    number: int = 0
    clock: Clock = AS_WRITTEN

    @property
    def heard(self) -> bool:
        """Whether a program wrote the words down."""
        return self.kind == "heard"

    @property
    def sentence(self) -> Sentence:
        """The source in words, as a part of a sentence."""
        language = listed(term(language_name(code)) for code in self.language.split())
        match self.kind:
            case "file":
                return Sentence("words.file", {"name": self.name})
            case "track" if self.name or self.language:
                return Sentence("words.named_track", {"number": self.number, "name": self.name or language})
            case "captions":
                return Sentence("words.captions")
            case "track":
                return Sentence("words.track", {"number": self.number})
            case "heard" if self.language:
                return Sentence("words.heard_in", {"model": self.name, "language": language})
            case "heard":
                return Sentence("words.heard", {"model": self.name})
        return Sentence("words.none")


NO_WORDS = WordsFrom()


def cues_between(cues: Sequence[Cue], start: float, end: float) -> list[Cue]:
    """The cues that overlap a stretch of seconds.

    They come in order of their starts, may overlap, and are never longer than `LONGEST_CUE_S`.
    """
    first = bisect_left(cues, start - LONGEST_CUE_S, key=lambda cue: float(cue.start))
    last = bisect_right(cues, end, key=lambda cue: float(cue.start))
    return [cue for cue in cues[first:last] if cue.end > start]


def cue_at(cues: Sequence[Cue], seconds: float) -> int:
    """The place of the line said at a moment, of several the one that began last; -1 where nobody speaks.

    A line without words, like a sound that is written down, is taken only where nothing else is said.
    """
    place = bisect_right(cues, seconds, key=lambda cue: float(cue.start)) - 1
    silent = -1
    while place >= 0 and seconds - float((cue := cues[place]).start) <= LONGEST_CUE_S:
        if cue.end > seconds:
            if cue.words:
                return place
            silent = max(silent, place)
        place -= 1
    return silent


def line_near(cues: Sequence[Cue], seconds: float, reach_s: float = 0.0) -> Cue | None:
    """The line said at a moment, as `cue_at` has it, else the one nearest to it within reach."""
    place = cue_at(cues, seconds)
    if place >= 0:
        return cues[place]
    near = cues_between(cues, seconds - reach_s, seconds + reach_s)
    return min(near, key=lambda cue: max(float(cue.start) - seconds, seconds - float(cue.end), 0.0), default=None)


@dataclass(frozen=True)
class Shot:
    """A stretch between two cuts, half-open frames."""

    start: int
    end: int


def shot_number(shots: Sequence[Shot], frame: int) -> int:
    """Which shot a frame lies in, counted from 1, or 0; they come in order and do not overlap."""
    number = bisect_right(shots, frame, key=lambda shot: shot.start)
    return number if number and frame < shots[number - 1].end else 0


def shot_at(shots: Sequence[Shot], frame: int) -> Shot | None:
    """The shot a frame lies in."""
    number = shot_number(shots, frame)
    return shots[number - 1] if number else None


def picture_start(frames: Sequence[int], frame: int) -> int:
    """The frame at which the picture on screen at `frame` appeared."""
    return frames[max(bisect_right(frames, frame) - 1, 0)] if frames else frame


@dataclass(frozen=True)
class Peaks:
    """The waveform in several levels of detail.

    Attributes:
        sample_rate: of the sound the levels were made from.
        bin_size: samples per bin of the finest level; each further level has 4 times fewer bins.
        levels: lowest and highest sample of every bin, full scale = 32767. each shape (bins, 2) int16
    """

    sample_rate: int
    bin_size: int
    levels: tuple[NDArray[np.int16], ...]
