"""Films that benchmarks play several times in a row: every picture at its time, and time never goes back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from tests.benchmarks.loop import loop
from tests.films import make_film, read_burnt_frame


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.webm", "film.wav"])
def test_a_film_is_played_several_times(tmp_path: Path, name: str) -> None:
    """The MP4 has B-frames, and sound that begins before its pictures and ends after them."""
    film = make_film(tmp_path / name, seconds=2, rate="24")
    one, three = probe(film), probe(loop(film, 3, tmp_path / "three.mkv"))
    assert abs(three.duration - 3 * one.duration) < Fraction(1, 4)
    with av.open(three.path) as read:
        times: dict[int, list[Fraction]] = {}
        for packet in read.demux():
            if packet.dts is not None:
                times.setdefault(packet.stream.index, []).append(packet.dts * packet.time_base)
    assert all(sorted(those) == those for those in times.values())
    if one.picture:
        assert three.frame_count == 3 * one.frame_count
        codes = [read_burnt_frame(picture.rgb(320)) for picture in read_pictures(three)]
        assert codes == 3 * list(range(one.frame_count))
