"""Which sound of a film is listened to: samples of every track and channel are heard, and those with speech are taken.

A person's choice of tracks comes first. Of the others, tracks that are commentary, description or music by what the
film says of them are left out while another holds speech; then the track that players choose is taken when somebody
speaks in it, else the one with most speech. Mono tracks are the microphones of one recording and are heard together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from mmsa_studio.analysis.state import State
from mmsa_studio.core.film import MediaInfo, SoundStream
from mmsa_studio.core.hearing import (
    CHOSEN,
    PLAIN,
    SPEECH,
    Found,
    Line,
    SoundFrom,
    check_chosen,
    is_dialogue,
    player_track,
    sounds_of,
)
from mmsa_studio.core.jobs import SoundFound
from mmsa_studio.core.languages import language_code
from mmsa_studio.core.limits import CHANNELS_LOOKED_AT
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.features.speaking import SPEAKING, speaking
from mmsa_studio.features.speech_activity import WINDOW
from mmsa_studio.media.channels import channels_at
from mmsa_studio.media.sound import SAMPLE_RATE, SoundChunk, origin_of, read_sound

SAMPLE_S = 6
"""Seconds of one sample."""
ROUNDS = ((5, 5), (10, 15))
"""Samples in the first minutes and over the whole film, until speech is found."""
FIRST_S = 300
_LEAST_S = 0.3
"""Seconds of speech that are no chance."""
_SILENT = 1e-4
_CENTRE_ALONE = 0.8
"""Share of a track's speech that a centre channel must hold to be heard alone."""
_INVERTED = -0.5


@dataclass(frozen=True, eq=False)
class _Channel:
    """One channel in the samples. samples shape (N,), speech shape (windows,)"""

    track: int
    number: int
    samples: FloatArray
    speech: BoolArray

    @property
    def speech_s(self) -> float:
        return float(self.speech.sum()) * WINDOW / SAMPLE_RATE

    @property
    def silent(self) -> bool:
        return not len(self.samples) or float(np.abs(self.samples).max()) < _SILENT

    @property
    def speaks(self) -> bool:
        return self.speech_s >= _LEAST_S


def choose_sound(state: State) -> None:
    """Find out which sound is listened to, unless that is known, and say so where there was a choice.

    Raises:
        StudioError: when a person chose a track that there is not.
    """
    media, chosen = state.media, state.project.reading.sound
    check_chosen(media, chosen)
    if media.sound is None:
        return
    source = state.project.sound_from
    if not source.why:
        source = _looked_for(media, chosen)
        state.tell(SoundFound(source))
    if len(media.sounds) > 1 or len({line.weight for line in source.lines}) > 1:
        state.notice(source.notice(media))


def sound_from(state: State, start: int) -> Iterator[SoundChunk]:
    """The film's sound that is listened to, from a sample on, counted from frame 0."""
    return read_sound(state.media, start=Fraction(start, SAMPLE_RATE), lines=state.project.sound_from.lines)


def _looked_for(media: MediaInfo, chosen: Sequence[int]) -> SoundFrom:
    if not chosen and len(media.sounds) <= 1 and media.sound is not None and media.sound.channels == 1:
        return SoundFrom(PLAIN)
    channels, sounds = _looked_at(media), sounds_of(media)
    found = tuple(_found([one for one in channels if one.track == n]) for n in range(1, len(sounds) + 1))
    taken = tuple(chosen) or _speaking_tracks(media, found)
    heard = [one for number in taken for one in _within(sounds[number - 1], channels, number)]
    if not taken:
        heard = _audible(media, channels)
    lines = () if _is_plain(media, heard, channels) else _mixed(heard)
    return SoundFrom(CHOSEN if chosen else SPEECH if taken else PLAIN, lines, found)


def _looked_at(media: MediaInfo) -> list[_Channel]:
    """Every channel of every track, as far as samples go; more samples while nobody speaks in any."""
    channels: list[_Channel] = []
    looked_at: list[int] = []
    for early, spread in ROUNDS:
        places = _places(media.duration, early, spread)
        if places == looked_at:
            break
        looked_at, channels = places, _sampled(media, places)
        if any(one.speaks for one in channels):
            break
    return channels


def _places(duration: Fraction, early: int, spread: int) -> list[int]:
    """Where samples begin, in seconds, ascending; short films are heard whole."""
    last = max(0, int(duration) - SAMPLE_S)
    if duration <= (early + spread) * SAMPLE_S:
        return list(range(0, int(duration) + 1, SAMPLE_S))
    within = np.linspace(0, min(FIRST_S, last), early, endpoint=False)
    places = sorted({round(place) for place in (*within, *np.linspace(0, last, spread))})
    return [place for before, place in pairwise([-SAMPLE_S, *places]) if place - before >= SAMPLE_S]


