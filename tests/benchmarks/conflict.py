"""What limits the row `conflict`: how often could anybody tell who lies, who knew where moments and items begin?

    python -m tests.benchmarks.conflict --data DIR

Every item (a line, an utterance, a face) of a composed moment is judged by a classifier of its own, fitted to the
training side; Bayes' rule then weighs all hypotheses of the moment, an emotion and at most one modality that shows
another. Composed are the scenes of the test side that the row is measured on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.weights import load_weights
from mmsa_studio.fusion.moments import hypotheses
from mmsa_studio.training.banks import TEST, TRAIN, load_banks
from mmsa_studio.training.scenes import CLEAN, Bank, Composer, Recipe, Scene

SCENES = 400
_SEED = 20_000
_MAINLY = 0.4
_LIES = (0.05, 0.15, 0.3)
"""Chances that each modality lies that are tried; the best one counts, so that the bound is no accident."""


@dataclass(frozen=True)
class Moment:
    """What is true of a moment, how long it lasts, who lies, and log-likelihoods of what each modality shows. (M, C)"""

    category: int
    steps: int
    liar: int
    evidence: FloatArray


class Remembering(Composer):
    """Keeps the moments it composes, heard by the classifiers of each modality."""

    def __init__(self, banks: Mapping[str, Bank], recipe: Recipe, reliability: list[float], judges: list[Pipeline]):
        super().__init__(banks, recipe, reliability, _SEED)
        self.moments: list[Moment] = []
        self._judges = judges

    def _moment(self, scene: Scene, span: slice, category: int, present: BoolArray) -> None:
        super()._moment(scene, span, category, present)
        evidence = np.zeros((len(MODALITIES), len(CATEGORIES)))
        for place, modality in enumerate(MODALITIES):
            items = _items(scene.values[modality][span], scene.shown[span, place], scene.valid[span, place])
            if items:
                evidence[place] = _log_likelihoods(self._judges[place], items)
        self.moments.append(Moment(category, span.stop - span.start, int(scene.liar[span.start]), evidence))


def judges(banks: Mapping[str, Bank]) -> list[Pipeline]:
    """A classifier of items for each modality; all categories count alike, so it tells likelihoods."""
    fitted = []
    for modality in MODALITIES:
        bank = banks[modality]
        sure = np.flatnonzero(bank.labels.max(axis=1) >= _MAINLY)
        shown = np.stack([_summary(bank.item(int(place))) for place in sure])
        judge = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000, class_weight="balanced")).fit(
            shown, bank.labels[sure].argmax(axis=1)
        )
        fitted.append(judge)
    return fitted


def accuracy(moments: list[Moment], *, lies: float = 0.0, told: bool = False) -> float:
    """Share of steps whose emotion is told; with chance `lies` each modality may lie, or one is `told` who does."""
    right = [moment.steps * (_guess(moment, lies, told) == moment.category) for moment in moments]
    return float(sum(right) / sum(moment.steps for moment in moments))


def main(arguments: list[str] | None = None) -> None:
    """Print what is reached without a liar and with one, and what the network reaches beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    banks = load_banks(parser.parse_args(arguments).data, print)
    metadata = load_weights("fusion")[1]
    fitted = judges(banks[TRAIN])

    def composed(recipe: Recipe) -> list[Moment]:
        composer = Remembering(banks[TEST], recipe, metadata["reliability"], fitted)
        list(composer.scenes(SCENES))
        return composer.moments

    honest, lied = composed(CLEAN), composed(replace(CLEAN, conflict=1.0))
    clean = max(accuracy(honest, lies=lies) for lies in _LIES)
    unknown = max(accuracy(lied, lies=lies) for lies in _LIES)
    known = accuracy(lied, told=True)
    print(f"knowing moments and items: clean {clean:.3f}, conflict {unknown:.3f}, ratio {unknown / clean:.3f}")
    print(f"knowing who lies as well: conflict {known:.3f}, ratio {known / clean:.3f}")
    print(f"the networks, knowing neither: ratio {np.mean(metadata['seeds']['conflict']):.3f}")


def _items(values: FloatArray, shown: FloatArray, valid: BoolArray) -> list[FloatArray]:
    """The items of a moment: they end where nothing is shown, or something else is."""
    changes = np.flatnonzero((shown[1:] != shown[:-1]).any(axis=1) | (valid[1:] != valid[:-1])) + 1
    parts = np.split(np.arange(len(valid)), changes)
    return [_summary(values[part]) for part in parts if valid[part[0]]]


def _summary(item: FloatArray) -> FloatArray:
    """What is said of an item: mean and highest log-probabilities, mean probabilities, mean place. (T, D) -> (k,)"""
    said = item[:, : len(CATEGORIES)]
    return np.concatenate([item.mean(axis=0), said.max(axis=0), np.exp(said).mean(axis=0)])


def _log_likelihoods(judge: Pipeline, items: list[FloatArray]) -> FloatArray:
    """Summed over the items; a category that was never learned is as likely as any other. (C,)"""
    learned = judge.predict_log_proba(np.stack(items)).sum(axis=0)
    likely = np.full(len(CATEGORIES), learned.mean())
    likely[judge.classes_] = learned
    return likely


def _guess(moment: Moment, lies: float, told: bool) -> int:
    """The likeliest emotion of a moment."""
    if told:
        honest = [place for place in range(len(MODALITIES)) if place != moment.liar]
        return int(moment.evidence[honest].sum(axis=0).argmax())
    supposed = hypotheses(len(MODALITIES))
    fits = sum(moment.evidence[place, shown] for place, shown in enumerate(supposed.shown))
    others = len(CATEGORIES) - 1
    usual = np.where(supposed.liar == 0, 1 - len(MODALITIES) * lies, lies / others)
    total: NDArray[np.float64] = fits + np.log(usual)
    return int(np.argmax([logsumexp(total[supposed.category == c]) for c in range(len(CATEGORIES))]))


if __name__ == "__main__":
    main()
