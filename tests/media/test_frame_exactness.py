"""The number a picture gets is the number burnt into it, at every rate, in every container, after every seek."""

from __future__ import annotations

import random
from fractions import Fraction

import av
import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.rates import parse_rate
from mmsa_studio.media.pictures import picture_at, read_pictures
from mmsa_studio.media.probe import probe
from tests.films import make_film, read_burnt_frame

RATES = ("23.976", "24", "25", "29.97", "50", "59.94")
CONTAINERS = ("mp4", "mkv", "mov", "webm")


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Films of two seconds in groups of 12 pictures with B-frames, made once each."""
    made = {}

    def make(container, rate, variable=False, **more):
        key = (container, rate, variable, *more.items())
        if key not in made:
            path = tmp_path_factory.mktemp("exact") / f"film.{container}"
            options = {"g": "12", "bf": "0"} if container == "webm" else {"g": "12"}
            size = (160, 96)
            make_film(
                path,
                rate=rate,
                size=size,
                variable=variable,
                sound=False,
                codec_options=options,
                **{"seconds": 2} | more,
            )
            made[key] = probe(path)
        return made[key]

    return make


def burnt(picture):
    return read_burnt_frame(picture.rgb())


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_picture_has_its_number(film, container, rate):
    info = film(container, rate)
    assert info.rate == parse_rate(rate)
    assert not info.picture.variable_rate
    assert info.frame_count == round(2 * parse_rate(rate))
    numbers = [(picture.frame, burnt(picture)) for picture in read_pictures(info)]
    assert numbers == [(frame, frame) for frame in range(info.frame_count)]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_seek_lands_on_its_frame(film, container, rate):
    info = film(container, rate)
    chance = random.Random(7)
    frames = {0, 1, 11, 12, 13, info.frame_count - 1, *(chance.randrange(info.frame_count) for _ in range(6))}
    for frame in frames:
        picture = picture_at(info, frame)
        assert (picture.frame, burnt(picture)) == (frame, frame)


@pytest.mark.parametrize("container", CONTAINERS)
def test_uneven_pictures_lie_on_the_grid_and_stay_until_the_next(film, container):
    info = film(container, "25", variable=True)
    assert info.picture.variable_rate
    assert info.rate == 25
    own = [picture.frame for picture in read_pictures(info)]
    assert own == [burnt(picture) for picture in read_pictures(info)]
    assert own == sorted(set(own))
    assert len(own) < info.frame_count
    for frame in range(info.frame_count):
        shown = picture_at(info, frame)
        assert shown.frame == frame
        assert burnt(shown) == max(number for number in own if number <= frame)


@pytest.mark.parametrize("suffix", ["ts", "mpg", "avi", "mxf"])
def test_other_containers_are_exact_too(tmp_path, suffix):
    codec = "libx264" if suffix == "avi" else None  # B-frames in AVI carry no presentation time
    size = (720, 576) if suffix == "mxf" else (160, 96)
    info = probe(make_film(tmp_path / f"film.{suffix}", rate="25", size=size, sound=False, codec=codec))
    assert info.frame_count == 50
    assert [picture.frame for picture in read_pictures(info)] == [burnt(picture) for picture in read_pictures(info)]


@pytest.mark.parametrize("suffix", ["ts", "mxf", "avi", "mpg"])
def test_other_containers_seek_exactly(tmp_path, suffix):
    size = (720, 576) if suffix == "mxf" else (160, 96)
    info = probe(make_film(tmp_path / f"film.{suffix}", rate="25", size=size, sound=False, codec_options={"g": "12"}))
    for frame in (0, 1, 13, 29, 36, 49):
        assert burnt(picture_at(info, frame)) == frame


@pytest.mark.parametrize("start_s", [0.48, 1.44, 3600])
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "ts"])
def test_frame_zero_is_the_first_presented_picture(tmp_path, suffix, start_s):
    info = probe(make_film(tmp_path / f"film.{suffix}", seconds=1, size=(160, 96), start_s=start_s))
    assert info.frame_count == 25
    assert [(picture.frame, burnt(picture)) for picture in read_pictures(info)] == [(n, n) for n in range(25)]
    assert burnt(picture_at(info, 0)) == 0
    assert burnt(picture_at(info, 17)) == 17


def test_negative_timestamps_in_a_transport_stream(tmp_path):
    options = {"avoid_negative_ts": "disabled"}
    info = probe(make_film(tmp_path / "film.ts", seconds=1, size=(160, 96), start_s=-0.2, container_options=options))
    assert info.picture.first_pts < 0
    assert [(picture.frame, burnt(picture)) for picture in read_pictures(info)] == [(n, n) for n in range(25)]


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_pictures_before_zero_that_players_never_show_are_not_counted(tmp_path, suffix):
    options = {"avoid_negative_ts": "disabled"}  # five pictures lie before zero: hidden by an edit list, or untimed
    info = probe(
        make_film(tmp_path / f"film.{suffix}", seconds=1, size=(160, 96), start_s=-0.2, container_options=options)
    )
    assert info.frame_count == 20
    assert [(picture.frame, burnt(picture)) for picture in read_pictures(info)] == [(n, n + 5) for n in range(20)]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_film_cut_off_inside_a_group_keeps_its_numbers(tmp_path, suffix):
    options = {"x264-params": "bframes=3:b-adapt=0:keyint=25", "preset": "veryfast"}
    whole = make_film(tmp_path / "whole.mp4", seconds=2, size=(160, 96), sound=False, codec_options=options)
    cut = tmp_path / f"cut.{suffix}"
    with av.open(str(whole)) as source, av.open(str(cut), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(video=0)):
            if packet.size and number < 40:  # in decoding order: later pictures come before earlier ones
                packet.stream = stream
                target.mux(packet)
    info = probe(cut)
    shown = [(picture.frame, burnt(picture)) for picture in read_pictures(info)]
    assert len(shown) == 40
    assert all(number == truth for number, truth in shown)
    assert shown[-1][0] == info.frame_count - 1 > 39
    assert burnt(picture_at(info, info.frame_count - 1)) == info.frame_count - 1


def test_a_raw_stream_without_timestamps_is_counted(tmp_path):
    film = make_film(tmp_path / "film.mp4", seconds=1, size=(160, 96), sound=False)
    raw = tmp_path / "film.h264"
    with av.open(str(film)) as source, av.open(str(raw), "w", format="h264") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    info = probe(raw)
    assert info.frame_count == 25
    assert [(picture.frame, burnt(picture)) for picture in read_pictures(info)] == [(n, n) for n in range(25)]
    assert burnt(picture_at(info, 17)) == 17


def test_real_programme_streams_seek_exactly(shared):
    info = probe(next((shared / "footage").glob("06_*.mpg")))
    pictures = [picture.rgb(64) for picture in read_pictures(info)]
    assert len(pictures) == info.frame_count == 75
    for frame in (0, 1, 11, 12, 40, 74):
        assert np.array_equal(picture_at(info, frame).rgb(64), pictures[frame])


def test_a_film_of_one_frame(tmp_path):
    info = probe(make_film(tmp_path / "one.mp4", seconds=0.01, size=(160, 96), sound=False))
    assert info.frame_count == 1
    assert [picture.frame for picture in read_pictures(info)] == [0]
    assert burnt(picture_at(info, 0)) == 0


def test_a_range_is_half_open(film):
    info = film("mp4", "25")
    assert [picture.frame for picture in read_pictures(info, start=20, end=23)] == [20, 21, 22]
    assert list(read_pictures(info, start=20, end=20)) == []
    assert [picture.frame for picture in read_pictures(info, start=48, end=900)] == [48, 49]


def test_key_pictures_only(film):
    info = film("mp4", "25")
    assert [(picture.frame, burnt(picture)) for picture in read_pictures(info, keys_apart_s=0)] == [
        (frame, frame) for frame in (0, 12, 24, 36, 48)
    ]
    assert [picture.frame for picture in read_pictures(info, start=13, keys_apart_s=0)] == [24, 36, 48]
    assert [picture.frame for picture in read_pictures(info, keys_apart_s=0.5)] == [0, 24, 48]


def test_the_number_of_threads_changes_nothing(film):
    info = film("mp4", "25")
    one = [(picture.frame, burnt(picture)) for picture in read_pictures(info, threads=1)]
    assert one == [(picture.frame, burnt(picture)) for picture in read_pictures(info, threads=4)]


def test_a_frame_that_does_not_exist_is_refused(film):
    info = film("mp4", "25")
    for frame in (-1, 50):
        with pytest.raises(StudioError, match="no frame"):
            picture_at(info, frame)


def test_a_frame_shown_late_in_a_long_group_is_exact(tmp_path):
    options = {"g": "400", "keyint_min": "400", "sc_threshold": "0", "bf": "3"}
    path = make_film(tmp_path / "long.mkv", seconds=8, rate="29.97", size=(160, 96), sound=False, codec_options=options)
    info = probe(path)
    assert burnt(picture_at(info, 233)) == 233
    assert info.rate == Fraction(30000, 1001)


def test_an_open_group_is_exact_before_and_after_its_key_picture(tmp_path):
    options = {"x264-params": "open-gop=1:keyint=12:bframes=3:b-adapt=0:scenecut=0", "preset": "veryfast"}
    info = probe(make_film(tmp_path / "open.mp4", size=(160, 96), sound=False, codec_options=options))
    for frame in range(info.frame_count):
        assert burnt(picture_at(info, frame)) == frame
