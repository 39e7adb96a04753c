"""The fusion network: words, voice and face look at each other, and one answer with its doubt comes out.

Read from top to bottom: each modality is encoded by itself; its tokens then attend to the tokens of all
modalities within a few seconds, with a learned bias by how far apart and of which modality they are
(explicit alignment). What each says by itself is then gathered over the moment it belongs to, which tells what
category is expressed and who shows another one; attention says how much each testimony counts, and where moments
end. A gate weighs the modalities by how far they can be relied on; a head reads all other quantities from the
result. Any subset of modalities is a valid input, the empty one included.

B scenes, T grid steps, M modalities, N = T * M tokens, d width, H heads, Q quantities, S sources.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from mmsa_studio.core.modality import TABLE
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS, POLARITIES, QUANTITIES
from mmsa_studio.fusion.moments import NOTICE, Belief, Moments

FIRST_CATEGORY = len(DIMENSIONS)
FIRST_POLARITY = FIRST_CATEGORY + len(CATEGORIES)
_LEAST_LIKELY = math.log(0.01)
"""What is said to be less likely than this is read as this: how unlikely, no encoder knows of films unlike its data."""


@dataclass(frozen=True)
class Shape:
    """What a network looks like; kept in its weights file.

    Attributes:
        columns: names of the track columns read, by modality.
        width: of every token.
        heads: of every attention layer.
        layers: cross-modal attention layers.
        reach: steps a token can look to either side in one layer.
        kernel: steps a modality smooths itself over before it meets the others; odd.
        memory: steps to either side over which a moment is gathered.
        common: width of the space in which modalities are compared.
        dropout: while training.
    """

    columns: dict[str, tuple[str, ...]]
    width: int = 64
    heads: int = 4
    layers: int = 1
    reach: int = 10
    kernel: int = 9
    memory: int = 20
    common: int = 24
    dropout: float = 0.1

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Shape:
        """The shape written by `as_dict`; JSON may have lost the order of modalities, the table has it."""
        columns = {one.id: tuple(raw["columns"][one.id]) for one in TABLE if one.id in raw["columns"]}
        return cls(**{**raw, "columns": columns})

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @property
    def modalities(self) -> tuple[str, ...]:
        """What the network fuses, in the order of its tokens."""
        return tuple(self.columns)

    @property
    def halo(self) -> int:
        """Steps to either side that can change the answer at a step."""
        return self.layers * self.reach + self.memory + NOTICE // 2 + self.kernel // 2


@dataclass
class Fused:
    """What comes out of the cross-modal part.

    Attributes:
        raw: of the fused head, at the t steps answered for. shape (B, t, 2 Q)
        gates: weight of no evidence, then of each modality; sums to 1. shape (B, t, 1 + M)
        attention: per layer, only on the plain path. each shape (B, H, N, N)
        belief: what the moments around each step make likely.
    """

    raw: Tensor
    gates: Tensor
    attention: list[Tensor]
    belief: Belief


class ModalityEncoder(nn.Module):
    """One modality's columns to tokens, each aware of its own near past and future only."""

    mean: Tensor
    scale: Tensor
    least: Tensor

    def __init__(self, columns: Sequence[str], shape: Shape) -> None:
        super().__init__()
        least = [_LEAST_LIKELY if ".category." in name else -math.inf for name in columns]
        self.register_buffer("least", torch.tensor(least), persistent=False)
        self.register_buffer("mean", torch.zeros(len(columns)))
        self.register_buffer("scale", torch.ones(len(columns)))
        self.enter = nn.Linear(len(columns), shape.width)
        self.kernel = shape.kernel
        self.smooth = nn.Conv1d(shape.width, shape.width, shape.kernel, padding="same", groups=shape.width)
        self.mix = nn.Linear(shape.width, shape.width)
        self.norm = nn.LayerNorm(shape.width)
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, values: Tensor, valid: Tensor) -> Tensor:  # (B, T, D), (B, T) -> (B, T, d)
        """Tokens of one modality, zero where it is not valid."""
        there = valid[..., None].to(values.dtype)
        standard = ((values.maximum(self.least) - self.mean) / self.scale).clamp(-6, 6) * there
        tokens = functional.gelu(self.enter(self.drop(standard))) * there
        around = self.smooth(tokens.transpose(1, 2)).transpose(1, 2)
        heard = functional.avg_pool1d(there.transpose(1, 2), self.kernel, 1, self.kernel // 2).transpose(1, 2)
        tokens = tokens + self.mix(functional.gelu(around / heard.clamp_min(1 / self.kernel)))  # gaps do not dilute
        normed: Tensor = self.norm(self.drop(tokens))
        return normed * there


class CrossModalLayer(nn.Module):
    """Every token attends to the valid tokens of all modalities near it in time."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        modalities, width = len(shape.modalities), shape.width
        self.heads, self.reach, self.drop = shape.heads, shape.reach, nn.Dropout(shape.dropout)
        self.time_bias = nn.Parameter(torch.zeros(shape.heads, modalities, modalities, 2 * shape.reach + 1))
        self.norm, self.ask = nn.LayerNorm(width), nn.Linear(width, 3 * width)
        self.answer = nn.Linear(width, width)
        self.think = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def bias(self, steps: int, kinds: Sequence[int]) -> Tensor:
        """Learned bias by modalities and distance in time, minus infinity out of reach. shape (H, N, N)"""
        time = torch.arange(steps, device=self.time_bias.device)
        apart = time[None, :] - time[:, None]  # (T, T), key after query is positive
        kind = torch.tensor(kinds, device=time.device)
        table = self.time_bias[:, kind[:, None], kind]  # (H, M, M, distances)
        table = table[..., apart.clamp(-self.reach, self.reach) + self.reach]  # (H, M, M, T, T)
        table = table.masked_fill(apart.abs() > self.reach, -math.inf)
        tokens = steps * len(kinds)
        return table.permute(0, 3, 1, 4, 2).reshape(self.heads, tokens, tokens)

    def forward(
        self, tokens: Tensor, valid: Tensor, kinds: Sequence[int], *, plain: bool
    ) -> tuple[Tensor, Tensor | None]:
        """One layer; `plain` computes the same step by step and hands back the weights. (B, N, d), (B, N)"""
        batch, count, width = tokens.shape
        split = self.ask(self.norm(tokens)).view(batch, count, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)  # each (B, H, N, d / H)
        itself = torch.eye(count, dtype=torch.bool, device=tokens.device)  # keeps lone tokens from 0 / 0
        allowed = valid[:, None, None, :] | itself
        bias = self.bias(count // len(kinds), kinds).masked_fill(~allowed, -math.inf)  # (B, H, N, N)
        weights = None
        if plain:
            weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(width // self.heads) + bias, dim=-1)
            seen = weights @ value
        else:
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        seen = self.answer(seen.transpose(1, 2).reshape(batch, count, width))
        tokens = tokens + self.drop(seen)
        return tokens + self.drop(self.think(tokens)), weights


class Head(nn.Module):
    """A token to every quantity and its doubt: means before squashing, then log scales."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(shape.width),
            nn.Linear(shape.width, shape.width),
            nn.GELU(),
            nn.Linear(shape.width, 2 * len(QUANTITIES)),
        )

    def forward(self, tokens: Tensor) -> Tensor:  # (..., d) -> (..., 2 Q)
        """Raw outputs, for `scores` and `scales`."""
        raw: Tensor = self.layers(tokens)
        return raw


