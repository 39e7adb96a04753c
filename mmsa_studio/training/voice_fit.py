"""Fitting the voice network on utterances grouped to films, and what it says of utterances it never saw.

U utterances, K recordings of each (the first as recorded, the others augmented), T steps. Recordings come in pairs in
which the same is said: a network is to say the same of both (consistency as in Xie et al. 2020, "Unsupervised data
augmentation for consistency training").
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from mmsa_studio.core.paths import cache_dir, write_atomic
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features import voice_network
from mmsa_studio.features.voice_network import CLASSES, Heard, Usual, VoiceNetwork

EPOCHS = 40
_FILM_SIZES = (1, 2, 4, 8, 16, 32)
_BATCH = 64
_TWO_VOICES = 0.4
_DROPOUT = 0.4
_SMOOTHING = 0.1


@dataclass(frozen=True)
class Recipe:
    """What a fit can be done without, to see what it brings.

    Attributes:
        agreement: weight of the loss that is zero when both recordings of a pair are judged alike.
        augmented: whether anything but the first recording is heard.
        usual: whether what is usual for the film is taken off.
    """

    agreement: float = 3.0
    augmented: bool = True
    usual: bool = True


SHIPPED = Recipe()


@dataclass(frozen=True, eq=False)
class Utterances:
    """Recordings of labelled utterances, heard step by step.

    Attributes:
        acoustics: shape (K, U, T, D)
        states: shape (K, U, T, STATES)
        valid: shape (K, U, T)
        labels: place in `CLASSES`. shape (U,)
        speakers: shape (U,)
    """

    acoustics: Tensor
    states: Tensor
    valid: Tensor
    labels: NDArray[np.int64]
    speakers: NDArray[np.str_]

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the data and with the code that fits and judges it."""
        digest = hashlib.sha256(inspect.getsource(voice_network).encode() + Path(__file__).read_bytes())
        for part in (self.acoustics, self.states, self.valid):
            digest.update(part.contiguous().numpy().data)
        digest.update(self.labels.tobytes() + "".join(self.speakers).encode())
        return digest.hexdigest()

    def heard(self, network: VoiceNetwork, recordings: Tensor, chosen: Tensor) -> Heard:
        """The chosen utterances, each in one of its recordings. shape (n, T, ...)"""
        return network.hear(
            self.acoustics[recordings, chosen].float(), self.states[recordings, chosen].float(),
            self.valid[recordings, chosen],
        )  # fmt: skip


def fit(
    data: Utterances, keep: NDArray[np.bool_], *, seed: int, epochs: int = EPOCHS, recipe: Recipe = SHIPPED
) -> VoiceNetwork:
    """A network fitted on the kept utterances only; the same seed gives the same network.

    What was fitted before by the same code on the same data is taken from the cache.
    """
    asked = f"{seed} {epochs} {recipe}".encode()
    key = hashlib.sha256(data.fingerprint.encode() + keep.tobytes() + asked).hexdigest()
    path = cache() / f"fit-{key[:16]}.safetensors"
    if not path.exists():
        write_atomic(path, safetensors.torch.save(dict(_fit(data, keep, seed, epochs, recipe).state_dict())))
    network = VoiceNetwork()
    network.load_state_dict(safetensors.torch.load(path.read_bytes()))
    return network.eval()


