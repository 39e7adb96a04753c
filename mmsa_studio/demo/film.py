"""Puts the reel together: pictures, sound, subtitles, timecode and the known course of emotion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

from mmsa_studio.core.paths import write_atomic
from mmsa_studio.demo.music import score
from mmsa_studio.demo.pictures import pictures
from mmsa_studio.demo.script import RATE, SCENES, SIZE, START_TIMECODE, Line, course, frame_count, starts
from mmsa_studio.demo.voice import SAMPLE_RATE, Utterance, say

Tell = Callable[[str, float], None]
"""Is told the stage in words and the share of all the work that is done."""

_SOUND_SHARE = 0.12
_MUSIC_GAIN = 0.22
_DUCKED = 0.4
_SOUND_FRAME = 1024


def build(film: Path, tell: Tell) -> None:
    """Write the film, its subtitles (`.srt`) and its known course of emotion (`.course.json`) beside it."""
    tell("speaking the lines", 0.0)
    spoken = list(_spoken())
    tell("playing the music", _SOUND_SHARE / 2)
    sound = _mixed(spoken)
    write_atomic(film.with_suffix(".srt"), subtitles(spoken))
    known = {"film": film.name, "rate": str(RATE), "course": course()}
    write_atomic(film.with_suffix(".course.json"), json.dumps(known, indent=2) + "\n")
    on_screen = {
        index: [(line.at, utterance) for scene, line, utterance in spoken if scene == index and line.speaker == "mira"]
        for index in range(len(SCENES))
    }
    _write(film, on_screen, sound, tell)


def _spoken() -> Iterator[tuple[int, Line, Utterance]]:
    for index, scene in enumerate(SCENES):
        for line in scene.lines:
            yield index, line, say(line)


def subtitles(spoken: list[tuple[int, Line, Utterance]]) -> str:
    """The lines as SubRip text, each from its first to its last sound."""
    cues = []
    for number, (scene, line, utterance) in enumerate(spoken, 1):
        start = starts()[scene] + line.at
        end = start + len(utterance.samples) / SAMPLE_RATE
        cues.append(f"{number}\n{_clock(start)} --> {_clock(end)}\n{line.text}\n")
    return "\n".join(cues)


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"00:{milliseconds // 60_000:02d}:{milliseconds // 1000 % 60:02d},{milliseconds % 1000:03d}"


def _mixed(spoken: list[tuple[int, Line, Utterance]]) -> NDArray[np.int16]:
    """Voices over music that steps back for them. shape (N, 2)"""
    music = score()
    voices = np.zeros(len(music))
    speaking = np.zeros(len(music))
    for scene, line, utterance in spoken:
        first = round((starts()[scene] + line.at) * SAMPLE_RATE)
        part = slice(first, first + len(utterance.samples))
        voices[part] += utterance.samples
        speaking[part] = 1.0
    window = np.hanning(int(0.5 * SAMPLE_RATE))[:: SAMPLE_RATE // 100]
    ducked = np.convolve(speaking[:: SAMPLE_RATE // 100], window / window.sum(), mode="same")
    gain = np.interp(np.arange(len(music)), np.arange(len(ducked)) * (SAMPLE_RATE // 100), 1 - (1 - _DUCKED) * ducked)
    mixed = voices[:, None] + music * (_MUSIC_GAIN * gain)[:, None]
    edge = np.minimum(1, np.arange(len(mixed)) / SAMPLE_RATE)
    mixed *= (edge * edge[::-1])[:, None]
    return (np.tanh(mixed) * 32767).astype(np.int16)


def _write(
    film: Path, on_screen: dict[int, list[tuple[float, Utterance]]], sound: NDArray[np.int16], tell: Tell
) -> None:
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
        total, heard = frame_count(), 0
        for number, picture in enumerate(pictures(on_screen)):
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
