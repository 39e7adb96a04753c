"""Another film under the old name is noticed, at opening and while it is open, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.analyst import Analyst, needs_analysis
from mmsa_studio.app.session import Session
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Correction
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.work.library import project_of
from tests.films import make_film
from tests.ui import synthetic

MINE = Marker(3, 9, "Mine", id="mine")
SAID = Correction(5, 20, "valence", 0.5)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film that was analysed to the end, marked and corrected."""
    path = make_film(tmp_path / "take.mp4", seconds=4)
    media = probe(path)
    whole = replace(synthetic.fill(media), markers=(MINE,), corrections=(SAID,), finished=True)
    create(project_of(media), whole).close()
    return path


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


def opened(qtbot: QtBot, session: Session, film: Path) -> None:
    with qtbot.waitSignal(session.project_changed):
        session.open(film)


def new_cut(film: Path, seconds: int = 3) -> None:
    film.unlink()
    make_film(film, seconds=seconds)


def test_a_new_cut_is_noticed_at_opening_and_nothing_is_analysed_before_it_is_answered(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    new_cut(film)
    with qtbot.waitSignal(session.film_changed):
        session.open(film)
    assert session.other_film == probe(film)
    assert session.markers == (MINE,)
    assert not needs_analysis(session)
    analyst = Analyst(session, function="tests.work.children:streams")
    with qtbot.waitSignal(session.film_changed):
        analyst.start()
    assert not analyst.running
    analyst.close()


def test_a_new_cut_is_noticed_while_the_film_is_open(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    assert session.other_film is None
    new_cut(film)
    with qtbot.waitSignal(session.film_changed):
        session.look_at_film()
    assert session.other_film is not None


def test_a_film_that_is_the_same_is_asked_about_never(qtbot: QtBot, session: Session, film: Path) -> None:
    asked: list[None] = []
    session.film_changed.connect(lambda: asked.append(None))
    opened(qtbot, session, film)
    film.write_bytes(film.read_bytes())
    session.look_at_film()
    session.look_at_film()
    looked: list[None] = []
    session.tasks.do(lambda: None, lambda _: looked.append(None), lambda _: None)
    qtbot.waitUntil(lambda: bool(looked))
    assert asked == []


def test_an_analysis_of_a_film_that_was_replaced_stops_and_asks(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    new_cut(film)
    analyst = Analyst(session, function="tests.work.children:says_its_pid_and_waits")
    with qtbot.waitSignals([session.film_changed, analyst.ended]):
        analyst.start()
    assert session.markers == (MINE,)
    analyst.close()


@pytest.mark.parametrize("kept", [True, False])
def test_what_a_person_said_stays_and_the_curve_if_it_is_wanted(
    qtbot: QtBot, session: Session, film: Path, kept: bool
) -> None:
    opened(qtbot, session, film)
    new_cut(film)
    with qtbot.waitSignal(session.film_changed):
        session.look_at_film()
    with qtbot.waitSignal(session.media_changed):
        session.go_on_with_other_film(kept=kept)
    place = session.file.path
    session.close()
    with ProjectFile(place) as file:
        project = file.load()
    assert project.media == probe(film)
    assert (project.markers, project.corrections) == ((MINE,), (SAID,))
    assert (project.timeline is not None) == kept
    assert project.finished == kept
    assert (project.timeline is None) or project.timeline.grid == project.media.grid


def test_once_answered_it_is_not_asked_again(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    new_cut(film)
    with qtbot.waitSignal(session.film_changed):
        session.look_at_film()
    with qtbot.waitSignal(session.media_changed):
        session.go_on_with_other_film(kept=True)
    asked: list[None] = []
    session.film_changed.connect(lambda: asked.append(None))
    opened(qtbot, session, film)
    assert session.other_film is None
    assert asked == []
    assert not needs_analysis(session), "it was kept as it is"


def test_the_old_film_can_be_located(qtbot: QtBot, session: Session, film: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.mp4"
    old.write_bytes(film.read_bytes())
    new_cut(film)
    with qtbot.waitSignal(session.film_changed):
        session.open(film)
    timeline = session.project.timeline
    with qtbot.waitSignal(session.media_changed):
        session.locate(old)
    assert session.other_film is None
    assert session.project.media.path == str(old)
    assert session.project.timeline is timeline
