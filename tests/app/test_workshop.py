"""What takes long is asked in small questions one after the other, so that others are answered between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.explainer import Explainer
from mmsa_studio.app.session import Session
from mmsa_studio.app.workshop import Workshop
from mmsa_studio.core.jobs import Done, Failed
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.questions import Film, Question, Trust, TrustReport, WhyMarkers
from mmsa_studio.core.sentences import Sentence
from tests.ui import synthetic


class Patient(Explainer):
    """Takes questions and answers one when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Question] = []

    def ask(self, token: object, film: Film, question: Question) -> None:
        self.token, self.film = token, film
        self.asked.append(question)

    def answer(self, place: int = -1) -> None:
        question = self.asked[place]
        self.answered.emit(self.token, question, Done(synthetic.answer(self.film, question, "cpu", lambda _: None)))

    def fail(self, problem: Failed) -> None:
        self.answered.emit(self.token, self.asked[-1], problem)


@pytest.fixture
def working(qtbot: QtBot) -> Iterator[tuple[Workshop, Session, Patient]]:
    session, explainer = Session(), Patient()
    session.project = synthetic.project(20)
    yield Workshop(session, explainer), session, explainer
    explainer.close()
    session.close()


def test_frames_are_tried_one_by_one_and_told_of_together(working) -> None:
    workshop, _, explainer = working
    told: list[TrustReport] = []
    workshop.tried.connect(told.append)
    workshop.try_film("arousal")
    while not told:
        explainer.answer()
    assert all(isinstance(question, Trust) and len(question.frames) == 1 for question in explainer.asked)
    assert told[0].windows == len(explainer.asked) > 2
    assert told[0].quantity == "arousal"
    assert told[0].deletion == pytest.approx(synthetic.trust(Trust((0,))).deletion)


def test_answers_of_an_older_trial_do_not_count(working) -> None:
    workshop, _, explainer = working
    told: list[TrustReport] = []
    workshop.tried.connect(told.append)
    workshop.try_film("valence")
    workshop.try_film("arousal")
    explainer.answer(0)
    assert len(explainer.asked) == 2
    while not told:
        explainer.answer()
    assert [one.quantity for one in told] == ["arousal"]


def test_markers_are_explained_a_few_at_a_time_until_all_are(working) -> None:
    workshop, session, explainer = working
    markers = tuple(Marker(start, start + 10, id=str(start)) for start in range(0, 200, 20))
    session.project = replace(session.project, markers=markers)
    workshop.gather()
    asked: list[str] = []
    for place, question in enumerate(explainer.asked):  # each answer may bring one more
        assert isinstance(question, WhyMarkers)
        asked += (marker.id for marker in question.markers)
        explainer.answer(place)
    assert asked == [marker.id for marker in markers]
    assert len(explainer.asked) > 1


def drawn(session: Session, count: int) -> None:
    markers = tuple(Marker(start, start + 10, id=str(start)) for start in range(0, 20 * count, 20))
    session.project = replace(session.project, markers=markers, evidence=())


def test_who_waits_for_the_markers_hears_when_all_are_explained(working) -> None:
    workshop, session, explainer = working
    drawn(session, 6)
    heard: list[Sentence | None] = []
    workshop.gather(heard.append)
    explainer.answer()
    assert heard == [], "some are left"
    explainer.answer()
    assert heard == [None]


def test_who_waits_for_the_markers_hears_why_they_cannot_be_explained(working) -> None:
    workshop, session, explainer = working
    drawn(session, 6)
    heard: list[Sentence | None] = []
    workshop.gather(heard.append)
    explainer.fail(Failed("weights.absent", {"name": "fusion"}, "a stack"))
    assert heard == [Sentence("weights.absent", {"name": "fusion"})]
    assert len(explainer.asked) == 1
    session.project = replace(session.project, tracks={})
    workshop.gather(heard.append)
    assert heard[1:] == [Sentence("analysis.none")]


def test_who_waits_for_nothing_hears_at_once(working) -> None:
    workshop, session, explainer = working
    drawn(session, 0)
    heard: list[Sentence | None] = []
    workshop.gather(heard.append)
    assert heard == [None]
    assert explainer.asked == []
