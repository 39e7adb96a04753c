"""The network with one idea taken out each time: what an idea brings is the difference it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.fusion.moments import Belief, Moments
from mmsa_studio.fusion.network import FusionNetwork, Shape
from mmsa_studio.training.fusion_fit import Settings


class ConcatenatingNetwork(FusionNetwork):
    """Tokens of one step laid side by side instead of attending to each other; about as many parameters."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(replace(shape, layers=0))
        width, modalities = shape.width, len(MODALITIES)
        self.join = nn.Sequential(
            nn.Linear(modalities * (width + 1), 6 * width),
            nn.GELU(),
            nn.Dropout(shape.dropout),
            nn.Linear(6 * width, width),
        )

    def attend(
        self, tokens: Tensor, valid: Tensor, kinds: Sequence[int], *, plain: bool
    ) -> tuple[Tensor, list[Tensor]]:
        """One token of all modalities in the place of each; there is no attention to keep."""
        batch, steps, _, width = tokens.shape
        side_by_side = tokens.new_zeros(batch, steps, len(MODALITIES), width + 1)
        there = valid[..., None].to(tokens.dtype)
        side_by_side[:, :, list(kinds)] = torch.cat([tokens * there, there], dim=-1)
        return self.join(side_by_side.flatten(2))[:, :, None].expand(tokens.shape), []


class ForgetfulNetwork(FusionNetwork):
    """Every step for itself: nobody asks what a moment shows, nor who lies in it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.moments = _Silence(shape.width, shape.memory, shape.modalities)

    def conclude(self, raw: Tensor, belief: Belief) -> Tensor:
        """The head answers by itself."""
        return raw


class _Silence(Moments):
    def forward(
        self, tokens: Tensor, joined: Tensor, valid: Tensor, kinds: Sequence[int], at: slice = slice(None)
    ) -> Belief:
        nothing = tokens.new_zeros(*valid.shape, len(CATEGORIES))
        asked = nothing[:, at]
        return Belief(nothing, asked.new_zeros(*asked.shape[:2], len(CATEGORIES)), asked[..., 0])


WITHOUT: dict[str, Callable[[Settings], Settings]] = {
    "no-contrastive-loss": lambda settings: replace(settings, contrast=0.0),
    "no-modality-dropout": lambda settings: replace(settings, recipe=replace(settings.recipe, missing=0, absent=0)),
    "concatenation-instead-of-attention": lambda settings: replace(settings, make=ConcatenatingNetwork),
    "no-moments": lambda settings: replace(settings, make=ForgetfulNetwork),
}
"""Settings with one idea taken out, by what is missing."""
