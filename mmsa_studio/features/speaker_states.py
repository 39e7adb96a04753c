"""The speaker encoder of Resemblyzer (Apache-2.0), read out at every layer.

Three LSTM layers trained by its authors to tell 9,000 voices apart (Wan et al. 2018, generalised end-to-end
loss). How it tells voices apart holds much of how a voice speaks. Its weights were converted to safetensors and
ship with the voice model, so that nothing is unpickled in the program.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from mmsa_studio.features.acoustics import MEL_BANDS

LAYERS = 3
WIDTH = 256
STATES = LAYERS * WIDTH
LEVEL = 10 ** (-30 / 10)
"""Mean power of the speech it was trained on: -30 dB below full scale."""


class SpeakerStates(nn.Module):
    """The hidden states of all layers, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.LSTM(MEL_BANDS if layer == 0 else WIDTH, WIDTH, batch_first=True) for layer in range(LAYERS)
        )

    def forward(self, mel: Tensor) -> Tensor:
        """Hidden states for mel power at the level of `LEVEL`. (B, F, MEL_BANDS) -> (B, F, STATES)"""
        states = []
        for layer in self.layers:
            mel, _ = layer(mel)
            states.append(mel)
        return torch.cat(states, dim=-1)

    @classmethod
    def from_stacked(cls, weights: dict[str, Tensor]) -> SpeakerStates:
        """Take the weights of a stacked `nn.LSTM`, named `weight_ih_l0` and so on."""
        module = cls()
        for number, layer in enumerate(module.layers):
            layer.load_state_dict({f"{kind}_l0": weights[f"{kind}_l{number}"] for kind in _KINDS})
        return module.eval()


_KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
