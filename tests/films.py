"""Small synthetic films whose truth is known: every picture carries its frame number as a bar code.

The code is a row of blocks along the bottom of the *presented* picture, so that it survives scaling, rotation and
sample aspect: white, black, sixteen bits (highest first), parity, white.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.rates import parse_rate
from mmsa_studio.core.timecode import parse_timecode

BITS = 16
CELLS = BITS + 4
BAR_HEIGHT = 1 / 6
SOUND_RATE = 48_000
BEEP_S = 0.05
BEEP_HZ = 1000.0

_PICTURE_CODECS = {
    ".mp4": "libx264", ".mov": "libx264", ".mkv": "libx264", ".ts": "libx264", ".webm": "libvpx",
    ".avi": "mpeg4", ".mpg": "mpeg2video", ".mxf": "mpeg2video",
}  # fmt: skip
_SOUND_CODECS = {
    ".mp4": "aac", ".mov": "pcm_s16le", ".mkv": "flac", ".ts": "mp2", ".webm": "libopus",
    ".avi": "pcm_s16le", ".mpg": "mp2", ".mxf": "pcm_s16le", ".wav": "pcm_s16le", ".mka": "flac", ".m4a": "aac",
}  # fmt: skip
_WORDS_CODECS = {".mp4": "mov_text", ".mov": "mov_text", ".mkv": "subrip", ".webm": "webvtt"}
_FAST = {
    "libx264": {"preset": "ultrafast", "bf": "2"},
    "libvpx": {"deadline": "realtime", "cpu-used": "-16"},
}

_PIXEL_FORMATS = {"prores_ks": "yuv422p10le", "mjpeg": "yuvj420p"}

Caption = tuple[float, float, str]


def make_film(
    path: str | Path,
    *,
    seconds: float = 2,
    rate: str | Fraction = "25",
    size: tuple[int, int] = (320, 180),
    picture: bool = True,
    sound: bool = True,
    burn_in: bool = True,
    codec: str | None = None,
    codec_options: dict[str, str] | None = None,
    timecode: str | None = None,
    rotation: int = 0,
    sample_aspect: Fraction | None = None,
    start_s: float = 0,
    sound_start_s: float = 0,
    variable: bool = False,
    cuts: Sequence[int] = (),
    subtitles: Sequence[Caption] | None = None,
    language: str = "eng",
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write a film; the suffix of the path chooses container and codecs.

    Args:
        path: where to; `.mp4 .mov .mkv .webm .ts .mpg .avi .mxf`, or `.wav .mka .m4a` for sound only.
        seconds: length; at least one frame is written.
        rate: frames per second.
        size: presented width and height.
        picture: whether there are pictures.
        sound: a beep of `BEEP_HZ` for `BEEP_S` at every whole second, silence between.
        burn_in: whether the bar code is drawn (needs about 64 x 32 pixels).
        codec: encoder of the pictures.
        codec_options: for that encoder, e.g. `{"g": "12"}`.
        timecode: label of frame 0.
        rotation: degrees clockwise a player has to turn the decoded picture.
        sample_aspect: width of a coded pixel over its height.
        start_s: timestamp of frame 0, rounded to a frame.
        sound_start_s: how much later than frame 0 the sound begins.
        variable: drop every third picture, and five in a row once a second.
        cuts: frames at which the picture changes completely.
        subtitles: an embedded text track.
        language: of sound and subtitles.
        container_options: for the muxer.
    """
    path, exact = Path(path), parse_rate(rate)
    has_picture = picture and path.suffix in _PICTURE_CODECS
    options = {**({"write_bext": "1"} if path.suffix == ".wav" else {}), **(container_options or {})}
    with av.open(str(path), "w", options=options) as container:
        if timecode and path.suffix == ".wav":
            container.metadata["time_reference"] = str(round(parse_timecode(timecode, exact) / exact * SOUND_RATE))
        elif timecode:
            container.metadata["timecode"] = timecode
        streams: list[Iterator[av.Packet]] = []
        count = max(1, round(seconds * exact))
        first = round(Fraction(start_s) * exact)
        if has_picture:
            stream = _picture_stream(container, path.suffix, exact, size, codec, codec_options, rotation, sample_aspect)
            if timecode:
                stream.metadata["timecode"] = timecode
            frames = (frame for frame in range(count) if not (variable and _is_dropped(frame, exact)))
            streams.append(_pictures(stream, frames, first, size, rotation, burn_in, cuts, count))
        if sound:
            voice = container.add_stream(_SOUND_CODECS[path.suffix], rate=SOUND_RATE, layout="mono")
            voice.metadata["language"] = language
            begin = round((first / exact + Fraction(sound_start_s)) * SOUND_RATE)
            streams.append(_beeps(voice, begin, round(seconds * SOUND_RATE), sound_start_s))
        if subtitles:
            words = container.add_mux_stream(_WORDS_CODECS[path.suffix])
            words.metadata["language"] = language
            streams.append(_captions(words, subtitles, first / exact, sized=path.suffix in (".mp4", ".mov")))
        _interleave(container, streams)
    return path


