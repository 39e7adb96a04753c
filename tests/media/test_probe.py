"""Probing tells the truth about good films and says clearly what is wrong with the others."""

from __future__ import annotations

import math
import os
import random
import shutil
import struct
import wave
from fractions import Fraction
from itertools import product
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.rates import nominal, parse_rate
from mmsa_studio.core.timecode import parse_timecode, timecode
from mmsa_studio.media.container import packets
from mmsa_studio.media.content import content_id
from mmsa_studio.media.pictures import picture_at, read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from tests.films import make_film, read_burnt_frame

SMALL = (160, 96)


def failure(path) -> StudioError:
    with pytest.raises(StudioError) as caught:
        probe(path)
    error = caught.value
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert error.hint
    return error


def test_streams_of_an_ordinary_film(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", rate="23.976", size=SMALL))
    assert info.container == "mp4"
    assert info.size == (tmp_path / "film.mp4").stat().st_size
    assert info.picture.codec == "h264"
    assert info.rate == Fraction(24000, 1001)
    assert info.frame_count == 48
    assert (info.sound.codec, info.sound.sample_rate, info.sound.channels) == ("aac", 48_000, 1)
    assert info.sound.language == "eng"
    assert info.duration == Fraction(48 * 1001, 24_000)
    assert info.grid.count == 11


@pytest.mark.parametrize(
    ("suffix", "rate"),
    [
        *product(["mp4", "mov", "mkv", "webm", "ts"], ["12.5", "30", "48", "60", "119.88"]),
        *product(["mpg", "avi"], ["23.976", "30", "60"]),
    ],
)
def test_the_rate_is_exact(tmp_path, suffix, rate):
    info = probe(make_film(tmp_path / f"film.{suffix}", rate=rate, size=SMALL, sound=False))
    assert info.rate == parse_rate(rate)
    assert not info.picture.variable_rate
    assert info.frame_count == round(2 * parse_rate(rate))


def test_a_fragmented_film_is_counted_whole(tmp_path):
    path = tmp_path / "film.mp4"
    make_film(path, size=SMALL, container_options={"movflags": "frag_keyframe+empty_moov"}, codec_options={"g": "10"})
    assert probe(path).frame_count == 50


@pytest.mark.parametrize("codec", ["libvpx-vp9", "libx265", "prores_ks", "mpeg4", "mjpeg", "ffv1", "libsvtav1"])
def test_other_codecs(tmp_path, codec):
    quiet = {"libx265": {"x265-params": "log-level=none"}}
    info = probe(
        make_film(
            tmp_path / "film.mkv", codec=codec, size=SMALL, seconds=0.6, sound=False, codec_options=quiet.get(codec)
        )
    )
    assert info.frame_count == 15
    assert [read_burnt_frame(picture.rgb()) for picture in read_pictures(info)] == list(range(15))


def test_hidden_helper_packets_are_not_counted(tmp_path):
    options = {"deadline": "good", "cpu-used": "4", "auto-alt-ref": "1", "lag-in-frames": "16", "b": "200k"}
    info = probe(make_film(tmp_path / "film.webm", seconds=3, size=SMALL, sound=False, codec_options=options))
    assert info.frame_count == 75 == len(list(read_pictures(info)))


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov"])
@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_films_are_turned_upright(tmp_path, suffix, rotation):
    info = probe(make_film(tmp_path / f"film.{suffix}", rotation=rotation, seconds=0.4, sound=False))
    assert info.picture.rotation == rotation
    assert (info.picture.width, info.picture.height) == (320, 180)
    upright = (320, 180) if rotation == 180 else (180, 320)
    assert (info.picture.coded_width, info.picture.coded_height) == upright
    picture = picture_at(info, 3)
    assert picture.rgb().shape == (180, 320, 3)
    assert read_burnt_frame(picture.rgb()) == 3


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov"])
def test_anamorphic_films_get_square_pixels(tmp_path, suffix):
    film = make_film(tmp_path / f"film.{suffix}", size=(640, 360), sample_aspect=Fraction(4, 3), seconds=0.4)
    info = probe(film)
    assert info.picture.sample_aspect == Fraction(4, 3)
    assert (info.picture.coded_width, info.picture.width, info.picture.height) == (480, 640, 360)
    assert picture_at(info, 2).rgb().shape == (360, 640, 3)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (161, 97), (1, 200), (7680, 4320)])
