"""Trains the voice networks from EMO-DB to shipped weights, and measures what such networks say of unseen people.

Every network is fitted without two of the ten speakers. Some of them ship, so chosen that every speaker is left out by
one. What is measured, and what probabilities are calibrated on, is what the networks that never heard a speaker say
of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from mmsa_studio.core.card import Row
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.voice_model import NAME, together
from mmsa_studio.features.voice_network import CLASSES, VoiceNetwork
from mmsa_studio.features.weights import load_weights, save_weights
from mmsa_studio.training import voice_robustness, voice_scores
from mmsa_studio.training.voice_data import Log, forget, partner, prepare
from mmsa_studio.training.voice_fit import SHIPPED, Recipe, Unseen, Utterances, best_temperature, fit, judge

__all__ = ["evidence", "forget", "judged_by_strangers", "train"]

Pair = tuple[str, str]

WITHOUT = {
    "no-augmentation": replace(SHIPPED, agreement=0.0, augmented=False),
    "no-agreement": replace(SHIPPED, agreement=0.0),
    "no-film-normalisation": replace(SHIPPED, usual=False),
}
"""Recipes with one idea taken out, by what is missing."""
_ASKED = ("03", "08", "09", "10")
"""Two men and two women of whom every recipe is asked: all ten with three seeds would take as long as training.

Which layers of Whisper are heard was chosen on the same four, so recall of the other six is a row of its own.
"""


def train(data: Path, *, seeds: Sequence[int] = (1, 2, 3), log: Log = print, folder: Path | None = None) -> None:
    """Fit without two speakers at a time with every seed, calibrate on who was left out, and ship one of the seeds.

    What was heard or fitted before with the same code is taken from the cache. Weights go to `folder`, or to the
    program's own.

    Raises:
        StudioError: when the corpus or the speech encoder is missing.
    """
    utterances = prepare(data, log)
    unseen = [judged_by_strangers(utterances, seed, log) for seed in seeds]
    temperature = float(np.mean([best_temperature(one, utterances) for one in unseen]))
    networks = [_without(utterances, pair, seeds[0], log) for pair in shipped(_names(utterances))]
    tensors = {
        f"{i}.{name}": t.half() for i, network in enumerate(networks) for name, t in network.state_dict().items()
    }
    metadata = {
        "temperature": temperature,
        "classes": CLASSES,
        "networks": len(networks),
        "seeds": list(seeds),
        "corpus": "EMO-DB",
        "speech_encoder": "Whisper base, MIT, the lower layers of the included file",
    }
    digest = save_weights(NAME, tensors, metadata, folder)
    log(f"voice: shipped {digest[:12]}, temperature {temperature:.2f}")


def evidence(data: Path) -> list[Row]:
    """Measure networks made like the shipped ones on speakers they never heard; fits what is not at hand.

    Raises:
        StudioError: when data, weights or the speech encoder are missing.
    """
    _, metadata = load_weights(NAME)
    utterances = prepare(data, _quiet)
    unseen = [judged_by_strangers(utterances, seed, _quiet) for seed in metadata["seeds"]]
    recipes = {"everything": SHIPPED, **WITHOUT}
    single = {name: _judged_alone(utterances, metadata["seeds"][0], recipe) for name, recipe in recipes.items()}
    return [
        *voice_scores.rows(unseen, utterances, chosen_on=_ASKED),
        *voice_scores.ablations(single.pop("everything"), single, utterances, _ASKED),
        *voice_robustness.rows(data),
    ]


def pairs(names: Sequence[str]) -> list[Pair]:
    """Who is left out together: everybody with the next and the one after that, so that each has four strangers."""
    return [(name, names[(place + apart) % len(names)]) for apart in (1, 2) for place, name in enumerate(names)]


def shipped(names: Sequence[str]) -> list[Pair]:
    """Pairs of which everybody is in one."""
    return [(names[place], names[(place + 1) % len(names)]) for place in range(0, len(names), 2)]


def judged_by_strangers(utterances: Utterances, seed: int, log: Log) -> Unseen:
    """What each utterance is judged as by the networks that never heard its speaker, together."""
    left_out = pairs(_names(utterances))
    networks = {pair: _without(utterances, pair, seed, log) for pair in left_out}
    strangers = {name: [networks[pair] for pair in left_out if name in pair] for name in _names(utterances)}
    return _judged(utterances, strangers, SHIPPED)


def _judged_alone(utterances: Utterances, seed: int, recipe: Recipe) -> Unseen:
    """The same by one network for each of those who are asked, which heard all others; zero of whom is not asked."""
    names = [name for name in _names(utterances) if name in _ASKED]
    single = {name: [fit(utterances, utterances.speakers != name, seed=seed, recipe=recipe)] for name in names}
    return _judged(utterances, single, recipe)


def _without(utterances: Utterances, pair: Pair, seed: int, log: Log) -> VoiceNetwork:
    log(f"voice: seed {seed}, fitting without speakers {' and '.join(pair)}")
    return fit(utterances, ~np.isin(utterances.speakers, pair), seed=seed)


def _judged(utterances: Utterances, judges: Mapping[str, Sequence[VoiceNetwork]], recipe: Recipe) -> Unseen:
    film, pair, alone = (np.zeros((*utterances.valid.shape, len(CLASSES)), np.float32) for _ in range(3))
    for speaker, networks in judges.items():
        chosen, company = (np.flatnonzero(utterances.speakers == one) for one in (speaker, partner(speaker)))
        for recording in range(len(utterances.valid)):
            asked = partial(judge, data=utterances, chosen=chosen, recording=recording, recipe=recipe)
            film[recording, chosen] = _together(networks, asked)
            pair[recording, chosen] = _together(networks, partial(asked, company=company))
            alone[recording, chosen] = _together(networks, partial(asked, film=False))
    return Unseen(film, pair, alone)


def _together(
    networks: Sequence[VoiceNetwork], asked: Callable[[VoiceNetwork], tuple[FloatArray, object]]
) -> FloatArray:
    return together([asked(network)[0] for network in networks])


def _names(utterances: Utterances) -> list[str]:
    return [str(name) for name in np.unique(utterances.speakers)]


def _quiet(_: str) -> None:
    pass
