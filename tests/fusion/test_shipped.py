"""The shipped fusion weights fit the shipped encoders and do what the card says."""

from __future__ import annotations

import numpy as np
import pytest

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import resources
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features import extractor
from mmsa_studio.fusion.infer import fuse
from mmsa_studio.fusion.weights import load

SHIPPED = resources() / "models" / "fusion.safetensors"


def says(modality: str, category: str, count: int = 30, sure: float = 0.9) -> Track:
    """A track of a modality that shows one category."""
    names = load().network.shape.columns[modality]
    values = np.zeros((count, len(names)), np.float32)
    for column, name in enumerate(names):
        if ".category." in name:
            values[:, column] = np.log(sure if name.endswith(f".{category}") else (1 - sure) / 6)
    for dimension, value in {"valence": {"joy": 0.7, "anger": -0.5}, "arousal": {"joy": 0.4, "anger": 0.5}}.items():
        values[:, names.index(f"{modality}.{dimension}")] = value.get(category, 0.0)
    return Track(modality, Grid(count), values, np.ones(count, bool), names)


def test_weights_are_small():
    assert SHIPPED.stat().st_size < 6_000_000


def test_weights_say_which_encoders_they_learned_from_and_read_only_what_those_all_say():
    model = load()
    assert set(model.encoders) == set(MODALITIES)
    for modality in MODALITIES:
        assert set(model.network.shape.columns[modality]) <= set(extractor(modality).names)


@pytest.mark.parametrize("modality", MODALITIES)
@pytest.mark.parametrize("category", ["joy", "anger"])
def test_one_sure_modality_is_believed(modality, category):
    timeline = fuse({modality: says(modality, category)}, Grid(30))
    shown = [timeline.series("fused", f"category.{name}").values[15] for name in CATEGORIES]
    assert CATEGORIES[int(np.argmax(shown))] == category
    assert np.sign(timeline.series("fused", "valence").values[15]) == (1 if category == "joy" else -1)


def test_agreement_is_surer_than_one_alone_and_conflict_less_sure():
    def width(**shown: str) -> float:
        timeline = fuse({m: says(m, c) for m, c in shown.items()}, Grid(30))
        band = timeline.series("fused", "valence")
        return float(band.upper[15] - band.lower[15])

    together = width(text="joy", voice="joy", face="joy")
    assert together < width(text="joy")
    assert together < width(text="joy", voice="joy", face="anger")


def test_two_against_one_win():
    timeline = fuse(
        {"text": says("text", "joy"), "voice": says("voice", "anger"), "face": says("face", "anger")}, Grid(30)
    )
    assert timeline.series("fused", "valence").values[15] < 0
    contributions = dict(zip(MODALITIES, timeline.contributions[15], strict=True))
    assert contributions["text"] > 0 > max(contributions["voice"], contributions["face"])


def test_a_modality_that_knows_nothing_gives_a_wide_band():
    sure, unsure = (fuse({"voice": says("voice", "anger", sure=p)}, Grid(30)) for p in (0.9, 1 / 7))
    widths = [t.series("fused", "valence").upper[15] - t.series("fused", "valence").lower[15] for t in (sure, unsure)]
    assert widths[1] > widths[0]
