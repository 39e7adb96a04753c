"""Where speech is heard: the network of silero-vad, with the weights its package carries.

The package runs it one window after the other. Only its memory needs that order: here the windows of many segments
pass the convolutions at once and the memory runs over them as one sequence, with the same result.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import safetensors.torch
import torch
from torch import Tensor, nn

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.packages import package_folder

WINDOW = 512
"""Samples looked at in one go, at 16 kHz."""

_CONTEXT = 64
_FOURIER = 256
_BANDS = _FOURIER // 2 + 1


class SpeechDetector(nn.Module):
    """Speech probability window by window; the names are those of the weights in the package."""

    def __init__(self) -> None:
        super().__init__()
        self.stft_conv = nn.Conv1d(1, 2 * _BANDS, _FOURIER, stride=_FOURIER // 2, bias=False)
        self.conv1 = nn.Conv1d(_BANDS, 128, 3, padding=1)
        self.conv2 = nn.Conv1d(128, 64, 3, stride=2, padding=1)
        self.conv3 = nn.Conv1d(64, 64, 3, stride=2, padding=1)
        self.conv4 = nn.Conv1d(64, 128, 3, padding=1)
        self.lstm = nn.LSTM(128, 128, batch_first=True)
        self.final_conv = nn.Conv1d(128, 1, 1)

    def forward(self, sound: Tensor) -> Tensor:
        """Segments, each heard from a blank memory. (B, n * WINDOW) -> (B, n)"""
        led = nn.functional.pad(sound, (_CONTEXT, 0))
        windows = led.unfold(1, _CONTEXT + WINDOW, WINDOW).flatten(0, 1)[:, None]  # (B * n, 1, 576)
        parts = self.stft_conv(nn.functional.pad(windows, (0, _CONTEXT), mode="reflect"))
        hidden = (parts[:, :_BANDS].square() + parts[:, _BANDS:].square()).sqrt()  # (B * n, bands, 4)
        for convolution in (self.conv1, self.conv2, self.conv3, self.conv4):
            hidden = convolution(hidden).relu()
        states, _ = self.lstm(hidden.reshape(len(sound), -1, 128))  # (B, n, 128)
        probability: Tensor = self.final_conv(states.mT.relu()).sigmoid()[:, 0]
        return probability


def speech_probability(segments: FloatArray) -> FloatArray:
    """How surely each window of each segment holds speech; every segment starts from a blank memory.

    Args:
        segments: sound at 16 kHz, whole windows. shape (B, n * WINDOW)

    Returns:
        probabilities. shape (B, n)

    Raises:
        StudioError: when the package or its weights are missing.
    """
    with torch.inference_mode():
        probability: FloatArray = _detector()(torch.from_numpy(np.ascontiguousarray(segments))).numpy()
    return probability


@cache
def _detector() -> SpeechDetector:
    # Importing the package would set the number of torch's threads for the whole program.
    path = package_folder("silero_vad") / "data" / "silero_vad_16k.safetensors"
    if not path.is_file():
        raise StudioError("detector.incomplete")
    weights = safetensors.torch.load_file(path)
    renamed = {name.replace("lstm_cell.", "lstm."): tensor for name, tensor in weights.items()}
    detector = SpeechDetector()
    detector.load_state_dict({f"{name}_l0" if name.startswith("lstm.") else name: t for name, t in renamed.items()})
    return detector.eval()