def test_odd_sizes(tmp_path, size):
    path = make_film(tmp_path / "film.mp4", size=size, burn_in=False, seconds=0.04, sound=False)
    info = probe(path)
    assert (info.picture.width, info.picture.height) == size
    width, height = picture_at(info, 0).rgb().shape[1::-1]
    assert width == min(640, size[0])
    assert height == pytest.approx(size[1] * width / size[0], abs=1)


def test_pictures_are_never_enlarged(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", size=SMALL, seconds=0.1, sound=False))
    assert picture_at(info, 0).rgb(4000).shape == (96, 160, 3)
    assert picture_at(info, 0).rgb(80).shape == (48, 80, 3)


def test_a_film_of_sound_only(tmp_path):
    info = probe(make_film(tmp_path / "film.wav", seconds=3))
    assert info.picture is None
    assert info.sound.sample_rate == 48_000
    assert info.duration == 3
    assert (info.rate, info.frame_count) == (25, 75)
    with pytest.raises(StudioError, match="no picture"):
        next(read_pictures(info))


def test_a_film_without_sound(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", sound=False, size=SMALL))
    assert info.sound is None
    assert list(read_sound(info)) == []


def test_a_cover_is_no_picture_stream(tmp_path):
    plain, covered = make_film(tmp_path / "plain.m4a"), tmp_path / "song.m4a"
    with av.open(str(plain)) as source, av.open(str(covered), "w", format="mp4") as target:
        sound = target.add_stream_from_template(source.streams.audio[0])
        cover = target.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 64, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
        target.mux(cover.encode(picture))
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = sound
                target.mux(packet)
    info = probe(covered)
    assert info.picture is None
    assert info.sound is not None


@pytest.mark.parametrize(
    ("name", "rate", "label", "source"),
    [
        ("film.mov", "25", "10:00:00:00", "tmcd"),
        ("film.mp4", "24", "01:02:03:04", "tmcd"),
        ("film.mov", "23.976", "01:00:00:00", "tmcd"),
        ("film.mov", "29.97", "01:00:00;02", "tmcd"),
        ("film.mov", "29.97", "01:00:00:00", "tmcd"),
        ("film.mkv", "59.94", "00:59:59;58", "mkv"),
        ("film.mkv", "25", "23:59:59:24", "mkv"),
        ("film.mxf", "25", "09:58:00:00", "mxf"),
        ("film.wav", "25", "01:00:00:00", "bwf"),
    ],
)
def test_start_timecode_from_every_place(tmp_path, name, rate, label, source):
    size = (720, 576) if name.endswith("mxf") else SMALL
    info = probe(make_film(tmp_path / name, rate=rate, timecode=label, seconds=0.4, size=size))
    start = info.start_timecode
    assert start.source == source
    assert start.drop_frame == (";" in label)
    assert start.frame == parse_timecode(label, parse_rate(rate))
    assert timecode(start.frame, info.rate, drop_frame=start.drop_frame) == label


@pytest.mark.parametrize(
    ("rate", "base", "label", "at_film_rate"),
    [
        ("50", 25, "10:00:00:20", "10:00:00:40"),
        ("60", 30, "10:00:00:29", "10:00:00:58"),
        ("59.94", 30, "10:10:00;20", "10:10:00;40"),
        ("100", 25, "01:00:00:03", "01:00:00:12"),
        ("50", 50, "10:00:00:20", "10:00:00:20"),
    ],
)
def test_a_timecode_track_may_count_half_the_frames(tmp_path, rate, base, label, at_film_rate):
    film = make_film(tmp_path / "film.mov", rate=rate, timecode=label, seconds=0.4, size=SMALL)
    content = bytearray(film.read_bytes())
    # the sample is written again as a track of half the rate would hold it, counted by its own labels
    label_rate = parse_rate(rate) / (nominal(parse_rate(rate)) // base)
    entry = content.rindex(b"tmcd\0\0\0\0\0\0\0\1")
    flags = int(";" in label).to_bytes(4)
    scale = struct.pack(">II", label_rate.numerator, label_rate.denominator)
    content[entry + 16 : entry + 29] = flags + scale + bytes([base])
    written = parse_timecode(label, parse_rate(rate)).to_bytes(4)
    place = content.index(written, content.index(b"mdat"))
    content[place : place + 4] = parse_timecode(label, label_rate).to_bytes(4)
    film.write_bytes(content)
    start = probe(film).start_timecode
    assert timecode(start.frame, parse_rate(rate), drop_frame=start.drop_frame) == at_film_rate


def test_the_case_of_timecode_at_half_rate(shared):
    info = probe(shared / "cases/11-timecode-at-half-rate/fifty.mov")
    assert timecode(info.start_timecode.frame, info.rate) == "10:00:00:40"


def test_a_film_without_timecode_starts_at_zero(tmp_path):
    start = probe(make_film(tmp_path / "film.mkv", seconds=0.2, size=SMALL)).start_timecode
    assert (start.frame, start.drop_frame, start.source) == (0, False, "none")


def test_an_impossible_timecode_is_passed_over(tmp_path):
    film = make_film(tmp_path / "film.mkv", rate="24", seconds=0.2, size=SMALL, timecode="01:00:00:29")
    assert probe(film).start_timecode.source == "none"


def test_sound_that_starts_late(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", sound_start_s=0.5, size=SMALL))
    assert info.sound.start == Fraction(1, 2)
    assert info.duration == Fraction(5, 2)


def test_the_content_id_depends_on_content_alone(tmp_path):
    film = make_film(tmp_path / "a.mp4", size=SMALL, seconds=0.4)
    other = make_film(tmp_path / "b.mp4", size=SMALL, seconds=0.8)
    copied = Path(shutil.copy(film, tmp_path / "renamed.mkv"))
    assert probe(copied).content_id == probe(film).content_id != probe(other).content_id


def test_the_content_id_of_a_large_file_sees_its_edges_and_its_middle(tmp_path):
    path = tmp_path / "large"
    raw = bytearray(np.random.default_rng(0).bytes(12 * 2**20))
    path.write_bytes(raw)
    before = content_id(path)
    for position in (0, len(raw) // 2, len(raw) - 1):
        changed = bytearray(raw)
        for near in range(max(0, position - 2**19), min(len(raw), position + 2**19)):
            changed[near] ^= 1
        path.write_bytes(changed)
        assert content_id(path) != before


@pytest.mark.parametrize(
    "name",
    ["with space.mp4", 'quote\'s "double".mp4', "ünïcödé 你好.mp4", "🎬😀.mp4", "a:b%d#?.mp4", "x" * 196 + ".mp4"],
)
def test_any_file_name(tmp_path, name):
    shutil.copy(make_film(tmp_path / "plain.mp4", seconds=0.2, size=SMALL), tmp_path / name)
    info = probe(tmp_path / name)
    assert info.frame_count == 5
    assert read_burnt_frame(picture_at(info, 4).rgb()) == 4


def test_a_renamed_film_is_known_by_its_content(tmp_path):
    film = make_film(tmp_path / "film.mkv", seconds=0.2, size=SMALL).rename(tmp_path / "film.mp4")
    assert probe(film).container == "matroska"


def test_a_missing_file(tmp_path):
    assert "no file" in failure(tmp_path / "gone.mp4").message


def test_an_empty_file(tmp_path):
    (tmp_path / "film.mp4").touch()
    assert "empty" in failure(tmp_path / "film.mp4").message


def test_a_folder(tmp_path):
    assert "folder" in failure(tmp_path).message
    assert failure("/").message == "“/” is a folder, not a film."


def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "film.mp4")
    assert "ordinary file" in failure(tmp_path / "film.mp4").message


def test_no_permission(tmp_path, monkeypatch):
    film = make_film(tmp_path / "film.mp4", seconds=0.2, size=SMALL)

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # root may read everything, so chmod would prove nothing
    assert "may not read" in failure(film).message


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".wav", ".srt", ".txt", ".ts"])
@pytest.mark.parametrize(
    "content",
    [
        b"This is a letter and not a film.\n" * 40,
        b"1\n00:00:01,000 --> 00:00:02,000\nHello\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"#EXTM3U\n#EXTINF:10,\nhttp://example.com/a.ts\n",
        bytes(4096),
        b"\x1b[31mcolour\x1b[0m\n" * 20,
    ],
)
def test_files_that_are_no_films(tmp_path, suffix, content):
    path = tmp_path / f"film{suffix}"
    path.write_bytes(content)
    failure(path)


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{film}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{film}'\n",
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{film}</BaseURL></MPD>',
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        "<smil><body><video src='{film}'/></body></smil>",
    ],
)
def test_lists_that_name_other_files_are_refused(tmp_path, content):
    film = make_film(tmp_path / "film.ts", size=SMALL)
    path = tmp_path / "list.mp4"
    path.write_text(content.format(film=film))
    assert "names other files" in failure(path).message


