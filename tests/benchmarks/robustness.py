"""How alike the curves of one film are when it is cropped, scaled, re-encoded, or played louder or softer.

    python -m tests.benchmarks.robustness FILM [--json OUT]

Each altered copy is analysed anew; per quantity the correlation with the untouched film is printed over the steps
that are known in both, and the share of steps known in only one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.analysis.run import analyze
from mmsa_studio.core.jobs import AnalyzeRequest
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import seconds_of
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from mmsa_studio.media.subtitles import find_cues
from tests.films import write_srt

QUANTITIES = ("valence", "arousal", "intensity")
SOUND_RATE = 16_000
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Alteration:
    """What is done to a film: to its pictures, its loudness in decibels, and how hard it is compressed (CRF)."""

    name: str
    picture: Callable[[Pixels], Pixels] = lambda pixels: pixels
    gain_db: float = 0.0
    crf: int = 16


def cropped(pixels: Pixels) -> Pixels:
    """Five per cent off every edge."""
    height, width = pixels.shape[:2]
    top, left = height // 20, width // 20
    return pixels[top : height - top, left : width - left]


ALTERATIONS = (
    Alteration("copied"),
    Alteration("cropped 5 %", cropped),
    Alteration("half the size", lambda pixels: pixels[::2, ::2]),
    Alteration("low bitrate", crf=38),
    Alteration("12 dB softer", gain_db=-12),
    Alteration("6 dB louder", gain_db=6),
)


def altered(film: Path, how: Alteration, target: Path) -> Path:
    """Write an altered copy with the same words beside it."""
    media = probe(film)
    cues = find_cues(media).cues
    if cues:
        write_srt(target.with_suffix(".srt"), [(float(cue.start), float(cue.end), cue.text) for cue in cues])
    # every stream must be there before the first packet is written
    with av.open(str(target), "w") as out:
        pictures, sound = None, None
        if media.picture:
            shape = _even(how.picture(np.zeros((media.picture.height, media.picture.width, 3), np.uint8))).shape
            pictures = out.add_stream("libx264", rate=media.rate, options={"crf": str(how.crf), "preset": "veryfast"})
            pictures.height, pictures.width, pictures.pix_fmt = shape[0], shape[1], "yuv420p"
        if media.sound:
            sound = out.add_stream("flac", rate=SOUND_RATE, layout="mono")
        if pictures:
            _write_pictures(out, pictures, film, how)
        if sound:
            _write_sound(out, sound, film, 10 ** (how.gain_db / 20))
    return target


def _even(pixels: Pixels) -> Pixels:
    return pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]


def _write_pictures(out: av.container.OutputContainer, stream: av.VideoStream, film: Path, how: Alteration) -> None:
    media = probe(film)
    for picture in read_pictures(media):
        pixels = np.ascontiguousarray(_even(how.picture(picture.rgb(4096))))
        frame = av.VideoFrame.from_ndarray(pixels)
        frame.pts, frame.time_base = int(seconds_of(picture.frame, media.rate) * 90_000), Fraction(1, 90_000)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def _write_sound(out: av.container.OutputContainer, stream: av.AudioStream, film: Path, gain: float) -> None:
    for chunk in read_sound(probe(film), sample_rate=SOUND_RATE):
        samples = np.clip(chunk.samples * gain * 32767, -32768, 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, chunk.start, Fraction(1, SOUND_RATE)
        out.mux(stream.encode(frame))
    out.mux(stream.encode(None))


def timeline(film: Path) -> EmotionTimeline:
    """The curve of a film."""
    found = analyze(AnalyzeRequest(Project(probe(film)), device="cpu"), lambda event: None).timeline
    if found is None:
        raise SystemExit(f"{film} gave no curve")
    return found


def likeness(one: EmotionTimeline, other: EmotionTimeline) -> dict[str, float]:
    """Correlation by quantity over steps known in both, and the share of steps known in only one."""
    count = min(one.grid.count, other.grid.count)
    result = {}
    for quantity in QUANTITIES:
        first, second = one.series("fused", quantity), other.series("fused", quantity)
        both = first.valid[:count] & second.valid[:count]
        result[quantity] = float(np.corrcoef(first.values[:count][both], second.values[:count][both])[0, 1])
    known = one.valid[0, :count], other.valid[0, :count]
    result["known in one only"] = float((known[0] ^ known[1]).mean())
    return result


def main() -> None:
    """Measure every alteration and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    before, rows = timeline(options.film), {}
    with tempfile.TemporaryDirectory() as folder:
        for how in ALTERATIONS:
            copy = altered(options.film, how, Path(folder) / f"{how.name.replace(' ', '_')}.mkv")
            rows[how.name] = likeness(before, timeline(copy))
            figures = "  ".join(f"{name} {value:.3f}" for name, value in rows[how.name].items())
            print(f"{how.name:16} {figures}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
