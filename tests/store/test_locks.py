"""One connection a file in a process: whatever is opened and closed, this program's locks on its projects stay.

POSIX takes all of a process's locks on a file away when it closes any descriptor of it. A program that then opens and
closes the project believes that it is alone and deletes the log, with edits in it, under the one that has it open.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.store import project_file
from mmsa_studio.store.project_file import ProjectFile
from tests.store.material import assert_same, film, keep, project

WINDOW = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from mmsa_studio.core.marker import Marker
from mmsa_studio.store import project_file
path = Path(sys.argv[1])
file = project_file.open(path)
content = file.load()
def mark(count):
    global content
    for _ in range(count):
        place = len(content.markers)
        content = replace(content, markers=(*content.markers, Marker(place, place + 1, id=str(place))))
        content = file.save(content, {"markers"}).project
def look():
    with project_file.open(path) as other:
        other.load()
mark(4)
thread = threading.Thread(target=look)
thread.start()
thread.join()
for stray in map(Path, sys.argv[2:]):
    stray.open("rb").close()
mark(2)
print("six", flush=True)
for line in sys.stdin:
    mark(1)
    print("seven", flush=True)
"""

PASSER_BY = """
import sys
from mmsa_studio.store import project_file
with project_file.open(sys.argv[1]) as file:
    print(len(file.load().markers))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film.mmsa"


def _pass_by(path: Path) -> int:
    looked = subprocess.run([sys.executable, "-c", PASSER_BY, path], capture_output=True, text=True, check=True)
    return int(looked.stdout)


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has locks that survive a stray descriptor")


@pytest.mark.parametrize("stray", [(), pytest.param(("", "-wal", "-shm"), marks=LINUX)], ids=["ours", "stray"])
def test_nothing_is_lost_when_another_program_opens_and_closes_and_then_this_one_is_killed(
    path: Path, stray: tuple[str, ...]
) -> None:
    """`stray` are files that something opens and closes which does not ask us, as Qt's file dialog does."""
    project_file.create(path, Project(film())).close()
    command = [sys.executable, "-c", WINDOW, path, *(f"{path}{ending}" for ending in stray)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout.readline() == "six\n"
        assert _pass_by(path) == 6
        window.stdin.write("go on\n")
        window.stdin.flush()
        assert window.stdout.readline() == "seven\n"
        window.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    assert _pass_by(path) == 7
    with project_file.open(path) as file:
        keep(file, markers=(Marker(1, 2),))
    assert _pass_by(path) == 1


def test_handles_share_one_connection_until_the_last_is_closed(path: Path) -> None:
    project_file.create(path, project()).close()
    link = path.with_name("link.mmsa")
    link.symlink_to(path)
    first, second, third = ProjectFile(path), ProjectFile(path), ProjectFile(link)
    assert first._database is second._database is third._database
    first.close()
    first.close()
    keep(second, markers=())
    second.close()
    assert third.load().markers == ()
    third.close()
    assert [other.name for other in sorted(path.parent.iterdir())] == ["film.mmsa", "link.mmsa"]
    with pytest.raises(StudioError, match="closed"):
        third.load()


def test_an_open_file_is_opened_a_second_time_without_touching_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with project_file.create(path, project()):
        monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened beside its connection"))
        monkeypatch.setattr("sqlite3.connect", lambda *_, **__: pytest.fail("a second connection"))
        with ProjectFile(path) as file:
            assert_same(file.load(), project())
        with project_file.create(path, Project(film())) as file:
            assert_same(file.load(), Project(film()))


def test_many_threads_that_open_and_close_do_not_disturb_one_that_stays(path: Path) -> None:
    with project_file.create(path, project()) as stays:

        def come_and_go() -> None:
            for _ in range(20):
                with ProjectFile(path) as file:
                    assert_same(file.load(), project())

        threads = [threading.Thread(target=come_and_go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        keep(stays, markers=())
    with ProjectFile(path) as file:
        assert file.load().markers == ()