def test_random_bytes(tmp_path):
    path = tmp_path / "film.mp4"
    for seed in range(8):
        path.write_bytes(np.random.default_rng(seed).bytes(50_000))
        failure(path)


def test_a_film_that_lost_its_table_of_contents(tmp_path):
    path = make_film(tmp_path / "film.mp4", size=SMALL)
    path.write_bytes(path.read_bytes()[:3000])
    assert "incomplete" in failure(path).message


@pytest.mark.parametrize("suffix", ["mkv", "webm", "ts", "mpg", "avi"])
def test_a_truncated_film_is_as_long_as_what_is_left(tmp_path, suffix):
    path = make_film(tmp_path / f"film.{suffix}", size=SMALL, seconds=4, codec_options={"g": "12"})
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])
    info = probe(path)
    assert 25 < info.frame_count < 90
    shown = [(picture.frame, read_burnt_frame(picture.rgb())) for picture in read_pictures(info)]
    assert all(number == truth for number, truth in shown[:-2])
    assert len(shown) >= info.frame_count - 3


def test_a_truncated_film_whose_table_comes_first(tmp_path):
    path = tmp_path / "film.mp4"
    make_film(path, size=SMALL, seconds=4, codec_options={"g": "12"}, container_options={"movflags": "faststart"})
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) * 2 // 3])
    info = probe(path)
    assert 25 < info.frame_count < 90
    assert abs(len(list(read_pictures(info))) - info.frame_count) <= 3
    assert sum(len(chunk.samples) for chunk in read_sound(info)) == -(-info.duration * 16_000 // 1)


def test_every_cut_of_a_film_ends_well(tmp_path):
    whole = make_film(tmp_path / "whole.mkv", size=SMALL, seconds=0.4).read_bytes()
    path, lengths = tmp_path / "film.mkv", []
    for end in range(16, len(whole), len(whole) // 40):
        path.write_bytes(whole[:end])
        try:
            info = probe(path)
        except StudioError:
            lengths.append(0)
            continue
        pictures = list(read_pictures(info)) if info.picture else []
        assert len(pictures) <= 10
        lengths.append(len(pictures) + sum(len(chunk.samples) for chunk in read_sound(info)))
    assert lengths[0] == 0, "a beginning of sixteen bytes is no film"
    assert lengths[-1] == max(lengths) > 0, "the longer the beginning, the more there is in it"


def test_damaged_packets_do_not_end_the_film(tmp_path):
    path = make_film(tmp_path / "film.mkv", size=SMALL, seconds=4, codec_options={"g": "10"})
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 400] = np.random.default_rng(1).bytes(400)
    path.write_bytes(raw)
    info = probe(path)
    numbers = [picture.frame for picture in read_pictures(info)]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 99
    assert len(numbers) > 60
    assert read_burnt_frame(picture_at(info, 95).rgb()) == 95


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "mpg", "avi", "wav"])
def test_random_damage_ends_well(tmp_path, suffix):
    whole = make_film(tmp_path / f"whole.{suffix}", size=SMALL, seconds=0.6).read_bytes()
    path, chance, opened = tmp_path / f"film.{suffix}", random.Random(suffix), 0
    for _ in range(25):
        raw = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(raw)
        try:
            info = probe(path)
        except StudioError:
            continue
        opened += 1
        if info.picture:
            numbers = [picture.frame for picture in read_pictures(info)]
            assert numbers == sorted(set(numbers))
        if info.duration < 3600:
            samples = sum(len(chunk.samples) for chunk in read_sound(info))
            assert samples == (math.ceil(info.duration * 16_000) if info.sound else 0)
    assert opened, "all were refused, so nothing was read"


