"""An analysis ends exactly once, whatever its child process does."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from mmsa_studio.app.jobs import JobThread
from mmsa_studio.core.jobs import AnalyzeRequest, Done, Failed, MarkersFound, Notice, Progress, Stopped, TrackReady
from mmsa_studio.store.project_file import ProjectFile, create
from tests.desk import PATIENCE_MS
from tests.ui import synthetic

FILM = "/nowhere/film.webm"


class Diary:
    """All a job said, in order."""

    def __init__(self, job: JobThread) -> None:
        self.events: list[object] = []
        self.endings: list[object] = []
        self.ids: set[int] = set()
        for signal in job.signals.values():
            signal.connect(self._take)
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


def make(function: str, project: Path | None = None, **options: float) -> tuple[JobThread, Diary]:
    job = JobThread(7, AnalyzeRequest(FILM), project, function=f"tests.app.children:{function}", **options)
    return job, Diary(job)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended counts as dead before whoever adopted it has noticed."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def run(qtbot: QtBot, job: JobThread, diary: Diary) -> object:
    with qtbot.waitSignal(job.finished):
        job.start()
    qtbot.waitUntil(lambda: bool(diary.endings))
    assert job.wait(PATIENCE_MS)
    qtbot.wait(50)
    assert len(diary.endings) == 1
    assert diary.ids == {7}
    return diary.endings[0]


def test_what_is_found_arrives_and_is_saved_before_the_ending(qtbot: QtBot, tmp_path: Path) -> None:
    place = tmp_path / "film.mmsa"
    create(place, type(synthetic.project())(synthetic.media())).close()
    job, diary = make("streams", place)
    assert run(qtbot, job, diary) == Done()
    whole = synthetic.project()
    assert [len(event.markers) for event in diary.of(MarkersFound)] == [3]
    assert len(diary.of(TrackReady)) == 3
    with ProjectFile(place) as file:
        kept = file.load()
    assert kept.cues == whole.cues
    assert kept.shots == whole.shots
    assert kept.faces == whole.faces
    assert set(kept.tracks) == set(whole.tracks)
    assert kept.timeline is not None
    assert (kept.timeline.values == whole.timeline.values).all()
    assert kept.markers == (), "markers are the session's, which knows what the person changed"


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("cannot_read", "“/nowhere/film.webm” cannot be read."),
        ("has_no_memory", "There was not enough memory."),
        ("is_buggy", "The work ended with an error: division by zero"),
        ("is_killed", "The analysis was ended by the system, most likely because memory ran out."),
        ("crashes", "The analysis ended unexpectedly inside a native library."),
        ("speaks_to_the_terminal", "The analysis ended unexpectedly inside a native library."),
        ("does_not_exist", "The work ended with an error: module 'tests.app.children' has no attribute"),
    ],
)
def test_every_kind_of_failure_is_one_sentence(qtbot: QtBot, function: str, message: str) -> None:
    job, diary = make(function)
    ending = run(qtbot, job, diary)
    assert isinstance(ending, Failed)
    assert ending.message.startswith(message)
    assert "Traceback" not in ending.message + ending.hint


def test_what_came_before_a_crash_is_delivered_and_the_stack_is_in_the_details(qtbot: QtBot) -> None:
    job, diary = make("crashes")
    ending = run(qtbot, job, diary)
    assert diary.of(Notice) == [Notice("still here")]
    assert isinstance(ending, Failed)
    assert "Segmentation fault" in ending.details


def test_native_chatter_goes_to_the_details_not_to_the_terminal(qtbot: QtBot, capfd: pytest.CaptureFixture) -> None:
    job, diary = make("speaks_to_the_terminal")
    ending = run(qtbot, job, diary)
    assert isinstance(ending, Failed)
    assert "native chatter" in ending.details
    assert "chatter" not in capfd.readouterr().err


@pytest.mark.parametrize("function", ["says_its_pid_and_waits", "swallows_errors_but_not_cancelling"])
def test_a_job_that_is_asked_stops(qtbot: QtBot, function: str) -> None:
    job, diary = make(function)
    job.start()
    qtbot.waitUntil(lambda: bool(diary.of(Progress)))
    job.cancel()
    qtbot.waitUntil(lambda: bool(diary.endings))
    assert diary.endings == [Stopped()]
    assert job.wait(PATIENCE_MS)


def test_a_job_that_never_looks_up_is_ended_after_the_grace_period(qtbot: QtBot) -> None:
    job, diary = make("never_looks_up", grace_s=0.2)
    job.start()
    qtbot.waitUntil(lambda: bool(diary.of(Notice)))
    pid = int(diary.of(Notice)[0].message)
    job.cancel()
    qtbot.waitUntil(lambda: bool(diary.endings))
    assert diary.endings == [Stopped()]
    assert job.wait(PATIENCE_MS)
    assert not alive(pid)


def test_cancelling_before_the_start_and_twice_ends_once(qtbot: QtBot) -> None:
    job, diary = make("says_its_pid_and_waits", grace_s=3600)
    job.cancel()
    job.cancel()
    assert run(qtbot, job, diary) == Stopped()


def test_the_child_knows_no_qt_and_runs_at_low_priority(qtbot: QtBot) -> None:
    job, diary = make("tells_its_modules")
    assert run(qtbot, job, diary) == Done()
    modules, nice = (event.message for event in diary.of(Notice))
    assert modules == ""
    assert int(nice) >= 10


def test_the_child_dies_with_its_parent(qtbot: QtBot, tmp_path: Path) -> None:
    import subprocess
    import sys

    script = (
        "import sys, os\n"
        "from mmsa_studio.app.child import Child\n"
        "from mmsa_studio.app.worker import Job\n"
        "from mmsa_studio.core.jobs import AnalyzeRequest\n"
        "if __name__ == '__main__':\n"
        "    child = Child('orphan')\n"
        "    child.send(Job('tests.app.children:never_looks_up', AnalyzeRequest('x')))\n"
        "    while child.receive(0.1) is None: pass\n"
        "    print(child.pid, flush=True)\n"
        "    os._exit(9)\n"
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, file], capture_output=True, text=True, env=environment)
    pid = int(ended.stdout)
    qtbot.waitUntil(lambda: not alive(pid))


def test_a_project_that_cannot_be_written_fails_with_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    foreign = tmp_path / "film.mmsa"
    foreign.write_text("not a project")
    job, diary = make("streams", foreign)
    ending = run(qtbot, job, diary)
    assert isinstance(ending, Failed)
    assert "film.mmsa" in ending.message
    assert foreign.read_text() == "not a project"