def cache() -> Path:
    """Where what was heard and fitted is kept."""
    folder = cache_dir() / "training" / "voice"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _fit(data: Utterances, keep: NDArray[np.bool_], seed: int, epochs: int, recipe: Recipe) -> VoiceNetwork:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    recordings = len(data.acoustics) if recipe.augmented else 1
    network = VoiceNetwork(_DROPOUT)
    _standardise(network, data, keep, recordings)
    steps = epochs * max(1, int(keep.sum()) // _BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    films = _films(data, keep, recordings, random)
    loss_of = nn.CrossEntropyLoss(weight=_weights(data.labels[keep]), label_smoothing=_SMOOTHING)
    for _ in range(steps):
        first, chosen, size = next(films)
        both = torch.cat([first, (first ^ 1).clamp(max=recordings - 1)])  # (2 n,)
        heard = _cut_short(data.heard(network, both, chosen.repeat(2)))
        _, scores = network(heard, usual_of_films(heard, size, known=recipe.usual))
        labels = torch.from_numpy(data.labels)[chosen].repeat(2)
        loss = loss_of(utterance_scores(scores, heard.valid), labels) + 0.5 * loss_of(
            scores[heard.valid], labels[:, None].expand(heard.valid.shape)[heard.valid]
        )
        loss = loss + recipe.agreement * _disagreement(scores, heard.valid)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    return network


def _disagreement(scores: Tensor, valid: Tensor) -> Tensor:
    """How differently the steps of both recordings of a pair are judged: symmetric Kullback-Leibler divergence.

    Args:
        scores: of the first recordings, then of their partners. shape (2 n, T, C)
        valid: where there is speech. shape (2 n, T)
    """
    one, other = scores.log_softmax(dim=-1).chunk(2)
    there = valid.chunk(2)[0] & valid.chunk(2)[1]
    apart = ((one.exp() - other.exp()) * (one - other)).sum(dim=-1)  # (n, T)
    return apart[there].sum() / there.sum().clamp(min=1)


def judge(
    network: VoiceNetwork,
    data: Utterances,
    chosen: NDArray[np.int64],
    *,
    recording: int = 0,
    film: bool = True,
    company: NDArray[np.int64] | None = None,
    recipe: Recipe = SHIPPED,
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Class scores of every step of some utterances.

    Args:
        network: who judges.
        data: all utterances.
        chosen: which of them.
        recording: in which recording.
        film: whether they are one film together, or each a film of its own.
        company: further utterances of that film, which are not judged.
        recipe: how the network was fitted.

    Returns:
        scores (n, T, len(CLASSES)) and where there is speech (n, T).
    """
    index = torch.from_numpy(chosen if company is None else np.concatenate([chosen, company]))
    with torch.inference_mode():
        heard = data.heard(network, torch.full_like(index, recording), index)
        _, scores = network(heard, usual_of_films(heard, len(index) if film else 1, known=recipe.usual))
    return scores.numpy()[: len(chosen)], heard.valid.numpy()[: len(chosen)]


@dataclass(frozen=True, eq=False)
class Unseen:
    """Class scores of every step by networks that never heard the speaker. each shape (K, U, T, len(CLASSES))

    Attributes:
        film: where all utterances of a speaker are one film.
        pair: where all utterances of a woman and a man are one film.
        alone: where every utterance is a film of its own.
    """

    film: FloatArray
    pair: FloatArray
    alone: FloatArray


def probabilities(
    unseen: Unseen, data: Utterances, chosen: NDArray[np.bool_], temperature: float
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Probabilities (n, C) and labels (n,) of all steps of speech of some utterances, in all recordings."""
    valid = data.valid.numpy()[:, chosen]
    scores = np.concatenate([judged[:, chosen][valid] for judged in (unseen.film, unseen.alone)]) / temperature
    labels = np.broadcast_to(data.labels[chosen][None, :, None], valid.shape)[valid]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True), np.tile(labels, 2)


def best_temperature(unseen: Unseen, data: Utterances, chosen: NDArray[np.bool_] | None = None) -> float:
    """What scores are divided by so that steps of the chosen utterances are least surprising."""
    everything = np.ones(len(data.labels), np.bool_) if chosen is None else chosen

    def surprise(temperature: float) -> float:
        probability, labels = probabilities(unseen, data, everything, temperature)
        return float(-np.log(probability[np.arange(len(labels)), labels] + 1e-9).mean())

    return float(min(np.geomspace(0.3, 5, 29), key=surprise))


def usual_of_films(heard: Heard, size: int, *, known: bool = True) -> Usual:
    """What is usual for each utterance's film, when every `size` utterances are one film. (n, T, ...)

    Where it is not `known`, it is what is usual in the corpus.
    """
    if not known:
        return Usual(torch.zeros_like(heard.acoustics[:, :1]), torch.zeros_like(heard.states[:, :1]))
    films = Heard(*(part.reshape(-1, size * part.shape[1], *part.shape[2:]) for part in (
        heard.acoustics, heard.states, heard.valid)))  # fmt: skip
    usual = Usual.of(films)
    return Usual(*(part.repeat_interleave(size, dim=0) for part in (usual.acoustics, usual.states)))


def utterance_scores(scores: Tensor, valid: Tensor) -> Tensor:
    """Mean score over the speech of each utterance. (n, T, C), (n, T) -> (n, C)"""
    weight = valid.to(scores.dtype)[..., None]
    return (scores * weight).sum(1) / weight.sum(1).clamp(min=1)


def _films(
    data: Utterances, keep: NDArray[np.bool_], kinds: int, random: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor, int]]:
    """Batches of films: recordings, utterances, and how many utterances a film has; a film has one or two speakers.

    Recordings are drawn from the first `kinds`.
    """
    speakers = {name: np.flatnonzero(keep & (data.speakers == name)) for name in np.unique(data.speakers[keep])}
    share = np.array([len(utterances) for utterances in speakers.values()], float)
    while True:
        size = int(random.choice(_FILM_SIZES))
        recordings, chosen = [], []
        for _ in range(_BATCH // size):
            voices = 2 if size > 2 and random.random() < _TWO_VOICES else 1
            names = random.choice(list(speakers), min(voices, len(speakers)), replace=False, p=share / share.sum())
            recordings += [int(random.integers(kinds))] * size
            chosen += [_some(speakers[name], data.labels, size // len(names), random) for name in names]
        yield torch.tensor(recordings), torch.from_numpy(np.concatenate(chosen)), size


def _cut_short(heard: Heard) -> Heard:
    """Half of the utterances end early or begin late, so that a short exclamation is not judged as surely.

    The second half of the batch, what the first is compared with, is cut alike. (2 n, T, ...)
    """
    count, steps = heard.valid.shape[0] // 2, heard.valid.shape[1]
    length = torch.randint(2, steps + 1, (count, 1))
    begin = (torch.rand(count, 1) * (steps - length + 1)).long()
    places = torch.arange(steps)
    whole = torch.rand(count, 1) < 0.5
    kept = whole | (places >= begin) & (places < begin + length)
    return replace(heard, valid=heard.valid & kept.repeat(2, 1))


def _some(
    utterances: NDArray[np.int64], labels: NDArray[np.int64], size: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """Utterances of one speaker; half of the films lean towards a few emotions, as films do."""
    weight = np.ones(len(utterances))
    if random.random() < 0.5:
        weight = random.dirichlet(np.full(len(CLASSES), 0.7))[labels[utterances]] + 0.01
    return random.choice(utterances, size, replace=size > len(utterances), p=weight / weight.sum())


def _standardise(network: VoiceNetwork, data: Utterances, keep: NDArray[np.bool_], recordings: int) -> None:
    valid = data.valid[:recordings, keep]
    for name, values in (("acoustic", data.acoustics), ("state", data.states)):
        spoken = values[:recordings, keep][valid].float()
        getattr(network, f"{name}_mean").copy_(spoken.mean(0))
        getattr(network, f"{name}_scale").copy_(spoken.std(0) + 1e-3)


def _weights(labels: NDArray[np.int64]) -> Tensor:
    """Rare classes count as much as frequent ones."""
    count = np.bincount(labels, minlength=len(CLASSES)).clip(1)
    return torch.tensor(len(labels) / len(CLASSES) / count, dtype=torch.float32)
