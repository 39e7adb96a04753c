"""One explainer for all who ask, and each hears only its own answers; what is answered when is in tests/work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.explainer import Asker, Explainer
from mmsa_studio.core.questions import Explain, Film
from tests.ui import synthetic

FILM = Film.of(synthetic.project(20))


@pytest.fixture
def make() -> Iterator:
    made: list[Explainer] = []

    def build(function: str) -> Explainer:
        made.append(Explainer(function=f"tests.work.children:{function}"))
        return made[-1]

    yield build
    for explainer in made:
        explainer.close()


def heard_by(asker: Asker) -> list:
    answers: list = []
    asker.answered.connect(lambda question, answer: answers.append(question))
    return answers


def test_nothing_runs_before_the_first_question(make) -> None:
    assert not make("says_which_film").isRunning()


def test_each_hears_only_its_own_answers(qtbot: QtBot, make) -> None:
    explainer = make("says_which_film")
    mine, yours = Asker(explainer), Asker(explainer)
    heard_by_me, heard_by_you = heard_by(mine), heard_by(yours)
    mine.ask(FILM, Explain(1))
    yours.ask(FILM, Explain(2))
    qtbot.waitUntil(lambda: bool(heard_by_me) and bool(heard_by_you))
    assert (heard_by_me, heard_by_you) == ([Explain(1)], [Explain(2)])


def test_what_was_asked_before_forgetting_is_not_heard(qtbot: QtBot, make, tmp_path: Path) -> None:
    asker = Asker(make("explains_when_it_may"))
    heard = heard_by(asker)
    film = replace(FILM, media=replace(FILM.media, path=str(tmp_path / "film.mp4")))
    asker.ask(film, Explain(0))
    qtbot.waitUntil((tmp_path / "begun").exists)
    asker.forget()
    asker.ask(film, Explain(1))
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [Explain(1)]


def test_a_failure_comes_with_its_question(qtbot: QtBot, make) -> None:
    asker = Asker(make("explains_until_frame_13"))
    failures: list = []
    asker.failed.connect(lambda question, problem: failures.append((question, problem)))
    asker.ask(FILM, Explain(13))
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0][0] == Explain(13)
    assert "memory" in failures[0][1].message


def test_closing_while_a_question_is_worked_on_does_not_hang(qtbot: QtBot, make, tmp_path: Path) -> None:
    explainer = make("explains_when_it_may")
    film = replace(FILM, media=replace(FILM.media, path=str(tmp_path / "film.mp4")))
    Asker(explainer).ask(film, Explain(0))
    qtbot.waitUntil((tmp_path / "begun").exists)
    explainer.close()
    assert explainer.isFinished()
