"""Makes of any film one as a camera would have recorded it: 1080p, H.264, 24 Mbit/s, with grain that fills the rate.

python -m tests.benchmarks.upscale FILM TARGET.mp4
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe

WIDTH, HEIGHT = 1920, 1080
BITS_PER_SECOND = 24_000_000
_GRAIN = 5.0
"""Standard deviation, in levels of brightness."""
_OPTIONS = {"preset": "veryfast", "maxrate": str(BITS_PER_SECOND), "bufsize": str(BITS_PER_SECOND), "nal-hrd": "cbr"}

Plane = NDArray[np.uint8]


def upscale(film: Path, target: Path) -> Path:
    """Write `film` in 1920 x 1080, filling the picture.

    Args:
        film: has a picture.
        target: an MP4 file.
    """
    info = probe(film)
    with av.open(str(film)) as read, av.open(str(target), "w", format="mp4") as written:
        picture = written.add_stream("libx264", rate=info.rate, options=_OPTIONS)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.bit_rate = BITS_PER_SECOND
        if info.sound:
            sound = written.add_stream("aac", rate=48_000, layout="stereo")
            for samples in read.decode(audio=0):
                written.mux(sound.encode(samples))
            written.mux(sound.encode(None))
        grain = _grain()
        for source in read_pictures(info):
            frame = _grainy(_filling(source.rgb(WIDTH)), next(grain))
            frame.pts, frame.time_base = source.frame, 1 / info.rate
            written.mux(picture.encode(frame))
        written.mux(picture.encode(None))
    return target


def _filling(rgb: Plane) -> Plane:
    """The middle of a picture, in the shape of the screen."""
    height, width = rgb.shape[:2]
    wide, high = min(width, height * WIDTH // HEIGHT), min(height, width * HEIGHT // WIDTH)
    left, top = (width - wide) // 2, (height - high) // 2
    return np.ascontiguousarray(rgb[top : top + high, left : left + wide])


def _grainy(rgb: Plane, grain: NDArray[np.int16]) -> av.VideoFrame:
    planes = av.VideoFrame.from_ndarray(rgb).reformat(WIDTH, HEIGHT, "yuv420p").to_ndarray()
    planes[:HEIGHT] = np.clip(planes[:HEIGHT] + grain, 0, 255)
    return av.VideoFrame.from_ndarray(planes, format="yuv420p")


def _grain() -> Iterator[NDArray[np.int16]]:
    """One pattern, shifted anew for every picture."""
    chance = np.random.default_rng(0)
    pattern = chance.normal(0, _GRAIN, (2 * HEIGHT, 2 * WIDTH)).round().astype(np.int16)
    for _ in count():
        top, left = chance.integers(0, HEIGHT), chance.integers(0, WIDTH)
        yield pattern[top : top + HEIGHT, left : left + WIDTH]


def main() -> None:
    """Write the film."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("film", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    upscale(options.film, options.target)


if __name__ == "__main__":
    main()
