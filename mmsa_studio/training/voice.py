"""Trains the voice network from EMO-DB to shipped weights, and measures what such a network says of unseen people.

What ships was trained on all ten speakers. What is measured, and what its probabilities are calibrated on, are ten
networks of the same making of which each never heard one of the speakers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from mmsa_studio.features.voice_model import NAME
from mmsa_studio.features.voice_network import CLASSES
from mmsa_studio.features.weights import load_weights, save_weights
from mmsa_studio.training import voice_robustness, voice_scores
from mmsa_studio.training.card import Row
from mmsa_studio.training.voice_data import Log, forget, partner, prepare, pretrained_speaker
from mmsa_studio.training.voice_fit import SHIPPED, Recipe, Unseen, Utterances, best_temperature, fit, judge

__all__ = ["evidence", "forget", "train"]

WITHOUT = {
    "no-augmentation": replace(SHIPPED, agreement=0.0, augmented=False),
    "no-agreement": replace(SHIPPED, agreement=0.0),
    "no-film-normalisation": replace(SHIPPED, usual=False),
}
"""Recipes with one idea taken out, by what is missing."""
_ASKED = ("03", "08", "09", "10")
"""Two men and two women of whom every recipe is asked: all ten with three seeds would take as long as training."""


def train(data: Path, *, seeds: Sequence[int] = (1, 2, 3), log: Log = print, folder: Path | None = None) -> None:
    """Fit on nine speakers at a time with every seed, calibrate on the tenth, and ship what all ten teach.

    What was heard or fitted before with the same code is taken from the cache. Weights go to `folder`, or to the
    program's own.

    Raises:
        StudioError: when the corpus or the speaker encoder is missing.
    """
    utterances = prepare(data, log)
    unseen = [_unseen(utterances, seed, log) for seed in seeds]
    temperature = float(np.mean([best_temperature(one, utterances) for one in unseen]))
    network = fit(utterances, np.ones(len(utterances.labels), np.bool_), seed=seeds[0])
    tensors = {f"speaker.{name}": t.half() for name, t in pretrained_speaker().state_dict().items()}
    tensors |= {f"network.{name}": t.half() for name, t in network.state_dict().items()}
    metadata = {
        "temperature": temperature,
        "classes": CLASSES,
        "seeds": list(seeds),
        "corpus": "EMO-DB",
        "speaker_encoder": "Resemblyzer 0.1.4, Apache-2.0, https://github.com/resemble-ai/Resemblyzer",
    }
    digest = save_weights(NAME, tensors, metadata, folder)
    log(f"voice: shipped {digest[:12]}, temperature {temperature:.2f}")


def evidence(data: Path) -> list[Row]:
    """Measure networks made like the shipped one on speakers they never heard; fits them when they are not at hand.

    Raises:
        StudioError: when data, weights or the speaker encoder are missing.
    """
    _, metadata = load_weights(NAME)
    utterances = prepare(data, _quiet)
    unseen = [_unseen(utterances, seed, _quiet) for seed in metadata["seeds"]]
    without = {
        name: _unseen(utterances, metadata["seeds"][0], _quiet, recipe, _ASKED) for name, recipe in WITHOUT.items()
    }
    return [
        *voice_scores.rows(unseen, utterances),
        *voice_scores.ablations(unseen[0], without, utterances, _ASKED),
        *voice_robustness.rows(data),
    ]


def _unseen(utterances: Utterances, seed: int, log: Log, recipe: Recipe = SHIPPED, asked: Sequence[str] = ()) -> Unseen:
    """What each utterance is judged as by the network that never heard its speaker; zero of whom is not `asked`."""
    film, pair, alone = (np.zeros((*utterances.valid.shape, len(CLASSES)), np.float32) for _ in range(3))
    for speaker in asked or map(str, np.unique(utterances.speakers)):
        log(f"voice: seed {seed}, fitting without speaker {speaker}")
        network = fit(utterances, utterances.speakers != speaker, seed=seed, recipe=recipe)
        chosen, company = (np.flatnonzero(utterances.speakers == one) for one in (speaker, partner(speaker)))
        for recording in range(len(utterances.valid)):
            judged = partial(judge, network, utterances, chosen, recording=recording, recipe=recipe)
            film[recording, chosen], _ = judged()
            pair[recording, chosen], _ = judged(company=company)
            alone[recording, chosen], _ = judged(film=False)
    return Unseen(film, pair, alone)


def _quiet(_: str) -> None:
    pass
