"""Asks why, for the frame under the playhead, as often as answers can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from mmsa_studio.app.explainer import Explainer, Question
from mmsa_studio.app.session import Session
from mmsa_studio.core.film import Cue
from mmsa_studio.core.jobs import ExplainRequest, Explanation, Failed
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import LineEffects, WordsRequest
from mmsa_studio.core.track import Track
from mmsa_studio.core.vocabulary import MODALITIES
from mmsa_studio.work.worker import ANSWERS, EXPLAIN

_PACE_MS = 60
_STILL_MS = 400


class Inquiry(QObject):
    """Follows the playhead: coarse answers while it moves, one at the film's own rate when it rests.

    What the words of a line do to it comes right after the first answer about the line, and is then remembered.

    Args:
        session: whose playhead is followed.
        function: what the child process calls to explain.
        functions: what it calls with other questions, by kind.
    """

    explained = Signal(object)
    failed = Signal(object)
    wordless = Signal(object)
    quantity_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        *,
        function: str = EXPLAIN,
        functions: Mapping[type, str] = ANSWERS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._explainer = Explainer(function=function, functions=functions, parent=self)
        self._explainer.explained.connect(self._take)
        self._explainer.failed.connect(self._take_failure)
        self.quantity = "valence"
        self.without: tuple[str, ...] = ()
        self.wanted = False
        self.device = "auto"
        self._broken = self._wordless = False
        self._effects: dict[tuple[str, ...], LineEffects] = {}
        self._asked: tuple[object, ...] = ()
        self._waiting = False
        self._pace = QTimer(self, singleShot=True, interval=_PACE_MS)
        self._pace.timeout.connect(self._catch_up)
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(lambda: self._ask(exact=True))
        session.playhead_changed.connect(self._moved)
        session.tracks_changed.connect(self._moved)
        session.hypothesis_changed.connect(self._moved)
        session.project_changed.connect(self._begin_again)

    def set_wanted(self, wanted: bool) -> None:
        """Say whether anybody looks at the answers; nothing is computed for hidden panels."""
        self.wanted = wanted
        if not wanted:
            self._asked = ()
            self._session.show_explanation(None)
        self._moved()

    def set_quantity(self, quantity: str) -> None:
        """Explain another output."""
        self.quantity = quantity
        self.quantity_changed.emit(quantity)
        self._moved()

    def set_without(self, without: tuple[str, ...]) -> None:
        """What if these modalities were not there?"""
        self.without = without
        self._moved()

    def close(self) -> None:
        """End the child process."""
        self._pace.stop()
        self._still.stop()
        self._explainer.close()

    def _begin_again(self) -> None:
        self._broken = self._wordless = False
        self._effects.clear()
        self._explainer.forget()
        self.without = ()
        self._moved()

    def _moved(self) -> None:
        """Ask at once, and then no oftener than answers can be had."""
        self._still.stop()
        if self.wanted and not self._pace.isActive():
            self._pace.start()
            self._ask()

    def _catch_up(self) -> None:
        """Ask again when something moved since."""
        if self.wanted and (request := self._request()) is not None and _key(request) != self._asked:
            self._moved()
        elif self.wanted and not self._waiting:
            self._still.start()

    def _ask(self, *, exact: bool = False) -> None:
        if (request := self._request(exact=exact)) is None:
            return
        self._explainer.ask(request)
        self._asked, self._waiting = _key(request), not exact

    def _request(self, *, exact: bool = False) -> ExplainRequest | None:
        """What is to be explained now, if anything."""
        project, imagined = self._session.project, self._session.hypothesis
        if project is None or not project.tracks or self._broken:
            return None
        return ExplainRequest(
            project.media,
            self._session.playhead,
            imagined.tracks if imagined else known_tracks(project),
            imagined.cues if imagined else project.cues,
            quantity=self.quantity,
            exact=exact,
            without=self.without,
            device=self.device,
        )

    def _take(self, answer: Explanation | LineEffects) -> None:
        if self._session.project is None:
            return
        if isinstance(answer, LineEffects):
            self._effects[answer.line] = answer
            if (shown := self._session.explanation) is not None and _texts(shown) == answer.line:
                self._show(shown)
            return
        if self._waiting and self.wanted:
            self._waiting = False
            self._still.start()  # not before: an exact question would take the place of one that was not begun
        self._ask_about_words(answer)
        self._show(answer)

    def _show(self, answer: Explanation) -> None:
        known = self._effects.get(_texts(answer))
        if known is not None and "text" not in self.without:
            answer = replace(answer, effects=known.on(answer.quantity))
        self._session.show_explanation(answer)
        self.explained.emit(answer)

    def _ask_about_words(self, answer: Explanation) -> None:
        """Ask what the words of the line do, once for each line; of the first one at once, for it takes longest."""
        if self._wordless or "text" in self.without or (request := self._request()) is None:
            return
        line = _texts(answer) or (() if self._effects else _first_line(request.cues))
        if line and line not in self._effects:
            self._explainer.ask(WordsRequest(request.media, line, request.tracks, request.cues, self.device))

    def _take_failure(self, problem: Failed, question: Question) -> None:
        """Explain nothing any more, or when only words could not be read, everything else."""
        if isinstance(question, WordsRequest):
            self._wordless = True
            self.wordless.emit(problem)
        else:
            self._broken = True
            self.failed.emit(problem)


def known_tracks(project: Project) -> tuple[Track, ...]:
    """The tracks that explain: of the modalities that are fused, in their order."""
    return tuple(project.tracks[name] for name in MODALITIES if name in project.tracks)


def _texts(answer: Explanation) -> tuple[str, ...]:
    """The words of the line an answer is about."""
    return tuple(word.text for word in answer.line)


def _first_line(cues: tuple[Cue, ...]) -> tuple[str, ...]:
    return next((tuple(word.text for word in cue.words) for cue in cues if cue.words), ())


def _key(request: ExplainRequest) -> tuple[object, ...]:
    """What an answer depends on, but for how fine it is."""
    return (request.frame, request.quantity, request.without, *map(id, request.tracks), id(request.cues))
