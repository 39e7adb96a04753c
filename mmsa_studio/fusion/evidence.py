"""Why markers are where they are: the explanation of the frame that tells most in each."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.modality import FUSED
from mmsa_studio.core.questions import Explain, Film, WhyMarkers
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.fusion.explain import explain_with
from mmsa_studio.fusion.weights import FusionModel, load

_QUANTITIES = {"peak": "intensity", "turn": "valence", "subtext": "valence"}
_SECONDS = 0.4
"""Window of each explanation: its heatmaps are not kept, so they are as small as can be."""


def evidence(
    film: Film, asked: WhyMarkers, device: str, hook: Hook | None = None, folder: Path | None = None
) -> tuple[Evidence, ...]:
    """Explain every marker with the weights the timeline was computed with, which lie in a folder.

    Raises:
        StudioError: when the weights are missing, not the ones listed, or not those that computed the timeline.
        Cancelled: when the hook says so.
    """
    if not asked.markers:
        return ()  # the weights need not be read for nothing
    model = load(device, folder)
    if asked.timeline.model != model.identity:
        raise StudioError("analysis.other_weights")
    return evidence_with(model, film, asked, hook)


def evidence_with(model: FusionModel, film: Film, asked: WhyMarkers, hook: Hook | None = None) -> tuple[Evidence, ...]:
    """`evidence` with a given network."""
    found = []
    for place, marker in enumerate(asked.markers):
        found.append(_evidence(model, film, asked.timeline, marker))
        if hook is not None:
            hook(Progress("fusion", (place + 1) / len(asked.markers)))
    return tuple(found)


def _evidence(model: FusionModel, film: Film, timeline: EmotionTimeline, marker: Marker) -> Evidence:
    quantity = f"category.{marker.category}" if marker.kind == "category" else _QUANTITIES.get(marker.kind, "valence")
    frame = telling_frame(timeline, film.media.rate, marker, quantity)
    told = explain_with(model, film, Explain(frame, quantity, seconds=_SECONDS))
    return replace(told.evidence(), marker=marker.id)


def telling_frame(timeline: EmotionTimeline, rate: Fraction, marker: Marker, quantity: str) -> int:
    """The frame in the marker at which the quantity is highest; of what is no height, the known one next to the middle.

    Where nothing is known, the middle one.
    """
    grid, series = timeline.grid, timeline.series(FUSED, quantity)
    middle = (marker.start + marker.end - 1) // 2
    first, last = (grid.step_of(frame, rate) for frame in (marker.start, marker.end - 1))
    known = np.flatnonzero(series.valid[first : last + 1]) + first
    if not len(known):
        return middle
    if marker.kind in ("peak", "category"):
        best = int(known[series.values[known].argmax()])
    else:
        best = int(known[np.abs(known - grid.step_of(middle, rate)).argmin()])
    return min(max(grid.frame_of(best, rate), marker.start), marker.end - 1)
