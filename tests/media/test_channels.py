"""Every channel of a film can be heard, however many there are and whatever order it tells or does not tell."""

from __future__ import annotations

import av
import numpy as np
import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.hearing import Line
from mmsa_studio.media import sound
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from tests.sounds import RATE, tone, write_tracks, write_wav

SILENCE = np.zeros_like(tone())


def line_of(info, *lines):
    return np.concatenate([chunk.samples for chunk in read_sound(info, lines=lines)])


def beside_silence(count, place):
    return [tone() if number == place else SILENCE for number in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 16, 18, 20, 32, 64])
def test_no_channel_is_dropped_where_no_order_is_told(tmp_path, count):
    for place in {1, min(3, count), min(4, count), count}:
        info = probe(write_wav(tmp_path / f"{place}.wav", beside_silence(count, place)))
        assert info.sounds[0].channels == count
        plain, chosen = line_of(info), line_of(info, Line(1, place, 1.0))
        assert np.abs(plain).max() > 0.3 / count
        assert np.allclose(chosen, tone(), atol=1e-3)


def test_a_centre_is_heard_more_than_the_sides_and_low_frequencies_not_at_all(tmp_path):
    levels = []
    for place in (1, 3, 4, 5):
        info = probe(write_tracks(tmp_path / f"{place}.mka", [beside_silence(6, place)], ["5.1"]))
        assert info.sound.layout == "5.1"
        levels.append(float(np.abs(line_of(info)).max()))
    side, centre, low, behind = levels
    assert centre > side > behind > low == 0


@pytest.mark.parametrize("kind", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"])
def test_samples_of_every_kind_have_the_same_level(tmp_path, kind):
    path = tmp_path / "film.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(kind, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone()[None].copy(), format="flt", layout="mono")
        frame.sample_rate = RATE
        for part in (*av.AudioResampler(format=stream.codec_context.format.name).resample(frame), None):
            container.mux(stream.encode(part))
    heard = line_of(probe(path))[: len(tone())]
    assert np.abs(heard - tone()[: len(heard)]).max() < 0.02


def test_tracks_are_mixed_with_their_weights(tmp_path):
    other = tone(hertz=700)
    info = probe(write_tracks(tmp_path / "film.mka", [[tone()], [SILENCE], [other]], ["mono"] * 3))
    assert [one.channels for one in info.sounds] == [1, 1, 1]
    heard = line_of(info, Line(1, 1, 0.5), Line(3, 1, -0.25))
    assert np.allclose(heard, 0.5 * tone() - 0.25 * other, atol=1e-3)


def test_sound_that_cannot_be_mixed_is_said_and_never_taken_for_silence(tmp_path, monkeypatch):
    def fail(_):
        raise ValueError("an unknown kind of samples")

    monkeypatch.setattr(sound, "planes", fail)
    info = probe(write_wav(tmp_path / "film.wav", [tone()] * 9))
    with pytest.raises(StudioError) as caught:
        line_of(info)
    assert "9 channels" in caught.value.message
