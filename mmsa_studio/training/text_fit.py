"""Fits the upper layers of MiniLM and its heads to three sets of lines at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mmsa_studio.core.paths import cache_dir
from mmsa_studio.features.minilm import MiniLM, load_minilm, load_tokenizer, tokenize
from mmsa_studio.features.text_heads import TextHeads, word_states
from mmsa_studio.training.text_data import TASKS, Line

Log = Callable[[str], None]

FROZEN = 1
"""Layers of MiniLM kept as they are; their output is computed once and cached."""
TOKENS = 1280
"""Pieces in a batch, padding included."""
LONGEST = 64
"""Pieces kept of a line in training."""
RATE_DECAY = 0.85
"""How much slower a layer learns than the one above it: the lower ones know what any text needs."""
TASK_WEIGHTS = {"category": 1.0, "affect": 2.0, "goemotions": 3.0, "fine": 5.0, "xed": 6.0}
WORD_WEIGHT = 0.3
"""Share of the loss of a single word standing for its line, which gives words outputs of their own."""


@dataclass(frozen=True)
class Stage:
    """A stretch of training in which the learning rate rises once and falls to nothing.

    Attributes:
        epochs: how often the lines are gone through.
        shares: how much of each set an epoch holds.
        layer_rate: highest learning rate of the uppermost layer.
        head_rate: highest learning rate of the heads.
        dropped_words: share of words left out.
        affect: how much more valence and arousal count than in `TASK_WEIGHTS`.
    """

    epochs: int
    shares: Mapping[str, float]
    layer_rate: float
    head_rate: float
    dropped_words: float
    affect: float = 1.0


STAGES = (
    # the largest set learns soonest, so it may wait for the others
    Stage(3, {"goemotions": 1 / 3, "xed": 1.0, "emobank": 1.5}, 1.5e-4, 1e-3, 0.1),
    # a second, softer start finds a better place for valence than a longer first one
    Stage(1, {"goemotions": 0.2, "xed": 1.0, "emobank": 1.5}, 8e-5, 5e-4, 0.15, affect=1.5),
)


@dataclass(frozen=True)
class Corpus:
    """Tokenized lines with the cached output of the frozen layers.

    Attributes:
        lines: the lines.
        states: of all pieces one after the other. shape (pieces, 384) float16
        owner: word of every piece, -1 for none. shape (pieces,)
        starts: first piece of every line, and the end of the last. shape (lines + 1,)
    """

    lines: Sequence[Line]
    states: NDArray[np.float16]
    owner: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Pieces of every line. shape (lines,)"""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Batch:
    """Padded lines: states (B, N, 384), owner (B, N), and by task targets (B, k), NaN where not known."""

    states: Tensor
    owner: Tensor
    mask: Tensor
    targets: dict[str, Tensor]


def prepare(lines: Sequence[Line], log: Log = print) -> Corpus:
    """Tokenize lines and run them through the frozen layers, once: the result is kept in the cache folder."""
    tokenizer = load_tokenizer()
    encodings = tokenize(tokenizer, [line.text.split() for line in lines])
    ids = [encoding.ids[:LONGEST] for encoding in encodings]
    owner = [[-1 if w is None else w for w in encoding.word_ids[:LONGEST]] for encoding in encodings]
    starts = np.concatenate([[0], np.cumsum([len(pieces) for pieces in ids])])
    digest = hashlib.sha256(repr((FROZEN, ids)).encode()).hexdigest()[:16]
    cached = cache_dir() / f"text-states-{digest}.npy"
    if not cached.exists():
        log(f"text: {starts[-1]} pieces through {FROZEN} frozen layers")
        np.save(cached, _frozen_states(ids, starts))
    return Corpus(lines, np.load(cached, mmap_mode="r"), np.concatenate(owner), starts)


@torch.no_grad()
def _frozen_states(ids: Sequence[Sequence[int]], starts: NDArray[np.int64]) -> NDArray[np.float16]:
    model = load_minilm()
    states = np.empty((starts[-1], model.norm.normalized_shape[0]), np.float16)
    for chosen in _batches(np.diff(starts), 4 * TOKENS):
        padded = nn.utils.rnn.pad_sequence([torch.tensor(ids[i]) for i in chosen], batch_first=True, padding_value=-1)
        with torch.autocast("cpu", torch.bfloat16):
            hidden = model.lower(padded.clamp(min=0), padded >= 0, FROZEN)
        for i, line in zip(chosen, hidden.to(torch.float16).numpy(), strict=True):
            states[starts[i] : starts[i + 1]] = line[: starts[i + 1] - starts[i]]
    return states


