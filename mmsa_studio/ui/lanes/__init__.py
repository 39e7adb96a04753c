"""The lanes of the timeline, from top to bottom."""

from __future__ import annotations

from mmsa_studio.ui.lanes.base import Lane
from mmsa_studio.ui.lanes.emotion import Emotion
from mmsa_studio.ui.lanes.marks import Marks
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
