"""What a person looks at: a frame, a range, a marker, an explanation."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Imagined
from mmsa_studio.core.rates import middle_of
from mmsa_studio.core.timecode import timecode


@dataclass(frozen=True)
class Highlight:
    """A stretch of a modality that is pointed at, in seconds."""

    modality: str
    start: float
    end: float


class Viewpoint(QObject):
    """Tells where the person looks in the project, and what is shown about it.

    Panels ask with `seek`; the player tells with `show_playhead`: two ways, so that nothing feeds back.
    """

    range_changed = Signal()
    marker_selected = Signal(str)
    seek_requested = Signal(int)
    playhead_changed = Signal(int)
    explanation_changed = Signal()
    highlight_changed = Signal()
    hypothesis_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.playhead = 0
        self.mark_in: int | None = None
        self.mark_out: int | None = None
        self.selected = ""
        self.explanation: Explanation | None = None
        self.highlight: Highlight | None = None
        self.hypothesis: Imagined | None = None

    @property
    def frame_count(self) -> int:
        """Frames of the film, at least 1."""
        return self.project.media.frame_count if self.project else 1

    def seek(self, frame: int) -> None:
        """Ask the player to show a frame."""
        self.seek_requested.emit(self.held(frame))

    def held(self, frame: int) -> int:
        """The frame, held inside the film."""
        return min(max(frame, 0), self.frame_count - 1)

    def show_playhead(self, frame: int) -> None:
        """Tell which frame is on screen; for the player only."""
        if frame != self.playhead:
            self.playhead = frame
            self.playhead_changed.emit(frame)

    def set_range(self, mark_in: int | None, mark_out: int | None) -> None:
        """Set the In and Out frames (Out is the last frame inside); an impossible pair keeps the newer one."""
        if mark_in is not None and mark_out is not None and mark_out < mark_in:
            mark_in, mark_out = (mark_in, None) if mark_in != self.mark_in else (None, mark_out)
        self.mark_in, self.mark_out = mark_in, mark_out
        self.range_changed.emit()

    def show_explanation(self, explanation: Explanation | None) -> None:
        """Show where the network looked, wherever that is shown."""
        self.explanation = explanation
        self.explanation_changed.emit()

    def show_highlight(self, highlight: Highlight | None) -> None:
        """Point at a stretch of a modality, wherever it is shown; None points at nothing."""
        if highlight != self.highlight:
            self.highlight = highlight
            self.highlight_changed.emit()

    def show_hypothesis(self, hypothesis: Imagined | None) -> None:
        """Show a hypothetical curve beside the real one; None shows the real one only."""
        if hypothesis is not self.hypothesis:
            self.hypothesis = hypothesis
            self.hypothesis_changed.emit()

    def label(self, frame: int) -> str:
        """The timecode of a frame, start timecode honoured."""
        if self.project is None:
            return "00:00:00:00"
        start = self.project.media.start_timecode
        return timecode(start.frame + frame, self.project.rate, drop_frame=start.drop_frame)

    def seconds(self, frame: int) -> float:
        """The middle of a frame in seconds, for drawing."""
        return float(middle_of(frame, self.project.rate)) if self.project else 0.0

    @property
    def markers(self) -> tuple[Marker, ...]:
        """All markers in order of time."""
        return self.project.markers if self.project else ()

    def marker(self, marker_id: str) -> Marker | None:
        """The marker with this id."""
        return next((marker for marker in self.markers if marker.id == marker_id), None)

    def select(self, marker_id: str) -> None:
        """Make a marker the selected one; an empty id selects none."""
        if marker_id != self.selected:
            self.selected = marker_id
            self.marker_selected.emit(marker_id)

    def _look_at_the_beginning(self) -> None:
        """Forget where the person looked; nobody is told."""
        self.playhead, self.selected, self.mark_in, self.mark_out = 0, "", None, None
        self.explanation, self.highlight, self.hypothesis = None, None, None
