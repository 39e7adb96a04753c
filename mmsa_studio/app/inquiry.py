"""Asks why, for the frame under the playhead, as often as answers can be had."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from mmsa_studio.app.explainer import Asker, Explainer
from mmsa_studio.app.session import Session
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import Failed
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.questions import Explain, Film, LineEffects, Question, WordsDo

_PACE_MS = 60
_STILL_MS = 400


class Inquiry(QObject):
    """Follows the playhead: coarse answers while it moves, one at the film's own rate when it rests.

    What the words of a line do to it comes right after the first answer about the line, and is then remembered.

    Args:
        session: whose playhead is followed.
        explainer: answers.
    """

    explained = Signal(object)
    failed = Signal(object)
    wordless = Signal(object)
    quantity_changed = Signal(str)

    def __init__(self, session: Session, explainer: Explainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asker = Asker(explainer, self)
        self._asker.answered.connect(self._take)
        self._asker.failed.connect(self._take_failure)
        self.quantity = "valence"
        self.without: tuple[str, ...] = ()
        self.wanted = False
        self._broken = self._wordless = False
        self._effects: dict[tuple[str, ...], LineEffects] = {}
        self._asked: tuple[Film, Explain] | None = None
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
            self._asked = None
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
        """Ask nothing any more."""
        self._pace.stop()
        self._still.stop()

    def _begin_again(self) -> None:
        self._broken = self._wordless = False
        self._effects.clear()
        self._asker.forget()
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
        if not self.wanted:
            return
        film = self._film()
        if film is not None and not self._was_asked(film):
            self._moved()
        elif not self._waiting:
            self._still.start()

    def _ask(self, *, exact: bool = False) -> None:
        if (film := self._film()) is None:
            return
        question = self._question()
        self._asker.ask(film, replace(question, exact=exact))
        self._asked, self._waiting = (film, question), not exact

    def _was_asked(self, film: Film) -> bool:
        return self._asked is not None and self._asked[0].is_same(film) and self._asked[1] == self._question()

    def _question(self) -> Explain:
        return Explain(self._session.playhead, self.quantity, without=self.without)

    def _film(self) -> Film | None:
        """What is to be explained now, if anything: the film as it is imagined, or as it is."""
        project, imagined = self._session.project, self._session.hypothesis
        if project is None or not project.tracks or self._broken:
            return None
        return (imagined and imagined.film) or Film.of(project)

    def _take(self, _: Question, answer: Explanation | LineEffects) -> None:
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
        if known is not None and TEXT not in self.without:
            answer = replace(answer, effects=known.on(answer.quantity))
        self._session.show_explanation(answer)
        self.explained.emit(answer)

    def _ask_about_words(self, answer: Explanation) -> None:
        """Ask what the words of the line do, once for each line; of the first one at once, for it takes longest."""
        if self._wordless or TEXT in self.without or (film := self._film()) is None:
            return
        line = _texts(answer) or (() if self._effects else _first_line(film))
        if line and line not in self._effects:
            self._asker.ask(film, WordsDo(line))

    def _take_failure(self, question: Question, problem: Failed) -> None:
        """Explain nothing any more, or when only words could not be read, everything else."""
        if isinstance(question, WordsDo):
            self._wordless = True
            self.wordless.emit(problem)
        else:
            self._broken = True
            self.failed.emit(problem)


def _texts(answer: Explanation) -> tuple[str, ...]:
    """The words of the line an answer is about."""
    return tuple(word.text for word in answer.line)


def _first_line(film: Film) -> tuple[str, ...]:
    return next((tuple(word.text for word in cue.words) for cue in film.cues if cue.words and film.was_read(cue)), ())
