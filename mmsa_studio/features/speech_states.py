"""What the lower layers of the included Whisper hear in a stretch of speech.

Whisper (Radford et al. 2022, "Robust speech recognition via large-scale weak supervision"; base, MIT) was trained by
its authors to write down speech in many languages and recordings. Its upper layers hold words; how something is said
is still in the lower ones.

B stretches, F frames of 10 ms, two frames a state.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from librosa.filters import mel
from torch import Tensor, nn
from torch.nn.functional import gelu, pad, scaled_dot_product_attention

from mmsa_studio.core.speech import included_model
from mmsa_studio.features.acoustics import HOP
from mmsa_studio.features.whisper_file import read_tensors
from mmsa_studio.media.sound import SAMPLE_RATE

STATES = 512
STATE_SAMPLES = 2 * HOP
"""Samples between states: 50 states a second, 10 a grid step."""
LEVEL = 10 ** (-25 / 10)
"""Mean power that speech is brought to before it is heard: 25 dB below full scale."""

_LAYERS = 3
"""Of six. Chosen on four speakers: the first two hear too little, the upper ones words more than voices."""
_HEADS = 8
_LONGEST = 1500
_MEL_BANDS = 80
_WINDOW = 400
_RANGE = 8.0
_NOTHING = 1e-10


class SpeechStates(nn.Module):
    """The states that a layer of the encoder gives."""

    positions: Tensor

    def __init__(self, layers: int = _LAYERS) -> None:
        super().__init__()
        self.first = nn.Conv1d(_MEL_BANDS, STATES, 3, padding=1)
        self.second = nn.Conv1d(STATES, STATES, 3, stride=2, padding=1)
        self.register_buffer("positions", torch.zeros(_LONGEST, STATES))
        self.layers = nn.ModuleList(_Layer() for _ in range(layers))

    def forward(self, sound: Tensor) -> Tensor:
        """States of stretches of up to 30 s at 16 kHz. (B, F * HOP) -> (B, F / 2, STATES), F even"""
        hidden = gelu(self.second(gelu(self.first(log_mel(sound))))).mT
        hidden = hidden + self.positions[: hidden.shape[1]]
        for layer in self.layers:
            hidden = layer(hidden)
        states: Tensor = hidden
        return states


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before_attention, self.before_feed = nn.LayerNorm(STATES), nn.LayerNorm(STATES)
        self.ask, self.answer = nn.Linear(STATES, 3 * STATES), nn.Linear(STATES, STATES)
        self.widen, self.narrow = nn.Linear(STATES, 4 * STATES), nn.Linear(4 * STATES, STATES)

    def forward(self, hidden: Tensor) -> Tensor:
        asked = self.ask(self.before_attention(hidden)).unflatten(-1, (3, _HEADS, -1))  # (B, n, 3, heads, d)
        seen = scaled_dot_product_attention(*asked.permute(2, 0, 3, 1, 4)).transpose(1, 2).flatten(2)
        hidden = hidden + self.answer(seen)
        fed: Tensor = self.narrow(gelu(self.widen(self.before_feed(hidden))))
        return hidden + fed


_NAMES = {
    "before_attention": ("self_attention/layer_norm/gamma", "self_attention/layer_norm/beta"),
    "ask": ("self_attention/linear_0/weight", "self_attention/linear_0/bias"),
    "answer": ("self_attention/linear_1/weight", "self_attention/linear_1/bias"),
    "before_feed": ("ffn/layer_norm/gamma", "ffn/layer_norm/beta"),
    "widen": ("ffn/linear_0/weight", "ffn/linear_0/bias"),
    "narrow": ("ffn/linear_1/weight", "ffn/linear_1/bias"),
}
"""Weight and bias of each part of a layer, as the file names them."""


@lru_cache(maxsize=2)
def speech_states(device: str = "cpu") -> SpeechStates:
    """The lower layers of the included Whisper on a device.

    Raises:
        StudioError: when it is missing or damaged.
    """
    return from_tensors(read_tensors(included_model() / "model.bin", "encoder/")).eval().to(device)


def from_tensors(tensors: dict[str, Tensor], layers: int = _LAYERS) -> SpeechStates:
    """The module with the weights of Whisper's encoder, named as in its file."""
    with torch.device("meta"):  # weights that are replaced at once need not be drawn
        module = SpeechStates(layers)
    state = {"positions": tensors["position_encodings/encodings"]}
    for ours, theirs in (("first", "conv1"), ("second", "conv2")):
        state |= {f"{ours}.{kind}": tensors[f"{theirs}/{kind}"] for kind in ("weight", "bias")}
    for layer in range(layers):
        for part, names in _NAMES.items():
            for kind, name in zip(("weight", "bias"), names, strict=True):
                state[f"layers.{layer}.{part}.{kind}"] = tensors[f"layer_{layer}/{name}"]
    module.load_state_dict(state, assign=True)
    return module


def log_mel(sound: Tensor) -> Tensor:
    """What Whisper hears: mel bands in factors of ten, down to 80 dB below the loudest. (B, F * HOP) -> (B, 80, F)"""
    padded = pad(sound, (_WINDOW // 2, _WINDOW // 2), "reflect")
    window = torch.hann_window(_WINDOW, device=sound.device)
    spectrum = torch.stft(padded, _WINDOW, HOP, window=window, center=False, return_complex=True)[..., :-1]
    decades = (_bands().to(sound.device) @ spectrum.abs().square()).clamp(min=_NOTHING).log10()
    return (torch.maximum(decades, decades.amax(dim=(1, 2), keepdim=True) - _RANGE) + 4) / 4


@lru_cache(maxsize=1)
def _bands() -> Tensor:
    return torch.from_numpy(mel(sr=SAMPLE_RATE, n_fft=_WINDOW, n_mels=_MEL_BANDS))
