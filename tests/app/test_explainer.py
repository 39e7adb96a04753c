"""Explanations: the newest request is always answered, older ones may be skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.explainer import Explainer
from mmsa_studio.core.jobs import ExplainRequest
from tests.ui import synthetic


@pytest.fixture
def make() -> Iterator:
    made: list[Explainer] = []

    def build(function: str) -> tuple[Explainer, list, list]:
        explainer = Explainer(function=f"tests.work.children:{function}")
        made.append(explainer)
        answers: list = []
        failures: list = []
        explainer.explained.connect(answers.append)
        explainer.failed.connect(lambda problem, _: failures.append(problem))
        return explainer, answers, failures

    yield build
    for explainer in made:
        explainer.close()


def request(frame: int) -> ExplainRequest:
    project = PROJECT
    return ExplainRequest(project.media, frame, tuple(project.tracks.values()), project.cues)


PROJECT = synthetic.project(20)


def test_of_requests_that_come_while_one_is_worked_on_the_last_is_answered(qtbot: QtBot, make, tmp_path: Path) -> None:
    explainer, answers, failures = make("explains_when_it_may")
    media = replace(PROJECT.media, path=str(tmp_path / "film.mp4"))
    explainer.ask(replace(request(0), media=media))
    qtbot.waitUntil((tmp_path / "begun").exists)
    for frame in (1, 2, 3):
        explainer.ask(replace(request(frame), media=media))
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: bool(answers) and answers[-1].frame == 3)
    assert [answer.frame for answer in answers] == [0, 3]
    assert not failures


def test_nothing_runs_before_the_first_request(make) -> None:
    explainer, _, _ = make("explains_when_it_may")
    assert not explainer.isRunning()


def test_tracks_travel_once_and_reach_every_request(qtbot: QtBot, make) -> None:
    explainer, answers, _ = make("counts_tracks")
    for frame in (1, 2):
        explainer.ask(request(frame))
        qtbot.waitUntil(lambda frame=frame: bool(answers) and answers[-1].frame == frame)
    assert [answer.looked_at for answer in answers] == [f"3 tracks, {len(PROJECT.cues)} cues"] * 2
    explainer.ask(ExplainRequest(PROJECT.media, 3, (), ()))
    qtbot.waitUntil(lambda: answers[-1].frame == 3)
    assert answers[-1].looked_at == "0 tracks, 0 cues"


def test_after_a_crash_the_next_request_is_answered(qtbot: QtBot, make) -> None:
    explainer, answers, failures = make("explains_until_frame_13")
    explainer.ask(request(13))
    qtbot.waitUntil(lambda: bool(failures))
    assert "memory" in failures[0].message
    explainer.ask(request(14))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].frame == 14


def test_closing_while_a_request_is_worked_on_does_not_hang(qtbot: QtBot, make, tmp_path: Path) -> None:
    explainer, _, _ = make("explains_when_it_may")
    explainer.ask(replace(request(0), media=replace(PROJECT.media, path=str(tmp_path / "film.mp4"))))
    qtbot.waitUntil((tmp_path / "begun").exists)
    explainer.close()
    assert explainer.isFinished()


def test_an_exact_explanation_gives_way_to_what_is_asked_next(qtbot: QtBot, make, tmp_path: Path) -> None:
    explainer, answers, failures = make("stops_only_when_asked_to_be_exact")
    media = replace(PROJECT.media, path=str(tmp_path / "film.mp4"))
    explainer.ask(replace(request(1), media=media, exact=True))
    qtbot.waitUntil((tmp_path / "begun").exists)
    explainer.ask(replace(request(2), media=media))
    qtbot.waitUntil(lambda: bool(answers))
    assert [answer.frame for answer in answers] == [2]
    assert not failures
