"""Interlaced pictures become pictures of one moment, each still under its own number."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.media.deinterlace import deinterlaced
from mmsa_studio.media.pictures import picture_at, read_pictures
from mmsa_studio.media.probe import probe
from tests.films import draw_frame

SIZE = (320, 176)
COUNT = 30
FIRST_LINES = {"tff": 0, "bff": 1}
ENCODERS = {
    "film.mp4": ("libx264", {"flags": "+ildct+ilme", "g": "12", "crf": "10", "threads": "1"}),
    "film.ts": ("mpeg2video", {"flags": "+ildct+ilme", "g": "12", "q": "2", "threads": "1"}),
    "intra.mov": ("mpeg2video", {"flags": "+ildct+ilme", "g": "1", "q": "2", "threads": "1"}),
}


def moment(number):
    """What is seen at a moment; two a picture. (H, W, 3)"""
    return draw_frame(number, SIZE, burn_in=False, count=2 * COUNT)


def woven(number, order):
    """A picture of the moments of both fields; of one moment where it is progressive. (H, W, 3)"""
    picture = moment(2 * number)
    if order != "prog":
        second = 1 - FIRST_LINES[order]
        picture[second::2] = moment(2 * number + 1)[second::2]
    return picture


def frames(orders, pts=lambda number: number):
    """Pictures that say how they are woven, as a decoder gives them."""
    for number, order in enumerate(orders):
        graph = av.filter.Graph()
        source = graph.add_buffer(width=SIZE[0], height=SIZE[1], format="rgb24", time_base=Fraction(1, 25))
        graph.link_nodes(source, graph.add("setfield", order), graph.add("buffersink")).configure()
        frame = av.VideoFrame.from_ndarray(woven(number, order))
        frame.pts, frame.time_base = number, Fraction(1, 25)
        graph.push(frame)
        made = graph.vpull()
        made.pts = pts(number)
        yield made


def make(path, order):
    name, options = ENCODERS[path.name]
    with av.open(str(path), "w") as container:
        plain = {key: value for key, value in options.items() if key != "flags"}
        stream = container.add_stream(name, rate=25, options=plain if order == "prog" else options)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for frame in frames([order] * COUNT):
            container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    return probe(path)


def away(picture, number):
    """How far a picture is from the first moment of a frame, where anything moves; 0 to 255."""
    moves = (moment(2 * number) != moment(2 * number + 1)).any(-1)
    return np.abs(picture.astype(float) - moment(2 * number))[moves].mean()


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("order", FIRST_LINES)
def test_every_picture_holds_the_moment_of_its_first_field_under_its_own_number(tmp_path, name, order):
    film = make(tmp_path / name, order)
    assert film.picture.interlaced
    pictures = {picture.frame: picture.rgb() for picture in read_pictures(film)}
    assert [*pictures] == [*range(COUNT)]
    combed = np.median([away(woven(number, order), number) for number in pictures])
    assert np.median([away(picture, number) for number, picture in pictures.items()]) < combed * 0.6
    for number in (0, 1, 7, 13, COUNT - 1):
        np.testing.assert_array_equal(picture_at(film, number).rgb(), pictures[number])


@pytest.mark.parametrize("name", ENCODERS)
def test_a_progressive_film_is_passed_on_as_it_is(tmp_path, name, monkeypatch):
    monkeypatch.setattr("mmsa_studio.media.deinterlace._Weave", None)  # none is made
    film: MediaInfo = make(tmp_path / name, "prog")
    assert not film.picture.interlaced
    assert [picture.frame for picture in read_pictures(film)] == [*range(COUNT)]


def test_where_only_some_pictures_are_interlaced_the_others_stay():
    orders = [*["prog"] * 4, *["tff"] * 6, *["prog"] * 6, *["bff"] * 4]
    made = list(deinterlaced(frames(orders)))
    assert [frame.pts for frame in made] == [*range(len(orders))]
    for number, (frame, order) in enumerate(zip(made, orders, strict=True)):
        picture = frame.to_ndarray(format="rgb24")
        if order == "prog":
            assert away(picture, number) < 8  # converting alone
        else:
            assert away(picture, number) < away(woven(number, order), number) * 0.7


@pytest.mark.parametrize("count", [1, 2, 3])
def test_not_even_the_last_picture_is_lost_nor_one_without_a_time(count):
    assert [frame.pts for frame in deinterlaced(frames(["tff"] * count, pts=lambda number: None))] == [None] * count


def test_pictures_may_change_their_size():
    small = [frame.reformat(160, 88) for frame in frames(["tff"] * 2)]
    made = list(deinterlaced([*frames(["tff"] * 3), *small, *frames(["prog"] * 2)]))
    assert [frame.pts for frame in made] == [0, 1, 2, 0, 1, 0, 1]
    assert [frame.width for frame in made] == [320] * 3 + [160] * 2 + [320] * 2
