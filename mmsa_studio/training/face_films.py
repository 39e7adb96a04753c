"""What a person's own resting face brings, measured on real footage with and without it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.card import Row
from mmsa_studio.core.rates import frame_containing
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.face import resting_face
from mmsa_studio.features.face_encoder import MEASURE_PART, FaceEncoder, FoundFace
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe

_SMILE = "09_*"
_SPEAKING = ("06_*", "07_*", "08_*")
_SMILES_FROM = 4
"""The step of the smile's film from which it is there; the three before the turn are at rest."""
_RESTS_UNTIL = 3


def baseline_row(data: Path) -> Row | None:
    """How far a smile stands out from what resting faces show by mistake; None where there is no footage.

    Resting faces are three people who speak without expression, and the smiling person before the smile.
    """
    footage = data / "footage"
    if not next(footage.glob(_SMILE), None):
        return None
    encoder = FaceEncoder()
    smile = _readings(footage, _SMILE, encoder)
    speaking = [_readings(footage, name, encoder) for name in _SPEAKING]
    encoder.close()
    common = encoder.scale.rest
    ways: dict[str, dict[str, float]] = {
        "everyone's resting face": _shown(smile, speaking, encoder, [common] * 4),
        "plain median of the person": _shown(smile, speaking, encoder, [_median(one) for one in (smile, *speaking)]),
        "median where they look neutral": _shown(
            smile, speaking, encoder, [resting_face(one, encoder.scale) for one in (smile, *speaking)]
        ),
    }
    contrast = {way: shown["smile"] - shown["by mistake"] for way, shown in ways.items()}
    return Row(
        "face-person-baseline",
        "AU12 of a smile minus mean unit of resting faces",
        contrast["median where they look neutral"],
        split="footage 06 to 09, never trained on",
        baseline=contrast["everyone's resting face"],
        details={"ways": ways},
    )


def _shown(
    smile: FloatArray, speaking: list[FloatArray], encoder: FaceEncoder, rests: list[FloatArray]
) -> dict[str, float]:
    units = [
        encoder.scale.intensities(readings[:, MEASURE_PART], rest)
        for readings, rest in zip((smile, *speaking), rests, strict=True)
    ]
    return {
        "smile": float(units[0][_SMILES_FROM:, list(ACTION_UNITS).index("AU12")].mean()),
        "by mistake": float(np.mean([units[0][:_RESTS_UNTIL].mean(), *(one.mean() for one in units[1:])])),
    }


def _median(readings: FloatArray) -> FloatArray:
    return np.asarray(np.median(readings[:, MEASURE_PART], axis=0), np.float32)


def _readings(footage: Path, name: str, encoder: FaceEncoder) -> FloatArray:
    """Of the largest face in the middle of every grid step. shape (N, R)"""
    info = probe(next(footage.glob(name)))
    wanted = {frame_containing((step + Fraction(1, 2)) * info.grid.step, info.rate) for step in range(info.grid.count)}
    found: list[FoundFace] = []
    for picture in read_pictures(info):
        if picture.frame in wanted:
            found += encoder.find(picture.rgb(640))[:1]
    return encoder.read(found)