class FusionNetwork(nn.Module):
    """Tracks of any subset of modalities to scores with their doubt."""

    band: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoders = nn.ModuleDict({m: ModalityEncoder(shape.columns[m], shape) for m in shape.modalities})
        self.own_heads = nn.ModuleDict({m: Head(shape) for m in shape.modalities})
        self.comparers = nn.ModuleDict({m: nn.Linear(shape.width, shape.common) for m in shape.modalities})
        self.place = nn.Parameter(0.02 * torch.randn(len(shape.modalities), shape.width))
        self.layers = nn.ModuleList(CrossModalLayer(shape) for _ in range(shape.layers))
        self.reliability = nn.Linear(shape.width, 1)
        self.no_evidence = nn.Parameter(torch.zeros(shape.width))
        self.no_evidence_weight = nn.Parameter(torch.tensor(-2.0))
        self.moments = Moments(shape.width, shape.memory, shape.modalities)
        self.believe = nn.Linear(len(CATEGORIES) + len(shape.modalities), shape.width)
        self.head = Head(shape)
        self.register_buffer("band", torch.full((1 + len(shape.modalities), len(QUANTITIES)), 1.645))

    def encode(self, inputs: dict[str, Tensor], valid: Tensor) -> Tensor:
        """Each modality by itself. inputs (B, T, D) by modality, valid (B, T, M) -> (B, T, M, d)"""
        return torch.stack(
            [self.encoders[m](inputs[m], valid[..., place]) for place, m in enumerate(self.shape.modalities)], dim=2
        )

    def alone(self, tokens: Tensor) -> Tensor:
        """What each modality says by itself. (B, T, M, d) -> (B, T, M, 2 Q)"""
        said = [self.own_heads[m](tokens[:, :, place]) for place, m in enumerate(self.shape.modalities)]
        return torch.stack(said, dim=2)

    def compared(self, tokens: Tensor) -> Tensor:
        """Directions in the space all modalities share. (B, T, M, d) -> (B, T, M, common)"""
        both = [self.comparers[m](tokens[:, :, place]) for place, m in enumerate(self.shape.modalities)]
        return functional.normalize(torch.stack(both, dim=2), dim=-1)

    def fuse(
        self,
        tokens: Tensor,
        valid: Tensor,
        *,
        kinds: Sequence[int] | None = None,
        plain: bool = False,
        at: slice = slice(None),
    ) -> Fused:
        """What the valid modalities say together.

        Args:
            tokens: of each modality by itself. shape (B, T, M, d)
            valid: shape (B, T, M)
            kinds: which modalities the M are, all by default; leaving one out equals masking it, and costs less.
            plain: keep the attention weights.
            at: the steps answered for; all by default.
        """
        kinds = range(len(self.shape.modalities)) if kinds is None else kinds
        joined, attention = self.attend(tokens, valid, kinds, plain=plain)
        belief = self.moments(tokens, joined, valid, kinds, at)
        gates = self.weigh(joined[:, at], valid[:, at], belief)
        evidence = gates[..., :1] * self.no_evidence + (gates[..., 1:, None] * joined[:, at]).sum(dim=2)
        liars = doubted(belief, kinds, len(self.shape.modalities))
        known = self.believe(torch.cat([belief.category.exp(), liars], dim=-1))
        return Fused(self.conclude(self.head(evidence + known), belief), gates, attention, belief)

    def conclude(self, raw: Tensor, belief: Belief) -> Tensor:
        """The answer of the head, with the categories of the moment: a head free to differ learns scenes by heart."""
        return torch.cat([raw[..., :FIRST_CATEGORY], belief.category, raw[..., FIRST_POLARITY:]], dim=-1)

    def attend(
        self, tokens: Tensor, valid: Tensor, kinds: Sequence[int], *, plain: bool
    ) -> tuple[Tensor, list[Tensor]]:
        """Tokens that know of each other, and on the plain path the weights of each layer."""
        batch, steps, modalities, width = tokens.shape
        there, attention = valid.reshape(batch, steps * modalities), []
        joined = (tokens + self.place[list(kinds)]).reshape(batch, steps * modalities, width)
        for layer in self.layers if kinds else ():
            joined, weights = layer(joined, there, kinds, plain=plain)
            attention += [weights] if plain else []
        return joined.view(tokens.shape), attention

    def weigh(self, tokens: Tensor, valid: Tensor, belief: Belief) -> Tensor:
        """Gates: a modality is relied on as far as its token deserves it and it is not thought to lie. (B, t, 1 + M)"""
        honest = torch.log1p(-belief.liar.clamp_max(0.99))
        trust = (self.reliability(tokens).squeeze(-1) + honest).masked_fill(~valid, -math.inf)  # (B, t, M)
        nothing = self.no_evidence_weight.expand(*trust.shape[:2], 1)
        return torch.softmax(torch.cat([nothing, trust], dim=-1), dim=-1)

    def forward(self, inputs: dict[str, Tensor], valid: Tensor) -> tuple[Tensor, Tensor]:
        """Raw outputs of all sources (B, T, S, 2 Q), and directions to compare (B, T, M, common)."""
        tokens = self.encode(inputs, valid)
        return self.every_source(self.fuse(tokens, valid), tokens), self.compared(tokens)

    def every_source(self, fused: Fused, tokens: Tensor) -> Tensor:
        """The fused answer, then what each modality says by itself. shape (B, T, S, 2 Q)"""
        return torch.cat([fused.raw[:, :, None], self.alone(tokens)], dim=2)


def doubted(belief: Belief, kinds: Sequence[int], modalities: int) -> Tensor:
    """How likely each modality lies, zero for those left out. shape (B, t, all modalities)"""
    liars = belief.liar.new_zeros(*belief.liar.shape[:2], modalities)
    liars[..., list(kinds)] = belief.liar
    return liars


def scores(raw: Tensor) -> Tensor:
    """Quantities in their ranges. (..., 2 Q) -> (..., Q)"""
    return torch.cat(
        [
            torch.tanh(raw[..., :2]),
            torch.sigmoid(raw[..., 2:FIRST_CATEGORY]),
            torch.softmax(raw[..., FIRST_CATEGORY:FIRST_POLARITY], dim=-1),
            torch.softmax(raw[..., FIRST_POLARITY : FIRST_POLARITY + len(POLARITIES)], dim=-1),
        ],
        dim=-1,
    )


def scales(raw: Tensor) -> Tensor:
    """Standard deviation of each quantity as the network sees it. (..., 2 Q) -> (..., Q)"""
    return torch.exp(raw[..., len(QUANTITIES) :].clamp(-4, 1))
