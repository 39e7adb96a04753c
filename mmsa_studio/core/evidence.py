"""Why a marker is where it is: what an explanation of its most telling frame says, small enough to be kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mmsa_studio.core.marker import Marker


@dataclass(frozen=True)
class Evidence:
    """An explanation without its heatmaps; `core.wording` says it.

    Attributes:
        marker: id of the marker.
        frame: the frame explained, inside the marker when it was found.
        quantity: the output explained, one of `QUANTITIES`.
        output: its value at the frame.
        baseline: its value with every modality masked.
        contributions: exact signed Shapley value by modality; they sum to `output - baseline`.
        interactions: pairwise Shapley interaction by names joined with `+`, like `text+voice`.
        units: action units of the main face by code.
        words: the line said at the frame.
        occlusions: how much the output loses without each modality alone, by modality.
        known: whether any modality is there at the frame.
        looked_at: the modality most attended to at the frame; empty where nothing was.
        effects: each word of the line with what it does to it: the output of the line minus that without the word.
    """

    marker: str
    frame: int
    quantity: str
    output: float
    baseline: float
    contributions: dict[str, float] = field(default_factory=dict)
    interactions: dict[str, float] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    words: str = ""
    occlusions: dict[str, float] = field(default_factory=dict)
    known: bool = True
    looked_at: str = ""
    effects: tuple[tuple[str, float], ...] = ()


def evidence_for(marker: Marker, known: Iterable[Evidence]) -> Evidence | None:
    """What is known of a marker; nothing when it was since moved away from the frame explained."""
    return next((one for one in known if one.marker == marker.id and marker.start <= one.frame < marker.end), None)
