"""What the shipped text encoder is worth on lines it never saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.card import Row
from mmsa_studio.core.circumplex import polarities
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.text import TextEncoder
from mmsa_studio.training.text_data import PLUTCHIK, Line, previous_lines, read_lines
from mmsa_studio.training.text_scores import (
    always_f1,
    class_figures,
    confusion,
    f1,
    log_softmax,
    polarity_row,
    reliability,
)  # fmt: skip

Labelled = tuple[Sequence[Line], dict[str, NDArray[np.float32]]]
"""Lines, and what a network says of them by task."""


CONTEXT_SHARES = (0.0, 0.05, 0.1, 0.2, 0.3)
"""How much of the sentence before may be mixed in."""


class Decision(NamedTuple):
    """Scores of classes, and which are present. both shape (lines, classes)"""

    scores: NDArray[np.float32]
    present: NDArray[np.bool_]


DECISIONS = ("goemotions", "xed-en", "xed-en-neutral")
"""What is decided by thresholds, which are chosen on development lines of the same kind."""


_EMOBANK = "EmoBank official test, 1,000 sentences"
_XED = "XED English subtitles, our fixed test split by hash of the line"
_ANCHORS = {
    "emobank-valence": ("about .84, best papers; frozen MiniLM + ridge .617", 0.74),
    "emobank-arousal": ("about .57, best papers; frozen MiniLM + ridge .419", 0.52),
}


def evidence(data: Path) -> list[Row]:
    """Measure the shipped weights, through the encoder the program uses.

    Raises:
        StudioError: when data or weights are missing.
    """
    encoder = TextEncoder()
    lines = [line for line in read_lines(data) if line.split == "test"]
    readings = encoder.read([line.text.split() for line in lines])
    said = {task: np.stack([reading.outputs[task] for reading in readings]) for task in encoder.metadata["tasks"]}
    rows = [_goemotions((lines, said), encoder.metadata), *_emobank((lines, said), encoder.metadata)]
    rows += [_xed((lines, said), encoder.metadata, neutral=neutral) for neutral in (False, True)]
    rows += [_sentiment((lines, said), encoder.metadata), _context(read_lines(data), encoder)]
    return [*rows, *_calibration((lines, said), encoder.metadata)]


def decision(name: str, lines: Sequence[Line], said: Mapping[str, NDArray[np.float32]]) -> Decision:
    """The scores that a decision is made from, and what is right; `xed-en` leaves out the neutral lines.

    The labels of a subtitle are read relative to each other, for every line has one; comments may have several.

    Args:
        name: one of `DECISIONS`.
        lines: of any source.
        said: what a network says of them, by task.
    """
    task, neutral = ("goemotions" if name == "goemotions" else "xed"), PLUTCHIK.index("neutral")
    emotional = name == "xed-en"
    places = [
        i for i, line in enumerate(lines) if task in line.targets and not (emotional and line.targets["xed"][neutral])
    ]
    scores, targets = said[task][places], np.stack([lines[i].targets[task] for i in places])
    if emotional:
        scores, targets = scores[:, :neutral], targets[:, :neutral]
    return Decision(scores if task == "goemotions" else log_softmax(scores), targets > 0)


def merits(labelled: Labelled, scale: Mapping[str, Any]) -> dict[str, float]:
    """The figures of the first bars for lines and what a network says of them, by row id."""
    valence, arousal = _correlations(labelled)
    return {
        "goemotions-ekman": float(f1(*_decided(labelled, scale, "goemotions")).mean()),
        "emobank-valence": valence,
        "emobank-arousal": arousal,
        "xed-en": float(f1(*_decided(labelled, scale, "xed-en")).mean()),
    }


def _goemotions(labelled: Labelled, meta: Mapping[str, Any]) -> Row:
    predicted, present = _decided(labelled, meta, "goemotions")
    return Row(
        "goemotions-ekman",
        "macro-F1",
        float(f1(predicted, present).mean()),
        **_spread(meta, "goemotions-ekman"),
        split=f"GoEmotions official test, {len(present):,} comments, Ekman level; thresholds from dev",
        baseline=always_f1(present),
        anchor="BERT-base 0.64 (Demszky et al. 2020)",
        bar=0.60,
        details={"classes": class_figures(CATEGORIES, predicted, present)},
    )


def _xed(labelled: Labelled, meta: Mapping[str, Any], *, neutral: bool) -> Row:
    predicted, present = _decided(labelled, meta, "xed-en-neutral" if neutral else "xed-en")
    names = PLUTCHIK if neutral else PLUTCHIK[:-1]
    anchors = ("BERT 0.467 with neutral" if neutral else "BERT 0.536") + " (Öhman et al. 2020, their own split)"
    return Row(
        "xed-en-neutral" if neutral else "xed-en",
        "macro-F1",
        float(f1(predicted, present).mean()),
        **({} if neutral else _spread(meta, "xed-en")),
        split=f"{_XED}, {len(present):,} lines, {len(names)} classes; thresholds from dev",
        baseline=always_f1(present),
        anchor=anchors,
        bar=None if neutral else 0.50,
        details={"classes": class_figures(names, predicted, present)},
    )


def _sentiment(labelled: Labelled, meta: Mapping[str, Any]) -> Row:
    """Subtitles as negative, neutral or positive; those whose labels point both ways are left out."""
    places = [i for i, line in enumerate(labelled[0]) if line.source == "xed" and "category" in line.targets]
    truth = polarities(np.stack([labelled[0][i].targets["category"] for i in places]))
    clear = truth.max(1) > 0.5
    said = polarities(np.exp(log_softmax(labelled[1]["category"][places] / meta["temperature"]["line"])))
    split = f"{_XED}, {clear.sum():,} lines whose labels do not point both ways; surprise counts as neutral"
    return polarity_row("xed-sentiment", said[clear], truth[clear].argmax(1), split=split)


def _emobank(labelled: Labelled, meta: Mapping[str, Any]) -> list[Row]:
    values = zip(_correlations(labelled), _ANCHORS.items(), strict=True)
    return [
        Row(row, "Pearson r", value, **_spread(meta, row), split=_EMOBANK, baseline=0.0, anchor=anchor, bar=bar)
        for value, (row, (anchor, bar)) in values
    ]


def _calibration(labelled: Labelled, meta: Mapping[str, Any]) -> list[Row]:
    """How far the stated probability of the likeliest category is from how often it is right."""
    rows = []
    for source, split in (("goemotions", "GoEmotions official test"), ("xed", _XED)):
        places = [i for i, line in enumerate(labelled[0]) if line.source == source and "category" in line.targets]
        targets = np.stack([labelled[0][i].targets["category"] for i in places])
        probabilities = np.exp(log_softmax(labelled[1]["category"][places] / meta["temperature"]["line"]))
        error, bins = reliability(probabilities, targets)
        majority = np.full_like(probabilities, 0.0)
        majority[:, targets.sum(0).argmax()] = 1.0
        rows.append(
            Row(
                f"text-calibration-{source}",
                "expected calibration error",
                error,
                split=split,
                baseline=reliability(majority, targets)[0],
                details={
                    "reliability": bins,
                    "labels": list(CATEGORIES),
                    "confusion": confusion(probabilities, targets),
                    "accuracy": float((targets[np.arange(len(targets)), probabilities.argmax(1)] > 0).mean()),
                },
            )
        )
    return rows


def _context(lines: Sequence[Line], encoder: TextEncoder) -> Row:
    """What the sentence before adds to the valence of a sentence, where EmoBank says which one that was."""
    rated = [line for line in lines if line.source == "emobank"]
    before = previous_lines(rated)
    scores: dict[str, list[float]] = {}
    for split in ("dev", "test"):
        places = [place for place in before if rated[place].split == split]
        ratings = np.array([rated[place].targets["affect"][0] for place in places])
        own, previous = (
            np.array([one.outputs["affect"][0] for one in encoder.read([rated[i].text.split() for i in chosen])])
            for chosen in (places, [before[place] for place in places])
        )
        scores[split] = [float(np.corrcoef(own + share * previous, ratings)[0, 1]) for share in CONTEXT_SHARES]
    chosen = int(np.argmax(scores["dev"]))
    return Row(
        "text-context",
        "Pearson r of valence",
        scores["test"][chosen],
        split="EmoBank official test, sentences whose predecessor is known; share of the predecessor from dev",
        baseline=scores["test"][0],
        anchor="baseline: the sentence alone",
        details={"shares": list(CONTEXT_SHARES), **scores, "chosen": CONTEXT_SHARES[chosen]},
    )


def _spread(meta: Mapping[str, Any], row: str) -> dict[str, Any]:
    values = meta["seeds"][row]
    return {"spread": float(np.std(values)), "seeds": len(values)}


def _decided(labelled: Labelled, scale: Mapping[str, Any], name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is predicted and what is present. both shape (lines, classes)"""
    scores, present = decision(name, *labelled)
    return scores > np.array(scale["thresholds"][name], np.float32), present


def _correlations(labelled: Labelled) -> tuple[float, float]:
    lines, said = labelled
    places = [i for i, line in enumerate(lines) if "affect" in line.targets]
    ratings = np.stack([lines[i].targets["affect"] for i in places])
    valence, arousal = (float(np.corrcoef(said["affect"][places, k], ratings[:, k])[0, 1]) for k in (0, 1))
    return valence, arousal
