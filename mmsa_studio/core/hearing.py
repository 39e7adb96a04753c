"""Which sound of a film is listened to: of its tracks and channels, and why."""

from __future__ import annotations

from dataclasses import dataclass

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.film import MediaInfo, SoundStream
from mmsa_studio.core.sentences import Notice, Sentence, listed

CHOSEN, SPEECH, PLAIN = "chosen", "speech", "plain"
"""A person said so; people speak there; what players choose, as nobody is heard to speak."""

_NOT_DIALOGUE = {"comment", "visual_impaired", "descriptions", "clean_effects", "karaoke", "lyrics"}
_NOT_DIALOGUE_TITLES = (
    "commentary", "comments", "audio description", "described", "descriptive", "m&e", "music and effects",
    "music & effects", "music only", "effects only", "isolated score",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One channel that is listened to; `track` and `channel` count from 1, `weight` is what it is multiplied with."""

    track: int
    channel: int
    weight: float


@dataclass(frozen=True)
class Found:
    """What the samples of a track hold: seconds of speech in its best channel, and whether it is silent."""

    speech_s: float = 0.0
    silent: bool = False


@dataclass(frozen=True)
class SoundFrom:
    """Which sound of a film is listened to.

    Attributes:
        why: `CHOSEN`, `SPEECH` or `PLAIN`; empty before it was looked for.
        lines: the channels that are mixed; empty for all of the track that players choose.
        found: what was found in each track, in their order; empty where nothing had to be looked at.
    """

    why: str = ""
    lines: tuple[Line, ...] = ()
    found: tuple[Found, ...] = ()

    @property
    def tracks(self) -> tuple[int, ...]:
        """Numbers of the tracks that are listened to, from 1."""
        return tuple(sorted({line.track for line in self.lines}))

    def sentence(self, media: MediaInfo) -> Sentence:
        """What is listened to, in words, as a part of a sentence."""
        numbers = self.tracks or (player_track(media),)
        return Sentence("sound.heard", {"tracks": listed(self._track(media, number) for number in numbers)})

    def notice(self, media: MediaInfo) -> Notice:
        """What is listened to and why, for a person."""
        if self.why == CHOSEN:
            return Notice("sound.chosen", {"heard": self.sentence(media)})
        if self.why == SPEECH:
            return Notice("sound.speech", {"heard": self.sentence(media)})
        return Notice("sound.plain", {"heard": self.sentence(media)})

    def _track(self, media: MediaInfo, number: int) -> Sentence:
        channels = [line.channel for line in self.lines if line.track == number]
        whole = number > len(media.sounds) or len(channels) in (0, media.sounds[number - 1].channels)
        if whole:
            return Sentence("sound.track", {"number": number})
        return Sentence("sound.channels", {"number": number, "channels": ", ".join(map(str, channels))})


NOT_LOOKED = SoundFrom()


def player_track(media: MediaInfo) -> int:
    """Number of the sound track that players choose, from 1; 0 for a film without sound."""
    indices = [sound.index for sound in media.sounds]
    if media.sound is None:
        return 0
    return indices.index(media.sound.index) + 1 if media.sound.index in indices else 1


def sounds_of(media: MediaInfo) -> tuple[SoundStream, ...]:
    """All sound tracks; a film probed by an earlier version knows only the one that players choose."""
    return media.sounds or ((media.sound,) if media.sound else ())


def is_dialogue(sound: SoundStream) -> bool:
    """Whether a track may be the film's own dialogue by what the film says of it: no commentary, no description."""
    title = sound.title.casefold()
    return _NOT_DIALOGUE.isdisjoint(sound.flags) and not any(word in title for word in _NOT_DIALOGUE_TITLES)


def check_chosen(media: MediaInfo, numbers: tuple[int, ...]) -> None:
    """See that a person chose tracks there are.

    Raises:
        StudioError: when there is no such track.
    """
    sounds = sounds_of(media)
    for number in numbers:
        if not 0 < number <= len(sounds):
            there = listed(described(place, sound) for place, sound in enumerate(sounds, 1))
            raise StudioError("sound.no_track", number=number, count=len(sounds), tracks=there)


def described(number: int, sound: SoundStream) -> Sentence:
    """A track in words: number, title or language, channels."""
    name, layout = sound.title or sound.language, sound.layout or f"{sound.channels} ch"
    if name:
        return Sentence("sound.named", {"number": number, "name": name, "layout": layout})
    return Sentence("sound.unnamed", {"number": number, "layout": layout})
