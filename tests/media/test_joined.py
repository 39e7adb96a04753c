"""A film whose clock starts again or jumps is as long as its pictures, and its sound stays with them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mmsa_studio.core.film import Joint
from mmsa_studio.media.clock import Line, find_joints
from mmsa_studio.media.mended import WRAP, MendedFile, read_time, shift_at, write_time
from mmsa_studio.media.pictures import picture_at, read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import SAMPLE_RATE, read_sound
from tests.films import make_film, read_burnt_frame

SIZE = (160, 96)
PACKET = 188


def joined(folder, suffix, parts, **more):
    """Films one after the other in one file; each part is (seconds, start in seconds)."""
    film = folder / f"joined.{suffix}"
    content = b""
    for number, (seconds, start_s) in enumerate(parts):
        options = {"codec_options": {"g": "12"}, "size": SIZE, **more}
        content += make_film(folder / f"{number}.{suffix}", seconds=seconds, start_s=start_s, **options).read_bytes()
    film.write_bytes(content)
    return film


def burnt(picture):
    return read_burnt_frame(picture.rgb())


def numbers(info):
    return [(picture.frame, burnt(picture)) for picture in read_pictures(info)]


def heard(info, start=Fraction(0)):
    return np.concatenate([chunk.samples for chunk in read_sound(info, start=start)])


def beeps(samples):
    """Where a beep begins, in seconds."""
    loud = np.abs(samples) > 0.05
    quiet_before = np.convolve(loud, np.ones(SAMPLE_RATE // 4))[: len(loud)] - loud
    return np.flatnonzero(loud & (quiet_before == 0)) / SAMPLE_RATE


@pytest.mark.parametrize("suffix", ["ts", "mpg"])
@pytest.mark.parametrize(
    "parts",
    [
        [(3, 0), (2, 0)],
        [(2, 0), (1, 3600), (2, 7)],
        [(1, 50), (1, 20), (2, 20), (1, 20)],
    ],
)
def test_pictures_of_joined_films_follow_one_another_and_sound_stays_with_them(tmp_path, suffix, parts):
    info = probe(joined(tmp_path, suffix, parts))
    wanted = [number for seconds, _ in parts for number in range(25 * seconds)]
    assert len(info.joints) == len(parts) - 1
    assert (info.rate, info.frame_count, info.picture.variable_rate) == (25, len(wanted), False)
    assert numbers(info) == list(enumerate(wanted))
    for frame in (0, 1, 24, 25, 26, 49, 50, 51, 74, len(wanted) - 1):
        assert burnt(picture_at(info, frame)) == wanted[frame]
    sound = heard(info)
    assert abs(len(sound) / SAMPLE_RATE - len(wanted) / 25) < 0.1
    assert np.allclose(beeps(sound), np.arange(len(wanted) // 25), atol=0.03)
    later = beeps(heard(info, start=Fraction(5, 2))) + 2.5
    assert np.allclose(later, np.arange(3, len(wanted) // 25), atol=0.03)


def test_the_parts_of_a_film_keep_their_own_length_at_an_ntsc_rate(tmp_path):
    info = probe(joined(tmp_path, "ts", [(2, 0), (2, 0)], rate="29.97"))
    assert (info.rate, info.frame_count) == (Fraction(30000, 1001), 120)
    assert numbers(info) == [(frame, frame % 60) for frame in range(120)]


def test_a_joined_film_without_sound_and_one_without_pictures(tmp_path):
    silent = probe(joined(tmp_path, "ts", [(1, 0), (1, 3000), (1, 0)], sound=False))
    assert (silent.frame_count, len(silent.joints)) == (75, 2)
    dark = probe(joined(tmp_path, "ts", [(2, 0), (1, 3000), (2, 0)], picture=False))
    assert dark.picture is None
    assert abs(dark.duration - 5) < 0.1
    assert np.allclose(beeps(heard(dark)), np.arange(5), atol=0.05)


def test_cameras_that_put_a_clock_before_every_packet(tmp_path):
    film = joined(tmp_path, "ts", [(2, 0), (1, 0)])
    content = film.read_bytes()
    stamped = b"".join(b"\x11\x22\x33\x44" + content[at : at + PACKET] for at in range(0, len(content), PACKET))
    camera = tmp_path / "film.mts"
    camera.write_bytes(stamped)
    assert numbers(probe(camera)) == [(frame, frame % 50) for frame in range(75)]


def test_a_clock_that_runs_out_is_no_joint(tmp_path):
    start = Fraction(WRAP, 90_000) - 3
    whole = make_film(tmp_path / "whole.ts", seconds=6, start_s=start, size=SIZE, codec_options={"g": "12"})
    info = probe(whole)
    assert (info.frame_count, info.joints) == (150, ())
    assert numbers(info) == [(frame, frame) for frame in range(150)]
    assert burnt(picture_at(info, 140)) == 140
    again = probe(joined(tmp_path, "ts", [(6, start), (2, start)]))
    assert (again.frame_count, len(again.joints)) == (200, 1)
    assert numbers(again) == [(frame, frame % 150) for frame in range(200)]


def test_a_film_with_one_clock_has_no_joints(tmp_path):
    for suffix in ("ts", "mpg", "mp4", "mkv"):
        assert probe(make_film(tmp_path / f"film.{suffix}", seconds=2, size=SIZE)).joints == ()


def line(*stretches, step=3600, place=0, every=1000):
    """Packets of stretches (start, count), a kilobyte apart in the file."""
    times = np.concatenate([start + step * np.arange(count) for start, count in stretches])
    places = place + every * np.arange(len(times))
    return Line(places, times, times, np.full(len(times), step))


def test_a_picture_that_stays_long_while_sound_goes_on_is_no_joint():
    pictures = line((0, 10), (100 * 90_000, 10))
    sound = line((0, 2600), step=3600, every=8)
    assert find_joints(pictures, [sound]) == ()
    assert len(find_joints(pictures, [])) == 1


def test_joints_are_looked_for_once_however_many_there_are():
    """Every look at all jumps for each of them would take minutes here."""
    many = 20_000
    pictures, sound = (line(*((n % 2 * 90_000_000, 2) for n in range(many)), every=every) for every in (1000, 1001))
    joints = find_joints(pictures, [sound])
    assert len(joints) == many - 1
    assert [joint.shift for joint in joints[:3]] == [7200 - 90_000_000, 14_400, 21_600 - 90_000_000]


def test_a_few_bytes_are_read_as_all_are(tmp_path):
    film = joined(tmp_path, "ts", [(1, 0), (1, 0)], sound=False)
    joints = probe(film).joints
    mended = MendedFile(film, joints)
    whole = mended.read()
    assert whole != film.read_bytes()
    assert len(whole) == film.stat().st_size
    pieces = []
    mended.seek(0)
    while piece := mended.read(101):
        pieces.append(piece)
    mended.close()
    assert b"".join(pieces) == whole


@pytest.mark.parametrize("time", [0, 1, 90_000, 2**32 + 12_345, WRAP - 1])
def test_times_are_written_as_they_are_read(time):
    assert read_time(write_time(3, time)) == time
    assert write_time(3, time)[0] >> 4 == 3


def test_where_streams_change_at_different_places_a_time_belongs_to_the_closer_clock():
    joint = Joint(first=1000, last=2000, before=900_000, after=90_000, shift=810_000)
    places = {500: (890_000, 0), 1500: (890_000, 0), 1501: (100_000, 810_000), 2500: (890_000, 810_000)}
    for place, (time, shift) in places.items():
        assert shift_at([joint], [1000], place, time) == shift


@pytest.mark.parametrize("name", ["times_start_again", "times_jump"])
def test_the_case_of_joined_transport_streams(shared, name):
    info = probe(shared / f"cases/08-joined-transport-streams/{name}.ts")
    assert (info.frame_count, info.rate) == (250, 25)
    colours = [picture.rgb(16).mean((0, 1)).argmax() for picture in read_pictures(info)]
    assert colours == [0] * 150 + [2] * 100
    assert all(np.abs(heard(info)[at : at + SAMPLE_RATE]).mean() > 0.002 for at in range(0, 160_000, SAMPLE_RATE))
