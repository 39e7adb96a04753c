"""What the shipped face network says about faces it never saw, against what ten annotators said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.card import Row
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.action_units import measure
from mmsa_studio.features.face_encoder import FaceEncoder, folded
from mmsa_studio.features.face_network import ExpressionEnsemble
from mmsa_studio.training.face_data import LABELS, Faces, Prepared, load_faces, prepare
from mmsa_studio.training.face_films import baseline_row
from mmsa_studio.training.text_scores import balanced_accuracy, class_figures, f1, log_softmax, reliability

Floats = NDArray[np.float32]

ANCHOR = "0.85 VGG13 trained on vote distributions (Barsoum et al. 2016)"
AGREED = "FER+ official test, majority label as Barsoum et al. 2016: more than half of the votes, single votes dropped"
ALL = "FER+ official test, all faces whose most frequent vote is an expression, however few agree"


def evidence(data: Path) -> list[Row]:
    """Everything measured with the shipped weights: FER+, and where there is footage, the person's baseline.

    Args:
        data: the folder of real data.

    Raises:
        StudioError: when the data or the weights are missing.
    """
    films = baseline_row(data)
    return [*expression_rows(data), *([films] if films else [])]


def expression_rows(data: Path) -> list[Row]:
    """Accuracy and macro-F1 on FER+, contempt apart as FER+ has it, where annotators agree and on all faces.

    The value is the shipped ensemble's; the spread is over all seeds that were trained, as `member_merits` found it.
    """
    encoder = FaceEncoder()
    test = load_faces(data, "test")
    _, logits = ask_all(encoder.network, prepare(test, encoder.canonical))
    answer = log_softmax((logits.mean(0) / encoder.network.temperature).numpy())
    agreed = test.where(test.agreed())
    certain = answer[test.agreed()]
    details = _details(agreed, certain)
    classes = _class_details(agreed, certain) | {"action units": _unit_details(test, encoder)}
    merits = encoder.metadata["merits"]
    return [
        _row("ferplus", merits, certain, agreed, AGREED, 0.82, details),
        _row("ferplus-macro-f1", merits, certain, agreed, AGREED, 0.62, classes),
        _row("ferplus-all", merits, answer, test, ALL, None, _details(test, answer)),
        _row("ferplus-all-macro-f1", merits, answer, test, ALL, None, _class_details(test, answer)),
        _balanced(agreed, certain),
    ]


def member_merits(ensemble: ExpressionEnsemble, test: Faces) -> dict[str, list[float]]:
    """What every member reaches by itself on the test faces, by row id."""
    logits = ask_all(ensemble, prepare(test, ensemble.canonical.numpy()))[1].numpy()
    agreed = test.agreed()
    return {
        row: [
            _merit(row)(one, test.majority()) if row in _ON_ALL else _merit(row)(one[agreed], test.majority()[agreed])
            for one in logits
        ]
        for row in _METRICS
    }


def _row(
    row: str,
    merits: Mapping[str, Sequence[float]],
    answer: Floats,
    test: Faces,
    split: str,
    bar: float | None,
    details: dict[str, Any],
) -> Row:
    """One number from the answer of the ensemble, with the spread over its seeds."""
    metric, merit, majority = _METRICS[row], _merit(row), test.majority()
    always = np.eye(len(LABELS))[np.full(len(test), np.bincount(majority).argmax())]
    return Row(
        row,
        metric,
        merit(answer, majority),
        spread=float(np.std(merits[row])),
        seeds=len(merits[row]),
        split=split,
        baseline=merit(always, majority),
        anchor=ANCHOR if metric == "accuracy" and bar else "",
        bar=bar,
        details=details | {"members": list(merits[row])},
    )


def _balanced(test: Faces, logs: Floats) -> Row:
    """Recall of the program's categories, each counting the same, so that strangers' photographs can be compared."""
    counts = np.zeros((len(CATEGORIES), len(CATEGORIES)), int)
    np.add.at(counts, (_as_categories(test), folded(torch.from_numpy(logs)).numpy().argmax(1)), 1)
    return Row(
        "ferplus-balanced",
        f"balanced accuracy, {len(CATEGORIES)} classes",
        balanced_accuracy(counts),
        split=AGREED,
        baseline=1 / len(CATEGORIES),
        details={"labels": list(CATEGORIES), "confusion": counts.tolist()},
    )


def ask_all(ensemble: ExpressionEnsemble, faces: Prepared, every: int = 1) -> tuple[Tensor, Tensor]:
    """What `ExpressionEnsemble.ask` says about one face in `every`, in batches."""
    answers = []
    with torch.inference_mode():
        for start in range(0, len(faces), 512):
            part = slice(start, min(start + 512, len(faces)), every)
            answers.append(ensemble.ask(faces.crops(part), faces.offsets[part], faces.found[part]))
    return torch.cat([joined for joined, _ in answers]), torch.cat([logits for _, logits in answers], dim=1)


def accuracy(scores: NDArray[np.floating[Any]], truth: NDArray[np.int64]) -> float:
    """Share of faces whose highest score is the truth. scores (N, C), truth (N,)"""
    return float((scores.argmax(1) == truth).mean())


def macro_f1(scores: NDArray[np.floating[Any]], truth: NDArray[np.int64]) -> float:
    """Mean F1 of the classes. scores (N, C), truth (N,)"""
    classes = np.eye(scores.shape[1], dtype=np.bool_)
    return float(f1(classes[scores.argmax(1)], classes[truth]).mean())


def auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Chance that a positive scores above a negative, ties half. both shape (N,)"""
    above = np.searchsorted(np.sort(scores[~positive]), scores[positive], "left")
    reach = np.searchsorted(np.sort(scores[~positive]), scores[positive], "right")
    return float((above + reach).mean() / 2 / (~positive).sum())


