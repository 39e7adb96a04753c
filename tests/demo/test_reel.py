"""The reel: a real film that MediaPipe finds the face in, built whole or not at all, once."""

from __future__ import annotations

import json
import multiprocessing
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from mediapipe.python import solutions

from mmsa_studio import demo
from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.jobs import Event, Progress
from mmsa_studio.demo.film import build
from mmsa_studio.demo.script import SIZE, Line, Scene, frame_count

SHORT = (
    Scene(1, "title", "neutral", 0.0, 0.0),
    Scene(3, "face", "joy", 0.8, 0.6, (Line(0.3, "mira", "I am so happy!", "joy"),), framing=0.4),
    Scene(1, "launch", "joy", 0.5, 0.5),
    Scene(2, "face", "anger", -0.7, 0.8, (Line(0.2, "mira", "I hate this!", "anger"),), framing=0.9),
    Scene(1, "moon", "neutral", 0.0, 0.0),
    Scene(1, "earth", "surprise", 0.3, 0.7),
    Scene(1, "stars", "fear", -0.6, 0.6, (Line(0.1, "control", "Wait.", "fear"),)),
    Scene(1, "credits", "neutral", 0.0, 0.0),
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reel") / "short.mp4"
    build(path, lambda stage, share: None, SHORT)
    return path


def frames(film: Path) -> list[np.ndarray]:
    with av.open(str(film)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_film_has_picture_sound_and_timecode(film: Path) -> None:
    with av.open(str(film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.width, picture.height) == SIZE
        assert picture.average_rate == Fraction(24)
        assert picture.frames == frame_count(SHORT)
        assert picture.metadata["timecode"] == "01:00:00:00"
        heard = sum(frame.samples for frame in container.decode(sound))
    assert heard / 48_000 == pytest.approx(frame_count(SHORT) / 24, abs=0.1)


def test_face_is_found_where_there_is_one_and_nowhere_else(film: Path) -> None:
    pictures = frames(film)
    found = {True: [], False: []}
    number = 0
    with solutions.face_mesh.FaceMesh(static_image_mode=False, refine_landmarks=True) as mesh:
        for scene in SHORT:
            for _ in range(scene.seconds * 24):
                if number % 4 == 0:
                    small = cv2.resize(pictures[number], (640, 267))
                    found[scene.picture == "face"].append(bool(mesh.process(small).multi_face_landmarks))
                number += 1
    assert np.mean(found[True]) > 0.95
    assert not any(found[False])


def test_face_moves(film: Path) -> None:
    pictures = frames(film)
    glad, angry = pictures[60].astype(int), pictures[61].astype(int)
    assert np.abs(glad - angry).mean() > 0.5


def test_subtitles_and_course_lie_beside_the_film(film: Path) -> None:
    subtitles = film.with_suffix(".srt").read_text("utf-8")
    assert subtitles.startswith("1\n00:00:01,300 --> 00:00:0")
    assert subtitles.count("-->") == 3
    known = json.loads(film.with_suffix(".course.json").read_text("utf-8"))
    assert [entry["category"] for entry in known["course"]] == [scene.emotion for scene in SHORT]
    assert known["course"][-1]["end"] == sum(scene.seconds for scene in SHORT)


def test_building_again_gives_the_same_film(film: Path, tmp_path: Path) -> None:
    again = tmp_path / "short.mp4"
    build(again, lambda stage, share: None, SHORT[:2])
    first, second = frames(film)[: 3 * 24], frames(again)[: 3 * 24]
    for before, after in zip(first[::12], second[::12], strict=True):
        assert np.abs(before.astype(int) - after.astype(int)).mean() < 1.0


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build here, so that a test can put a quick builder in the place of the real one."""
    monkeypatch.setattr(type(multiprocessing.current_process()), "daemon", property(lambda self: True))


def quick(film: Path, tell: demo.Tell) -> None:
    for share in (0.0, 0.5, 1.0):
        tell("drawing", share)
    film.write_bytes(b"film")


@pytest.mark.usefixtures("in_this_process")
def test_reel_is_built_once_and_tells_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    monkeypatch.setattr(demo, "_build", quick)
    path = demo.reel(events.append)
    assert path.read_bytes() == b"film"
    assert [event.fraction for event in events if isinstance(event, Progress)] == [0.0, 0.5, 1.0]
    events.clear()
    assert demo.reel(events.append) == path
    assert events == []


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("interruption", [Cancelled(), OSError(28, "No space left on device")])
def test_nothing_is_left_when_building_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, interruption: BaseException
) -> None:
    def interrupted(film: Path, tell: demo.Tell) -> None:
        film.write_bytes(b"half a film")
        raise interruption

    monkeypatch.setenv("MMSA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(demo, "_build", interrupted)
    with pytest.raises((Cancelled, StudioError)):
        demo.reel()
    assert list(tmp_path.iterdir()) == []


def test_cancelling_ends_the_child_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def cancel(event: Event) -> None:
        raise Cancelled

    monkeypatch.setenv("MMSA_CACHE_DIR", str(tmp_path))
    with pytest.raises(Cancelled):
        demo.reel(cancel)
    assert list(tmp_path.iterdir()) == []
    assert multiprocessing.active_children() == []
