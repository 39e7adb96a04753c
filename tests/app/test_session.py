"""Edits can all be undone, everything is saved at once, and files that moved are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pytestqt.qtbot import QtBot

from mmsa_studio.app.session import Session
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.jobs import MarkersFound, TimelineReady
from mmsa_studio.core.marker import DRAWN, FOUND, Marker
from mmsa_studio.core.marker_changes import changed, edited, following
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.sentences import Notice
from mmsa_studio.core.subtext import subtext
from mmsa_studio.media.probe import probe
from mmsa_studio.store.project_file import ProjectFile, create
from mmsa_studio.work import library
from tests.films import make_film
from tests.store.elsewhere import program_elsewhere
from tests.ui import synthetic


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    made.problems = []
    made.trouble.connect(made.problems.append)
    yield made
    made.close()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("films") / "a film.mp4", seconds=2)


def opened(qtbot: QtBot, session: Session, path: Path) -> Session:
    with qtbot.waitSignal(session.project_changed):
        session.open(path)
    return session


def on_disk(qtbot: QtBot, session: Session) -> Project:
    """What a program that starts now would read."""
    done: list[int] = []
    session.tasks.do(lambda: None, lambda _: done.append(1), lambda _: None)
    qtbot.waitUntil(lambda: bool(done))
    assert session.file is not None
    with ProjectFile(session.file.path) as file:
        return file.load()


def test_a_new_project_lies_in_the_data_folder_and_the_film_folder_stays_clean(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    opened(qtbot, session, film)
    assert session.file is not None
    assert film.parent not in session.file.path.parents
    assert list(film.parent.iterdir()) == [film]


@pytest.mark.parametrize("name", ["a film.mp4.mmsa", "a film.mmsa"])
def test_a_project_beside_the_film_is_used(
    qtbot: QtBot, session: Session, film: Path, tmp_path: Path, name: str
) -> None:
    copy = tmp_path / film.name
    copy.write_bytes(film.read_bytes())
    from mmsa_studio.media.probe import probe

    marker = Marker(3, 9, "kept")
    create(tmp_path / name, Project(probe(copy), markers=(marker,))).close()
    opened(qtbot, session, copy)
    assert session.markers == (marker,)


def test_a_film_that_was_renamed_finds_its_project_again(
    qtbot: QtBot, session: Session, film: Path, tmp_path: Path
) -> None:
    copy = tmp_path / film.name
    copy.write_bytes(film.read_bytes())
    opened(qtbot, session, copy)
    session.mark(5, 6, "Add")
    on_disk(qtbot, session)
    moved = tmp_path / "other folder" / film.name
    moved.parent.mkdir()
    copy.rename(moved)
    opened(qtbot, session, moved)
    assert [one.start for one in session.markers] == [5]
    assert on_disk(qtbot, session).media.path == str(moved)


def test_a_project_whose_film_moved_along_finds_it_and_a_lost_one_asks(
    qtbot: QtBot, session: Session, film: Path, tmp_path: Path
) -> None:
    from mmsa_studio.media.probe import probe

    there = tmp_path / "there"
    there.mkdir()
    copy = there / film.name
    copy.write_bytes(film.read_bytes())
    project = there / "p.mmsa"
    create(project, Project(probe(copy))).close()
    here = there.rename(tmp_path / "here")
    opened(qtbot, session, here / "p.mmsa")
    assert session.project is not None
    assert session.project.media.path == str(here / film.name)

    (here / film.name).rename(tmp_path / "elsewhere.mp4")
    with qtbot.waitSignal(session.film_missing) as asked:
        session.open(here / "p.mmsa")
    assert asked.args == [str(here / film.name)]
    with qtbot.waitSignal(session.media_changed):
        session.locate(tmp_path / "elsewhere.mp4")
    assert on_disk(qtbot, session).media.path == str(tmp_path / "elsewhere.mp4")


def test_another_film_is_not_taken_for_the_missing_one(
    qtbot: QtBot, session: Session, film: Path, tmp_path: Path
) -> None:
    opened(qtbot, session, film)
    with qtbot.waitSignal(session.trouble) as told:
        session.locate(make_film(tmp_path / "other.mp4", seconds=1))
    assert "another film" in told.args[0].message


def test_what_cannot_be_opened_leaves_the_open_project_alone(
    qtbot: QtBot, session: Session, film: Path, tmp_path: Path
) -> None:
    opened(qtbot, session, film)
    before = session.project
    text = tmp_path / "text.mp4"
    text.write_text("no film")
    for path in (text, tmp_path / "missing.mp4", tmp_path / "missing.mmsa"):
        with qtbot.waitSignal(session.trouble) as told:
            session.open(path)
        assert path.name in told.args[0].message
    assert session.project is before
    session.mark(1, 2, "Add")
    assert len(on_disk(qtbot, session).markers) == 1


def test_the_newest_of_two_wishes_is_opened(qtbot: QtBot, session: Session, film: Path, tmp_path: Path) -> None:
    other = make_film(tmp_path / "other.mp4", seconds=1)
    changes: list[int] = []
    session.project_changed.connect(lambda: changes.append(1))
    session.open(film)
    session.open(other)
    qtbot.waitUntil(lambda: session.project is not None)
    qtbot.wait(50)
    assert session.project.media.path == str(other)
    assert len(changes) == 1


def test_every_edit_is_saved_at_once_and_undone_and_redone(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    states = [session.markers]
    marker = session.mark(10, 20, "Add")
    assert marker is not None
    states.append(session.markers)
    for fields in ({"label": "a"}, {"start": 12}, {"end": 30}, {"colour": "red"}, {"note": "n"}, {"category": "joy"}):
        session.edit_marker(marker.id, "Edit", **fields)
        states.append(session.markers)
        assert on_disk(qtbot, session).markers == session.markers
    session.delete_markers([marker.id], "Delete")
    states.append(session.markers)
    for state in reversed(states[:-1]):
        session.undo_stack.undo()
        assert session.markers == state
        assert on_disk(qtbot, session).markers == state
    for state in states[1:]:
        session.undo_stack.redo()
        assert session.markers == state


def test_a_drag_is_one_step(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    marker = session.mark(10, 20, "Add")
    for start in (11, 12, 13):
        session.edit_marker(marker.id, "Move", gesture="g1", start=start, end=start + 10)
    for start in (14, 15):
        session.edit_marker(marker.id, "Move", gesture="g2", start=start, end=start + 10)
    assert session.undo_stack.count() == 3
    session.undo_stack.undo()
    assert session.markers[0].start == 13
    session.undo_stack.undo()
    assert session.markers[0].start == 10


def test_an_edit_that_changes_nothing_is_no_step(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    marker = session.mark(10, 20, "Add")
    session.edit_marker(marker.id, "Edit", label="")
    assert session.undo_stack.count() == 1


def test_found_markers_replace_found_ones_and_undo_of_earlier_edits_leaves_them(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    opened(qtbot, session, film)
    session.happen(MarkersFound((Marker(1, 2, origin=FOUND, id="f1"), Marker(3, 4, origin=FOUND, id="f2"))))
    session.found_on(())
    session.edit_marker("f2", "Rename", label="mine now")
    drawn = session.mark(10, 20, "Add")
    session.happen(MarkersFound((Marker(5, 6, origin=FOUND, id="f3"),)))
    session.found_on(())
    assert {one.id for one in session.markers} == {"f2", "f3", drawn.id}
    assert session.marker("f2").origin == DRAWN
    session.undo_stack.undo()
    assert {one.id for one in session.markers} == {"f2", "f3"}


def test_save_as_goes_on_in_the_new_place(qtbot: QtBot, session: Session, film: Path, tmp_path: Path) -> None:
    opened(qtbot, session, film)
    old = session.file.path
    session.save_as(tmp_path / "kept")
    qtbot.waitUntil(lambda: session.file.path == tmp_path / "kept.mmsa")
    session.mark(1, 2, "Add")
    assert len(on_disk(qtbot, session).markers) == 1
    with ProjectFile(old) as file:
        assert file.load().markers == ()


def test_a_project_that_cannot_be_saved_says_so_and_keeps_the_edit_on_screen(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    opened(qtbot, session, film)
    session.file.path.unlink()
    with qtbot.waitSignal(session.trouble) as told:
        session.mark(1, 2, "Add")
    assert "was moved or deleted" in told.args[0].message
    assert len(session.markers) == 1


def test_range_keeps_the_newer_edge(qtbot: QtBot, session: Session, film: Path) -> None:
    opened(qtbot, session, film)
    session.set_range(10, None)
    session.set_range(10, 20)
    session.set_range(30, 20)
    assert (session.mark_in, session.mark_out) == (30, None)
    session.set_range(30, 5)
    assert (session.mark_in, session.mark_out) == (None, 5)


def test_timecode_starts_where_the_film_says(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    film = make_film(tmp_path / "tc.mov", seconds=1, rate="30000/1001", timecode="00:59:59;28")
    opened(qtbot, session, film)
    assert [session.label(frame) for frame in (0, 1, 2)] == ["00:59:59;28", "00:59:59;29", "01:00:00;00"]


def test_a_project_beside_the_film_that_belongs_to_another_is_refused(film: Path, tmp_path: Path) -> None:
    copy = tmp_path / film.name
    copy.write_bytes(film.read_bytes())
    create(tmp_path / "a film.mmsa", Project(synthetic.media())).close()
    with pytest.raises(StudioError, match="another film"):
        library.open_path(copy)


markers = some.builds(
    lambda start, length, number: Marker(start, start + length, id=str(number)),
    some.integers(0, 50),
    some.integers(1, 9),
    some.integers(0, 5),
)


@given(some.lists(markers, max_size=6), some.lists(markers, max_size=4))
def test_a_change_and_its_reverse_give_back_what_was(first: list[Marker], second: list[Marker]) -> None:
    before = changed((), {one.id: one for one in first})
    change = {one.id: one if one.length > 2 else None for one in second}
    reverse = {name: next((one for one in before if one.id == name), None) for name in change}
    assert changed(changed(before, change), reverse) == before


def test_subtext_is_found_away_from_the_window_and_only_for_the_newest_curve(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    opened(qtbot, session, film)
    assert session.subtext is None
    grid = session.project.media.grid
    first, second = (synthetic.timeline(grid, np.random.default_rng(seed)) for seed in (1, 2))
    session.happen(TimelineReady(first))
    session.happen(TimelineReady(second))
    assert session.subtext is None
    qtbot.waitUntil(lambda: session.subtext is not None)
    assert (session.subtext.strength == subtext(second).strength).all()


def test_corrections_are_saved_at_once_undone_and_redone_and_a_drag_is_one_step(
    qtbot: QtBot, session: Session, film: Path
) -> None:
    opened(qtbot, session, film)
    states = [session.corrections]
    session.correct(0, 20, {"valence": 0.5, "category": "joy"}, "Correct")
    states.append(session.corrections)
    base = session.corrections
    for value in (0.1, 0.2, 0.3):
        after = (*base, Correction(30, 40, "arousal", value))
        session.change_corrections(after, "Correct", gesture="g")
    states.append(session.corrections)
    assert session.undo_stack.count() == 2
    session.change_corrections(session.corrections, "Nothing")
    assert session.undo_stack.count() == 2
    assert on_disk(qtbot, session).corrections == states[-1]
    for state in reversed(states[:-1]):
        session.undo_stack.undo()
        assert session.corrections == state
    assert on_disk(qtbot, session).corrections == ()
    for state in states[1:]:
        session.undo_stack.redo()
        assert session.corrections == state


def test_found_markers_follow_a_correction_there_and_back(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    opened(qtbot, session, make_film(tmp_path / "long.mp4", seconds=20))
    grid = session.project.media.grid
    session.happen(TimelineReady(synthetic.calm(grid)))
    session.happen(MarkersFound(()))
    session.found_on(())
    drawn = session.mark(3, 4, "Add")
    session.correct(100, 200, {"category": "anger"}, "Correct")
    qtbot.waitUntil(lambda: len(session.markers) == 2, timeout=20_000)
    (found,) = [one for one in session.markers if one.origin == FOUND]
    assert (found.start, found.end, found.category) == (100, 200, "anger")
    assert on_disk(qtbot, session).markers == session.markers
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: session.markers == (drawn,), timeout=20_000)
    session.undo_stack.redo()
    qtbot.waitUntil(lambda: found in session.markers, timeout=20_000)


def test_markers_that_an_analysis_finds_follow_the_corrections_there_are(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    opened(qtbot, session, make_film(tmp_path / "long.mp4", seconds=20))
    session.correct(100, 200, {"category": "anger"}, "Correct")
    session.happen(TimelineReady(synthetic.calm(session.project.media.grid)))
    session.happen(MarkersFound(()))
    session.found_on(())
    qtbot.waitUntil(lambda: [one.category for one in session.markers] == ["anger"], timeout=20_000)


def test_following_leaves_alone_what_a_person_deleted_or_edited_and_what_stayed() -> None:
    one, two, three, four = (Marker(n, n + 1, origin=FOUND, id=str(n)) for n in range(4))
    mine = edited(two, label="mine")
    before, after = (one, two, three), (Marker(0, 5, origin=FOUND, id="0"), Marker(1, 5, origin=FOUND, id="1"), four)
    assert following((one, mine, three), before, after) == {"0": after[0], "2": None, "3": four}
    assert following((mine,), before, after) == {"3": four}
    assert following((one, mine, three), before, before) == {}


def test_what_another_program_did_is_shown_and_said(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "film.mmsa"
    create(path, synthetic.project(20)).close()
    opened(qtbot, session, path)
    told: list[Notice] = []
    session.notice.connect(told.append)
    session.mark(3, 9, "Draw")
    mine = session.markers
    theirs = Marker(30, 40, "theirs", id="theirs")
    on_disk(qtbot, session)
    with program_elsewhere(path) as other, qtbot.waitSignal(session.markers_changed):
        other.save(markers=changed(other.project.markers, {"theirs": theirs}))
        session._keeper.look()
    assert session.markers == changed(mine, {"theirs": theirs})
    assert [notice.message for notice in told] == ["Another program changed this project: markers."]
    session.undo_stack.undo()
    assert session.marker("theirs") == theirs
    assert on_disk(qtbot, session).markers == session.markers
    session.delete_markers(["theirs"], "Delete")
    assert session.marker("theirs") is None
    assert on_disk(qtbot, session).markers == session.markers


def test_edits_of_two_programs_are_kept_whoever_saves_last(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "film.mmsa"
    create(path, synthetic.project(20)).close()
    opened(qtbot, session, path)
    with program_elsewhere(path) as other:
        other.save(corrections=(Correction(100, 110, "valence", 0.5),), markers=())
        session.correct(5, 9, {"valence": -0.25}, "Correct")
        first = session.mark(3, 9, "Draw")
        qtbot.waitUntil(lambda: len(session.corrections) == 2)
        session.undo_stack.undo()
        session.undo_stack.undo()
        assert session.corrections == (Correction(100, 110, "valence", 0.5),), "undo takes back what was done here"
        session.undo_stack.redo()
        session.undo_stack.redo()
        assert first is not None
        assert session.markers == (first,)
        kept = on_disk(qtbot, session)
        assert (kept.markers, kept.corrections) == (session.markers, session.corrections)
        assert other.refresh().project.corrections == session.corrections


def test_what_happens_while_a_project_is_put_elsewhere_goes_there_too(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "film.mmsa"
    create(path, synthetic.project(20)).close()
    opened(qtbot, session, path)
    session.save_as(tmp_path / "kept.mmsa")
    made = session.mark(3, 9, "Draw")
    qtbot.waitUntil(lambda: session.file is not None and session.file.path.name == "kept.mmsa")
    assert made in on_disk(qtbot, session).markers


def test_a_file_that_went_away_is_said_once_and_not_every_other_second(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "film.mmsa"
    create(path, synthetic.project(20)).close()
    opened(qtbot, session, path)
    path.rename(tmp_path / "elsewhere.mmsa")
    with qtbot.waitSignal(session.trouble):
        pass
    assert not session._keeper._timer.isActive()
    assert [problem.kind for problem in session.problems] == ["project.gone"]


def test_an_analysis_by_other_encoders_is_told_when_it_is_opened(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=2)
    whole = synthetic.fill(probe(film))
    told: list[str] = []
    session.notice.connect(lambda notice: told.append(notice.kind))
    for name, maker in (("now", whole.tracks["voice"].made_by), ("before", None)):
        tracks = {**whole.tracks, "voice": replace(whole.tracks["voice"], made_by=maker)}
        create(tmp_path / f"{name}.mmsa", replace(whole, tracks=tracks)).close()
        opened(qtbot, session, tmp_path / f"{name}.mmsa")
    assert told == ["project.older_model"]
