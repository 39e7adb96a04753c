"""Words in context: every word of a cue gets an embedding and an expression, placed where the word is said."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmsa_studio.core.draft import Arrays, Column
from mmsa_studio.core.film import Cue, MediaInfo
from mmsa_studio.core.paths import resource
from mmsa_studio.core.track import FloatArray, Grid, Track, graded
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.base import embedding_names, expression_names
from mmsa_studio.features.minilm import load_minilm, load_tokenizer, tokenize
from mmsa_studio.features.text_heads import EMBEDDING, TextHeads, word_states
from mmsa_studio.features.weights import load_weights
from mmsa_studio.media.cues import place_words
from mmsa_studio.models.registry import languages_read

NAMES = ("text.words", *embedding_names("text"), *expression_names("text"))

_ROUNDING = 1e-6
"""Steps by which the float time of a word may miss the border it stands for."""
_LONGEST_WORDS = 60
_LONGEST_PIECES = 256
_BATCH_PIECES = 2048
_CATEGORY = slice(1 + EMBEDDING, 1 + EMBEDDING + len(CATEGORIES))


@dataclass(frozen=True)
class Reading:
    """A line as it was read.

    Attributes:
        rows: a row of `NAMES` for every word. shape (words, D)
        weights: how much each word counts for the line; they sum to 1. shape (words,)
        line: the row of the line as a whole. shape (D,)
        outputs: what every head says of the line, before calibration, by task. each shape (k,)
    """

    rows: FloatArray
    weights: FloatArray
    line: FloatArray
    outputs: dict[str, FloatArray]


class TextEncoder:
    """MiniLM with its tuned upper layers and heads.

    Args:
        device: where to compute, as torch names it.
        folder: of the model's weights; the program's own by default.

    Raises:
        StudioError: when weights are missing or not the expected ones.
    """

    names = NAMES

    def __init__(self, device: str = "cpu", folder: Path | None = None) -> None:
        tensors, self.metadata = load_weights("text", folder)
        self._device = torch.device(device)
        self._tokenizer = load_tokenizer()
        self._trunk = load_minilm()
        self._frozen = int(self.metadata["frozen"])
        self._heads = TextHeads(self.metadata["tasks"])
        _load(self._trunk.layers[self._frozen :], tensors, "layers.")
        _load(self._heads, tensors, "heads.")
        self._trunk.to(self._device).eval()
        self._heads.to(self._device).eval()

    def encode(self, lines: Sequence[str]) -> list[FloatArray]:
        """The rows of every line's words, words being what white space parts. each shape (words, D)"""
        return [reading.rows for reading in self.read([line.split() for line in lines])]

    def read(self, lines: Sequence[Sequence[str]]) -> list[Reading]:
        """Read lines already split into words; a very long line is read in parts."""
        parts = [(number, part) for number, words in enumerate(lines) for part in _parts(words)]
        readings = self._read_parts([part for _, part in parts])
        gathered: list[list[Reading]] = [[] for _ in lines]
        for (number, _), reading in zip(parts, readings, strict=True):
            gathered[number].append(reading)
        return [_one(readings, self.metadata["tasks"]) for readings in gathered]

    def effects(self, words: Sequence[str]) -> FloatArray:
        """What each word does to its line: the expression of the line minus that of the line without the word.

        A line without its only word is “…”. Categories in probabilities, then valence and arousal. shape (words, 9)
        """
        without = [[*words[:place], *words[place + 1 :]] or ["…"] for place in range(len(words))]
        whole, *parts = [reading.line[_CATEGORY.start :].copy() for reading in self.read([words, *without])]
        rows = np.stack([whole, *parts])
        rows[:, : len(CATEGORIES)] = np.exp(rows[:, : len(CATEGORIES)])
        return np.asarray(rows[:1] - rows[1:], np.float32)

    @torch.inference_mode()
    def _read_parts(self, parts: Sequence[Sequence[str]]) -> list[Reading]:
        encodings = tokenize(self._tokenizer, parts)
        lengths = [min(len(encoding.ids), _LONGEST_PIECES) for encoding in encodings]
        readings: dict[int, Reading] = {}
        for chosen in _alike(lengths):
            ids = np.zeros((len(chosen), max(lengths[i] for i in chosen)), np.int64)
            owner = np.full(ids.shape, -2, np.int64)
            for row, i in enumerate(chosen):
                ids[row, : lengths[i]] = encodings[i].ids[: lengths[i]]
                owner[row, : lengths[i]] = [-1 if w is None else w for w in encodings[i].word_ids[: lengths[i]]]
            counts = [len(parts[i]) for i in chosen]
            readings.update(zip(chosen, self._read_batch(ids, owner, counts), strict=True))
        return [readings[i] for i in range(len(parts))]

    def _read_batch(self, ids: NDArray[np.int64], owner: NDArray[np.int64], counts: Sequence[int]) -> Iterator[Reading]:
        pieces, owners = torch.from_numpy(ids).to(self._device), torch.from_numpy(owner).to(self._device)
        hidden = self._trunk(pieces, owners > -2)  # (B, N, 384)
        words = word_states(hidden, owners, max(counts))  # (B, W, 384)
        known = torch.arange(words.shape[1], device=self._device) < torch.tensor(counts, device=self._device)[:, None]
        weights, embeddings = self._heads(words, known)
        lines = (weights[:, :, None] * embeddings).sum(1)  # (B, 64)
        outputs = {task: head(lines) for task, head in self._heads.tasks.items()}
        line_rows = self._rows(lines, lines, "line")
        word_rows = self._rows(embeddings, lines[:, None], "word")
        for row, count in enumerate(counts):
            yield Reading(
                _array(word_rows[row, :count]),
                _array(weights[row, :count]),
                _array(line_rows[row]),
                {task: _array(output[row]) for task, output in outputs.items()},
            )

    def _rows(self, own: Tensor, line: Tensor, unit: str) -> Tensor:
        """Rows of `NAMES`: the own embedding, and an expression half of its own and half of the line's."""
        meta = self.metadata
        mixed = (own + line) / 2
        category = (self._heads.tasks["category"](mixed) / meta["temperature"][unit]).log_softmax(-1)
        affect = self._heads.tasks["affect"](mixed) * torch.tensor(meta["affect_gain"], device=own.device)
        affect = (affect + torch.tensor(meta["affect_offset"], device=own.device)).tanh()
        return torch.cat([torch.ones_like(own[..., :1]), own, category, affect], -1)


