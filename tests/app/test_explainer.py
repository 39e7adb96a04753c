"""Explanations: the newest request is always answered, older ones may be skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.explainer import Explainer
from mmsa_studio.core.jobs import ExplainRequest
from tests.ui import synthetic


@pytest.fixture
def make() -> Iterator:
    made: list[Explainer] = []

    def build(function: str) -> tuple[Explainer, list, list]:
        explainer = Explainer(function=f"tests.app.children:{function}")
        made.append(explainer)
        answers: list = []
        failures: list = []
        explainer.explained.connect(answers.append)
        explainer.failed.connect(failures.append)
        return explainer, answers, failures

    yield build
    for explainer in made:
        explainer.close()


def request(frame: int) -> ExplainRequest:
    project = PROJECT
    return ExplainRequest(project.media, frame, tuple(project.tracks.values()), project.cues)


PROJECT = synthetic.project(20)


def test_of_three_quick_requests_the_last_is_answered(qtbot: QtBot, make) -> None:
    explainer, answers, failures = make("explains_slowly")
    for frame in (1, 2, 3):
        explainer.ask(request(frame))
    qtbot.waitUntil(lambda: bool(answers) and answers[-1].frame == 3, timeout=20_000)
    for frame in (4, 5, 6):
        explainer.ask(request(frame))
        qtbot.wait(30)
    qtbot.waitUntil(lambda: answers[-1].frame == 6, timeout=20_000)
    assert not failures
    assert len(answers) <= 4, "requests there was no time for are skipped"


def test_nothing_runs_before_the_first_request(make) -> None:
    explainer, _, _ = make("explains_slowly")
    assert not explainer.isRunning()


def test_tracks_travel_once_and_reach_every_request(qtbot: QtBot, make) -> None:
    explainer, answers, _ = make("counts_tracks")
    for frame in (1, 2):
        explainer.ask(request(frame))
        qtbot.waitUntil(lambda frame=frame: bool(answers) and answers[-1].frame == frame, timeout=20_000)
    assert [answer.sentence for answer in answers] == [f"3 tracks, {len(PROJECT.cues)} cues"] * 2
    explainer.ask(ExplainRequest(PROJECT.media, 3, (), ()))
    qtbot.waitUntil(lambda: answers[-1].frame == 3, timeout=20_000)
    assert answers[-1].sentence == "0 tracks, 0 cues"


def test_after_a_crash_the_next_request_is_answered(qtbot: QtBot, make) -> None:
    explainer, answers, failures = make("explains_until_frame_13")
    explainer.ask(request(13))
    qtbot.waitUntil(lambda: bool(failures), timeout=20_000)
    assert "memory" in failures[0].message
    explainer.ask(request(14))
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert answers[0].frame == 14


def test_closing_while_a_request_is_worked_on_does_not_hang(qtbot: QtBot, make) -> None:
    explainer, _, _ = make("explains_slowly")
    explainer.ask(request(1))
    qtbot.wait(100)
    explainer.close()
    assert explainer.isFinished()
