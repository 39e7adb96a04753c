"""A job's thread saves what comes, tells of it in order and ends exactly once; how a child may die is in tests/work."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from mmsa_studio.app.jobs import JobThread
from mmsa_studio.core.jobs import AnalyzeRequest, Done, Failed, MarkersFound, Progress, Stopped, TrackReady
from tests.desk import PATIENCE_MS
from tests.ui import synthetic

FILM = "/nowhere/film.webm"


class Diary:
    """All a job said, in order."""

    def __init__(self, job: JobThread) -> None:
        self.events: list[object] = []
        self.endings: list[object] = []
        self.ids: set[int] = set()
        job.told.connect(self._take)
        job.ended.connect(self._end)

    def _take(self, job: int, event: object) -> None:
        assert not self.endings, "an event came after the ending"
        self.ids.add(job)
        self.events.append(event)

    def _end(self, job: int, ending: object) -> None:
        self.ids.add(job)
        self.endings.append(ending)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def make(function: str, **options: float) -> tuple[JobThread, Diary]:
    job = JobThread(
        7, AnalyzeRequest(synthetic.project(path=FILM)), function=f"tests.work.children:{function}", **options
    )
    return job, Diary(job)


def run(qtbot: QtBot, job: JobThread, diary: Diary) -> object:
    with qtbot.waitSignal(job.finished):
        job.start()
    qtbot.waitUntil(lambda: bool(diary.endings))
    assert job.wait(PATIENCE_MS)
    qtbot.wait(50)
    assert len(diary.endings) == 1
    assert diary.ids == {7}
    return diary.endings[0]


def test_what_is_found_arrives_before_the_ending(qtbot: QtBot) -> None:
    job, diary = make("streams")
    assert run(qtbot, job, diary) == Done()
    assert [len(event.markers) for event in diary.of(MarkersFound)] == [3]
    assert len(diary.of(TrackReady)) == 3


def test_a_crash_is_an_ending(qtbot: QtBot) -> None:
    job, diary = make("crashes")
    ending = run(qtbot, job, diary)
    assert isinstance(ending, Failed)
    assert "native library" in ending.message


def test_a_job_that_is_asked_stops(qtbot: QtBot) -> None:
    job, diary = make("says_its_pid_and_waits")
    job.start()
    qtbot.waitUntil(lambda: bool(diary.of(Progress)))
    job.cancel()
    qtbot.waitUntil(lambda: bool(diary.endings))
    assert diary.endings == [Stopped()]
    assert job.wait(PATIENCE_MS)