def text_encoder(device: str = "cpu", folder: Path | None = None) -> TextEncoder:
    """The encoder of a model on a device, loaded once in this process.

    Raises:
        StudioError: when weights are missing or not the expected ones.
    """
    return _encoder(device, folder or resource("models"))


@lru_cache(maxsize=1)
def _encoder(device: str, folder: Path) -> TextEncoder:
    return TextEncoder(device, folder)


_DRAFTED: Mapping[str, Column] = {
    "words.row": Column(np.float32, (len(NAMES),)),
    "words.steps": Column(np.int32, (2,)),
    "done.step": Column(np.int32),
}
"""What its drafts hold."""


class TextExtractor:
    """Puts the words of cues on the grid; a step in which several words are said holds their mean.

    Args:
        grid: the film's time axis.
        device: where to compute, as torch names it.
        info: the film; words need nothing of it.
        folder: of the model's weights; the program's own by default.
        encoder: one that is there already; then the device is its.
    """

    modality = "text"
    names = NAMES
    drafted = _DRAFTED

    def __init__(
        self,
        grid: Grid,
        *,
        device: str = "cpu",
        info: MediaInfo | None = None,
        folder: Path | None = None,
        encoder: TextEncoder | None = None,
    ) -> None:
        self._grid = grid
        self._encoder = encoder or text_encoder(device, folder)
        self._readable = languages_read(folder)
        self._sums = np.zeros((grid.count, len(NAMES)), np.float64)
        self._done = 0
        self._fed = 0
        self._undrafted: list[tuple[FloatArray, slice]] = []

    def feed(self, item: tuple[Cue, ...]) -> None:
        """Read some cues; 100 at a time take about a quarter of a second on one core.

        Those in a language that the encoder does not know stay unknown; where none is told, it is believed to know it.
        """
        known = [cue for cue in item if not cue.language or cue.language in self._readable]
        cues = [cue if cue.words else place_words(cue) for cue in known]
        readings = self._encoder.read([[word.text for word in cue.words] for cue in cues])
        for cue, reading in zip(cues, readings, strict=True):
            for word, row in zip(cue.words, reading.rows, strict=True):
                if any(map(str.isalnum, word.text)):
                    self._add(row, self._steps(word.start, word.end))
        self._done = max([self._done, *(self._grid.at(cue.start) for cue in item)])
        self._fed += len(item)

    def track(self, *, final: bool = False) -> Track:
        """The track up to the last cue fed, or of the whole film when `final`."""
        counts = self._sums[:, :1]
        valid = counts[:, 0] > 0
        values = (self._sums / np.maximum(counts, 1)).astype(np.float32)
        values[valid, 0] = counts[valid, 0]
        category = values[valid, _CATEGORY]
        values[valid, _CATEGORY] = category - np.log(np.exp(category).sum(1, keepdims=True))
        done = self._grid.count if final else self._done
        values[done:], valid[done:] = 0, False
        return Track(self.modality, self._grid, values, valid, NAMES, quality=graded(self._grid, 0, done))

    def draft(self) -> tuple[int, Arrays]:
        """The row of every word since, and the steps it is said in."""
        rows = np.array([row for row, _ in self._undrafted], np.float32).reshape(-1, len(NAMES))
        steps = np.array([(said.start, said.stop) for _, said in self._undrafted], np.int32).reshape(-1, 2)
        self._undrafted = []
        return self._fed, {"words.row": rows, "words.steps": steps, "done.step": np.array([self._done], np.int32)}

    def recall(self, end: int, arrays: Arrays) -> None:
        """Go on after words that were read."""
        for row, (start, stop) in zip(arrays["words.row"], arrays["words.steps"].tolist(), strict=True):
            self._add(row, slice(max(start, 0), max(stop, 0)))
        self._undrafted = []
        self._fed, self._done = end, min(int(arrays["done.step"].max(initial=0)), self._grid.count - 1)

    def _add(self, row: FloatArray, steps: slice) -> None:
        self._sums[steps] += row
        self._undrafted.append((row, steps))

    def _steps(self, start: float, end: float) -> slice:
        """The steps a word touches, at least the one it starts in; none beyond the film."""
        step = float(self._grid.step)
        first = max(math.floor(start / step + _ROUNDING), 0)
        return slice(first, max(math.ceil(end / step - _ROUNDING), first + 1))


