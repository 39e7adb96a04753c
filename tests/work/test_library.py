"""Every film has a project of its own, also when films are named alike; another film in its place is noticed."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.work.library import FilmWatch, Opened, changed_film, locate, open_film, open_path, save_as
from tests.films import make_film
from tests.store.material import keep


def closed(opened: Opened) -> Opened:
    opened.file.close()
    return opened


def new_cut(film: Path, seconds: int = 3) -> Path:
    """Another film under the old name."""
    film.unlink()
    return make_film(film, seconds=seconds)


def test_films_of_the_same_name_have_projects_of_their_own(tmp_path: Path) -> None:
    places = []
    for seconds in (1, 2):
        folder = tmp_path / str(seconds)
        folder.mkdir()
        places.append(closed(open_path(make_film(folder / "take.mp4", seconds=seconds))).file.path)
    assert places[0] != places[1]


def test_the_same_film_in_another_folder_has_the_same_project(tmp_path: Path) -> None:
    film = make_film(tmp_path / "take.mp4", seconds=1)
    before = closed(open_path(film))
    (tmp_path / "moved").mkdir()
    again = closed(open_path(film.rename(tmp_path / "moved" / "take.mp4")))
    assert again.file.path == before.file.path
    assert again.changed is None
    assert again.project.media.path == str(tmp_path / "moved" / "take.mp4")


@pytest.mark.parametrize("by", ["project", "film beside its project", "film"])
def test_a_new_cut_under_the_old_name_is_noticed_and_nothing_is_lost(by: str, tmp_path: Path) -> None:
    film = make_film(tmp_path / "take.mp4", seconds=2)
    first = open_path(film)
    keep(first.file, markers=(Marker(3, 9, "Mine", id="mine"),))
    place = first.file.path
    first.file.close()
    if by == "film beside its project":
        place = Path(shutil.move(place, tmp_path / "take.mmsa"))
    new_cut(film)
    opened = closed(open_path(place if by == "project" else film))
    assert opened.file.path == place
    assert opened.changed is not None
    assert opened.changed.frame_count == 75
    assert opened.project.media == first.project.media
    assert [marker.id for marker in opened.project.markers] == ["mine"]


def test_a_project_beside_a_film_of_another_name_is_refused(tmp_path: Path) -> None:
    made = closed(open_path(make_film(tmp_path / "take.mp4", seconds=1)))
    other = make_film(tmp_path / "other.mp4", seconds=2)
    shutil.move(made.file.path, tmp_path / "other.mmsa")
    with pytest.raises(StudioError, match="belongs to another film"):
        open_path(other)
    assert closed(open_path(tmp_path / "other.mmsa")).changed is None, "by itself it opens with its own film"


def test_a_project_that_is_named_tells_of_another_film_whatever_its_name(tmp_path: Path) -> None:
    place = tmp_path / "one.mmsa"
    closed(open_film(make_film(tmp_path / "take.mp4", seconds=1), place))
    assert closed(open_film(make_film(tmp_path / "other.mp4", seconds=2), place)).changed is not None


def test_a_film_that_was_only_touched_is_the_same(tmp_path: Path) -> None:
    film = make_film(tmp_path / "take.mp4", seconds=1)
    project = closed(open_path(film)).project
    watch = FilmWatch(str(film))
    assert not watch.stirred()
    os.utime(film, (1, 1))
    assert watch.stirred()
    assert not watch.stirred(), "it is said once"
    assert changed_film(project) is None
    new_cut(film)
    assert watch.stirred()
    found = changed_film(project)
    assert found is not None
    assert found.content_id != project.media.content_id
    film.unlink()
    assert not watch.stirred()
    assert changed_film(project) is None, "where a film is gone, another question is asked"


def test_the_old_film_is_found_again_where_it_lies_now(tmp_path: Path) -> None:
    film = make_film(tmp_path / "take.mp4", seconds=1)
    project = closed(open_path(film)).project
    old = Path(shutil.copy(film, tmp_path / "take old.mp4"))
    new_cut(film)
    media, _ = locate(project, old)
    assert media == replace(project.media, path=str(old))
    with pytest.raises(StudioError):
        locate(project, film)


def test_a_saved_project_gets_its_ending(tmp_path: Path) -> None:
    project = closed(open_path(make_film(tmp_path / "take.mp4", seconds=1))).project
    with save_as(project, tmp_path / "elsewhere") as file:
        assert file.path == tmp_path / "elsewhere.mmsa"