def _sampled(media: MediaInfo, places: Sequence[int]) -> list[_Channel]:
    channels: list[_Channel] = []
    for track, sound in enumerate(sounds_of(media), 1):
        if len(channels) + sound.channels > CHANNELS_LOOKED_AT:
            break
        origin = origin_of(media, sound)
        parts = [channels_at(media, sound, origin, Fraction(at), SAMPLE_S, SAMPLE_RATE) for at in places]
        for number, samples in enumerate(np.stack(parts, axis=1), 1):  # (C, places, n)
            channels.append(_Channel(track, number, samples.reshape(-1), _speech(samples)))
    return channels


def _speech(samples: FloatArray) -> BoolArray:
    """Which windows hold speech, every sample heard by itself. (places, n) -> (places * windows,)"""
    whole = samples[:, : samples.shape[1] // WINDOW * WINDOW]
    if not np.abs(whole).max(initial=0) >= _SILENT:
        return np.zeros(whole.size // WINDOW, np.bool_)
    return np.asarray(speaking(np.ascontiguousarray(whole)).reshape(-1) >= SPEAKING)


def _found(channels: Sequence[_Channel]) -> Found:
    speech = max((one.speech_s for one in channels), default=0.0)
    return Found(round(speech, 1), bool(channels) and all(one.silent for one in channels))


def _speaking_tracks(media: MediaInfo, found: Sequence[Found]) -> tuple[int, ...]:
    """Numbers of the tracks that hold the film's dialogue; none where nobody speaks."""
    sounds, usual = sounds_of(media), player_track(media)
    spoken = [number for number, one in enumerate(found, 1) if one.speech_s >= _LEAST_S]
    spoken = [number for number in spoken if is_dialogue(sounds[number - 1])] or spoken
    if not spoken:
        return ()
    best = usual if usual in spoken else max(spoken, key=lambda number: found[number - 1].speech_s)
    if sounds[best - 1].channels > 1:
        return (best,)
    return tuple(number for number in spoken if number == best or _beside(sounds[number - 1], sounds[best - 1]))


def _beside(sound: SoundStream, other: SoundStream) -> bool:
    """Whether two tracks are microphones of one recording: one channel each, in no different languages."""
    languages = {language_code(one.language) for one in (sound, other) if one.language}
    return sound.channels == other.channels == 1 and len(languages) < 2


def _within(sound: SoundStream, channels: Sequence[_Channel], track: int) -> list[_Channel]:
    """The channels of a track that hold its speech, a centre alone where it holds nearly all; else what is audible."""
    all_ = [one for one in channels if one.track == track]
    spoken = [one for one in all_ if one.speaks]
    if not spoken:
        return [one for one in all_ if not one.silent] or all_
    anywhere = np.any([one.speech for one in spoken], axis=0)
    for one in spoken:
        is_centre = sound.layout and len(all_) > 2 and one.number == 3  # FL FR FC, in every such order
        if is_centre and one.speech.sum() >= _CENTRE_ALONE * anywhere.sum():
            return [one]
    return spoken


def _audible(media: MediaInfo, channels: Sequence[_Channel]) -> list[_Channel]:
    """What is listened to where nobody speaks: the track that players choose, else the first that is not silent."""
    sounding = [one for one in channels if not one.silent]
    usual = [one for one in sounding if one.track == player_track(media)]
    return usual or [one for one in sounding if one.track == sounding[0].track]


def _is_plain(media: MediaInfo, heard: Sequence[_Channel], channels: Sequence[_Channel]) -> bool:
    """Whether all of the players' track is heard, and no more than two channels of it that do not cancel out."""
    own = [one for one in channels if one.track == player_track(media)]
    return not heard or (len(own) <= 2 and list(heard) == own and bool((_signs(heard) > 0).all()))


def _signs(heard: Sequence[_Channel]) -> FloatArray:
    """-1 for channels that are the loudest one turned over, which would cancel it; 1 for the others. shape (C,)"""
    powers = [float((one.samples**2).mean()) for one in heard]
    loudest = heard[int(np.argmax(powers))].samples
    norm = np.sqrt(np.maximum(np.array(powers) * max(powers), 1e-20))
    likeness = np.array([float((one.samples * loudest).mean()) for one in heard]) / norm
    return np.where(likeness < _INVERTED, -1, 1).astype(np.float32)


def _mixed(heard: Sequence[_Channel]) -> tuple[Line, ...]:
    """The channels with their weights; the mix has the power of its loudest channel."""
    signs = _signs(heard)
    mix = np.sum([sign * one.samples for sign, one in zip(signs, heard, strict=True)], axis=0)
    power = max(float((one.samples**2).mean()) for one in heard)
    gain = min(1.0, float(np.sqrt(power / max(float((mix**2).mean()), 1e-20)))) if power else 1.0
    return tuple(
        Line(one.track, one.number, round(float(sign) * gain, 4)) for sign, one in zip(signs, heard, strict=True)
    )
