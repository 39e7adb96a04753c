"""The frame the player names is the frame on screen, for every rate and container."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame
from pytestqt.qtbot import QtBot

from mmsa_studio.app.player import Player, next_speed
from mmsa_studio.app.session import Session
from mmsa_studio.core.hearing import SPEECH, Line, SoundFrom
from mmsa_studio.core.jobs import SoundFound
from tests.films import make_film, read_burnt_frame
from tests.sounds import tone, write_tracks

RATES = ("24000/1001", "24", "25", "30000/1001", "50", "60000/1001")
SUFFIXES = (".mp4", ".mkv", ".mov", ".webm")


class Booth:
    """A session with a player and everything it showed: the frame it named and the one burnt into the picture."""

    def __init__(self, qtbot: QtBot, film: Path) -> None:
        self.qtbot = qtbot
        self.session = Session()
        self.player = Player(self.session, audible=False)
        self.shown: list[tuple[int, int]] = []
        self.problems: list[object] = []
        self.player.frame_shown.connect(self._look)
        self.session.trouble.connect(self.problems.append)
        self.session.open(film)
        qtbot.waitUntil(lambda: self.session.project is not None)
        qtbot.waitUntil(lambda: self.player.settled)

    def _look(self, frame: int, picture: QVideoFrame) -> None:
        self.shown.append((frame, burnt(picture)))

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.player.settled)

    def close(self) -> None:
        self.player.unload()
        self.session.close()


def burnt(picture: QVideoFrame) -> int:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return read_burnt_frame(rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3))


@pytest.fixture
def booth(qtbot: QtBot) -> Iterator:
    booths: list[Booth] = []

    def build(film: Path) -> Booth:
        booths.append(Booth(qtbot, film))
        return booths[-1]

    yield build
    for one in booths:
        one.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("rate", RATES)
def test_every_seek_and_step_shows_exactly_the_frame_asked_for(booth, tmp_path: Path, rate: str, suffix: str) -> None:
    here = booth(make_film(tmp_path / f"film{suffix}", seconds=3, rate=rate))
    last = here.session.frame_count - 1
    for frame in (last // 2, 1, last, 0, last - 1, last // 3, last // 3 + 1):
        here.session.seek(frame)
        here.settle()
        assert here.session.playhead == frame
        assert here.shown[-1] == (frame, frame)
    here.session.seek(10)
    here.settle()
    for step in (1, 1, 1, -1, -1, -1, -1, 1):
        here.player.step(step)
        here.settle()
        assert here.shown[-1] == (here.session.playhead, here.session.playhead)
    assert here.session.playhead == 10
    assert all(named == seen for named, seen in here.shown)
    assert not here.problems


def test_letting_go_of_a_film_waits_for_no_frame_of_it(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=3))
    shown = here.session.playhead
    here.session.seek(40)
    here.session.seek(50)
    here.player.unload()
    assert here.player.target == shown


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_film_that_starts_late_is_counted_from_its_first_picture(booth, tmp_path: Path, suffix: str) -> None:
    here = booth(make_film(tmp_path / f"film{suffix}", seconds=2, rate="25", start_s=1.4))
    for frame in (20, 0, here.session.frame_count - 1):
        here.session.seek(frame)
        here.settle()
        assert here.shown[-1] == (frame, frame)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_at_a_variable_rate_the_picture_on_screen_at_the_frame_is_shown(booth, tmp_path: Path, suffix: str) -> None:
    here = booth(make_film(tmp_path / f"film{suffix}", seconds=3, rate="25", variable=True))
    for frame in (40, 3, 17, 44, 0, 61):
        here.session.seek(frame)
        here.settle()
        assert here.session.playhead == frame
        assert here.shown[-1][1] == on_screen(frame)


def on_screen(frame: int) -> int:
    """The last picture that was not dropped."""
    from fractions import Fraction

    from tests.films import _is_dropped

    while _is_dropped(frame, Fraction(25)):
        frame -= 1
    return frame


def test_of_many_quick_seeks_the_last_is_shown(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=4, rate="25"))
    for frame in range(0, 90, 3):
        here.session.seek(frame)
    here.settle()
    assert here.shown[-1] == (87, 87)
    assert len(here.shown) < 20, "seeks there was no time for are skipped"


def test_steps_while_a_seek_is_on_its_way_add_up(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=4, rate="25"))
    here.session.seek(50)
    for _ in range(5):
        here.player.step(1)
    here.settle()
    assert here.shown[-1] == (55, 55)


def test_while_playing_every_frame_named_is_the_frame_shown(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=3, rate="30000/1001"))
    here.player.shuttle(1)
    here.qtbot.waitUntil(lambda: here.session.playhead > 30)
    here.player.shuttle(0)
    here.settle()
    assert all(named == seen for named, seen in here.shown)
    assert here.session.playhead == here.shown[-1][1]


def test_the_film_stops_at_its_last_frame(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=1, rate="25"))
    here.player.toggle()
    here.qtbot.waitUntil(lambda: here.player.speed == 0)
    here.settle()
    assert here.session.playhead == here.session.frame_count - 1
    here.shown.clear()
    here.player.toggle()
    here.qtbot.waitUntil(lambda: any(0 < frame < 20 for frame, _ in here.shown))


def test_backward_play_reaches_the_first_frame_and_stops(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=2, rate="25"))
    here.session.seek(30)
    here.settle()
    for _ in range(3):
        here.player.shuttle(-1)
    assert here.player.speed == -4
    here.qtbot.waitUntil(lambda: here.player.speed == 0)
    here.settle()
    assert here.shown[-1] == (0, 0)


def test_a_film_of_sound_only_has_a_playhead_too(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.wav", seconds=3))
    here.session.seek(20)
    assert here.session.playhead == 20
    here.player.toggle()
    here.qtbot.waitUntil(lambda: here.session.playhead > 30)


def test_a_film_without_sound_plays(booth, tmp_path: Path) -> None:
    here = booth(make_film(tmp_path / "film.mp4", seconds=2, sound=False))
    here.player.toggle()
    here.qtbot.waitUntil(lambda: here.session.playhead > 10)


@pytest.mark.parametrize(
    ("speed", "direction", "then"),
    [(0, 1, 1), (1, 1, 2), (8, 1, 8), (4, -1, -1), (-1, -1, -2), (-8, 1, 1), (2, 0, 0), (0, -1, -1)],
)
def test_jkl(speed: int, direction: int, then: int) -> None:
    assert next_speed(speed, direction) == then


def test_the_track_that_is_listened_to_is_played(qtbot: QtBot, tmp_path: Path) -> None:
    silence = np.zeros(32_000, np.float32)
    film = write_tracks(tmp_path / "film.mka", [[silence], [tone()], [silence]], ["mono"] * 3)
    session = Session()
    player = Player(session, audible=False)
    session.open(film)
    qtbot.waitUntil(lambda: player.sound_track == 1)
    session.happen(SoundFound(SoundFrom(SPEECH, (Line(2, 1, 1.0), Line(3, 1, 1.0)))))
    qtbot.waitUntil(lambda: player.sound_track == 2)
    player.load()
    qtbot.waitUntil(lambda: player.sound_track == 2)
    player.unload()
    session.close()
