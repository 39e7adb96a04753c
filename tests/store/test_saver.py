"""Whoever goes on editing while a disk is slow loses neither an edit of their own nor one of another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.store import project_file
from mmsa_studio.store.project_file import ProjectFile
from mmsa_studio.work.saver import Saver
from tests.store.elsewhere import program_elsewhere
from tests.store.material import assert_same, film, project

MARKERS = frozenset({"markers"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "film.mmsa"
    project_file.create(path, Project(film())).close()
    return path


@pytest.fixture
def saver(path: Path) -> Iterator[Saver]:
    with ProjectFile(path) as file:
        yield Saver(file)


def _with(before: Project, name: str) -> Project:
    return replace(before, markers=(*before.markers, Marker(1, 2, id=name)))


def _ids(some: Project) -> set[str]:
    return {marker.id for marker in some.markers}


def test_changes_that_came_together_are_saved_at_once(saver: Saver) -> None:
    start = saver.file.load()
    first, full = _with(start, "a"), project()
    second = replace(_with(first, "b"), shots=full.shots)
    saver.change(start, first, MARKERS)
    saver.change(first, second, frozenset({"markers", "shots"}))
    kept = saver.save()
    assert kept is not None
    assert kept.asked is second
    assert saver.save() is None
    assert_same(saver.file.load(), second)


def test_what_another_program_did_meanwhile_is_kept_though_no_change_knows_of_it(saver: Saver, path: Path) -> None:
    start = saver.file.load()
    first, second = _with(start, "a"), _with(_with(start, "a"), "b")
    with program_elsewhere(path) as other:
        other.save(markers=(Marker(5, 6, id="other"),))
        saver.change(start, first, MARKERS)
        kept = saver.save()
        assert kept is not None
        assert kept.saved.changed_elsewhere == MARKERS
        saver.change(first, second, MARKERS)
        saver.save()
        assert _ids(saver.file.load()) == {"a", "b", "other"}


def test_what_could_not_be_saved_is_saved_with_the_next_change(saver: Saver) -> None:
    start = saver.file.load()
    first = replace(start, markers=tuple(Marker(n, n + 1, "x" * 100, id=f"a{n}") for n in range(5000)))
    saver.change(start, first, MARKERS)
    database = saver.file._database
    database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StudioError, match="the disk is full"):
        saver.save()
    database.execute("PRAGMA max_page_count = 1000000")
    second = _with(first, "b")
    saver.change(first, second, MARKERS)
    saver.save()
    assert _ids(saver.file.load()) == _ids(second)


def test_looking_saves_first_and_then_takes_what_others_did(saver: Saver, path: Path) -> None:
    start = saver.file.load()
    first = _with(start, "a")
    saver.change(start, first, MARKERS)
    assert saver.look(first).saved.project.markers == first.markers
    with program_elsewhere(path) as other:
        other.save(markers=(*other.project.markers, Marker(5, 6, id="other")))
        kept = saver.look(first)
        assert kept.asked is first
        assert kept.saved.changed_elsewhere == MARKERS
        assert _ids(kept.saved.project) == {"a", "other"}
        assert saver.look(kept.saved.project).saved.changed_elsewhere == frozenset()