def _batches(
    lengths: NDArray[np.int64], tokens: int, generator: np.random.Generator | None = None
) -> list[NDArray[np.int64]]:
    """Numbers of lines of like length; shuffled, and with lengths a little blurred, when a generator is given."""
    blur = generator.uniform(0, 2, len(lengths)) if generator else np.zeros(len(lengths))
    order = np.argsort(lengths + blur, kind="stable")
    cuts, start = [], 0
    for end in range(1, len(order) + 1):
        widest = lengths[order[start : end + 1]].max()
        if end < len(order) and widest * (end + 1 - start) > tokens:
            cuts.append(end)
            start = end
    batches = np.split(order, cuts)
    if generator:
        generator.shuffle(batches)
    return batches


def _batch(corpus: Corpus, chosen: NDArray[np.int64]) -> Batch:
    spans = [slice(corpus.starts[i], corpus.starts[i + 1]) for i in chosen]
    pad = nn.utils.rnn.pad_sequence
    states = pad([torch.from_numpy(corpus.states[span].astype(np.float32)) for span in spans], batch_first=True)
    owner = pad([torch.from_numpy(corpus.owner[span]) for span in spans], batch_first=True, padding_value=-2)
    targets = {}
    for task, size in TASKS.items():
        unknown = np.full(size, np.nan, np.float32)
        targets[task] = torch.from_numpy(np.stack([corpus.lines[i].targets.get(task, unknown) for i in chosen]))
    return Batch(states, owner.clamp(min=-1), owner > -2, targets)


class TextNetwork(nn.Module):
    """The tuned layers with their heads, on cached states; it always begins at the same place."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.dropped_words = 0.0
        self.trunk: MiniLM = load_minilm().requires_grad_(False)
        self.trunk.layers[FROZEN:].requires_grad_(True)
        self.heads = TextHeads(TASKS)

    def tuned(self) -> list[nn.Parameter]:
        """What training changes."""
        return [parameter for parameter in self.parameters() if parameter.requires_grad]

    def tensors(self) -> dict[str, Tensor]:
        """What training changed, by the names the shipped weights have."""
        layers = self.trunk.layers[FROZEN:].state_dict(prefix="layers.")
        return {**layers, **self.heads.state_dict(prefix="heads.")}

    def load(self, tensors: dict[str, Tensor]) -> None:
        """Take what `tensors` gave."""
        for module, prefix in ((self.trunk.layers[FROZEN:], "layers."), (self.heads, "heads.")):
            own = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
            module.load_state_dict(own)

    def forward(self, states: Tensor, owner: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Word weights (B, W) and embeddings (B, W, 64); in training some words are left out."""
        count = int(owner.max()) + 1
        known = (owner[:, None, :] == torch.arange(count)[:, None]).any(-1)  # (B, W)
        if self.training:
            kept = torch.rand(known.shape) >= self.dropped_words
            kept |= ~(kept & known).any(-1, keepdim=True)
            known = known & kept
            mask = mask & ((owner < 0) | kept.gather(1, owner.clamp(min=0)))
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self.trunk.upper(states, mask, FROZEN)
        weights, embeddings = self.heads(word_states(hidden.float(), owner, count), known)
        return weights, embeddings


def fit(network: TextNetwork, corpus: Corpus, stage: Stage, seed: int, log: Log = print) -> None:
    """Train a network on the training lines through one stage.

    Args:
        network: goes on from where it is; in evaluation mode afterwards.
        corpus: prepared lines of all splits.
        stage: how.
        seed: of order, dropout and dropped words.
        log: told of progress.
    """
    torch.manual_seed(seed)
    training = np.flatnonzero([line.split == "train" for line in corpus.lines])
    goals = _Goals.of(corpus, training, stage)
    shuffle = np.random.default_rng(seed)
    drawn = [_drawn(corpus, training, stage.shares, epoch, shuffle) for epoch in range(stage.epochs)]
    batches = [lines[chosen] for lines in drawn for chosen in _batches(corpus.lengths[lines], TOKENS, shuffle)]
    optimizer = _optimizer(network, stage)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [group["lr"] for group in optimizer.param_groups],
        total_steps=len(batches) + 1,
        pct_start=0.08,
        cycle_momentum=False,
    )
    network.dropped_words, mean = stage.dropped_words, 0.0
    for step, chosen in enumerate(batches):
        loss = _loss(network.train(), _batch(corpus, chosen), goals)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.tuned(), 1.0)
        optimizer.step()
        schedule.step()
        mean += (loss.item() - mean) / min(step + 1, 100)
        if step % 100 == 99:
            log(f"text: seed {seed}, {step + 1} of {len(batches)} batches, loss {mean:.3f}")
    network.eval()


