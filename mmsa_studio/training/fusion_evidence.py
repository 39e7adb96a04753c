"""What the fusion network is worth on composed scenes of people, lines and faces it never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from mmsa_studio.core.card import Row
from mmsa_studio.core.modality import MODALITIES, SOURCES
from mmsa_studio.core.track import BoolArray
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES
from mmsa_studio.fusion.network import FIRST_CATEGORY, FIRST_POLARITY, FusionNetwork
from mmsa_studio.training.fusion_fit import Banks
from mmsa_studio.training.fusion_loss import Batch, make_batch
from mmsa_studio.training.fusion_scores import (
    Answers,
    answer,
    best_single,
    ccc,
    confusion,
    coverage,
    fused_errors,
    fused_reliability,
)
from mmsa_studio.training.scenes import CLEAN, Composer, Recipe
from mmsa_studio.training.text_scores import balanced_accuracy

SPLIT = (
    "composed scenes from official test lines (GoEmotions, XED) and faces (FER+), and from EMO-DB speakers "
    "whose utterances neither the voice encoder that heard them nor the fusion was trained on"
)
SCENES = 120
_SEED = 20_000
_ALL = tuple(range(len(MODALITIES)))
_BARS = {"fusion-gain-category": 0.25, "fusion-gain-valence": 0.25, "conflict": 0.9, "band-coverage": 0.85}


def measure(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float]
) -> tuple[dict[str, float], dict[str, Any]]:
    """Every figure by row id, and what the page of evidence draws of it."""
    conditions, gaps, known_liar = _conditions(network, banks, reliability)
    gains = {name: _gain(*errors) for name, errors in conditions.items()}
    fused, single = (np.mean([errors[place] for errors in conditions.values()], axis=0) for place in (0, 1))
    held, something = coverage(gaps), gaps.valid.any(axis=1)
    counts, (miscalibration, bins) = confusion(gaps, something), fused_reliability(gaps, something)
    values = {
        "fusion-gain-category": float(1 - fused[0] / single[0]),
        "fusion-gain-valence": float(1 - fused[1] / single[1]),
        "conflict": (1 - conditions["conflict"][0][0]) / (1 - conditions["clean"][0][0]),
        "band-coverage": float(held[0].mean()),
        **_whole(gaps, something),
        "fusion-balanced": balanced_accuracy(counts),
        "fusion-ece": miscalibration,
    }
    details = {
        "fusion-gain-category": {name: _told(errors, 0) for name, errors in conditions.items()},
        "fusion-gain-valence": {name: _told(errors, 1) for name, errors in conditions.items()},
        "conflict": {
            "gain over the best single modality": gains["conflict"],
            "when told who lies": (1 - known_liar) / (1 - conditions["clean"][0][0]),
        },
        "band-coverage": {s: dict(zip(QUANTITIES, map(float, held[i]), strict=True)) for i, s in enumerate(SOURCES)},
        "fusion-balanced": {"labels": list(CATEGORIES), "confusion": counts.tolist()},
        "fusion-ece": {"reliability": bins},
    }
    return values, details


def rows(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float], trained: Mapping[str, Any], split: str = SPLIT
) -> list[Row]:
    """The rows of the model card.

    Args:
        network: the shipped one, measured now.
        banks: of the test side.
        reliability: see `Composer`.
        trained: what training measured in the same way: `seeds` (values by row id) and `ablations`.
        split: what it is measured on, in words.
    """
    values, details = measure(network, banks, reliability)
    trivial = baselines(banks, reliability)
    made = []
    for name, value in values.items():
        others = trained.get("seeds", {}).get(name, [value])
        made.append(
            Row(
                name, METRICS[name], value, float(np.std(others)), len(others), split, trivial.get(name),
                _ANCHORS.get(name, ""), _BARS.get(name), details.get(name, {}) | {"seeds": others},
            )
        )  # fmt: skip
    whole = float(np.mean(trained.get("seeds", {}).get("fusion-category", values["fusion-category"])))
    compared: dict[str, dict[str, list[float]]] = dict(trained.get("ablations", {}))
    compared |= {f"only-{m}": {"fusion-category": [value]} for m, value in _only(network, banks, reliability).items()}
    return made + [
        Row.measured(
            f"ablation-{name}", METRICS["fusion-category"], figures["fusion-category"], split=split,
            baseline=whole, anchor="the baseline is the network with everything, mean of its seeds",
            details=figures,
        )
        for name, figures in compared.items()
    ]  # fmt: skip


METRICS = {
    "fusion-gain-category": "relative reduction of the category error against the best single modality",
    "fusion-gain-valence": "relative reduction of the valence error (1 - CCC) against the best single modality",
    "conflict": "fused accuracy when exactly one modality lies, over the conflict-free accuracy",
    "band-coverage": "share of steps inside the 90 % band, mean over all quantities",
    "fusion-category": "accuracy of 7 categories, with gaps and noise",
    "fusion-balanced": "balanced accuracy of 7 categories, with gaps and noise",
    "fusion-ece": "expected calibration error of the likeliest category, with gaps and noise",
    "fusion-valence": "CCC of valence (derived), with gaps and noise",
    "fusion-arousal": "CCC of arousal (derived), with gaps and noise",
}
_ANCHORS = {"fusion-gain-category": "the field's claim of 40 %"}


def _conditions(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float]
) -> tuple[dict[str, tuple[tuple[float, float], tuple[float, float]]], Answers, float]:
    """Fused and best single errors in every condition, on steps where all compared are there.

    Also the answers to scenes with gaps, and the category error in conflicts when told who lies.
    """

    def asked(recipe: Recipe) -> tuple[Answers, Batch]:
        batch = make_batch(Composer(banks, recipe, reliability, _SEED).scenes(SCENES))
        return answer(network, batch), batch

    clean, batch = asked(CLEAN)
    noisy, _ = asked(replace(CLEAN, noisy=0.7))
    lied, conflicts = asked(replace(CLEAN, conflict=1.0))
    one_lies = lied.valid.all(1) & _one_lies(lied)
    gaps = answer(network, _with_gaps(banks, reliability))
    foreign, _ = asked(replace(CLEAN, foreign=1.0))
    found = {
        name: _errors(answers, answers.valid.all(1))
        for name, answers in (("clean", clean), ("noisy", noisy), ("foreign", foreign))
    }
    for pair in combinations(_ALL, 2):
        absent = next(m for m in _ALL if m not in pair)
        answers = answer(network, _without(batch, absent))
        found[f"no {MODALITIES[absent]}"] = _errors(answers, answers.valid[:, pair].all(1), pair)
    found["gaps"] = _errors(gaps, gaps.valid.all(1))
    found["conflict"] = _errors(lied, one_lies)
    return found, gaps, fused_errors(answer(network, _without_liars(conflicts)), one_lies)[0]


def _only(network: FusionNetwork, banks: Banks, reliability: Sequence[float]) -> dict[str, float]:
    """Accuracy of the category, with gaps and noise, when only one modality is given."""
    batch = _with_gaps(banks, reliability)
    something = batch.valid.any(-1).flatten().numpy()
    found = {}
    for place, modality in enumerate(MODALITIES):
        given = batch
        for other in set(_ALL) - {place}:
            given = _without(given, other)
        found[modality] = 1 - fused_errors(answer(network, given), something)[0]
    return found


def _with_gaps(banks: Banks, reliability: Sequence[float]) -> Batch:
    recipe = replace(Recipe(), conflict=0.0, foreign=0.0)
    return make_batch(Composer(banks, recipe, reliability, _SEED).scenes(SCENES))


def _one_lies(answers: Answers) -> BoolArray:
    """Steps at which exactly one modality shows another category than is true. shape (n,)"""
    shown = answers.targets[..., FIRST_CATEGORY:FIRST_POLARITY].argmax(-1)
    return np.asarray((shown[:, 1:] != shown[:, :1]).sum(axis=1) == 1)


def _without(batch: Batch, modality: int) -> Batch:
    valid = batch.valid.clone()
    valid[..., modality] = False
    return replace(batch, valid=valid)


def _without_liars(batch: Batch) -> Batch:
    """What a network sees that was told who lies: it bounds what any network can reach in conflicts."""
    shown = batch.targets[..., FIRST_CATEGORY:FIRST_POLARITY].argmax(-1)
    return replace(batch, valid=batch.valid & (shown[..., 1:] == shown[..., :1]))


def _errors(
    answers: Answers, steps: BoolArray, modalities: tuple[int, ...] = _ALL
) -> tuple[tuple[float, float], tuple[float, float]]:
    return fused_errors(answers, steps), best_single(answers, steps, modalities)


def _gain(fused: tuple[float, float], single: tuple[float, float]) -> float:
    return 1 - fused[0] / single[0]


def _told(errors: tuple[tuple[float, float], tuple[float, float]], place: int) -> dict[str, float]:
    fused, single = errors[0][place], errors[1][place]
    return {"fused error": fused, "best single error": single, "reduction": 1 - fused / single}


def _whole(answers: Answers, steps: BoolArray) -> dict[str, float]:
    """Accuracy and agreement wherever anything is known."""
    values, truth = answers.values[steps, 0], answers.targets[steps, 0]
    agreement = {name: ccc(values[:, i], truth[:, i]) for i, name in enumerate(("valence", "arousal"))}
    return {
        "fusion-category": 1 - fused_errors(answers, steps)[0],
        **{f"fusion-{name}": value for name, value in agreement.items()},
    }


def baselines(banks: Banks, reliability: Sequence[float]) -> dict[str, float]:
    """The trivial predictor: always the most frequent category, always the mean."""
    batch = _with_gaps(banks, reliability)
    true = batch.targets[:, :, 0, 3:10].argmax(-1)[batch.valid.any(-1)].numpy()
    most = np.bincount(true).max() / len(true)
    return {
        "fusion-category": float(most),
        "fusion-balanced": 1 / len(set(true)),
        "fusion-valence": 0.0,
        "fusion-arousal": 0.0,
        "fusion-gain-category": 0.0,
        "fusion-gain-valence": 0.0,
    }
