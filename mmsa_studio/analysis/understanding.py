"""What a film holds, without feeling anything about it: the part of an analysis that costs seconds."""

from __future__ import annotations

from mmsa_studio.analysis.state import State
from mmsa_studio.analysis.words import find_words
from mmsa_studio.core.jobs import AnalyzeRequest, CuesReady, Hook, Probed, ReadAs
from mmsa_studio.core.project import Project
from mmsa_studio.models import device, registry


def understand(request: AnalyzeRequest, hook: Hook) -> Project:
    """Find out how an analysis would read a film: its streams, its words, their languages and their clock.

    Args:
        request: the film and choices; what is known of it already is not asked.
        hook: receives every event; raises `Cancelled` to stop the work.

    Raises:
        StudioError: when the film cannot be opened.
        Cancelled: when the hook says so.
    """
    state = State(request, hook, registry.model(), device.choose("cpu"))
    state.tell(Probed(state.media, state.device))
    state.tell(ReadAs(request.reading.over(state.project.reading)))
    found = find_words(state)
    if found:
        state.tell(CuesReady(found.cues, found.source))
    return state.project
