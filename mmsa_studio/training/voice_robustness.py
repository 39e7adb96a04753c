"""How much the curve of a voice changes when the same film is louder, quieter, coarsely coded or noisy."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import numpy as np

from mmsa_studio.core.card import Row
from mmsa_studio.core.track import FloatArray, Grid, Track
from mmsa_studio.features.voice import VoiceExtractor
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import SAMPLE_RATE, SoundChunk, read_sound
from mmsa_studio.training.sound_augment import noise

_DIALOGUE = "footage/20_NOTLD_dialogue_119s_PD.wav"
_CODEC, _BITS_A_SECOND = "libmp3lame", 24_000
_CURVES = ("voice.valence", "voice.arousal")


def rows(data: Path) -> list[Row]:
    """Correlations of the curves of a film dialogue with those of the same dialogue changed; none without it."""
    path = data / _DIALOGUE
    if not path.is_file():
        return []
    sound = np.concatenate([chunk.samples for chunk in read_sound(probe(path))])
    reference = track_of(sound)
    return [
        Row.measured(
            f"voice-same-{name}", "Pearson r of valence and arousal, the lower one",
            [agreement(reference, track_of(changed)) for changed in change(sound)],
            split=f"film dialogue of 119 s (Night of the Living Dead), {words}",
        )
        for name, (words, change) in _CHANGES.items()
    ]  # fmt: skip


def track_of(sound: FloatArray) -> Track:
    """The voice track of a film that is nothing but this sound at 16 kHz. (N,)"""
    voice = VoiceExtractor(Grid.covering(Fraction(len(sound), SAMPLE_RATE)))
    voice.feed(SoundChunk(0, sound))
    return voice.track(final=True)


def agreement(one: Track, other: Track) -> float:
    """The lower of the correlations of valence and of arousal, over the steps where both are known."""
    both = one.valid & other.valid
    pairs = zip(one.columns(_CURVES)[both].T, other.columns(_CURVES)[both].T, strict=True)
    return float(min(np.corrcoef(a, b)[0, 1] for a, b in pairs))


def coded(sound: FloatArray) -> FloatArray:
    """The sound after MP3 at a bit rate at which it suffers. (N,) -> (N,)"""
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream(_CODEC, rate=SAMPLE_RATE, layout="mono")
        stream.bit_rate = _BITS_A_SECOND
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), format="fltp", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    file.seek(0)
    with av.open(file) as container:
        heard = np.concatenate([part.to_ndarray()[0] for part in container.decode(audio=0)])
    return np.asarray(np.pad(heard, (0, max(0, len(sound) - len(heard))))[: len(sound)], np.float32)


def _louder(sound: FloatArray) -> list[FloatArray]:
    quiet = sound / 4  # so that 12 dB more do not clip
    return [np.asarray(quiet * 10 ** (db / 20), np.float32) for db in (-12, 12)]


def _noisy(sound: FloatArray, snr_db: float) -> list[FloatArray]:
    hiss = noise(len(sound), 1.0, np.random.default_rng(0))
    return [sound + hiss * np.float32(sound.std() / hiss.std() * 10 ** (-snr_db / 20))]


_CHANGES: dict[str, tuple[str, Callable[[FloatArray], list[FloatArray]]]] = {
    "level": ("12 dB quieter and louder", _louder),
    "coded": (f"as MP3 of {_BITS_A_SECOND // 1000} kbit/s", lambda sound: [coded(sound)]),
    "noisy": ("with pink noise 20 dB below", partial(_noisy, snr_db=20)),
    "very-noisy": ("with pink noise 10 dB below", partial(_noisy, snr_db=10)),
}
