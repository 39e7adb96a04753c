"""Where speech is heard: silero-vad, run on many segments of a film side by side."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import torch

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.packages import package_folder

WINDOW = 512
"""Samples silero-vad looks at in one go, at 16 kHz."""

_PACKAGE = "silero_vad"
_SAMPLE_RATE = 16_000


@cache
def _model() -> torch.jit.ScriptModule:
    # Importing the package would set the number of torch's threads for the whole program.
    path = package_folder(_PACKAGE) / "data" / "silero_vad.jit"
    return _loaded(path)


def _loaded(path: Path) -> torch.jit.ScriptModule:
    if not path.is_file():
        raise StudioError(
            "The speech detector silero-vad is incomplete.",
            "Install it again: pip install --force-reinstall silero-vad",
        )
    model: torch.jit.ScriptModule = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
    return model.eval()


def speech_probability(segments: FloatArray) -> FloatArray:
    """How surely each window of each segment holds speech; every segment starts from a blank memory.

    Args:
        segments: sound at 16 kHz, whole windows. shape (B, n * WINDOW)

    Returns:
        probabilities. shape (B, n)
    """
    model = _model()
    model.reset_states()
    windows = torch.split(torch.from_numpy(np.ascontiguousarray(segments)), WINDOW, dim=1)
    with torch.inference_mode():
        heard = [model(window, _SAMPLE_RATE).reshape(-1) for window in windows]
    probability: FloatArray = torch.stack(heard, dim=1).numpy().astype(np.float32)
    return probability
