"""Pictures for pages are JPEGs of the right frames."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import av

from mmsa_studio.media.probe import probe
from mmsa_studio.media.stills import stills
from tests.films import make_film, read_burnt_frame


def test_stills_are_of_the_frames_asked_for(tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "film.mp4"))
    made = stills(info, {"a": 3, "b": 40})
    for key, frame in (("a", 3), ("b", 40)):
        assert made[key][:2] == b"\xff\xd8"
        with av.open(io.BytesIO(made[key]), format="mjpeg") as container:
            picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
        assert read_burnt_frame(picture) == frame


def test_a_film_that_is_gone_gives_no_pictures(tmp_path: Path) -> None:
    info = probe(make_film(tmp_path / "film.mp4"))
    assert stills(replace(info, path=str(tmp_path / "gone.mp4")), {"a": 3}) == {}
