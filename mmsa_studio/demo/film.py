"""Puts the reel together: pictures, sound, subtitles, timecode and the known course of emotion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

from mmsa_studio.core.paths import write_atomic
from mmsa_studio.demo.music import score
from mmsa_studio.demo.pictures import pictures
from mmsa_studio.demo.script import (
    ON_SCREEN,
    RATE,
    SCENES,
    SIZE,
    START_TIMECODE,
    Line,
    Scene,
    course,
    frame_count,
    starts,
)
from mmsa_studio.demo.voice import SAMPLE_RATE, Utterance, say

_SOUND_SHARE = 0.12
_MUSIC_GAIN = 0.22
_DUCKED = 0.4
_SOUND_FRAME = 1024

Tell = Callable[[str, float], None]
"""Is told the stage in words and the share of all the work that is done."""


@dataclass(frozen=True)
class Said:
    """A line in its scene, with its sound."""

    scene: int
    line: Line
    start: float
    utterance: Utterance

    @property
    def end(self) -> float:
        """Second of the reel at which the last sound ends."""
        return self.start + len(self.utterance.samples) / SAMPLE_RATE


def build(film: Path, tell: Tell, scenes: Sequence[Scene] = SCENES) -> None:
    """Write the film, its subtitles (`.srt`) and its known course of emotion (`.course.json`) beside it."""
    tell("speaking the lines", 0.0)
    said = list(_said(scenes))
    tell("playing the music", _SOUND_SHARE / 2)
    sound = _mixed(said, scenes)
    write_atomic(film.with_suffix(".srt"), subtitles(said))
    known = {"film": film.name, "rate": str(RATE), "course": course(scenes)}
    write_atomic(film.with_suffix(".course.json"), json.dumps(known, indent=2) + "\n")
    _write(film, scenes, said, sound, tell)


def _said(scenes: Sequence[Scene]) -> Iterator[Said]:
    for index, (scene, start) in enumerate(zip(scenes, starts(scenes), strict=False)):
        for line in scene.lines:
            yield Said(index, line, start + line.at, say(line))


def subtitles(said: Sequence[Said]) -> str:
    """The lines as SubRip text, each from its first to its last sound."""
    return "\n".join(
        f"{number}\n{_clock(each.start)} --> {_clock(each.end)}\n{each.line.text}\n"
        for number, each in enumerate(said, 1)
    )


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"00:{milliseconds // 60_000:02d}:{milliseconds // 1000 % 60:02d},{milliseconds % 1000:03d}"


def _mixed(said: Sequence[Said], scenes: Sequence[Scene]) -> NDArray[np.int16]:
    """Voices over music that steps back for them. shape (N, 2)"""
    music = score(scenes)
    voices = np.zeros(len(music))
    speaking = np.zeros(len(music))
    for each in said:
        first = round(each.start * SAMPLE_RATE)
        part = slice(first, first + len(each.utterance.samples))
        voices[part] += each.utterance.samples
        speaking[part] = 1.0
    tick = SAMPLE_RATE // 100
    window = np.hanning(50)
    ducked = np.convolve(speaking[::tick], window / window.sum(), mode="same")
    gain = np.interp(np.arange(len(music)), np.arange(len(ducked)) * tick, 1 - (1 - _DUCKED) * ducked)
    mixed = voices[:, None] + music * (_MUSIC_GAIN * gain)[:, None]
    edge = np.minimum(1, np.arange(len(mixed)) / SAMPLE_RATE)
    mixed *= (edge * edge[::-1])[:, None]
    return (np.tanh(mixed) * 32767).astype(np.int16)


def _write(film: Path, scenes: Sequence[Scene], said: Sequence[Said], sound: NDArray[np.int16], tell: Tell) -> None:
    on_screen: dict[int, list[tuple[float, Utterance]]] = {}
    for each in said:
        if each.line.speaker == ON_SCREEN:
            on_screen.setdefault(each.scene, []).append((each.line.at, each.utterance))
    with av.open(str(film), "w", options={"movflags": "faststart"}) as container:
        codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
        picture_stream = container.add_stream(codec, rate=RATE)
        picture_stream.width, picture_stream.height = SIZE
        picture_stream.pix_fmt = "yuv420p"
        picture_stream.codec_context.gop_size = 48
        picture_stream.codec_context.thread_count = 2
        picture_stream.codec_context.options = {"preset": "superfast", "crf": "23"}
        picture_stream.metadata["timecode"] = START_TIMECODE
        sound_stream = container.add_stream("aac", rate=SAMPLE_RATE)
        sound_stream.codec_context.layout = "stereo"
        sound_stream.codec_context.bit_rate = 160_000
        total, heard = frame_count(scenes), 0
        for number, picture in enumerate(pictures(scenes, on_screen)):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, 1 / RATE
            container.mux(picture_stream.encode(frame))
            until = int((number + 1) / RATE * SAMPLE_RATE)
            heard = _write_sound(container, sound_stream, sound, heard, until)
            tell("drawing the pictures", _SOUND_SHARE + (1 - _SOUND_SHARE) * (number + 1) / total)
        _write_sound(container, sound_stream, sound, heard, len(sound) + _SOUND_FRAME)
        for stream in (picture_stream, sound_stream):
            container.mux(stream.encode(None))


def _write_sound(
    container: OutputContainer, stream: av.AudioStream, sound: NDArray[np.int16], heard: int, until: int
) -> int:
    """Encode whole sound frames up to a sample; returns how many samples were given."""
    while heard + _SOUND_FRAME <= until and heard < len(sound):
        samples = sound[heard : heard + _SOUND_FRAME].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, heard, Fraction(1, SAMPLE_RATE)
        container.mux(stream.encode(frame))
        heard += _SOUND_FRAME
    return heard
