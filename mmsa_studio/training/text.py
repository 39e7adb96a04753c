"""Trains the text encoder from the raw sets to shipped weights, and measures what was shipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from mmsa_studio.core.paths import atomic_path, cache_dir
from mmsa_studio.features.weights import save_weights
from mmsa_studio.training import text_fit
from mmsa_studio.training.text_data import TASKS, Line, read_lines
from mmsa_studio.training.text_evidence import DECISIONS, decision, evidence, merits
from mmsa_studio.training.text_fit import Corpus, Log, TextNetwork, affect_standard, fit, outputs, prepare
from mmsa_studio.training.text_scores import best_temperature, best_thresholds

__all__ = ["evidence", "forget", "train"]

NEUTRAL_RATING = 3.0
"""The middle of EmoBank's scale of 1 to 5, which becomes 0."""
SEEDS_APART = 10
"""The second stage of seed 1 is seeded with 11."""
REACH_DEVIATIONS = 3.0
"""How many standard deviations of the ratings become 1, before tanh: EmoBank's readers rarely leave the middle."""


def train(data: Path, *, seeds: Sequence[int] = (1, 2, 3), log: Log = print) -> None:
    """Train with every seed and ship what is best on the development lines: one of them, or their mean.

    A seed that was trained before with the same settings is taken from the cache; see `forget`.
    """
    corpus = prepare(read_lines(data), log)
    networks = {f"seed {seed}": _fitted(corpus, seed, log) for seed in seeds}
    scales = {name: calibrate(network, corpus) for name, network in networks.items()}
    values = [merits(_said(networks[name], corpus, "test"), scales[name]) for name in networks]
    if len(seeds) > 1:
        networks["mean of seeds"] = _mean(list(networks.values()))
        scales["mean of seeds"] = calibrate(networks["mean of seeds"], corpus)
    found = {name: merits(_said(networks[name], corpus, "dev"), scales[name]) for name in networks}
    chosen = max(found, key=lambda name: sum(found[name].values()))
    log(f"text: development lines say {json.dumps(found)}; shipping {chosen}")
    metadata = scales[chosen] | {
        "frozen": text_fit.FROZEN,
        "tasks": TASKS,
        "shipped": chosen,
        "development": found,
        "seeds": {row: [value[row] for value in values] for row in values[0]},
        "settings": _settings(),
    }
    save_weights("text", {name: t.half() for name, t in networks[chosen].tensors().items()}, metadata)


def forget() -> None:
    """Drop the seeds kept in the cache, so that they are trained anew."""
    for kept in cache_dir().glob("text-*-seed*.safetensors"):
        kept.unlink()


def calibrate(network: TextNetwork, corpus: Corpus) -> dict[str, Any]:
    """Temperatures, thresholds and the scale of valence and arousal, all from development lines."""
    dev = _places(corpus.lines, "dev")
    said = outputs(network, corpus, dev)
    lines = [corpus.lines[i] for i in dev]
    labelled, targets = _known(lines, "category")
    temperature = {
        "line": best_temperature(said.line["category"][labelled], targets),
        "word": best_temperature(said.word["category"][labelled], targets),
    }
    thresholds = {}
    for name in DECISIONS:
        scores, present = decision(name, lines, said.line)
        thresholds[name] = best_thresholds(scores, present).tolist()
    rated, ratings = _known(lines, "affect")
    mean, deviation = affect_standard(corpus.lines)
    stretch = ratings.std(0) / (deviation * said.line["affect"][rated].std(0))
    return {
        "temperature": temperature,
        "thresholds": thresholds,
        "affect_gain": (stretch / REACH_DEVIATIONS).tolist(),
        "affect_offset": ((mean - NEUTRAL_RATING) / (REACH_DEVIATIONS * deviation)).tolist(),
    }


def _fitted(corpus: Corpus, seed: int, log: Log) -> TextNetwork:
    """The network after all stages; each stage is kept in the cache, so training goes on where it was stopped."""
    network = TextNetwork()
    for place, stage in enumerate(text_fit.STAGES):
        path = _kept(corpus, seed, place)
        if path.exists():
            network.load(load_file(path))
            continue
        fit(network, corpus, stage, seed + SEEDS_APART * place, log)
        with atomic_path(path) as temporary:
            save_file(network.tensors(), temporary)
        found = merits(_said(network, corpus, "dev"), calibrate(network, corpus))
        log(f"text: seed {seed}, after stage {place + 1} development lines say {json.dumps(found)}")
    return network.eval()


def _kept(corpus: Corpus, seed: int, stage: int) -> Path:
    """Where the cache keeps what a seed became after a stage."""
    told = json.dumps([_settings(stage + 1), len(corpus.lines), int(corpus.starts[-1])])
    return cache_dir() / f"text-{hashlib.sha256(told.encode()).hexdigest()[:16]}-seed{seed}.safetensors"


def _settings(stages: int | None = None) -> dict[str, Any]:
    """All that decides what comes out of the first stages, or of all."""
    names = ("FROZEN", "TOKENS", "RATE_DECAY", "TASK_WEIGHTS", "WORD_WEIGHT")
    return {name.lower(): getattr(text_fit, name) for name in names} | {
        "stages": [asdict(stage) for stage in text_fit.STAGES[:stages]]
    }


def _mean(networks: Sequence[TextNetwork]) -> TextNetwork:
    """The network whose weights are the mean: all began at the same place, so they lie in one valley."""
    tensors = [network.tensors() for network in networks]
    mean = TextNetwork()
    mean.load({name: torch.stack([one[name] for one in tensors]).mean(0) for name in tensors[0]})
    return mean.eval()


def _said(network: TextNetwork, corpus: Corpus, split: str) -> tuple[list[Line], dict[str, NDArray[np.float32]]]:
    places = _places(corpus.lines, split)
    return [corpus.lines[i] for i in places], outputs(network, corpus, places).line


def _places(lines: Sequence[Line], split: str) -> NDArray[np.int64]:
    return np.flatnonzero([line.split == split for line in lines])


def _known(lines: Sequence[Line], task: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Which lines are labelled for a task, and their targets. shapes (n,), (n, k)"""
    places = np.flatnonzero([task in line.targets for line in lines])
    return places, np.stack([lines[i].targets[task] for i in places])
