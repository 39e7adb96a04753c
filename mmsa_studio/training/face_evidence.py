"""What the shipped face network says about faces it never saw, against what ten annotators said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.action_units import ACTION_UNITS
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.action_units import measure
from mmsa_studio.features.face_encoder import FaceEncoder, folded
from mmsa_studio.features.face_network import ExpressionEnsemble
from mmsa_studio.training.card import Row
from mmsa_studio.training.face_data import LABELS, Faces, Prepared, load_faces, prepare
from mmsa_studio.training.face_films import baseline_row
from mmsa_studio.training.text_scores import class_figures, f1, log_softmax, reliability

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

    The value is the shipped ensemble's; the spread is over its members, each trained from its own seed.
    """
    encoder = FaceEncoder()
    test = load_faces(data, "test")
    _, logits = ask_all(encoder.network, prepare(test, encoder.canonical))
    answers = [log_softmax((logits.mean(0) / encoder.network.temperature).numpy()), *(one.numpy() for one in logits)]
    agreed = test.agreed()
    certain = [answer[agreed] for answer in answers]
    details = _details(test.where(agreed), certain[0])
    classes = _class_details(test.where(agreed), certain[0]) | {"action units": _unit_details(test, encoder)}
    return [
        _row("ferplus", "accuracy", certain, test.where(agreed), AGREED, 0.82, details),
        _row("ferplus-macro-f1", "macro-F1", certain, test.where(agreed), AGREED, 0.62, classes),
        _row("ferplus-all", "accuracy", answers, test, ALL, None, _details(test, answers[0])),
        _row("ferplus-all-macro-f1", "macro-F1", answers, test, ALL, None, _class_details(test, answers[0])),
    ]


def _row(
    row: str, metric: str, answers: list[Floats], test: Faces, split: str, bar: float | None, details: dict[str, Any]
) -> Row:
    """One number from the answers of the ensemble, followed by those of its members."""
    merit, majority = _MERITS[metric], test.majority()
    always = np.eye(len(LABELS))[np.full(len(test), np.bincount(majority).argmax())]
    members = [merit(answer, majority) for answer in answers[1:]]
    return Row(
        row,
        metric,
        merit(answers[0], majority),
        spread=float(np.std(members)),
        seeds=len(members),
        split=split,
        baseline=merit(always, majority),
        anchor=ANCHOR if metric == "accuracy" and bar else "",
        bar=bar,
        details=details | {"members": members},
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


_MERITS = {"accuracy": accuracy, "macro-F1": macro_f1}


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
    truth = np.array([CATEGORIES.index(_CATEGORY_OF[label]) for label in LABELS])[majority]
    return {
        "classes": class_figures(LABELS, classes[logs.argmax(1)], classes[majority]),
        "7 categories": {"accuracy": accuracy(seven, truth), "macro-F1": macro_f1(seven, truth)},
    }


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
