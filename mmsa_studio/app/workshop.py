"""Questions that take longer than a look: what if, and how far explanations of this film can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal

from mmsa_studio.app.explainer import Explainer, Question
from mmsa_studio.app.inquiry import known_tracks
from mmsa_studio.app.session import Session
from mmsa_studio.core.evidence import Evidence, evidence_for
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import EvidenceRequest, Imagined, ImagineRequest, TrustReport, TrustRequest
from mmsa_studio.work.worker import ANSWERS

_TRIED = 11
"""Frames all over the film that are tried beside the one on screen."""


class Workshop(QObject):
    """Supposes things about the film, tries its explanations, and gathers evidence; a child process of its own works.

    Args:
        session: gets the hypothetical curve and the evidence.
        functions: what answers each kind of question.

    Attributes:
        without: modalities supposed to be absent.
        line: index of the cue supposed to say something else; -1 for none.
        text: what it is supposed to say.
    """

    tried = Signal(object)
    failed = Signal(object)
    supposed = Signal()

    def __init__(
        self, session: Session, *, functions: Mapping[type, str] = ANSWERS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._explainer = Explainer(functions=functions, parent=self)
        self._explainer.explained.connect(self._take)
        self._explainer.failed.connect(self._take_failure)
        self.without: tuple[str, ...] = ()
        self.line, self.text = -1, ""
        session.project_changed.connect(self.drop)
        session.playhead_changed.connect(self._follow)
        session.tracks_changed.connect(self._imagine)

    @property
    def supposing(self) -> bool:
        """Whether anything is supposed."""
        return bool(self.without) or self.line >= 0

    def switch_off(self, without: tuple[str, ...]) -> None:
        """Suppose these modalities were not there."""
        self.without = without
        self._suppose()

    def reword(self, line: int, text: str) -> None:
        """Suppose a cue said something else."""
        self.line, self.text = line, text
        self._suppose()

    def drop(self) -> None:
        """Suppose nothing any more."""
        self.without, self.line, self.text = (), -1, ""
        self._explainer.forget()
        self._suppose()

    def try_film(self, quantity: str) -> None:
        """Try explanations of an output at the frame on screen and all over the film; `tried` has the report."""
        project = self._session.project
        if project is not None and project.tracks:
            frames = (self._session.playhead, *_spread(project))
            self._explainer.ask(
                TrustRequest(project.media, frames, known_tracks(project), project.cues, quantity=quantity)
            )

    def gather(self) -> None:
        """Explain every marker that was not explained where it is now."""
        project = self._session.project
        if project is None or project.timeline is None:
            return
        missing = tuple(one for one in project.markers if evidence_for(one, project.evidence) is None)
        if missing:
            tracks = known_tracks(project)
            self._explainer.ask(EvidenceRequest(project.media, missing, project.timeline, tracks, project.cues))

    def close(self) -> None:
        """End the child process."""
        self._explainer.close()

    def _suppose(self) -> None:
        if not self.supposing:
            self._session.show_hypothesis(None)
        self._imagine()
        self.supposed.emit()

    def _imagine(self) -> None:
        project = self._session.project
        if self.supposing and project is not None and project.tracks:
            self._explainer.ask(
                ImagineRequest(
                    project.media,
                    self._session.playhead,
                    known_tracks(project),
                    project.cues,
                    self.without,
                    self.line,
                    self.text,
                )
            )

    def _follow(self, frame: int) -> None:
        """Imagine on when the playhead comes to the end of what was imagined."""
        shown, project = self._session.hypothesis, self._session.project
        if shown is None or project is None:
            return
        grid, count = project.media.grid, shown.timeline.grid.count
        reach = count // 4
        step = grid.at(frame / project.rate)
        low = shown.first + (reach if shown.first else 0)
        high = shown.first + count - (reach if shown.first + count < grid.count else 0)
        if not low <= step < high:
            self._imagine()

    def _take(self, answer: Imagined | TrustReport | tuple[Evidence, ...]) -> None:
        if self._session.project is None:
            return
        if isinstance(answer, TrustReport):
            self.tried.emit(answer)
        elif isinstance(answer, tuple):
            self._session.take_evidence(answer)
        elif (answer.without, answer.line) == (self.without, self.line) and self.supposing:
            self._session.show_hypothesis(answer)

    def _take_failure(self, problem: Failed, _: Question) -> None:
        self.failed.emit(problem)


def _spread(project: Project) -> tuple[int, ...]:
    """Frames all over where anything is known."""
    if project.timeline is None:
        return ()
    known = np.flatnonzero(project.timeline.valid[0])
    chosen = known[np.linspace(0, len(known) - 1, min(_TRIED, len(known))).astype(int)] if len(known) else known
    step = project.timeline.grid.step
    return tuple(int((int(place) * 2 + 1) * step * project.rate / 2) for place in chosen)
