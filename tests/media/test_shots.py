"""Cuts are found on the very frame."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mmsa_studio.core.film import Shot
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.shots import ShotFinder
from tests.films import make_film


def shots_of(info, end=None):
    finder = ShotFinder(info)
    for picture in read_pictures(info, end=end):
        finder.feed(picture)
    return finder.shots(end=True)


@pytest.mark.parametrize("rate", ["23.976", "25", "50"])
@pytest.mark.parametrize("size", [(320, 180), (161, 97)])
def test_hard_cuts_are_exact(tmp_path, rate, size):
    cuts = (20, 47, 75, 90, 130)
    info = probe(
        make_film(tmp_path / "film.mp4", seconds=150 / float(rate), rate=rate, size=size, cuts=cuts, sound=False)
    )
    assert shots_of(info) == tuple(Shot(*edges) for edges in pairwise([0, *cuts, info.frame_count]))


@pytest.mark.parametrize("last", [97, 98, 99])
def test_a_cut_right_before_the_end_is_found(tmp_path, last):
    info = probe(make_film(tmp_path / "film.mp4", seconds=4, cuts=(40, last), sound=False))
    finder = ShotFinder(info)
    for picture in read_pictures(info):
        finder.feed(picture)
    assert finder.shots(end=True) == finder.shots(end=True) == (Shot(0, 40), Shot(40, last), Shot(last, 100))


def test_uneven_pictures_cut_where_the_new_picture_appears(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", seconds=4, variable=True, cuts=(30, 60), sound=False))
    assert [shot.start for shot in shots_of(info)] == [0, 36, 60]  # 30 to 35 have no picture of their own


def test_motion_alone_is_no_cut(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", seconds=4, sound=False))
    assert shots_of(info) == (Shot(0, 100),)


def test_shots_are_known_while_pictures_are_read(tmp_path):
    info = probe(make_film(tmp_path / "film.mp4", seconds=4, cuts=(30, 60), sound=False))
    finder = ShotFinder(info)
    assert finder.shots() == ()
    for picture in read_pictures(info, end=50):
        finder.feed(picture)
    assert finder.shots() == (Shot(0, 30), Shot(30, 50))


def test_the_smallest_films(tmp_path):
    for seconds in (0.04, 0.08):
        info = probe(make_film(tmp_path / "film.mp4", size=(2, 2), burn_in=False, seconds=seconds, sound=False))
        assert shots_of(info) == (Shot(0, info.frame_count),)


def test_cuts_of_a_real_film(shared):
    info = probe(next((shared / "footage").glob("01_*.webm")))
    starts = [shot.start for shot in shots_of(info, end=330)]
    assert starts == [0, 52, 158, 221, 309]