def test_a_stream_that_begins_in_mid_film_disturbs_nothing(tmp_path):
    first = make_film(tmp_path / "a.ts", size=SMALL, seconds=2, sound=False).read_bytes()
    second = make_film(tmp_path / "b.ts", size=SMALL, seconds=2, start_s=2).read_bytes()
    path = tmp_path / "film.ts"
    path.write_bytes(first + second)
    info = probe(path)
    assert info.frame_count >= 95
    assert len(list(read_pictures(info))) >= 90


def test_a_sound_file_without_samples(tmp_path):
    path = tmp_path / "film.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    assert "no picture and no sound" in failure(path).message


def test_a_picture_stream_without_pictures_is_none(tmp_path):
    path = tmp_path / "film.mov"
    with av.open(str(path), "w") as container:
        empty = container.add_stream("libx264", rate=25)
        empty.width, empty.height, empty.pix_fmt = 64, 64, "yuv420p"
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48_000), np.int16), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 0
        container.start_encoding()
        container.mux(stream.encode(frame))
    info = probe(path)
    assert info.picture is None
    assert info.duration == 1


def test_names_no_file_can_have(tmp_path):
    assert "could not be read" in failure(tmp_path / ("x" * 300 + ".mp4")).message
    assert "no file" in failure(tmp_path / "a\0b.mp4").message


