"""The sound is one gap-free line whose sample 0 is heard with frame 0."""

from __future__ import annotations

import math
from fractions import Fraction

import av
import numpy as np
import pytest

from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import PeaksBuilder, read_sound
from tests.films import make_film

RATE = 16_000
SMALL = (160, 96)


def line_of(info, **options):
    """All chunks joined, after checking that they follow each other."""
    chunks = list(read_sound(info, **options))
    at = chunks[0].start
    for chunk in chunks:
        assert chunk.start == at
        assert chunk.samples.dtype == np.float32
        at += len(chunk.samples)
    return np.concatenate([chunk.samples for chunk in chunks])


def onsets(line, rate=RATE):
    """Times at which a beep begins, in seconds."""
    loud = np.abs(line) > 0.1
    starts = [n for n in np.flatnonzero(loud) if not loud[max(0, n - rate // 5) : n].any()]
    return [n / rate for n in starts]


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm", "ts", "mpg", "avi", "wav", "mka", "m4a"])
def test_beeps_are_heard_at_whole_seconds(tmp_path, suffix):
    info = probe(make_film(tmp_path / f"film.{suffix}", seconds=3, size=SMALL))
    line = line_of(info)
    assert len(line) == math.ceil(info.duration * RATE)
    assert onsets(line) == pytest.approx([0, 1, 2], abs=0.001)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize("start_s", [0.48, 1.44])
def test_the_films_own_offset_does_not_move_the_sound(tmp_path, suffix, start_s):
    info = probe(make_film(tmp_path / f"film.{suffix}", seconds=3, size=SMALL, start_s=start_s))
    assert onsets(line_of(info)) == pytest.approx([0, 1, 2], abs=0.001)


def test_sound_that_starts_late_is_preceded_by_silence(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", seconds=3, size=SMALL, sound_start_s=0.7))
    line = line_of(info)
    assert not line[: int(0.69 * RATE)].any()
    assert onsets(line) == pytest.approx([1, 2, 3], abs=0.001)


def test_sound_that_starts_early_is_cut(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", seconds=3, size=SMALL, start_s=1, sound_start_s=-0.5))
    assert info.sound.start == Fraction(-1, 2)
    assert onsets(line_of(info))[0] == pytest.approx(0, abs=0.001)


def test_sound_shorter_than_the_picture_is_followed_by_silence(tmp_path):
    path = tmp_path / "film.mkv"
    with (
        av.open(str(make_film(tmp_path / "long.mkv", seconds=4, size=SMALL))) as source,
        av.open(str(path), "w") as out,
    ):
        streams = {stream.index: out.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.size and (packet.stream.type == "video" or packet.pts < 1500):
                packet.stream = streams[packet.stream_index]
                out.mux(packet)
    info = probe(path)
    line = line_of(info)
    assert len(line) == 4 * RATE
    assert onsets(line) == pytest.approx([0, 1], abs=0.001)
    assert not line[2 * RATE :].any()


def test_a_gap_is_filled_with_silence_of_its_length(tmp_path):
    path = tmp_path / "film.mka"
    with av.open(str(make_film(tmp_path / "whole.mka", seconds=5))) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux():
            if packet.size and not 1500 < packet.pts < 3500:
                packet.stream = stream
                out.mux(packet)
    line = line_of(probe(path))
    assert len(line) == 5 * RATE
    assert onsets(line) == pytest.approx([0, 1, 4], abs=0.001)
    assert not line[int(1.6 * RATE) : int(3.4 * RATE)].any()


@pytest.mark.parametrize("start", [Fraction(0), Fraction(1, 3), Fraction(2), Fraction(29, 10)])
@pytest.mark.parametrize("suffix", ["mkv", "mp4", "wav", "ts"])
def test_reading_from_the_middle_gives_the_same_samples(tmp_path, suffix, start):
    info = probe(make_film(tmp_path / f"film.{suffix}", seconds=4, size=SMALL))
    first = next(read_sound(info, start=start))
    assert first.start == math.floor(start * RATE)
    whole = line_of(info)[first.start :]
    part = line_of(info, start=start)
    assert len(part) == len(whole)
    settled = RATE // 50  # the resampler needs a moment at an edge
    # a third of a sample apart where the source's samples do not fall on the wanted ones
    assert np.abs(part - whole)[settled:].max() < 0.1


def test_the_length_of_chunks_changes_nothing(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", seconds=5, size=SMALL))
    chunks = list(read_sound(info, chunk_s=2))
    assert [len(chunk.samples) for chunk in chunks] == [2 * RATE, 2 * RATE, RATE]
    assert np.array_equal(line_of(info, chunk_s=2), line_of(info))


def test_other_sample_rates(tmp_path):
    info = probe(make_film(tmp_path / "film.mkv", seconds=3, size=SMALL))
    line = line_of(info, sample_rate=44_100)
    assert len(line) == 3 * 44_100
    assert onsets(line, 44_100) == pytest.approx([0, 1, 2], abs=0.001)


def test_many_channels_become_one(tmp_path):
    path = tmp_path / "film.mka"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=48_000, layout="5.1")
        tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000) * 32767).astype(np.int16)
        samples = np.zeros((48_000, 6), np.int16)
        samples[:, 2] = tone  # the centre, where people speak
        for at in range(0, 48_000, 4096):
            block = samples[at : at + 4096]
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="5.1")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, at, Fraction(1, 48_000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    info = probe(path)
    assert info.sound.channels == 6
    line = line_of(info)
    assert len(line) == RATE
    assert np.abs(line).max() > 0.1


def test_peaks_hold_the_extremes_of_every_bin():
    line = np.random.default_rng(0).uniform(-1, 1, 100_003).astype(np.float32)
    builder = PeaksBuilder(RATE, 64)
    for part in np.array_split(line, 17):
        builder.feed(part)
    peaks = builder.peaks()
    assert (peaks.sample_rate, peaks.bin_size) == (RATE, 64)
    assert len(peaks.levels[0]) == math.ceil(len(line) / 64)
    for number, level in enumerate(peaks.levels):
        size = 64 * 4**number
        assert level.dtype == np.int16
        assert len(level) == math.ceil(len(line) / size)
        for place in (0, len(level) // 2, len(level) - 1):
            part = line[place * size : (place + 1) * size]
            assert level[place].tolist() == [round(float(edge) * 32767) for edge in (part.min(), part.max())]
    assert len(peaks.levels[-1]) <= 256


def test_peaks_of_the_beginning_may_be_asked_for_at_any_time():
    builder = PeaksBuilder(RATE)
    assert builder.peaks().levels[0].shape == (0, 2)
    builder.feed(np.full(300, 0.5, np.float32))
    first = builder.peaks()
    builder.feed(np.full(300, -0.5, np.float32))
    assert [len(first.levels[0]), len(builder.peaks().levels[0])] == [2, 3]
    builder.feed(np.array([7.0, -7.0], np.float32))
    assert builder.peaks().levels[0][-1].tolist() == [-32767, 32767]
