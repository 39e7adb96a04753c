"""Questions: the newest of each kind and asker is always answered, older ones may be skipped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest

from mmsa_studio.core.jobs import Done, Failed
from mmsa_studio.core.questions import Explain, Film, Question, Trust
from mmsa_studio.work.explainer import Explainer
from tests.ui import synthetic

PROJECT = synthetic.project(20)
FILM = Film.of(PROJECT)
Told = tuple[str, Question, Done | Failed]


class Answers:
    """An explainer on a thread of its own; `next` waits for an answer."""

    def __init__(self, function: str) -> None:
        self._told: Queue[Told] = Queue()
        self.explainer = Explainer(lambda *told: self._told.put(told), function=f"tests.work.children:{function}")
        self.thread = threading.Thread(target=self.explainer.run)

    def next(self) -> Told:
        return self._told.get()

    def none_left(self) -> bool:
        return self._told.empty()


@pytest.fixture
def ask() -> Iterator[Callable[[str], Answers]]:
    made: list[Answers] = []

    def build(function: str) -> Answers:
        made.append(Answers(function))
        made[-1].thread.start()
        return made[-1]

    yield build
    for answers in made:
        answers.explainer.close()
        answers.thread.join()


def beside(folder: Path) -> Film:
    return replace(FILM, media=replace(FILM.media, path=str(folder / "film.mp4")))


def wait_for(path: Path) -> None:
    while not path.exists():
        threading.Event().wait(0.01)


def test_of_questions_that_come_while_one_is_worked_on_the_last_is_answered(ask, tmp_path: Path) -> None:
    answers, film = ask("explains_when_it_may"), beside(tmp_path)
    answers.explainer.ask("me", film, Explain(0))
    wait_for(tmp_path / "begun")
    for frame in (1, 2, 3):
        answers.explainer.ask("me", film, Explain(frame))
    (tmp_path / "go").touch()
    assert [answers.next()[2].value.frame for _ in range(2)] == [0, 3]
    assert answers.none_left()


def test_each_asker_and_each_kind_is_answered(ask, tmp_path: Path) -> None:
    answers, film = ask("says_which_film"), beside(tmp_path)
    questions = [("me", Explain(0)), ("you", Explain(1)), ("me", Trust((2,)))]
    for asker, question in questions:
        answers.explainer.ask(asker, film, question)
    assert [answers.next()[:2] for _ in questions] == questions


def test_what_an_asker_forgets_is_not_answered_and_others_are(ask, tmp_path: Path) -> None:
    answers, film = ask("explains_when_it_may"), beside(tmp_path)
    answers.explainer.ask("me", film, Explain(0))
    wait_for(tmp_path / "begun")
    answers.explainer.ask("me", film, Explain(1))
    answers.explainer.ask("you", film, Explain(2))
    answers.explainer.forget("me")
    (tmp_path / "go").touch()
    assert [answers.next()[2].value.frame for _ in range(2)] == [0, 2]
    assert answers.none_left()


def test_nothing_runs_before_the_first_question() -> None:
    answers = Answers("says_which_film")
    answers.thread.start()
    answers.explainer.close()
    answers.thread.join()
    assert answers.none_left()


def test_the_real_film_and_an_imagined_one_travel_once(ask) -> None:
    answers = ask("says_which_film")
    imagined = replace(FILM, cues=FILM.cues[:1])
    places = []
    for film in (FILM, imagined, FILM, imagined, replace(FILM)):
        answers.explainer.ask("me", film, Explain(0))
        tracks, cues, place, _ = answers.next()[2].value
        assert (tracks, cues) == (len(film.tracks), len(film.cues))
        places.append(place)
    assert places[0] == places[2] == places[4]
    assert places[1] == places[3] != places[0]
    answers.explainer.ask("me", replace(FILM, tracks=()), Explain(0))
    assert answers.next()[2].value[0] == 0, "a third film takes the place of the one asked about before the last"


def test_the_device_is_given_once_and_counts_from_then_on(ask) -> None:
    answers = ask("says_which_film")
    devices = []
    for device in ("auto", "cpu"):
        answers.explainer.device = device
        answers.explainer.ask("me", FILM, Explain(0))
        devices.append(answers.next()[2].value[3])
    assert devices == ["auto", "cpu"]


def test_after_a_crash_the_next_question_is_answered(ask) -> None:
    answers = ask("explains_until_frame_13")
    answers.explainer.ask("me", FILM, Explain(13))
    asker, question, ending = answers.next()
    assert (asker, question) == ("me", Explain(13))
    assert isinstance(ending, Failed)
    assert "memory" in ending.message
    answers.explainer.ask("me", FILM, Explain(14))
    assert answers.next()[2].value.frame == 14


def test_closing_while_a_question_is_worked_on_does_not_hang(ask, tmp_path: Path) -> None:
    answers = ask("explains_when_it_may")
    answers.explainer.ask("me", beside(tmp_path), Explain(0))
    wait_for(tmp_path / "begun")
    answers.explainer.close()
    answers.thread.join()
    assert answers.none_left()


def test_an_exact_explanation_gives_way_to_a_newer_one_for_good(ask, tmp_path: Path) -> None:
    answers, film = ask("stops_only_when_asked_to_be_exact"), beside(tmp_path)
    answers.explainer.ask("me", film, Explain(1, exact=True))
    wait_for(tmp_path / "begun")
    answers.explainer.ask("me", film, Explain(2))
    assert answers.next()[1] == Explain(2)
    answers.explainer.ask("me", film, Explain(3))
    assert answers.next()[1] == Explain(3)
    assert answers.none_left()


def test_an_exact_explanation_gives_way_to_what_others_ask_and_begins_again(ask, tmp_path: Path) -> None:
    answers, film = ask("stops_only_when_asked_to_be_exact"), beside(tmp_path)
    answers.explainer.ask("me", film, Explain(1, exact=True))
    wait_for(tmp_path / "begun")
    answers.explainer.ask("you", film, Explain(2))
    assert answers.next()[:2] == ("you", Explain(2))
    (tmp_path / "go").touch()
    assert answers.next()[:2] == ("me", Explain(1, exact=True))
