"""What is read from the words of a line: how much each word weighs, its embedding, and every task from there."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from mmsa_studio.features.minilm import WIDTH

EMBEDDING = 64


class TextHeads(nn.Module):
    """Heads that are linear from the embedding on, so a line is exactly the weighted sum of its words.

    Args:
        tasks: outputs by task.
    """

    def __init__(self, tasks: Mapping[str, int]) -> None:
        super().__init__()
        self.score = nn.Linear(WIDTH, 1)
        self.embed = nn.Linear(WIDTH, EMBEDDING)
        self.tasks = nn.ModuleDict({task: nn.Linear(EMBEDDING, size) for task, size in tasks.items()})

    def forward(self, words: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """Weights (B, W), which sum to one over the known words, and embeddings (B, W, 64) of word states."""
        scores = self.score(words).squeeze(-1).masked_fill(~known, torch.finfo(words.dtype).min)
        return scores.softmax(-1) * known, torch.tanh(self.embed(words))


def word_states(hidden: Tensor, owner: Tensor, count: int) -> Tensor:
    """Mean state of the pieces of every word; zero for a word without pieces.

    Args:
        hidden: states of the pieces. shape (B, N, 384)
        owner: number of the word a piece belongs to, -1 for none. shape (B, N)
        count: words of the longest line, W.

    Returns:
        shape (B, W, 384)
    """
    belongs = (owner[:, None, :] == torch.arange(count, device=owner.device)[:, None]).to(hidden.dtype)  # (B, W, N)
    return belongs @ hidden / belongs.sum(-1, keepdim=True).clamp(min=1)
