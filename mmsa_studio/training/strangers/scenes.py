"""Composed scenes of strangers: their voices and faces with held-out lines, measured like the scenes at home."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mmsa_studio.core.card import STRANGER, Row
from mmsa_studio.core.modality import FACE, TEXT, VOICE
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.text import NAMES, TextEncoder
from mmsa_studio.features.weights import load_weights
from mmsa_studio.fusion.weights import load
from mmsa_studio.models.registry import FUSION
from mmsa_studio.training import fusion_evidence
from mmsa_studio.training.banks import EXPRESSION, spoken
from mmsa_studio.training.scenes import Bank, make_bank
from mmsa_studio.training.strangers.faces import Photographs
from mmsa_studio.training.strangers.voices import Heard, expressed
from mmsa_studio.training.text_data import read_lines

EVERY = 3
"""One test line in three: as many as there are voices and faces are plenty."""
SPLIT = (
    "composed scenes of Polish actors' voices (nEMO), photographs of public persons and official test lines "
    "(GoEmotions, XED); nobody is heard in disgust, because no actor was asked for it"
)
_SAME: dict[str, tuple[str, float | None, str]] = {
    "composed-strangers": ("fusion-balanced", 0.65, "better encoders of all three modalities"),
    "composed-strangers-gain": ("fusion-gain-category", 0.25, "voices that are not surer than right"),
    "stranger-conflict": ("conflict", None, "encoders that are right more often by themselves"),
    "stranger-band": ("band-coverage", 0.87, "training fusion on encoders whose faults are drawn at random"),
    "stranger-ece": ("fusion-ece", 0.08, "training fusion on encoders whose faults are drawn at random"),
}
"""Rows by the figure at home that is measured the same way, the bar, and what would help."""


def rows(data: Path, speakers: Sequence[Sequence[Heard]], photographs: Photographs) -> list[Row]:
    """The rows of the model card; none without voices, faces or lines.

    Raises:
        StudioError: when lines or weights are missing.
    """
    if not speakers or not photographs.labels or not (data / "text").is_dir():
        return []
    banks = {TEXT: _lines(data), VOICE: _voices(speakers), FACE: _faces(photographs)}
    reliability = load_weights(FUSION)[1]["reliability"]
    values, details = fusion_evidence.measure(load().network, banks, reliability)
    baselines = fusion_evidence.baselines(banks, reliability)
    return [
        Row(
            name, fusion_evidence.METRICS[home], values[home], split=SPLIT, baseline=baselines.get(home), bar=bar,
            kind=STRANGER, details=details.get(home, {}) | {"would help": helps},
        )
        for name, (home, bar, helps) in _SAME.items()
    ]  # fmt: skip


def _lines(data: Path) -> Bank:
    lines = [line for line in read_lines(data) if line.split == "test" and "category" in line.targets][::EVERY]
    columns = [NAMES.index(name) for name in EXPRESSION[TEXT]]
    items = [spoken(words[:, columns]) for words in TextEncoder().encode([line.text for line in lines])]
    return _bank(TEXT, items, np.stack([line.targets["category"] for line in lines]))


def _voices(speakers: Sequence[Sequence[Heard]]) -> Bank:
    blocks = [block for speaker in speakers for block in expressed(speaker)]
    return _bank(VOICE, blocks, _one_hot([one.label for speaker in speakers for one in speaker]))


def _faces(photographs: Photographs) -> Bank:
    return _bank(FACE, photographs.blocks, _one_hot(photographs.labels))


def _bank(modality: str, items: Sequence[FloatArray], labels: FloatArray) -> Bank:
    return make_bank(modality, EXPRESSION[modality], items, labels, np.arange(len(items)))


def _one_hot(labels: Sequence[int]) -> FloatArray:
    return np.eye(len(CATEGORIES), dtype=np.float32)[list(labels)]
