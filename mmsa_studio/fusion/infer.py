"""Tracks in, timeline out: the network over a whole film in overlapping windows."""

from __future__ import annotations

from collections.abc import Mapping

from mmsa_studio.core.jobs import Hook
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.track import Grid, Track


def fuse(tracks: Mapping[str, Track], grid: Grid, *, device: str = "cpu", hook: Hook | None = None) -> EmotionTimeline:
    """Fuse any subset of modalities, partial tracks included."""
    raise NotImplementedError
