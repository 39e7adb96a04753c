"""Whether explanations can be trusted and subtext is found, on composed scenes of unseen people and lines."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.card import Row
from mmsa_studio.core.find import disagreements
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.model import ModelIdentity
from mmsa_studio.core.questions import CHANCE
from mmsa_studio.core.subtext import PAIRS, subtext
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import STEP, BoolArray, FloatArray, Grid
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE, ROLLOUT, attention_maps, relevance_map
from mmsa_studio.fusion.network import FIRST_CATEGORY, FIRST_POLARITY, FusionNetwork, scores
from mmsa_studio.fusion.trust import Curve, faithfulness
from mmsa_studio.training.fusion_fit import Banks
from mmsa_studio.training.fusion_loss import make_batch
from mmsa_studio.training.fusion_scores import predict_in_chunks
from mmsa_studio.training.scenes import CLEAN, Composer, Recipe, Scene

WINDOWS = 60
CONFLICT_SCENES = 100
CLAIM_SCENES = 100
SANITY_SCENES = 40
SANITY_SEEDS = 3
_SANITY = "rank correlation of a column with that of the same network with its weights shuffled; small is good"
_SEED = 30_000
_CATEGORIES = slice(FIRST_CATEGORY, FIRST_POLARITY)


def measure(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float]
) -> tuple[dict[str, float], dict[str, Any]]:
    """Every figure by row id, and what is compared with it."""
    told = _trust(network, banks, reliability)
    ways = {
        f"{name}-auc": {way: float(np.mean([getattr(curves[way], name) for curves in told])) for way in told[0]}
        for name in ("deletion", "insertion")
        if told
    }
    found, alone = subtext_auc(network, banks, reliability)
    values = {name: means[RELEVANCE] for name, means in ways.items()}
    details: dict[str, Any] = {name: {**means, "windows": len(told)} for name, means in ways.items()}
    return values | {"subtext-auc": found}, details | {"subtext-auc": {"uncertainty of one alone": alone}}


def rows(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float], trained: Mapping[str, Any], split: str
) -> list[Row]:
    """The rows `deletion-auc`, `insertion-auc`, `subtext-auc`, `subtext-claims` and, for each heatmap, `sanity-...`.

    Arguments as in `fusion_evidence.rows`.
    """
    values, details = measure(network, banks, reliability)
    made = []
    for name, value in values.items():
        others = trained.get("seeds", {}).get(name, [value])
        baseline, bar = _compared(name, details[name])
        made.append(
            Row(
                name, _METRICS[name], value, float(np.std(others)), len(others), split, baseline, bar=bar,
                details=details[name] | {"seeds": others},
            )
        )  # fmt: skip
    claims = claims_row(network, banks, reliability, split)
    return [*made, claims, *sanity_rows(network, banks, reliability, split)]


_METRICS = {
    "deletion-auc": "area under the deletion curve of relevance, 1 = the whole answer, small is good",
    "insertion-auc": "area under the insertion curve of relevance, 1 = the whole answer, large is good",
    "subtext-auc": "area under the ROC of the lane: one modality shows another category, or none does",
}


def _compared(name: str, details: dict[str, Any]) -> tuple[float, float]:
    """What a trivial predictor reaches, and the bar."""
    if name == "subtext-auc":
        return max(details["uncertainty of one alone"].values()), 0.85
    better = min if name == "deletion-auc" else max
    return details[CHANCE], better(details[CHANCE], details[AVERAGE])


def claims_row(network: FusionNetwork, banks: Banks, reliability: Sequence[float], split: str) -> Row:
    """How many of the found subtext markers hold what they say, scenes with and without conflicts alike."""
    right, found, details = 0, 0, {}
    for name, conflict in (("with conflicts", 0.5), ("without", 0.0)):
        scenes = list(Composer(banks, replace(CLEAN, conflict=conflict), reliability, _SEED + 3).scenes(CLAIM_SCENES))
        values, _ = predict_in_chunks(network, make_batch(scenes))
        held = [claim for scene, said in zip(scenes, values.numpy(), strict=True) for claim in _claims(scene, said)]
        minutes = sum(len(scene.valid) for scene in scenes) * float(STEP) / 60
        details[f"false claims a minute {name}"] = held.count(False) / minutes
        details[f"claims a minute {name}"] = len(held) / minutes
        right, found = right + sum(held), found + len(held)
    metric = "share of found subtext in most of which the two named really show different categories"
    return Row("subtext-claims", metric, right / max(found, 1), split=split, bar=0.8, details=details)


def _claims(scene: Scene, said: FloatArray) -> Iterator[bool]:
    """Of every stretch that would be marked, whether the two really differ in most of it."""
    timeline, shown = _timeline(scene, said), scene.shown.argmax(-1)
    for place, start, end in disagreements(timeline, subtext(timeline)):
        one, other = PAIRS[place]
        yield bool((shown[start:end, one] != shown[start:end, other]).mean() > 0.5)


def sanity_rows(network: FusionNetwork, banks: Banks, reliability: Sequence[float], split: str) -> Iterator[Row]:
    """One row for each heatmap: how much of it is there without anything learned."""
    for way, (found, near) in sanity(network, banks, reliability).items():
        details = {"within reach": float(np.mean(near))}
        yield Row.measured(f"sanity-{way}", _SANITY, found, split=split, details=details)


def sanity(
    network: FusionNetwork, banks: Banks, reliability: Sequence[float]
) -> dict[str, tuple[list[float], list[float]]]:
    """How much of each heatmap is there without anything learned (Adebayo et al. 2018).

    Returns:
        By name of the heatmap, for each of some networks of shuffled weights, the mean rank correlation of its
        columns with those of the network: over all that is there, and over what lies within a layer's reach, for
        what lies beyond it has little weight in any network.
    """
    recipe = replace(Recipe(), steps=2 * network.shape.halo + 1)
    scenes = list(Composer(banks, recipe, reliability, _SEED + 2).scenes(SANITY_SCENES))
    scenes = [scene for scene in scenes if scene.valid[network.shape.halo].any()]
    there = [scene.valid.ravel() for scene in scenes]
    near = [(scene.valid & _near(network)[:, None]).ravel() for scene in scenes]
    learned = _columns(network, scenes)
    shuffled = [_columns(randomised(network, seed), scenes) for seed in range(SANITY_SEEDS)]
    return {
        way: ([_alike(columns, random[way], there) for random in shuffled],
              [_alike(columns, random[way], near) for random in shuffled])
        for way, columns in learned.items()
    }  # fmt: skip


def _near(network: FusionNetwork) -> BoolArray:
    """Which steps a layer can look at from the middle of a window."""
    halo = network.shape.halo
    return np.asarray(np.abs(np.arange(2 * halo + 1) - halo) <= network.shape.reach)


def _alike(columns: Sequence[FloatArray], others: Sequence[FloatArray], chosen: Sequence[BoolArray]) -> float:
    parts = zip(columns, others, chosen, strict=True)
    return float(np.mean([rank_correlation(one[part], other[part]) for one, other, part in parts]))


def randomised(network: FusionNetwork, seed: int) -> FusionNetwork:
    """The same network with every weight drawn again from among those of its tensor: as large, and nothing learned."""
    made, generator = copy.deepcopy(network), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in made.parameters():
            order = torch.randperm(parameter.numel(), generator=generator)
            parameter.copy_(parameter.flatten()[order].view_as(parameter))
    return made


def _columns(network: FusionNetwork, scenes: Sequence[Scene]) -> dict[str, list[FloatArray]]:
    """By heatmap, the weights of all tokens for the middle of each scene."""
    halo = network.shape.halo
    found: dict[str, list[FloatArray]] = {way: [] for way in (AVERAGE, ROLLOUT, RELEVANCE)}
    column = torch.tensor([[halo]])
    for scene in scenes:
        batch = make_batch([scene])
        fused = network.fuse(network.encode(batch.inputs, batch.valid), batch.valid, plain=True)
        maps = attention_maps(fused, column)
        maps[RELEVANCE] = relevance_map(fused, scores(fused.raw)[:, halo, :1], column)
        for way, columns in found.items():
            columns.append(maps[way].detach().numpy()[0, 0])
    return found


def rank_correlation(one: FloatArray, other: FloatArray) -> float:
    """Spearman's; 0 where either does not vary."""
    ranks = [np.argsort(np.argsort(values, kind="stable")) for values in (one, other)]
    if any(values.std() == 0 for values in (one, other)):
        return 0.0
    return float(np.corrcoef(ranks)[0, 1])


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