def _load(module: torch.nn.Module, tensors: dict[str, Tensor], prefix: str) -> None:
    module.load_state_dict({key.removeprefix(prefix): t for key, t in tensors.items() if key.startswith(prefix)})


def _array(tensor: Tensor) -> FloatArray:
    return np.asarray(tensor.float().cpu().numpy(), np.float32)


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(words), _LONGEST_WORDS):
        yield words[start : start + _LONGEST_WORDS]


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of lines of like length, as many as a batch holds."""
    chosen: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if chosen and lengths[i] * (len(chosen) + 1) > _BATCH_PIECES:
            yield chosen
            chosen = []
        chosen.append(i)
    if chosen:
        yield chosen


def _one(readings: Sequence[Reading], tasks: dict[str, int]) -> Reading:
    """The parts of a line as one reading, each part counting by its words."""
    if not readings:
        nothing = np.zeros(len(NAMES), np.float32)
        return Reading(nothing[None][:0], nothing[:0], nothing, {task: nothing[:size] for task, size in tasks.items()})
    if len(readings) == 1:
        return readings[0]
    shares = np.array([len(reading.rows) for reading in readings], np.float32)
    shares /= shares.sum()
    return Reading(
        np.concatenate([reading.rows for reading in readings]),
        np.concatenate([share * reading.weights for share, reading in zip(shares, readings, strict=True)]),
        _mean(shares, [reading.line for reading in readings]),
        {task: _mean(shares, [reading.outputs[task] for reading in readings]) for task in tasks},
    )


def _mean(shares: FloatArray, rows: Sequence[FloatArray]) -> FloatArray:
    return np.asarray(np.tensordot(shares, np.stack(rows), 1), np.float32)
