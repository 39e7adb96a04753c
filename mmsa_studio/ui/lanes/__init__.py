"""The lanes of the timeline, from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.track import Track
from mmsa_studio.ui.lanes.base import Lane
from mmsa_studio.ui.lanes.emotion import Emotion
from mmsa_studio.ui.lanes.marks import Marks
from mmsa_studio.ui.lanes.measured import Measured
from mmsa_studio.ui.lanes.ribbon import Ribbon
from mmsa_studio.ui.lanes.ruler import Ruler
from mmsa_studio.ui.lanes.shares import Shares
from mmsa_studio.ui.lanes.shots import Shots
from mmsa_studio.ui.lanes.subtext import SubtextLane
from mmsa_studio.ui.lanes.waveform import Waveform
from mmsa_studio.ui.lanes.words import Words

LANES: tuple[type[Lane], ...] = (
    Ruler, Shots, Waveform, Emotion, Ribbon, Shares, SubtextLane, Words, Marks,
)  # fmt: skip
_LAST = 2
"""Lanes below those of tracks that are not fused."""


def with_measured(lanes: Sequence[Lane], tracks: Mapping[str, Track]) -> list[Lane]:
    """The lanes of the table and, above words and markers, one for each track that no network fuses.

    Args:
        lanes: those there are; they keep what they have drawn.
        tracks: those of the film, by key.
    """
    there = {lane.key: lane for lane in lanes if isinstance(lane, Measured)}
    fixed = [lane for lane in lanes if not isinstance(lane, Measured)]
    others = {key: track.modality for key, track in sorted(tracks.items()) if track.modality not in MODALITIES}
    measured = [there.get(key) or Measured(key, modality) for key, modality in others.items()]
    return [*fixed[:-_LAST], *measured, *fixed[-_LAST:]]
