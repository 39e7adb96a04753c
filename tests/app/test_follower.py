"""A correction costs one search for markers, and taking it back none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app import follower
from mmsa_studio.app.follower import Follower
from mmsa_studio.app.tasks import Tasks
from mmsa_studio.core import corrections as core
from mmsa_studio.core.corrections import find_corrected
from mmsa_studio.core.project import Correction, Project
from tests.ui import synthetic

ANGER = Correction(100, 300, "category", "anger")
JOY = Correction(500, 700, "category", "joy")


class Holder:
    """A project that events happen to."""

    def __init__(self) -> None:
        self.project: Project = synthetic.project(40)

    def say(self, *corrections: Correction) -> None:
        self.project = replace(self.project, corrections=corrections)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every search over the whole curve."""
    made: list[int] = []
    search = core.find_markers
    monkeypatch.setattr(core, "find_markers", lambda *given, **how: made.append(1) or search(*given, **how))
    return made


@pytest.fixture
def following(qtbot: QtBot) -> Iterator[tuple[Follower, Holder]]:
    tasks, holder = Tasks("test"), Holder()
    yield Follower(tasks, lambda: holder.project), holder
    tasks.close()


def found(holder: Holder, *corrections: Correction) -> set:
    media = holder.project.media
    how = {"rate": media.rate, "frame_count": media.frame_count, "shots": holder.project.shots}
    return set(find_corrected(holder.project.timeline, corrections, **how))


def test_a_correction_costs_one_search_and_taking_it_back_none(
    qtbot: QtBot, following: tuple[Follower, Holder], searches: list[int]
) -> None:
    one, holder = following
    plain, angry = found(holder), found(holder, ANGER)
    one.begin(())
    for said, before, now, most in (
        ((ANGER,), plain, angry, 2),  # what is found without it is not known yet
        ((ANGER, JOY), angry, found(holder, ANGER, JOY), 1),
        ((ANGER,), found(holder, ANGER, JOY), angry, 0),
        ((), angry, plain, 0),
        ((JOY,), plain, found(holder, JOY), 1),
    ):
        searches.clear()
        holder.say(*said)
        with qtbot.waitSignal(one.moved) as told:
            one.follow()
        assert [set(each) for each in told.args] == [before, now]
        assert len(searches) <= most


def test_on_another_curve_everything_is_searched_anew(qtbot: QtBot, following: tuple[Follower, Holder]) -> None:
    one, holder = following
    one.begin(())
    holder.say(ANGER)
    with qtbot.waitSignal(one.moved):
        one.follow()
    holder.project = replace(holder.project, timeline=synthetic.project(40, seed=9).timeline)
    holder.say(JOY)
    with qtbot.waitSignal(one.moved) as told:
        one.begin((ANGER,))
    assert [set(each) for each in told.args] == [found(holder, ANGER), found(holder, JOY)]


def test_a_search_that_is_overtaken_by_another_analysis_moves_nothing(
    qtbot: QtBot, following: tuple[Follower, Holder], monkeypatch: pytest.MonkeyPatch
) -> None:
    (one, holder), begun, go_on = following, threading.Event(), threading.Event()
    search = follower.find_corrected

    def slowly(*given, **how):
        begun.set()
        go_on.wait()
        return search(*given, **how)

    monkeypatch.setattr(follower, "find_corrected", slowly)
    one.begin(())
    holder.say(ANGER)
    one.follow()
    qtbot.waitUntil(begun.is_set)
    holder.say(JOY)
    one.begin(())
    with qtbot.waitSignal(one.moved) as told:
        go_on.set()
    assert set(told.args[1]) == found(holder, JOY), "the newest corrections only"


def test_nothing_is_searched_when_nothing_was_said_or_the_film_is_closed(
    qtbot: QtBot, following: tuple[Follower, Holder], searches: list[int]
) -> None:
    one, holder = following
    one.begin(())
    one.follow()
    qtbot.wait(500)
    holder.say(ANGER)
    one.end()
    one.follow()
    qtbot.wait(500)
    assert searches == []
