"""Figures of merit, and the thresholds and temperatures that are chosen on development lines."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.card import Row
from mmsa_studio.core.vocabulary import POLARITIES

Floats = NDArray[np.float32]


def f1(predicted: NDArray[np.bool_], present: NDArray[np.bool_]) -> NDArray[np.float64]:
    """F1 of every class; 0 for a class neither predicted nor present. both shape (lines, classes)"""
    both = 2.0 * (predicted & present).sum(0)
    return np.asarray(both / np.maximum(predicted.sum(0) + present.sum(0), 1))


def balanced_accuracy(counts: NDArray[np.int64]) -> float:
    """Share of each true class that was called so, mean over those that occur. Rows of counts are true. shape (C, C)"""
    occurring = counts.sum(axis=1) > 0
    return float((counts.diagonal()[occurring] / counts[occurring].sum(axis=1)).mean())


def weighted_f1(said: NDArray[np.int64], truth: NDArray[np.int64], classes: int) -> float:
    """F1 of every class, weighted by how often it is true. both shape (lines,)"""
    one_hot = np.eye(classes, dtype=np.bool_)
    return float(np.average(f1(one_hot[said], one_hot[truth]), weights=np.bincount(truth, minlength=classes)))


def polarity_row(row: str, said: Floats, truth: NDArray[np.int64], **rest: Any) -> Row:  # noqa: ANN401
    """How well lines are told negative, neutral or positive.

    Args:
        row: its id.
        said: probabilities of `POLARITIES`. shape (lines, 3)
        truth: places in `POLARITIES`. shape (lines,)
        rest: what else the row says.
    """
    count = len(POLARITIES)
    always = np.full(len(truth), np.bincount(truth).argmax())
    value = weighted_f1(said.argmax(1), truth, count)
    return Row(row, f"weighted F1, {count} classes", value, baseline=weighted_f1(always, truth, count), **rest)


def best_thresholds(scores: Floats, present: NDArray[np.bool_], near: float = 0.005) -> Floats:
    """For every class the middle of the stretch of thresholds whose F1 is within `near` of the best."""
    steps = np.quantile(scores, np.linspace(0.2, 0.998, 300), axis=0)
    merits = np.stack([f1(scores > step, present) for step in steps])
    good = merits >= merits.max(0) - near
    return np.array([np.median(steps[good[:, k], k]) for k in range(scores.shape[1])], np.float32)


def always_f1(present: NDArray[np.bool_]) -> float:
    """Macro-F1 of who says every label of every line: the best that can be had without reading."""
    return float(f1(np.ones_like(present), present).mean())


def class_figures(
    names: tuple[str, ...], predicted: NDArray[np.bool_], present: NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and support by class."""
    right = (predicted & present).sum(0)
    precision = right / np.maximum(predicted.sum(0), 1)
    recall = right / np.maximum(present.sum(0), 1)
    columns = zip(names, precision, recall, f1(predicted, present), present.sum(0), strict=True)
    return {
        name: {"precision": float(p), "recall": float(r), "f1": float(f), "support": int(n)}
        for name, p, r, f, n in columns
    }


def log_softmax(logits: Floats) -> Floats:
    """Log-probabilities. shape (lines, classes)"""
    shifted = logits - logits.max(1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(1, keepdims=True)), np.float32)


def best_temperature(logits: Floats, targets: Floats) -> float:
    """The temperature under which the targets are most likely. both shape (lines, classes)"""
    steps = np.geomspace(0.3, 3.0, 200)
    losses = [-(targets * log_softmax(logits / np.float32(step))).sum() for step in steps]
    return float(steps[int(np.argmin(losses))])


def reliability(probabilities: Floats, targets: Floats, bins: int = 10) -> tuple[float, list[dict[str, Any]]]:
    """Expected calibration error of the likeliest class, and the bins of its reliability diagram.

    Args:
        probabilities: shape (lines, classes)
        targets: share of each class in the line's labels. shape (lines, classes)
        bins: of equal width.
    """
    likeliest = probabilities.argmax(1)
    confidence = probabilities[np.arange(len(likeliest)), likeliest]
    right = targets[np.arange(len(likeliest)), likeliest]
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = [
        {"confidence": float(confidence[at].mean()), "accuracy": float(right[at].mean()), "count": int(at.sum())}
        for at in (place == number for number in range(bins))
        if at.any()
    ]
    error = sum(abs(one["confidence"] - one["accuracy"]) * one["count"] for one in filled) / len(place)
    return float(error), filled


def confusion(probabilities: Floats, targets: Floats) -> list[list[int]]:
    """Lines with a single label: row the label, column the likeliest class."""
    single = (targets > 0).sum(1) == 1
    counts = np.zeros((targets.shape[1],) * 2, int)
    np.add.at(counts, (targets[single].argmax(1), probabilities[single].argmax(1)), 1)
    return [[int(count) for count in row] for row in counts]