def read_burnt_frame(rgb: NDArray[np.uint8]) -> int:
    """The frame number burnt into a picture of any size. shape (H, W, 3)

    Raises:
        ValueError: when there is no bar code.
    """
    height, width = rgb.shape[:2]
    grey = rgb[round(height * (1 - BAR_HEIGHT / 2)), :, :].mean(axis=1)
    edges = np.linspace(0, width, CELLS + 1)
    cells = [grey[round(a + (b - a) * 0.3) : round(a + (b - a) * 0.7) + 1].mean() for a, b in pairwise(edges)]
    bits = [int(cell > 128) for cell in cells]
    number = int("".join(map(str, bits[2 : 2 + BITS])), 2)
    if bits != _cells(number):
        raise ValueError(f"no bar code in this picture: {bits}")
    return number


def draw_frame(
    number: int, size: tuple[int, int], *, burn_in: bool = True, scene: int = 0, count: int = 100
) -> NDArray[np.uint8]:
    """The presented picture of a frame: a disc that crosses a gradient, one palette per scene. shape (H, W, 3)"""
    width, height = size
    picture = _background(size, scene).copy()
    radius, middle_x, middle_y = height * 0.15, width * (0.1 + 0.8 * number / max(1, count)), height * 0.4
    top, left = max(0, int(middle_y - radius)), max(0, int(middle_x - radius))
    y, x = np.ogrid[top : int(middle_y + radius) + 1, left : int(middle_x + radius) + 1]
    disc = np.hypot(x - middle_x, y - middle_y) < radius
    window = picture[top : top + disc.shape[0], left : left + disc.shape[1]]
    window[disc[: window.shape[0], : window.shape[1]]] = 255 - picture[0, 0]
    if burn_in:
        bar = np.repeat(np.array(_cells(number)), np.diff(np.round(np.linspace(0, width, CELLS + 1)).astype(int)))
        picture[round(height * (1 - BAR_HEIGHT)) :] = bar[None, :, None] * 255
    return picture


@lru_cache(maxsize=8)
def _background(size: tuple[int, int], scene: int) -> NDArray[np.uint8]:
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    tint = np.array(colorsys.hsv_to_rgb(scene * 0.381966 % 1, 0.7, 0.9 - 0.4 * (scene % 2)), np.float32) * 255
    across = x / width if scene % 2 == 0 else 1 - x / width
    picture = tint * (0.4 + 0.6 * np.stack([across, y / height, (across + y / height) / 2], axis=-1))
    return picture.astype(np.uint8)


def write_srt(path: str | Path, captions: Sequence[Caption], *, encoding: str = "utf-8") -> Path:
    """Write captions as SubRip text."""
    blocks = [f"{n}\n{_clock(a)} --> {_clock(b)}\n{text}\n" for n, (a, b, text) in enumerate(captions, 1)]
    Path(path).write_bytes("\n".join(blocks).encode(encoding))
    return Path(path)


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d},{ms % 1000:03d}"


def _cells(number: int) -> list[int]:
    bits = [number >> bit & 1 for bit in reversed(range(BITS))]
    return [1, 0, *bits, sum(bits) % 2, 1]


def _is_dropped(frame: int, rate: Fraction) -> bool:
    within = frame % round(rate)
    return frame > 0 and (frame % 3 == 2 or 5 <= within < 10)


def _picture_stream(container, suffix, rate, size, codec, options, rotation, sample_aspect):
    name = codec or _PICTURE_CODECS[suffix]
    stream = container.add_stream(name, rate=rate, options={"threads": "1", **_FAST.get(name, {}), **(options or {})})
    width, height = size if rotation % 180 == 0 else size[::-1]
    stream.width = round(width / (sample_aspect or 1))
    stream.height = height
    even = stream.width % 2 == 0 and height % 2 == 0
    stream.pix_fmt = _PIXEL_FORMATS.get(name, "yuv420p" if even or "vp" in name else "yuv444p")
    stream.codec_context.time_base = 1 / rate
    if sample_aspect:
        stream.codec_context.sample_aspect_ratio = sample_aspect
    if rotation:
        stream.set_display_rotation(-rotation)  # PyAV counts anticlockwise
    return stream


def _pictures(stream, frames, first, size, rotation, burn_in, cuts, count):
    for number in frames:
        scene = sum(number >= cut for cut in cuts)
        rgb = draw_frame(number, size, burn_in=burn_in, scene=scene, count=count)
        coded = np.ascontiguousarray(np.rot90(rgb, rotation // 90))
        picture = av.VideoFrame.from_ndarray(coded).reformat(stream.width, stream.height, stream.pix_fmt)
        picture.pts, picture.time_base = first + number, stream.codec_context.time_base
        yield from stream.encode(picture)
    yield from stream.encode(None)


def _beeps(stream, begin, count, late_s):
    time = np.arange(count) / SOUND_RATE + late_s
    wave = np.where(time % 1 < BEEP_S, 0.5 * np.sin(2 * np.pi * BEEP_HZ * time), 0)
    samples = (wave * 32767).astype(np.int16)
    for offset in range(0, count, 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, offset : offset + 1024], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, begin + offset, Fraction(1, SOUND_RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _captions(stream, captions, first_s, *, sized):
    for start, end, text in captions:
        raw = text.encode()
        packet = av.Packet(len(raw).to_bytes(2, "big") + raw if sized else raw)
        packet.stream, packet.time_base = stream, Fraction(1, 1000)
        packet.pts = packet.dts = round((start + float(first_s)) * 1000)
        packet.duration = round((end - start) * 1000)
        yield packet


def _interleave(container, streams) -> None:
    container.start_encoding()
    waiting = [iter(stream) for stream in streams]
    while waiting:
        for stream in list(waiting):
            packets = list(islice(stream, 8))
            container.mux(packets)
            if not packets:
                waiting.remove(stream)
