"""Every film has a project of its own, also when films are named alike."""

from __future__ import annotations

from pathlib import Path

from mmsa_studio.app.library import open_path
from tests.films import make_film


def test_films_of_the_same_name_have_projects_of_their_own(tmp_path: Path) -> None:
    places = []
    for seconds in (1, 2):
        folder = tmp_path / str(seconds)
        folder.mkdir()
        opened = open_path(make_film(folder / "take.mp4", seconds=seconds))
        places.append(opened.file.path)
        opened.file.close()
    assert places[0] != places[1]


def test_the_same_film_in_another_folder_has_the_same_project(tmp_path: Path) -> None:
    film = make_film(tmp_path / "take.mp4", seconds=1)
    opened = open_path(film)
    opened.file.close()
    (tmp_path / "moved").mkdir()
    again = open_path(film.rename(tmp_path / "moved" / "take.mp4"))
    again.file.close()
    assert again.file.path == opened.file.path
