"""How far an explanation can be trusted: take away what it says mattered, and see whether the answer follows.

Deletion and insertion curves (Petsiuk et al. 2018) over pieces of the window: an explanation that is right makes
the answer fall fast when its pieces are taken away, most important first, and rise fast when they are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mmsa_studio.core.questions import CHANCE
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import QUANTITIES
from mmsa_studio.fusion.heatmap import AVERAGE, RELEVANCE, attention_maps, relevance_map
from mmsa_studio.fusion.network import FusionNetwork, scores

OCCLUSION = "occlusion"
_PIECE = 3
"""Steps of one modality that are taken away together: 0.6 s, about two words."""
_WORTH_ASKING = 0.05
"""An answer nearer than this to that of knowing nothing cannot fall."""


@dataclass(frozen=True)
class Curve:
    """Area under the normalised deletion curve (small is good) and insertion curve (large is good)."""

    deletion: float
    insertion: float


def faithfulness(
    network: FusionNetwork, inputs: dict[str, torch.Tensor], valid: torch.Tensor, quantity: str, *, seed: int = 0
) -> dict[str, Curve]:
    """Curves of every way to explain the middle step of a window.

    Args:
        network: the network.
        inputs: by modality. each shape (T, D)
        valid: shape (T, M)
        quantity: the output explained.
        seed: of the random order.

    Returns:
        By name of the way; empty where the answer hardly differs from that of knowing nothing.
    """
    pieces = _pieces(valid.numpy())
    if not pieces:
        return {}
    asked = _Question(network, inputs, valid, QUANTITIES.index(quantity), pieces)
    nothing, everything = asked.answers(np.array([np.zeros(len(pieces), bool), np.ones(len(pieces), bool)]))
    if abs(everything - nothing) < _WORTH_ASKING:
        return {}
    ways = asked.importance(everything > nothing)
    ways[CHANCE] = np.random.default_rng(seed).random(len(pieces)).astype(np.float32)
    return {name: asked.curve(importance, nothing, everything) for name, importance in ways.items()}


def _pieces(valid: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Stretches of each modality that hold anything, as masks. each shape (T, M)"""
    steps, modalities = valid.shape
    masks = []
    for place in range(modalities):
        for start in range(0, steps, _PIECE):
            mask = np.zeros_like(valid)
            mask[start : start + _PIECE, place] = valid[start : start + _PIECE, place]
            masks += [mask] if mask.any() else []
    return masks


class _Question:
    """One output at the middle of one window, asked with some of its pieces."""

    def __init__(
        self,
        network: FusionNetwork,
        inputs: dict[str, torch.Tensor],
        valid: torch.Tensor,
        place: int,
        pieces: list[NDArray[np.bool_]],
    ) -> None:
        self._network, self._inputs, self._valid, self._place = network, inputs, valid, place
        self._pieces = np.array(pieces)
        self._middle = len(valid) // 2

    @torch.inference_mode()
    def answers(self, kept: NDArray[np.bool_]) -> FloatArray:
        """The output with only the kept pieces. (n, pieces) -> (n,)"""
        flat = self._pieces.reshape(len(self._pieces), -1).astype(np.int32)
        valid = torch.from_numpy((kept.astype(np.int32) @ flat > 0).reshape(-1, *self._valid.shape))
        given = {m: values.expand(len(kept), -1, -1) for m, values in self._inputs.items()}
        middle = slice(self._middle, self._middle + 1)
        raw = self._network.fuse(self._network.encode(given, valid), valid, at=middle).raw
        answers: FloatArray = scores(raw)[:, 0, self._place].numpy()
        return answers

    def importance(self, upwards: bool) -> dict[str, FloatArray]:
        """What each way says of each piece, for moving the output the way it went. each shape (pieces,)"""
        given = {m: values[None] for m, values in self._inputs.items()}
        fused = self._network.fuse(self._network.encode(given, self._valid[None]), self._valid[None], plain=True)
        columns = torch.tensor([[self._middle]])
        output = scores(fused.raw)[0, self._middle, self._place]
        maps = {AVERAGE: attention_maps(fused, columns)[AVERAGE]}
        maps[RELEVANCE] = relevance_map(fused, output if upwards else -output, columns)
        flat = self._pieces.reshape(len(self._pieces), -1)
        ways = {name: (flat @ weights.detach().numpy()[0, 0]).astype(np.float32) for name, weights in maps.items()}
        return ways | {OCCLUSION: self._occlusion(upwards)}

    def _occlusion(self, upwards: bool) -> FloatArray:
        """How much the output loses without each piece."""
        count = len(self._pieces)
        answers = self.answers(np.concatenate([np.ones((1, count), bool), ~np.eye(count, dtype=bool)]))
        return np.asarray((answers[0] - answers[1:]) * (1 if upwards else -1), np.float32)

    def curve(self, importance: FloatArray, nothing: float, everything: float) -> Curve:
        """Both areas when pieces go, or come, most important first."""
        rank = np.argsort(np.argsort(-importance, kind="stable"))
        first = rank < np.arange(len(rank) + 1)[:, None]  # (pieces + 1, pieces)
        return Curve(*(
            float(((self.answers(kept) - nothing) / (everything - nothing)).mean()) for kept in (~first, first)
        ))  # fmt: skip
