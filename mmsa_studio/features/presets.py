"""Larger encoders a person may ask for: which they are, how many parameters they have, and loading them.

`quality` is the largest, `light` the one for small machines. Their parameters are counted by building the
networks without weights, so the figures are those of the code that runs, not of a publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.sentences import Sentence, term
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.hub import find_model, told_plainly
from mmsa_studio.features.text_heads import word_states

_PICTURE_MEAN, _PICTURE_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Large:
    """A published encoder.

    Attributes:
        modality: what it encodes.
        kind: its `model_type`.
        hub: its name on the Hugging Face hub.
        shape: where its size differs from the default of its kind.
    """

    modality: str
    kind: str
    hub: str
    shape: dict[str, Any] = field(default_factory=dict)


PRESETS: dict[str, tuple[Large, ...]] = {
    "quality": (
        Large("text", "roberta", "FacebookAI/roberta-base", {"vocab_size": 50265, "max_position_embeddings": 514}),
        Large(
            "voice",
            "wav2vec2",
            "facebook/wav2vec2-large-960h-lv60-self",
            {
                "hidden_size": 1024,
                "num_hidden_layers": 24,
                "num_attention_heads": 16,
                "intermediate_size": 4096,
                "feat_extract_norm": "layer",
                "conv_bias": True,
                "do_stable_layer_norm": True,
            },
        ),
        Large("face", "efficientnet", "google/efficientnet-b7"),
    ),
    "light": (
        Large("text", "mobilebert", "google/mobilebert-uncased"),
        Large("voice", "wav2vec2", "facebook/wav2vec2-base"),
        Large(
            "face",
            "efficientnet",
            "google/efficientnet-b0",
            {"width_coefficient": 1.0, "depth_coefficient": 1.0, "image_size": 224, "hidden_dim": 1280},
        ),
    ),
}
"""The encoders of every preset, one a modality."""

KINDS = {
    "text": ("roberta", "bert", "mobilebert", "distilbert", "xlm-roberta", "electra", "deberta-v2"),
    "voice": ("wav2vec2", "hubert", "wavlm"),
    "face": ("efficientnet",),
}
"""What may be loaded for a modality."""


@cache
def parameters(preset: str) -> Mapping[str, int]:
    """Parameters of a preset's encoders by modality, counted.

    Raises:
        UsageError: when there is no such preset.
    """
    from transformers import AutoConfig, AutoModel

    counted = {}
    for large in _chosen(preset):
        with torch.device("meta"):
            network = AutoModel.from_config(AutoConfig.for_model(large.kind, **large.shape))
        counted[large.modality] = sum(parameter.numel() for parameter in network.parameters())
    return counted


def load_encoder(
    modality: str, *, preset: str = "light", model: str = "", allow_download: bool = False, device: str = "cpu"
) -> LargeEncoder:
    """An encoder of a preset, or of the same modality from elsewhere.

    Args:
        modality: `text`, `voice` or `face`.
        preset: one of `PRESETS`.
        model: a local folder or hub name to take instead of the preset's own.
        allow_download: whether the hub may be asked for what is not here yet.
        device: where to compute, as torch names it.

    Raises:
        StudioError: when the model is not there, of another kind, or not in safetensors.
        UsageError: when there is no such preset or modality.
    """
    published = {large.modality: large.hub for large in _chosen(preset)}
    if modality not in published:
        raise UsageError("encoder.none", modality=modality, known=", ".join(published))
    model = model or published[modality]
    source = find_model(model, KINDS[modality], Sentence("encoder.kind", {"modality": term(modality)}))
    with told_plainly(model):
        return _ENCODERS[modality](source, allow_download, device)


class LargeEncoder:
    """A pretrained network with its weights, ready to encode."""

    def __init__(self, source: str, allow_download: bool, device: str) -> None:
        from transformers import AutoModel

        self._local = {"local_files_only": not allow_download}
        self._network = AutoModel.from_pretrained(source, use_safetensors=True, **self._local).to(device).eval()
        self._device = torch.device(device)

    @property
    def parameters(self) -> int:
        """How many parameters it has."""
        return sum(parameter.numel() for parameter in self._network.parameters())

    @torch.inference_mode()
    def _states(self, **inputs: Tensor) -> Tensor:
        on_device = {name: tensor.to(self._device) for name, tensor in inputs.items()}
        states: Tensor = self._network(**on_device).last_hidden_state
        return states.float().cpu()


class LargeTextEncoder(LargeEncoder):
    """States of words."""

    def __init__(self, source: str, allow_download: bool, device: str) -> None:
        from transformers import AutoTokenizer

        super().__init__(source, allow_download, device)
        self._tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True, add_prefix_space=True, **self._local)
        self._longest = min(256, int(self._network.config.max_position_embeddings) - 2)

    def encode(self, lines: Sequence[str]) -> list[FloatArray]:
        """The state of every word, words being what white space parts. each shape (words, D)"""
        return [self._encoded(line.split()) for line in lines]

    def _encoded(self, words: list[str]) -> FloatArray:
        if not words:
            return np.zeros((0, int(self._network.config.hidden_size)), np.float32)
        pieces = self._tokenizer(
            words, is_split_into_words=True, truncation=True, max_length=self._longest, return_tensors="pt"
        )
        states = self._states(input_ids=pieces["input_ids"], attention_mask=pieces["attention_mask"])
        owner = torch.tensor([[-1 if word is None else word for word in pieces.word_ids(0)]])
        return np.asarray(word_states(states, owner, len(words))[0].numpy(), np.float32)


class LargeVoiceEncoder(LargeEncoder):
    """States of about 20 ms of sound."""

    def encode(self, samples: FloatArray) -> FloatArray:
        """The states of sound at 16 kHz. samples shape (N,) -> (about N / 320, D)"""
        level = (samples - samples.mean()) / (samples.std() + 1e-7)
        states = self._states(input_values=torch.from_numpy(level.astype(np.float32))[None])
        return np.asarray(states[0].numpy(), np.float32)


class LargeFaceEncoder(LargeEncoder):
    """States of pictures."""

    def encode(self, images: Sequence[NDArray[np.uint8]]) -> FloatArray:
        """The mean state of every RGB picture. each shape (H, W, 3) -> (N, D)"""
        size = int(self._network.config.image_size)
        mean, deviation = (torch.tensor(of)[:, None, None] for of in (_PICTURE_MEAN, _PICTURE_DEVIATION))
        states = []
        for image in images:
            picture = torch.from_numpy(np.ascontiguousarray(image)).permute(2, 0, 1).float() / 255
            sized = functional.interpolate(picture[None], (size, size), mode="bilinear", antialias=True)
            states.append(self._states(pixel_values=(sized - mean) / deviation).mean((2, 3))[0].numpy())
        return np.asarray(states, np.float32)


_ENCODERS: dict[str, type[LargeEncoder]] = {
    "text": LargeTextEncoder,
    "voice": LargeVoiceEncoder,
    "face": LargeFaceEncoder,
}


def _chosen(preset: str) -> tuple[Large, ...]:
    if preset not in PRESETS:
        raise UsageError("preset.unknown", preset=preset, known=", ".join(PRESETS))
    return PRESETS[preset]
