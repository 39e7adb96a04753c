"""Why markers are where they are: the explanation of the frame that tells most in each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.jobs import ExplainRequest, Hook, Progress
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.questions import EvidenceRequest
from mmsa_studio.fusion.explain import explain_with
from mmsa_studio.fusion.weights import FusionModel, load
from mmsa_studio.models.device import choose

_QUANTITIES = {"peak": "intensity", "turn": "valence", "subtext": "valence"}
_SECONDS = 0.4
"""Window of each explanation: its heatmaps are not kept, so they are as small as can be."""


def evidence(request: EvidenceRequest, hook: Hook | None = None) -> tuple[Evidence, ...]:
    """Explain every marker with the weights the timeline was computed with.

    Raises:
        StudioError: when the weights are missing, not the ones listed, or not those that computed the timeline.
        Cancelled: when the hook says so.
    """
    if not request.markers:
        return ()  # the weights need not be read for nothing
    model = load(choose(request.device))
    if request.timeline.model != model.identity:
        raise StudioError("analysis.other_weights")
    return evidence_with(model, request, hook)


def evidence_with(model: FusionModel, request: EvidenceRequest, hook: Hook | None = None) -> tuple[Evidence, ...]:
    """`evidence` with a given network."""
    found = []
    for place, marker in enumerate(request.markers):
        found.append(_evidence(model, request, marker))
        if hook is not None:
            hook(Progress("fusion", (place + 1) / len(request.markers)))
    return tuple(found)


def _evidence(model: FusionModel, request: EvidenceRequest, marker: Marker) -> Evidence:
    quantity = f"category.{marker.category}" if marker.kind == "category" else _QUANTITIES.get(marker.kind, "valence")
    frame = telling_frame(request, marker, quantity)
    told = explain_with(
        model,
        ExplainRequest(request.media, frame, request.tracks, request.cues, seconds=_SECONDS, quantity=quantity),
    )
    return replace(told.evidence(), marker=marker.id)


def telling_frame(request: EvidenceRequest, marker: Marker, quantity: str) -> int:
    """The frame in the marker at which the quantity is highest; of what is no height, the known one next to the middle.

    Where nothing is known, the middle one.
    """
    rate, grid, series = request.media.rate, request.timeline.grid, request.timeline.series("fused", quantity)
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
