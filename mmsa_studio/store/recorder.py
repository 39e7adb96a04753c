"""Keeps the events of an analysis in the project file as they come, so that a kill loses seconds, not hours."""

from __future__ import annotations

from mmsa_studio.core.jobs import (
    CuesReady,
    Event,
    MarkersFound,
    PeaksReady,
    Probed,
    ShotsReady,
    TimelineReady,
    TrackReady,
)
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.wording import in_full
from mmsa_studio.store.project_file import ProjectFile


class Recorder:
    """A hook that saves what an analysis finds.

    Markers are left to who knows what the person did to them, and so is the word that the analysis is finished.
    """

    def __init__(self, file: ProjectFile) -> None:
        self._file = file
        self._notices: tuple[str, ...] = ()

    def __call__(self, event: Event) -> None:
        """Save an event, if it carries a result.

        Raises:
            StudioError: when the project file cannot be written.
        """
        match event:
            case Probed(media):
                self._file.save_media(media)
                self._file.save_finished(False)
            case PeaksReady(peaks):
                self._file.save_peaks(peaks)
            case CuesReady(cues, source):
                self._file.save_cues(cues, source)
            case ShotsReady(shots):
                self._file.save_shots(shots)
            case TrackReady(track, faces):
                self._file.save_track(track)
                if faces or track.modality == "face":
                    self._file.save_faces(faces)
            case TimelineReady(timeline):
                self._file.save_timeline(timeline)
            case MarkersFound(_, evidence):
                self._file.save_evidence(evidence)
            case Notice():
                self._notices += (in_full(event),)
                self._file.save_notices(self._notices)