def _drawn(
    corpus: Corpus, training: NDArray[np.int64], shares: Mapping[str, float], epoch: int, shuffle: np.random.Generator
) -> NDArray[np.int64]:
    """The lines of an epoch; a share below one goes on where the epoch before stopped."""
    sources = np.array([corpus.lines[i].source for i in training])
    drawn = []
    for source, share in shares.items():
        own = training[sources == source]
        count = round(share * len(own))
        fixed = np.random.default_rng(0).permutation(own)
        drawn.append(np.take(fixed, np.arange(epoch * count, (epoch + 1) * count), mode="wrap"))
    return shuffle.permutation(np.concatenate(drawn))


@dataclass(frozen=True)
class _Goals:
    """What the loss needs to know beside a batch: the ratings' standard, weights of present labels, and of tasks."""

    standard: Tensor
    positive: dict[str, Tensor]
    weights: dict[str, float]

    @classmethod
    def of(cls, corpus: Corpus, training: NDArray[np.int64], stage: Stage) -> _Goals:
        return cls(
            torch.from_numpy(affect_standard(corpus.lines)),
            {task: _positive_weights(corpus, training, task) for task in ("goemotions", "fine", "xed")},
            TASK_WEIGHTS | {"affect": stage.affect * TASK_WEIGHTS["affect"]},
        )


def affect_standard(lines: Sequence[Line]) -> NDArray[np.float32]:
    """Mean and standard deviation of the training lines' ratings. shape (2, 2): (mean, deviation) x (V, A)"""
    ratings = [line.targets["affect"] for line in lines if line.split == "train" and "affect" in line.targets]
    return np.asarray([np.mean(ratings, 0), np.std(ratings, 0)], np.float32)


def _optimizer(network: TextNetwork, stage: Stage) -> torch.optim.Optimizer:
    layers = reversed(network.trunk.layers[FROZEN:])
    groups = [
        {"params": [*layer.parameters()], "lr": stage.layer_rate * RATE_DECAY**below}
        for below, layer in enumerate(layers)
    ]
    heads = {"params": [*network.heads.parameters()], "lr": stage.head_rate}
    return torch.optim.AdamW([*groups, heads], weight_decay=0.01)


def _positive_weights(corpus: Corpus, chosen: NDArray[np.int64], task: str) -> Tensor:
    """How much more a present label counts than an absent one: the root of how much rarer it is."""
    targets = np.stack([line.targets[task] for line in (corpus.lines[i] for i in chosen) if task in line.targets])
    share = torch.from_numpy(targets.mean(0))
    return ((1 - share) / share).sqrt().clamp(max=8)


def _loss(network: TextNetwork, batch: Batch, goals: _Goals) -> Tensor:
    weights, embeddings = network(batch.states, batch.owner, batch.mask)
    line = (weights[:, :, None] * embeddings).sum(1)
    one = torch.multinomial((weights > 0).float(), 1).squeeze(1)
    word = embeddings[torch.arange(len(one)), one]
    loss = torch.zeros(())
    for share, state in ((1.0, line), (WORD_WEIGHT, word)):
        for task, head in network.heads.tasks.items():
            target = batch.targets[task]
            known = ~target[:, 0].isnan()
            if known.any():
                each = _task_loss(task, head(state[known]), target[known], goals)
                loss = loss + share * goals.weights[task] * each.sum() / len(known)
    return loss


def _task_loss(task: str, output: Tensor, target: Tensor, goals: _Goals) -> Tensor:
    if task == "category":
        return -(target * output.log_softmax(-1)).sum(-1)
    if task == "affect":
        return (output - (target - goals.standard[0]) / goals.standard[1]).square().mean(-1)
    return functional.binary_cross_entropy_with_logits(
        output, target, pos_weight=goals.positive[task], reduction="none"
    ).mean(-1)


@dataclass(frozen=True)
class Outputs:
    """What a network says of lines, by task: of the line, and of one word of it mixed half and half with the line."""

    line: dict[str, NDArray[np.float32]]
    word: dict[str, NDArray[np.float32]]


@torch.no_grad()
def outputs(network: TextNetwork, corpus: Corpus, chosen: NDArray[np.int64]) -> Outputs:
    """Every task's output for the chosen lines, from cached states. each shape (lines, k)"""
    empty = {task: np.empty((len(chosen), size), np.float32) for task, size in TASKS.items()}
    said = Outputs(empty, {task: array.copy() for task, array in empty.items()})
    picked = torch.Generator().manual_seed(0)
    for places in _batches(corpus.lengths[chosen], 4 * TOKENS):
        batch = _batch(corpus, chosen[places])
        weights, embeddings = network(batch.states, batch.owner, batch.mask)
        line = (weights[:, :, None] * embeddings).sum(1)
        one = torch.multinomial((weights > 0).float(), 1, generator=picked).squeeze(1)
        word = (embeddings[torch.arange(len(one)), one] + line) / 2
        for task, head in network.heads.tasks.items():
            said.line[task][places] = head(line).numpy()
            said.word[task][places] = head(word).numpy()
    return said
