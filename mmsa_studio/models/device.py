"""What computes."""

from __future__ import annotations

from mmsa_studio.core.errors import StudioError

AUTO = "auto"


def choose(wanted: str = AUTO) -> str:
    """The device to compute on: the one asked for, or the best there is.

    Args:
        wanted: one of `core.jobs.DEVICES`.

    Raises:
        StudioError: when the device asked for is not there.
    """
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == AUTO:
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there.get(wanted, False):
        raise StudioError("analysis.no_device", device=wanted)
    return wanted
