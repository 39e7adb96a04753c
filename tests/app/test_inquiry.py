"""What is under the playhead is asked about at once, once, and never for hidden panels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.explainer import Explainer
from mmsa_studio.app.inquiry import Inquiry
from mmsa_studio.app.session import Session
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import Done, Failed
from mmsa_studio.core.questions import Explain, Film, Imagine, Question, WordsDo
from tests.ui import synthetic


class Silent(Explainer):
    """Takes questions and answers when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Explain] = []
        self.asked_about_words: list[WordsDo] = []
        self.films: list[Film] = []

    def ask(self, token: object, film: Film, question: Question) -> None:
        self.token = token
        self.films.append(film)
        (self.asked if isinstance(question, Explain) else self.asked_about_words).append(question)

    def answer(self, question: Question | None = None) -> None:
        """Answer a question, by default the last one about a frame."""
        film, question = self.films[-1], question or self.asked[-1]
        self.answered.emit(self.token, question, Done(synthetic.answer(film, question, "cpu", lambda event: None)))

    def fail(self, question: Question, problem: Failed) -> None:
        self.answered.emit(self.token, question, problem)


@pytest.fixture
def asking(qtbot: QtBot) -> Iterator[tuple[Inquiry, Session, Silent]]:
    session, explainer = Session(), Silent()
    session.project = synthetic.project(20)
    made = Inquiry(session, explainer)
    yield made, session, explainer
    made.close()
    explainer.close()
    session.close()


def test_the_first_question_waits_for_nothing(asking) -> None:
    made, _, explainer = asking
    made.set_wanted(True)
    assert [one.exact for one in explainer.asked] == [False]


def test_what_did_not_change_is_asked_once_and_exactly_after_the_answer(qtbot: QtBot, asking) -> None:
    made, _, explainer = asking
    made.set_wanted(True)
    made.set_wanted(True)
    qtbot.waitUntil(lambda: not made._pace.isActive())
    assert [one.exact for one in explainer.asked] == [False]
    assert not made._still.isActive()
    explainer.answer()
    qtbot.waitUntil(lambda: len(explainer.asked) == 2)
    assert [one.exact for one in explainer.asked] == [False, True]


def test_a_second_look_at_the_same_does_not_forget_the_exact_answer(qtbot: QtBot, asking) -> None:
    made, _, explainer = asking
    made.set_wanted(True)
    explainer.answer()
    made.set_wanted(True)
    qtbot.waitUntil(lambda: explainer.asked[-1].exact)
    assert len(explainer.asked) == 2


def test_the_last_of_quick_moves_is_asked_about(qtbot: QtBot, asking) -> None:
    made, session, explainer = asking
    made.set_wanted(True)
    for frame in (1, 2, 3):
        session.show_playhead(frame)
    qtbot.waitUntil(lambda: explainer.asked[-1].frame == 3)
    assert [one.frame for one in explainer.asked] == [0, 3]


def test_hidden_panels_ask_nothing(qtbot: QtBot, asking) -> None:
    made, session, explainer = asking
    session.show_playhead(5)
    assert not explainer.asked
    made.set_wanted(True)
    made.set_wanted(False)
    assert not made._still.isActive()
    assert len(explainer.asked) == 1
    made.set_wanted(True)
    qtbot.waitUntil(lambda: len(explainer.asked) >= 2)
    assert explainer.asked[1].exact is False, "what was hidden is asked about again"


def lines(explainer: Silent) -> list[tuple[str, ...]]:
    return [one.line for one in explainer.asked_about_words]


def test_a_line_is_asked_about_right_after_the_first_answer_and_only_once(asking) -> None:
    made, session, explainer = asking
    shown: list[Explanation] = []
    made.explained.connect(shown.append)
    made.set_wanted(True)
    explainer.answer()
    line = tuple(word.text for word in session.project.cues[0].words)
    assert lines(explainer) == [line]
    assert [one.effects for one in shown] == [()]
    explainer.answer(explainer.asked_about_words[0])
    assert [word for word, _ in shown[-1].effects] == list(line)
    assert session.explanation is shown[-1]
    explainer.answer()
    assert shown[-1].effects, "what is known of a line comes with every later answer"
    assert lines(explainer) == [line]


def look_at(frame: int, qtbot: QtBot, session: Session, explainer: Silent) -> None:
    session.show_playhead(frame)
    qtbot.waitUntil(lambda: explainer.asked[-1].frame == frame)
    explainer.answer()


def test_words_that_come_when_another_line_is_shown_are_kept_for_later(qtbot: QtBot, asking) -> None:
    made, session, explainer = asking
    made.set_wanted(True)
    explainer.answer()
    look_at(90, qtbot, session, explainer)
    first, second = explainer.asked_about_words
    assert first.line != second.line
    explainer.answer(first)
    assert session.explanation.effects == ()
    look_at(0, qtbot, session, explainer)
    assert session.explanation.effects


def test_nothing_is_asked_of_words_that_are_switched_off(asking) -> None:
    made, _, explainer = asking
    made.set_without(("text",))
    made.set_wanted(True)
    explainer.answer()
    assert lines(explainer) == []


def test_words_that_cannot_be_read_stop_no_explanation(qtbot: QtBot, asking) -> None:
    made, session, explainer = asking
    told: list[Failed] = []
    made.wordless.connect(told.append)
    made.set_wanted(True)
    explainer.answer()
    explainer.fail(explainer.asked_about_words[0], Failed("weights.absent", {"name": "text"}))
    look_at(90, qtbot, session, explainer)
    assert [one.message for one in told] == ["The weights “text” are missing."]
    assert session.explanation.frame == 90
    assert len(lines(explainer)) == 1, "once is enough to know"


def test_an_imagined_film_is_asked_about_in_the_place_of_the_real_one(qtbot: QtBot, asking) -> None:
    made, session, explainer = asking
    made.set_wanted(True)
    other = replace(explainer.films[-1], cues=session.project.cues[:1])
    session.show_hypothesis(synthetic.imagine(other, Imagine(0, line=0, text="Other words")))
    qtbot.waitUntil(lambda: len(explainer.films) >= 2)
    assert [len(film.cues) for film in explainer.films] == [len(session.project.cues), 1]


def test_answers_about_a_film_that_was_closed_are_not_heard(asking) -> None:
    made, session, explainer = asking
    shown: list[Explanation] = []
    made.explained.connect(shown.append)
    made.set_wanted(True)
    before = explainer.token
    session.project_changed.emit()
    explainer.token = before
    explainer.answer()
    assert shown == []
