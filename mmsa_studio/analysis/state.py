"""What one run over one film has found, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mmsa_studio.core.changes import after
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.faces import Faces
from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import AnalyzeRequest, Event, Hook, Progress, TrackReady
from mmsa_studio.core.progress import StagedProgress
from mmsa_studio.core.project import Project
from mmsa_studio.core.sentences import Notice, term
from mmsa_studio.core.track import Track, joined
from mmsa_studio.models.registry import Model

ROUGH_FROM_S = 180
"""Shorter films go straight to the full pass: it is as quick as the rough one."""
RESULTS_EVERY_S = 10.0
"""Seconds of work between two partial results of the same kind, which are for looking at."""
DRAFTS_EVERY_S = 2.0
"""Seconds of work between two drafts, which are what a kill leaves; with the piece of work that runs, less than 5 s."""
SHARES = {"words": 0.03, "sound": 0.22, "key pictures": 0.10, "pictures": 0.60, "speech": 0.60, "fusion": 0.05}
"""Roughly how the times of the stages that a film has compare, for the progress bar."""


class State:
    """One run over one film: the project as it is known now, and everybody who is told when it changes.

    Args:
        request: the film, what is known of it, and choices.
        hook: receives every event; raises `Cancelled` to stop the work.
        model: which encoders and fusion compute.
        device: what they compute on.

    Attributes:
        project: what is known now; tracks that another model made, or that are to be renewed, are not in it.
        progress: how far the run is.
        beyond: cues that lie outside the film; no project keeps them, but they tell something of the words' clock.
    """

    def __init__(self, request: AnalyzeRequest, hook: Hook, model: Model, device: str) -> None:
        self.request, self.model, self.device = request, model, device
        self.media, self.grid = request.project.media, request.project.media.grid
        self.project = _usable(request, model)
        self._hook = hook
        self.progress = self._stages(speech=False)
        self.beyond: tuple[Cue, ...] = ()

    def tell(self, event: Event) -> None:
        """Let an event happen to the project, and pass it on.

        Raises:
            Cancelled: when the work is to stop.
        """
        self.project, _ = after(self.project, event)
        self._hook(event)

    def notice(self, notice: Notice) -> None:
        """Tell the person something, once."""
        if notice not in self.project.notices:
            self.tell(notice)

    def leave_out(self, modality: str, error: StudioError) -> None:
        """Say that a modality cannot be read."""
        named = term(modality.capitalize())
        self.notice(Notice("analysis.left_out", {"modality": named, "reason": error.sentence}))

    def track(self, modality: str) -> Track | None:
        """What is known of a modality."""
        return self.project.tracks.get(modality)

    def known(self, modality: str) -> bool:
        """Whether a modality needs no looking at any more."""
        track = self.track(modality)
        return track is not None and track.complete

    def take(self, track: Track, faces: Faces | None = None) -> None:
        """Take a track from its extractor, note which encoder made it, and join it with what is known."""
        made = replace(track, made_by=self.model.encoders.get(track.modality))
        self.tell(TrackReady(joined(self.project.tracks.get(made.key), made), faces))

    def expect_speech(self) -> None:
        """Words will be written down: that takes a large part of the time."""
        self.progress = self._stages(speech=True)

    def from_fusion(self, event: Event) -> None:
        """Pass on what the fusion has to say; its own progress is a part of the whole."""
        if isinstance(event, Progress):
            self.progress.at(event.fraction, "fusion")
        elif isinstance(event, Notice):
            self.notice(event)

    def attempt(self, modality: str, read: Callable[[], None]) -> None:
        """Read something; when that fails the modality made from it is left out and the others go on."""
        try:
            read()
        except StudioError as error:
            self.leave_out(modality, error)

    def _stages(self, *, speech: bool) -> StagedProgress:
        """The stages this film has."""
        pictures = self.media.picture is not None
        there = {"sound": self.media.sound is not None, "pictures": pictures, "speech": speech}
        there["key pictures"] = pictures and self.media.duration >= ROUGH_FROM_S
        parts = {stage: share for stage, share in SHARES.items() if there.get(stage, True)}
        return StagedProgress(self._hook, {stage: share / sum(parts.values()) for stage, share in parts.items()})


def _usable(request: AnalyzeRequest, model: Model) -> Project:
    """What is known of the film that this model made itself, and that nobody wants renewed."""
    project = request.project
    tracks = {
        key: track
        for key, track in project.tracks.items()
        if track.grid == project.media.grid
        and track.made_by == model.encoders.get(track.modality)
        and track.modality not in request.renew
    }
    drafts = tuple(draft for draft in project.drafts if draft.makers.keys().isdisjoint(request.renew))
    return replace(project, tracks=tracks, drafts=drafts)
