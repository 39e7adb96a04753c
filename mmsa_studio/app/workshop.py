"""Questions that take longer than a look: what if, and how far explanations of this film can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from mmsa_studio.app.explainer import Asker, Explainer
from mmsa_studio.app.session import Session
from mmsa_studio.core.changes import Explained
from mmsa_studio.core.evidence import Evidence, unexplained
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Film, Imagine, Imagined, Question, Trust, TrustReport, WhyMarkers
from mmsa_studio.core.sentences import Sentence

Gathered = Callable[[Sentence | None], None]
_TRIED = 11
"""Frames all over the film that are tried beside the one on screen."""
_MARKERS_AT_ONCE = 4
"""Markers explained with one question: so few that a person who moves the playhead need not wait for the rest."""


@dataclass(frozen=True)
class _Trial:
    """Frames of a film that are tried one after the other, so that other questions are answered between.

    Attributes:
        film: the film.
        asked: the question that is being answered.
        left: frames not asked about yet.
        report: what was found before; None at first.
    """

    film: Film
    asked: Trust
    left: tuple[int, ...]
    report: TrustReport | None = None


class Workshop(QObject):
    """Supposes things about the film, tries its explanations, and gathers evidence.

    Args:
        session: gets the hypothetical curve and the evidence.
        explainer: answers.

    Attributes:
        without: modalities supposed to be absent.
        line: index of the cue supposed to say something else; -1 for none.
        text: what it is supposed to say.
    """

    tried = Signal(object)
    failed = Signal(object)
    supposed = Signal()

    def __init__(self, session: Session, explainer: Explainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asker = Asker(explainer, self)
        self._asker.answered.connect(self._take)
        self._asker.failed.connect(self._take_failure)
        self._trial: _Trial | None = None
        self._unexplained: tuple[str, ...] = ()
        self._gathered: tuple[Gathered, ...] = ()
        self.without: tuple[str, ...] = ()
        self.line, self.text = -1, ""
        session.project_changed.connect(self._begin_again)
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
        self._suppose()

    def try_film(self, quantity: str) -> None:
        """Try explanations of an output at the frame on screen and all over the film; `tried` has the report."""
        project = self._session.project
        if project is not None and project.tracks:
            frames = (self._session.playhead, *_spread(project))
            self._try(_Trial(Film.of(project), Trust(frames[:1], quantity), frames[1:]))

    def gather(self, then: Gathered | None = None) -> None:
        """Explain every marker that was not explained where it is now.

        Args:
            then: called when that is done, with why some markers could not be explained; never after another project
                was opened.
        """
        project = self._session.project
        if project is None:
            return
        self._gathered += (then,) if then else ()
        self._unexplained = tuple(marker.id for marker in unexplained(project.markers, project.evidence))
        self._gather_some()

    def _begin_again(self) -> None:
        self._asker.forget()
        self._trial, self._unexplained, self._gathered = None, (), ()
        self.drop()

    def _gather_some(self) -> None:
        project = self._session.project
        now, self._unexplained = self._unexplained[:_MARKERS_AT_ONCE], self._unexplained[_MARKERS_AT_ONCE:]
        if not now or project is None:
            self._end_gathering(None)
        elif project.timeline is None or not project.tracks:
            self._end_gathering(Sentence("analysis.none"))
        else:
            markers = tuple(marker for marker in project.markers if marker.id in now)
            self._asker.ask(Film.of(project), WhyMarkers(markers, project.timeline))

    def _end_gathering(self, why_not: Sentence | None) -> None:
        self._unexplained = ()
        told, self._gathered = self._gathered, ()
        for then in told:
            then(why_not)

    def _try(self, trial: _Trial) -> None:
        self._trial = trial
        self._asker.ask(trial.film, trial.asked)

    def _suppose(self) -> None:
        if not self.supposing:
            self._session.show_hypothesis(None)
        self._imagine()
        self.supposed.emit()

    def _imagine(self) -> None:
        project = self._session.project
        if self.supposing and project is not None and project.tracks:
            question = Imagine(self._session.playhead, self.without, self.line, self.text)
            self._asker.ask(Film.of(project), question)

    def _follow(self, frame: int) -> None:
        """Imagine on when the playhead comes to the end of what was imagined."""
        shown, project = self._session.hypothesis, self._session.project
        if shown is None or project is None:
            return
        grid, count = project.media.grid, shown.timeline.grid.count
        reach = count // 4
        step = grid.step_of(frame, project.rate)
        low = shown.first + (reach if shown.first else 0)
        high = shown.first + count - (reach if shown.first + count < grid.count else 0)
        if not low <= step < high:
            self._imagine()

    def _take(self, question: Question, answer: Imagined | TrustReport | tuple[Evidence, ...]) -> None:
        if self._session.project is None:
            return
        if isinstance(answer, TrustReport):
            self._take_trial(question, answer)
        elif isinstance(answer, tuple):
            self._session.happen(Explained(answer))
            self._gather_some()
        elif (answer.without, answer.line) == (self.without, self.line) and self.supposing:
            self._session.show_hypothesis(answer)

    def _take_trial(self, question: Question, report: TrustReport) -> None:
        """Go on with the next frame of the newest trial, or tell of the whole."""
        trial = self._trial
        if trial is None or question is not trial.asked:
            return
        report = trial.report.joined(report) if trial.report else report
        if trial.left:
            self._try(_Trial(trial.film, Trust(trial.left[:1], report.quantity), trial.left[1:], report))
        else:
            self._trial = None
            self.tried.emit(report)

    def _take_failure(self, question: Question, problem: Failed) -> None:
        if isinstance(question, WhyMarkers):
            self._end_gathering(Sentence(problem.kind, problem.values))
        self.failed.emit(problem)


def _spread(project: Project) -> tuple[int, ...]:
    """Frames all over where anything is known."""
    if project.timeline is None:
        return ()
    known = np.flatnonzero(project.timeline.valid[0])
    chosen = known[np.linspace(0, len(known) - 1, min(_TRIED, len(known))).astype(int)] if len(known) else known
    grid = project.timeline.grid
    return tuple(grid.frame_of(int(place), project.rate) for place in chosen)
