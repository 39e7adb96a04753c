"""Whether explanations can be trusted and subtext is found, on composed scenes of unseen people and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.questions import CHANCE
from mmsa_studio.core.subtext import subtext
from mmsa_studio.core.timeline import EmotionTimeline, ModelIdentity
from mmsa_studio.core.track import BoolArray, FloatArray, Grid
from mmsa_studio.core.vocabulary import MODALITIES, QUANTITIES
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE
from mmsa_studio.fusion.network import FIRST_CATEGORY, FIRST_POLARITY, FusionNetwork
from mmsa_studio.fusion.trust import Curve, faithfulness
from mmsa_studio.training.card import Row
from mmsa_studio.training.fusion_fit import Banks
from mmsa_studio.training.fusion_loss import make_batch
from mmsa_studio.training.fusion_scores import predict_in_chunks
from mmsa_studio.training.scenes import CLEAN, Composer, Recipe, Scene

WINDOWS = 60
CONFLICT_SCENES = 100
_SEED = 30_000
_CATEGORIES = slice(FIRST_CATEGORY, FIRST_POLARITY)


def rows(network: FusionNetwork, banks: Banks, reliability: Sequence[float], split: str) -> list[Row]:
    """The rows `deletion-auc`, `insertion-auc` and `subtext-auc`."""
    told = _trust(network, banks, reliability)
    curves = {way: [curves[way] for curves in told] for way in told[0]} if told else {}
    found, alone = subtext_auc(network, banks, reliability)
    return [
        *(_trust_row(name, curves, split) for name in ("deletion", "insertion") if curves),
        Row(
            "subtext-auc", "area under the ROC of the lane: one modality shows another category, or none does", found,
            split=split, baseline=max(alone.values()), bar=0.85, details={"uncertainty of one alone": alone},
        ),
    ]  # fmt: skip


def _trust_row(name: str, curves: dict[str, list[Curve]], split: str) -> Row:
    """How far the answer falls (deletion) or rises (insertion) with the relevance that is shown."""
    means = {way: float(np.mean([getattr(curve, name) for curve in listed])) for way, listed in curves.items()}
    pick = min if name == "deletion" else max
    return Row(
        f"{name}-auc",
        f"area under the {name} curve of relevance, 1 = the whole answer, {'small' if name == 'deletion' else 'large'}"
        f" is good; mean of {len(curves[RELEVANCE])} windows",
        means[RELEVANCE],
        split=split,
        baseline=means[CHANCE],
        bar=pick(means[CHANCE], means[AVERAGE]),
        details=means,
    )


def _trust(network: FusionNetwork, banks: Banks, reliability: Sequence[float]) -> list[dict[str, Curve]]:
    """Curves of the most likely category in the middle of windows in which something is known."""
    halo, told = network.shape.halo, []
    composer = Composer(banks, replace(Recipe(), steps=2 * halo + 1), reliability, _SEED)
    for number, scene in enumerate(composer.scenes(WINDOWS)):
        batch = make_batch([scene])
        if not scene.valid[halo].any():
            continue
        values, _ = predict_in_chunks(network, batch)
        category = int(values[0, halo, 0, _CATEGORIES].argmax())
        inputs = {m: array[0] for m, array in batch.inputs.items()}
        quantity = QUANTITIES[FIRST_CATEGORY + category]
        curves = faithfulness(network, inputs, torch.from_numpy(scene.valid), quantity, seed=number)
        told += [curves] if curves else []
    return told


def subtext_auc(network: FusionNetwork, banks: Banks, reliability: Sequence[float]) -> tuple[float, dict[str, float]]:
    """How well the lane tells steps with one liar from those with none, and how well each modality's doubt does."""
    scenes = list(Composer(banks, replace(CLEAN, conflict=0.5), reliability, _SEED + 1).scenes(CONFLICT_SCENES))
    values, _ = predict_in_chunks(network, make_batch(scenes))
    lanes = [subtext(_timeline(scene, said)).strength for scene, said in zip(scenes, values.numpy(), strict=True)]
    liars = np.concatenate([_liars(scene) for scene in scenes])
    known = np.concatenate([scene.valid.all(axis=1) for scene in scenes]) & (liars <= 1)
    lied = liars[known] == 1
    doubt = 1 - values[:, :, 1:, _CATEGORIES].amax(-1).flatten(0, 1).numpy()[known]
    alone = {modality: area(doubt[:, place], lied) for place, modality in enumerate(MODALITIES)}
    return area(np.concatenate(lanes)[known], lied), alone


def _liars(scene: Scene) -> NDArray[np.int64]:
    """How many modalities show another category than is true. shape (T,)"""
    return np.asarray((scene.shown.argmax(-1) != scene.truth.argmax(-1)[:, None]).sum(axis=1))


def _timeline(scene: Scene, said: FloatArray) -> EmotionTimeline:
    """A scene's answers as a timeline, whose bands subtext does not look at. said (T, S, Q)"""
    empty = EmotionTimeline.empty(Grid(len(said)), ModelIdentity("", "", ""))
    valid = np.concatenate([scene.valid.any(axis=1, keepdims=True), scene.valid], axis=1).T
    return replace(empty, values=said.transpose(1, 0, 2) * valid[..., None], valid=valid)


def area(scores: FloatArray, positive: BoolArray) -> float:
    """Area under the ROC: how often a positive scores above a negative, ties counting half."""
    order: NDArray[Any] = np.argsort(scores, kind="stable")
    ranked = np.empty(len(scores))
    ranked[order] = np.arange(1, len(scores) + 1)
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.bincount(place, ranked) / count)[place]
    many, few = int(positive.sum()), int((~positive).sum())
    if not many or not few:
        return 0.5
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))
