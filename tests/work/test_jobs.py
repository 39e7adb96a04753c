"""A job ends exactly once, whatever its child process does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from mmsa_studio.core.errors import Cancelled, StudioError
from mmsa_studio.core.jobs import AnalyzeRequest, Done, Ending, Event, Failed, MarkersFound, Progress, Stopped
from mmsa_studio.core.sentences import Notice
from mmsa_studio.work.child import Child
from mmsa_studio.work.jobs import Job
from mmsa_studio.work.worker import Call, Rest, Stop
from tests.ui import synthetic

FILM = "/nowhere/film.webm"


class Diary:
    """All a job said, in order; `then` is called with every event."""

    def __init__(self, then: Callable[[Event], None] = lambda event: None) -> None:
        self.events: list[Event] = []
        self.then = then

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self.then(event)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def make(function: str, **options: float) -> Job:
    return Job(AnalyzeRequest(synthetic.project(path=FILM)), function=f"tests.work.children:{function}", **options)


def run(function: str) -> tuple[Ending, Diary]:
    diary = Diary()
    return make(function).run(diary), diary


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended counts as dead before whoever adopted it has noticed."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_what_is_found_arrives_before_the_ending() -> None:
    ending, diary = run("streams")
    assert ending == Done()
    assert [len(event.markers) for event in diary.of(MarkersFound)] == [3]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("cannot_read", "“/nowhere/film.webm” is not a film"),
        ("has_no_memory", "There was not enough memory."),
        ("is_buggy", "The work ended with an error: division by zero"),
        ("is_killed", "The analysis was ended by the system, most likely because memory ran out."),
        ("crashes", "The analysis ended unexpectedly inside a native library."),
        ("speaks_to_the_terminal", "The analysis ended unexpectedly inside a native library."),
        ("does_not_exist", "The work ended with an error: module 'tests.work.children' has no attribute"),
    ],
)
def test_every_kind_of_failure_is_one_sentence(function: str, message: str) -> None:
    ending, _ = run(function)
    assert isinstance(ending, Failed)
    assert ending.message.startswith(message)
    assert "Traceback" not in ending.message + ending.hint


def test_what_came_before_a_crash_is_delivered_and_the_stack_is_in_the_details() -> None:
    ending, diary = run("crashes")
    assert diary.of(Notice) == [Notice("analysis.no_sound")]
    assert isinstance(ending, Failed)
    assert "Segmentation fault" in ending.details


def test_native_chatter_goes_to_the_details_not_to_the_terminal(capfd: pytest.CaptureFixture) -> None:
    ending, _ = run("speaks_to_the_terminal")
    assert isinstance(ending, Failed)
    assert "native chatter" in ending.details
    assert "chatter" not in capfd.readouterr().err


@pytest.mark.parametrize("function", ["says_its_pid_and_waits", "swallows_errors_but_not_cancelling"])
def test_a_job_that_is_asked_stops(function: str) -> None:
    job = make(function)
    assert job.run(Diary(lambda event: job.cancel() if isinstance(event, Progress) else None)) == Stopped()


def test_a_job_that_never_looks_up_is_ended_after_the_grace_period() -> None:
    job = make("never_looks_up", grace_s=0.2)
    diary = Diary(lambda event: job.cancel())
    assert job.run(diary) == Stopped()
    assert not alive(int(diary.of(Notice)[0].message))


def test_cancelling_before_the_start_and_twice_ends_once() -> None:
    job = make("says_its_pid_and_waits", grace_s=3600)
    job.cancel()
    job.cancel()
    diary = Diary()
    assert job.run(diary) == Stopped()
    assert diary.events == []


def test_a_child_that_rests_is_silent_and_still_stops() -> None:
    child = Child("resting")
    child.send(Call("tests.work.children:says_its_pid_and_waits", (AnalyzeRequest(synthetic.project(path=FILM)),)))
    while child.receive(0.1) is None:
        pass
    child.send(Rest(3600))
    while child.receive(1.0) is not None:
        pass
    child.send(Stop())
    while (ending := child.receive(0.1)) is None:
        pass
    assert ending == Stopped()
    child.end()


def test_what_a_hook_cannot_keep_fails_the_job_with_a_sentence() -> None:
    def full(_: Event) -> None:
        raise StudioError("database.full")

    assert make("says_its_pid_and_waits").run(full) == Failed("database.full")


def test_a_hook_may_stop_the_job() -> None:
    def enough(_: Event) -> None:
        raise Cancelled

    assert make("says_its_pid_and_waits").run(enough) == Stopped()


def test_an_interrupt_ends_the_child_and_is_passed_on() -> None:
    pids: list[int] = []

    def interrupted(event: Event) -> None:
        if isinstance(event, Notice):
            pids.append(int(event.message))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make("says_its_pid_and_waits").run(interrupted)
    assert not alive(pids[0])


def test_a_job_is_cancelled_from_another_thread() -> None:
    job, began = make("says_its_pid_and_waits"), threading.Event()

    def cancel() -> None:
        began.wait()
        job.cancel()

    other = threading.Thread(target=cancel)
    other.start()
    assert job.run(lambda event: began.set()) == Stopped()
    other.join()


def test_the_child_knows_no_qt_and_runs_at_low_priority() -> None:
    ending, diary = run("tells_its_modules")
    assert ending == Done()
    modules, nice = (event.message for event in diary.of(Notice))
    assert modules == ""
    assert int(nice) >= 10


def test_what_a_child_shares_is_given_back_without_a_word(tmp_path: Path) -> None:
    script = (
        "from mmsa_studio.core.jobs import AnalyzeRequest\n"
        "from mmsa_studio.work.jobs import Job\n"
        "if __name__ == '__main__':\n"
        "    job = Job(AnalyzeRequest('x'), function='tests.work.children:shares_a_lock')\n"
        "    print(job.run(lambda event: None))\n"
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, file], capture_output=True, text=True, env=environment)
    assert ended.stdout.startswith("Done")
    assert ended.stderr == ""


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import sys, os\n"
        "from mmsa_studio.work.child import Child\n"
        "from mmsa_studio.work.worker import Call\n"
        "if __name__ == '__main__':\n"
        "    child = Child('orphan')\n"
        "    child.send(Call('tests.work.children:never_looks_up', (None,)))\n"
        "    while child.receive(0.1) is None: pass\n"
        "    print(child.pid, flush=True)\n"
        "    os._exit(9)\n"
    )
    file = tmp_path / "parent.py"
    file.write_text(script)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, file], capture_output=True, text=True, env=environment)
    pid = int(ended.stdout)
    while alive(pid):
        time.sleep(0.02)