_METRICS = {
    "ferplus": "accuracy",
    "ferplus-macro-f1": "macro-F1",
    "ferplus-all": "accuracy",
    "ferplus-all-macro-f1": "macro-F1",
}
_ON_ALL = ("ferplus-all", "ferplus-all-macro-f1")


def _merit(row: str) -> Callable[[NDArray[np.floating[Any]], NDArray[np.int64]], float]:
    return accuracy if _METRICS[row] == "accuracy" else macro_f1


def _details(test: Faces, logs: Floats) -> dict[str, Any]:
    majority, predicted = test.majority(), logs.argmax(1)
    counts = np.zeros((len(LABELS), len(LABELS)), int)
    np.add.at(counts, (majority, predicted), 1)
    error, bins = reliability(np.exp(logs), np.eye(len(LABELS), dtype=np.float32)[majority])
    return {
        "labels": list(LABELS),
        "confusion": counts.tolist(),
        "reliability": bins,
        "expected calibration error": error,
        "faces": len(test),
        "faces with a mesh": int(test.found.sum()),
        "right without a mesh": int((predicted == majority)[~test.found].sum()),
    }


def _class_details(test: Faces, logs: Floats) -> dict[str, Any]:
    majority = test.majority()
    classes = np.eye(len(LABELS), dtype=np.bool_)
    seven = folded(torch.from_numpy(logs)).numpy()
    truth = _as_categories(test)
    return {
        "classes": class_figures(LABELS, classes[logs.argmax(1)], classes[majority]),
        "7 categories": {"accuracy": accuracy(seven, truth), "macro-F1": macro_f1(seven, truth)},
    }


def _as_categories(test: Faces) -> NDArray[np.int64]:
    """The majority as a place in `CATEGORIES`. shape (N,)"""
    return np.array([CATEGORIES.index(_CATEGORY_OF[label]) for label in LABELS])[test.majority()]


_CATEGORY_OF = {
    "neutral": "neutral",
    "happiness": "joy",
    "surprise": "surprise",
    "sadness": "sadness",
    "anger": "anger",
    "disgust": "disgust",
    "fear": "fear",
    "contempt": "disgust",
}
_EXPECTED = {
    "AU01": "fear",
    "AU02": "surprise",
    "AU04": "anger",
    "AU05": "surprise",
    "AU06": "happiness",
    "AU07": "anger",
    "AU09": "disgust",
    "AU10": "disgust",
    "AU12": "happiness",
    "AU15": "sadness",
    "AU20": "fear",
    "AU25": "surprise",
    "AU26": "surprise",
}
"""The expression a unit belongs to by EMFACS, where there is one: FER+ has no units to compare with."""


def _unit_details(test: Faces, encoder: FaceEncoder) -> dict[str, Any]:
    """How well each unit alone tells its expression from neutral faces (area under the ROC curve)."""
    seen = test.where(test.found)
    offsets = prepare(seen, encoder.canonical).offsets.numpy()
    units = encoder.scale.intensities(measure(offsets + encoder.canonical))
    majority = seen.majority()
    told = {}
    for code, label in _EXPECTED.items():
        compared = np.isin(majority, (LABELS.index("neutral"), LABELS.index(label)))
        strength = units[compared, list(ACTION_UNITS).index(code)]
        told[code] = {"of": label, "auc": auc(strength, majority[compared] == LABELS.index(label))}
    return told