def test_a_film_that_vanishes_after_probing(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", size=SMALL))
    (tmp_path / "film.mp4").unlink()
    with pytest.raises(StudioError, match="no file"):
        list(read_pictures(info))
    with pytest.raises(StudioError, match="no file"):
        list(read_sound(info))


def test_a_drive_that_is_unplugged_while_reading_is_no_end_of_the_film(tmp_path):
    class Unplugged:
        name = f"file:{tmp_path / 'film.mp4'}"
        streams = ()

        def demux(self, *streams):
            yield "packet"
            raise av.error.OSError(5, "Input/output error")

    reading = packets(Unplugged())
    assert next(reading) == "packet"
    with pytest.raises(StudioError, match="no file"):
        next(reading)


def test_nothing_is_written_to_the_terminal(tmp_path, capfd):
    path = make_film(tmp_path / "film.mkv", size=SMALL, seconds=2)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 300] = bytes(300)
    path.write_bytes(raw)
    capfd.readouterr()
    info = probe(path)
    list(read_pictures(info))
    list(read_sound(info))
    (tmp_path / "text.mp4").write_text("no film")
    failure(tmp_path / "text.mp4")
    assert capfd.readouterr() == ("", "")


def test_closing_early_leaves_no_file_open(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", size=SMALL))
    pictures, sound = read_pictures(info), read_sound(info)
    next(pictures)
    next(sound)
    assert times_open(Path(info.path)) > 0
    pictures.close()
    sound.close()
    assert times_open(Path(info.path)) == 0


def times_open(path):
    """How often this process has a file open; what else it opens and closes meanwhile does not matter."""
    return [Path(file.path) for file in psutil.Process().open_files()].count(path.resolve())


def test_real_films(shared):
    footage = shared / "footage"
    expected = {
        "01": (1691, Fraction(24)), "02": (240, Fraction(24)), "03": (240, Fraction(24)), "06": (75, Fraction(25)),
        "09": (72, Fraction(30)), "18": (1394, Fraction(10)),
    }  # fmt: skip
    for prefix, (count, rate) in expected.items():
        path = next(path for path in footage.glob(f"{prefix}_*") if path.suffix != ".srt")
        info = probe(path)
        assert (info.frame_count, info.rate) == (count, rate)
        assert not info.picture.variable_rate
    assert probe(next(footage.glob("11_*"))).picture.variable_rate
