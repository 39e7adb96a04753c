"""What librosa hears in a stretch of sound: cepstrum, pitch, energy and the shape of the spectrum."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.media.sound import SAMPLE_RATE

HOP = 160
"""Samples between frames: 100 frames a second, 20 a grid step."""
MARGIN = 8
"""Frames needed on both sides of a stretch, for the deltas and the pitch window."""
MARGIN_SAMPLES = MARGIN * HOP

_WINDOW = 400
_PITCH_HOP = 2 * HOP
_PITCH_WINDOW = 1024
_PITCH_RANGE_HZ = (65.0, 520.0)
_CORRELATED = 768
_PITCH_REFERENCE_HZ = 55.0
_CEPSTRA = 13
_MEL_BANDS = 40
_QUIET = 1e-10

_SHAPE = ("centroid", "bandwidth", "rolloff", "flatness", "crossings", *(f"contrast.{band}" for band in range(6)))
FRAME_NAMES = (
    *(f"mfcc.{c:02d}" for c in range(_CEPSTRA)),
    *(f"delta.{c:02d}" for c in range(_CEPSTRA)),
    *(f"delta2.{c:02d}" for c in range(_CEPSTRA)),
    "energy",
    *_SHAPE,
    "harmonicity",
    "pitch",
)
"""Columns of the features of a frame; pitch is the last."""


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of B stretches of sound.

    Attributes:
        features: by `FRAME_NAMES`; energy in factors of ten, pitch in octaves above 55 Hz. shape (B, F, D)
        voiced: where the pitch is that of a voice. shape (B, F)
    """

    features: FloatArray
    voiced: BoolArray


def hear(sound: FloatArray) -> Frames:
    """The frames of stretches of sound, without the `MARGIN` frames at both ends.

    Args:
        sound: at 16 kHz. shape (B, (F + 2 * MARGIN) * HOP), F even

    Returns:
        frames, the first centred half a hop after the left margin.
    """
    spectrum = _spectrum(sound)
    mel = _mel(spectrum)
    decibels = librosa.power_to_db(mel, amin=_QUIET, top_db=None)
    cepstrum = librosa.feature.mfcc(S=decibels, n_mfcc=_CEPSTRA) / 10.0
    energy = 0.5 * np.log10(np.maximum(mel.sum(axis=1, keepdims=True), _QUIET))
    pitch, harmonicity = _pitch(sound)
    stacked = np.concatenate(
        [
            cepstrum,
            librosa.feature.delta(cepstrum),
            librosa.feature.delta(cepstrum, order=2),
            energy,
            _shape(spectrum, sound),
            harmonicity[:, None],
            pitch[:, None],
        ],
        axis=1,
    )
    inner = slice(MARGIN, stacked.shape[2] - MARGIN)
    features = np.ascontiguousarray(stacked.transpose(0, 2, 1)[:, inner], np.float32)
    voiced = harmonicity[:, inner] > 0.5
    return Frames(features, voiced)


def _mel(spectrum: FloatArray) -> FloatArray:
    mel: FloatArray = librosa.feature.melspectrogram(S=spectrum**2, sr=SAMPLE_RATE, n_fft=_WINDOW, n_mels=_MEL_BANDS)
    return mel


def _centred(sound: FloatArray, window: int) -> FloatArray:
    """Pad so that the first window of that length is centred on the middle of the first hop."""
    side = (window - HOP) // 2
    return np.pad(sound, ((0, 0), (side, side)))


def _spectrum(sound: FloatArray) -> FloatArray:
    transformed = librosa.stft(_centred(sound, _WINDOW), n_fft=_WINDOW, hop_length=HOP, center=False)
    magnitude: FloatArray = np.abs(transformed).astype(np.float32)
    return magnitude


def _shape(spectrum: FloatArray, sound: FloatArray) -> FloatArray:
    loud = np.maximum(spectrum, 1e-8)
    windows = sliding_window_view(_centred(sound, _WINDOW), _WINDOW, axis=1)[:, ::HOP]
    crossings = (np.signbit(windows[..., 1:]) != np.signbit(windows[..., :-1])).mean(axis=-1)
    parts = [
        librosa.feature.spectral_centroid(S=loud, sr=SAMPLE_RATE, n_fft=_WINDOW) / 1000,
        librosa.feature.spectral_bandwidth(S=loud, sr=SAMPLE_RATE, n_fft=_WINDOW) / 1000,
        librosa.feature.spectral_rolloff(S=loud, sr=SAMPLE_RATE, n_fft=_WINDOW) / 1000,
        np.log10(librosa.feature.spectral_flatness(S=loud)),
        crossings[:, None],
        librosa.feature.spectral_contrast(S=loud, sr=SAMPLE_RATE, n_fft=_WINDOW, n_bands=5) / 10,
    ]
    return np.concatenate(parts, axis=1)


def _pitch(sound: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pitch in octaves above 55 Hz and how periodic the sound is there, for every frame. shapes (B, F)"""
    padded = np.pad(sound, ((0, 0), ((_PITCH_WINDOW - _PITCH_HOP) // 2,) * 2))
    lowest, highest = _PITCH_RANGE_HZ
    hertz = librosa.yin(
        padded, fmin=lowest, fmax=highest, sr=SAMPLE_RATE,
        frame_length=_PITCH_WINDOW, hop_length=_PITCH_HOP, center=False,
    )  # fmt: skip
    windows = sliding_window_view(padded, _PITCH_WINDOW, axis=1)[:, ::_PITCH_HOP]
    harmonicity = _periodicity(windows, np.rint(SAMPLE_RATE / hertz).astype(np.int64))
    octaves = np.log2(hertz / _PITCH_REFERENCE_HZ)
    return np.repeat(octaves, 2, axis=1), np.repeat(harmonicity, 2, axis=1)


def _periodicity(windows: FloatArray, period: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> FloatArray:
    """Normalised correlation of each window with itself a period later. shape (B, F)"""
    here = windows[..., :_CORRELATED]
    later = np.take_along_axis(windows, period[..., None] + np.arange(_CORRELATED), axis=-1)
    power = np.sqrt((here**2).sum(-1) * (later**2).sum(-1))
    correlation: FloatArray = (here * later).sum(-1) / np.maximum(power, _QUIET)
    return correlation
