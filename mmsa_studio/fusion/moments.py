"""Moments: stretches in which one emotion is expressed, by every modality or by all but one.

No single step tells who lies: words, voice and face are each wrong too often. A moment does, for whoever lies
goes on lying until the moment ends. So a hidden Markov model (Rabiner 1989) holds every hypothesis, an emotion
together with who shows which other one, against the evidence of the steps around; a moment may end at any step,
more likely where the modalities look as if it does.

The recursions begin afresh `memory` steps before and after each step, for all steps at once: an answer must not
depend on how a film is cut into windows.

B scenes, T grid steps, M modalities, d width, C categories, S hypotheses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mmsa_studio.core.vocabulary import CATEGORIES

NOTICE = 5
"""Steps that are looked at for the end of a moment; odd."""
_NOTICED = 16
_OFTEN_GOES_ON = 3.0
"""Log odds at the start of training that a moment goes on: it lasts about twenty steps."""
_RARELY_LIES = -2.0
_SMALLEST = 1e-6


@dataclass(frozen=True)
class Hypotheses:
    """What may be the case in a moment.

    Attributes:
        category: that is expressed. shape (S,)
        shown: category each modality shows. shape (M, S)
        liar: 0 for nobody, otherwise 1 + the place of the modality that shows another category. shape (S,)
    """

    category: NDArray[np.int64]
    shown: NDArray[np.int64]
    liar: NDArray[np.int64]


@lru_cache
def hypotheses(modalities: int) -> Hypotheses:
    """Every category shown by all, or by all but one of so many modalities."""
    every = range(len(CATEGORIES))
    found = [(c, 0, c) for c in every]
    found += [(c, 1 + liar, other) for liar in range(modalities) for c in every for other in every if other != c]
    category, liar, other = np.array(found).T
    shown = [np.where(liar == 1 + modality, other, category) for modality in range(modalities)]
    return Hypotheses(category, np.array(shown, np.int64).reshape(modalities, len(found)), liar)


@dataclass
class Belief:
    """What the moments around each step make likely.

    Attributes:
        evidence: log likelihoods of each modality showing each category, zero where not valid. shape (B, T, M, C)
        category: logarithms of how likely each is expressed at the steps asked about. shape (B, t, C)
        liar: how likely each modality shows another one than is expressed at them. shape (B, t, M)
    """

    evidence: Tensor
    category: Tensor
    liar: Tensor


class Moments(nn.Module):
    """Tokens of each modality by itself to what is expressed and who shows something else."""

    def __init__(self, width: int, memory: int, modalities: Sequence[str]) -> None:
        super().__init__()
        self.modalities = tuple(modalities)
        self.memory = memory
        self.testify = nn.ModuleDict({
            m: nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, len(CATEGORIES)))
            for m in modalities
        })  # fmt: skip
        self.weight = nn.Linear(width, 1)
        self.notice = nn.ModuleDict({m: nn.Linear(width, _NOTICED, bias=False) for m in modalities})
        self.compare = nn.Conv1d(_NOTICED, _NOTICED, NOTICE, padding="same")
        self.change = nn.Linear(_NOTICED, 1)
        self.usual = nn.Parameter(torch.zeros(len(CATEGORIES)))
        self.lies = nn.Parameter(torch.tensor([0.0] + [_RARELY_LIES] * len(modalities)))

    def forward(
        self, tokens: Tensor, joined: Tensor, valid: Tensor, kinds: Sequence[int], at: slice = slice(None)
    ) -> Belief:
        """What the given modalities make likely.

        Args:
            tokens: of each modality by itself. shape (B, T, M, d)
            joined: the same after they have looked at each other. shape (B, T, M, d)
            valid: shape (B, T, M)
            kinds: which modalities the M are; leaving one out equals masking it.
            at: the steps asked about.
        """
        supposed, joined = hypotheses(len(kinds)), joined * valid[..., None]
        evidence = self._testimony(tokens, kinds) * (2 * torch.sigmoid(self.weight(joined)) * valid[..., None])
        usual = self._usual(supposed, kinds)
        fits = tokens.new_zeros(*valid.shape[:2], len(usual))
        for place, shown in enumerate(supposed.shown):
            fits = fits + evidence[:, :, place, shown]
        fits = torch.exp(fits - fits.amax(-1, keepdim=True))
        likely = gathered(fits, self._ends(joined, kinds), usual, self.memory, at)
        category = _total(likely, supposed.category, len(CATEGORIES))
        liar = _total(likely, supposed.liar, 1 + len(kinds))[..., 1:] * self._heard(valid)[:, at]
        return Belief(evidence, torch.log(category.clamp_min(_SMALLEST)), liar)

    def _testimony(self, tokens: Tensor, kinds: Sequence[int]) -> Tensor:
        told = [self.testify[self.modalities[kind]](tokens[:, :, place]) for place, kind in enumerate(kinds)]
        return torch.stack(told, dim=2) if told else tokens.new_zeros(*tokens.shape[:3], len(CATEGORIES))

    def _heard(self, valid: Tensor) -> Tensor:
        """Whether a modality says anything in the steps around: who is silent cannot lie. shape (B, T, M)"""
        around = 2 * self.memory + 1
        there = valid.to(torch.float32).transpose(1, 2)
        return functional.max_pool1d(there, around, 1, self.memory).transpose(1, 2) if there.shape[1] else valid

    def _ends(self, tokens: Tensor, kinds: Sequence[int]) -> Tensor:
        """How likely another moment begins at each step. shape (B, T, 1)"""
        seen = tokens.new_zeros(*tokens.shape[:2], _NOTICED)
        for place, kind in enumerate(kinds):
            seen = seen + self.notice[self.modalities[kind]](tokens[:, :, place])
        compared = self.compare(seen.transpose(1, 2)).transpose(1, 2)
        ends: Tensor = torch.sigmoid(self.change(functional.gelu(compared)) - _OFTEN_GOES_ON)
        return ends

    def _usual(self, supposed: Hypotheses, kinds: Sequence[int]) -> Tensor:
        """How likely each hypothesis is of a moment nothing is known of. shape (S,)"""
        lies = torch.softmax(self.lies, dim=0)
        here = lies[[1 + kind for kind in kinds]]
        who = torch.cat([1 - here.sum(keepdim=True, dim=0), here])
        who = who / who.new_tensor([1] + [len(CATEGORIES) - 1] * len(kinds))  # a liar may show any other category
        return torch.softmax(self.usual, dim=0)[supposed.category] * who[supposed.liar]


def _total(likely: Tensor, groups: NDArray[np.int64], count: int) -> Tensor:
    """Hypotheses added up by what they say. (B, T, S), (S,) -> (B, T, count)"""
    places = torch.from_numpy(groups).to(likely.device)
    return likely.new_zeros(*likely.shape[:2], count).index_add(2, places, likely)


def gathered(fits: Tensor, ends: Tensor, usual: Tensor, memory: int, at: slice = slice(None)) -> Tensor:
    """How likely each hypothesis is at each step asked about, by the steps up to `memory` before and after it.

    Args:
        fits: likelihood of each step under each hypothesis, up to a factor. shape (B, T, S)
        ends: how likely another moment begins at each step. shape (B, T, 1)
        usual: shape (S,)
        memory: in steps.
        at: the steps asked about.

    Returns:
        Sums to one over hypotheses. shape (B, t, S)
    """
    start, end, _ = at.indices(fits.shape[1])
    fits = functional.pad(fits, (0, 0, memory, memory), value=1.0)
    ends = functional.pad(ends, (0, 0, memory, memory), value=0.0)
    before = usual.expand(len(fits), end - start, -1)
    for place in range(memory + 1):  # of all steps, the one `memory - place` before it
        here = slice(place + start, place + end)
        before = torch.lerp(before, usual, ends[:, here]) * fits[:, here]
        before = before / before.sum(-1, keepdim=True)
    after = torch.ones_like(before)
    for place in range(2 * memory, memory, -1):
        here = slice(place + start, place + end)
        seen = after * fits[:, here]
        after = torch.lerp(seen, (seen @ usual)[..., None], ends[:, here])
        after = after / after.sum(-1, keepdim=True)
    both = before * after
    return both / both.sum(-1, keepdim=True)
