"""Why a frame is where it is, in numbers small enough to be kept; `core.wording` says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mmsa_studio.core.marker import Marker


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What an explanation of one frame says, without its heatmaps.

    Attributes:
        frame: the frame explained.
        quantity: the output explained, one of `QUANTITIES`.
        output: its value at the frame.
        baseline: its value with every modality masked.
        contributions: exact signed Shapley value by modality; they sum to `output - baseline`.
        interactions: pairwise Shapley interaction by names joined with `+`, like `text+voice`.
        units: action units of the main face at the frame by code.
        occlusions: how much the output loses without each modality alone, by modality.
        known: whether any modality is there at the frame.
        looked_at: the modality most attended to at the frame; empty where nothing was.
        words: the line said at the frame.
        effects: each word of the line with what it does to it: the output of the line minus that without the word.
        marker: id of the marker that is where it is because of this; empty for a frame that a person asked about.
    """

    frame: int
    quantity: str
    output: float = 0.0
    baseline: float = 0.0
    contributions: dict[str, float] = field(default_factory=dict)
    interactions: dict[str, float] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    occlusions: dict[str, float] = field(default_factory=dict)
    known: bool = True
    looked_at: str = ""
    words: str = ""
    effects: tuple[tuple[str, float], ...] = ()
    marker: str = ""


def evidence_for(marker: Marker, known: Iterable[Evidence]) -> Evidence | None:
    """What is known of a marker; nothing when it was since moved away from the frame explained."""
    return next((one for one in known if one.marker == marker.id and marker.start <= one.frame < marker.end), None)


def unexplained(markers: Iterable[Marker], known: Iterable[Evidence]) -> tuple[Marker, ...]:
    """The markers of which nothing is known where they are now."""
    there = tuple(known)
    return tuple(marker for marker in markers if evidence_for(marker, there) is None)


def renewed(known: Iterable[Evidence], found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What is known of markers with newly found evidence in the place of older evidence for the same markers."""
    new = tuple(found)
    again = {one.marker for one in new}
    return (*(one for one in known if one.marker not in again), *new)
