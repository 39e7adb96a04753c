"""What is under the playhead is asked about at once, once, and never for hidden panels."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app import inquiry
from mmsa_studio.app.inquiry import Inquiry
from mmsa_studio.app.session import Session
from mmsa_studio.core.jobs import ExplainRequest, Explanation, Failed
from tests.ui import synthetic


class Recorder(inquiry.Explainer):
    """Takes requests and answers none."""

    def ask(self, request: ExplainRequest) -> None:
        kind = "asked" if isinstance(request, ExplainRequest) else "asked_about_words"
        self.__dict__.setdefault(kind, []).append(request)


@pytest.fixture
def asking(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Inquiry, list[ExplainRequest]]]:
    monkeypatch.setattr(inquiry, "Explainer", Recorder)
    session = Session()
    session.project = synthetic.project(20)
    made = Inquiry(session)
    made._session = session
    made._explainer.asked, made._explainer.asked_about_words = [], []
    yield made, made._explainer.asked
    made.close()
    session.close()


def test_the_first_question_waits_for_nothing(asking) -> None:
    made, asked = asking
    made.set_wanted(True)
    assert [one.exact for one in asked] == [False]


def answer(made: Inquiry, asked: list[ExplainRequest]) -> None:
    made._explainer.explained.emit(synthetic.explain(asked[-1], lambda event: None))


def test_what_did_not_change_is_asked_once_and_exactly_after_the_answer(qtbot: QtBot, asking) -> None:
    made, asked = asking
    made.set_wanted(True)
    made.set_wanted(True)
    qtbot.waitUntil(lambda: not made._pace.isActive())
    assert [one.exact for one in asked] == [False]
    assert not made._still.isActive()
    answer(made, asked)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert [one.exact for one in asked] == [False, True]


def test_a_second_look_at_the_same_does_not_forget_the_exact_answer(qtbot: QtBot, asking) -> None:
    made, asked = asking
    made.set_wanted(True)
    answer(made, asked)
    made.set_wanted(True)
    qtbot.waitUntil(lambda: asked[-1].exact)
    assert len(asked) == 2


def test_the_last_of_quick_moves_is_asked_about(qtbot: QtBot, asking) -> None:
    made, asked = asking
    made.set_wanted(True)
    for frame in (1, 2, 3):
        made._session.show_playhead(frame)
    qtbot.waitUntil(lambda: asked[-1].frame == 3)
    assert [one.frame for one in asked] == [0, 3]


def test_hidden_panels_ask_nothing(qtbot: QtBot, asking) -> None:
    made, asked = asking
    made._session.show_playhead(5)
    assert not asked
    made.set_wanted(True)
    made.set_wanted(False)
    assert not made._still.isActive()
    assert len(asked) == 1
    made.set_wanted(True)
    qtbot.waitUntil(lambda: len(asked) >= 2)
    assert asked[1].exact is False, "what was hidden is asked about again"


def lines(made: Inquiry) -> list[tuple[str, ...]]:
    return [one.line for one in made._explainer.asked_about_words]


def test_a_line_is_asked_about_right_after_the_first_answer_and_only_once(asking) -> None:
    made, asked = asking
    shown: list[Explanation] = []
    made.explained.connect(shown.append)
    made.set_wanted(True)
    answer(made, asked)
    line = tuple(word.text for word in made._session.project.cues[0].words)
    assert lines(made) == [line]
    assert [one.effects for one in shown] == [()]
    made._explainer.explained.emit(synthetic.words_do(made._explainer.asked_about_words[0], lambda event: None))
    assert [word for word, _ in shown[-1].effects] == list(line)
    assert made._session.explanation is shown[-1]
    answer(made, asked)
    assert shown[-1].effects, "what is known of a line comes with every later answer"
    assert lines(made) == [line]


def test_words_that_come_when_another_line_is_shown_are_kept_for_later(asking) -> None:
    made, asked = asking
    made.set_wanted(True)
    answer(made, asked)
    made._session.show_playhead(90)
    made._ask()
    answer(made, asked)
    first, second = made._explainer.asked_about_words
    assert first.line != second.line
    made._explainer.explained.emit(synthetic.words_do(first, lambda event: None))
    assert made._session.explanation.effects == ()
    made._session.show_playhead(0)
    made._ask()
    answer(made, asked)
    assert made._session.explanation.effects


def test_nothing_is_asked_of_words_that_are_switched_off(asking) -> None:
    made, asked = asking
    made.set_without(("text",))
    made.set_wanted(True)
    answer(made, asked)
    assert lines(made) == []


def test_words_that_cannot_be_read_stop_no_explanation(asking) -> None:
    made, asked = asking
    told: list[Failed] = []
    made.wordless.connect(told.append)
    made.set_wanted(True)
    answer(made, asked)
    made._explainer.failed.emit(Failed("weights.absent", {"name": "text"}), made._explainer.asked_about_words[0])
    made._ask()
    answer(made, asked)
    assert [one.message for one in told] == ["The weights “text” are missing."]
    assert len(asked) == 2
    assert len(lines(made)) == 1, "once is enough to know"
