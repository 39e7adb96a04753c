"""Nothing that lies in the search path is run, nothing but our sentences is said, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.films import make_film

DAMAGED_BYTES = 4000

SHOTS = """
import sys
from mmsa_studio.media.pictures import read_pictures
from mmsa_studio.media.probe import probe
from mmsa_studio.media.shots import ShotFinder
info = probe(sys.argv[1])
finder = ShotFinder(info)
for picture in read_pictures(info):
    finder.feed(picture)
print([shot.start for shot in finder.shots(end=True)])
"""

PARENT = """
import os, signal
from mmsa_studio.work.child import Child
from mmsa_studio.work.worker import Call
if __name__ == "__main__":
    child = Child("a child")
    child.send(Call("tests.work.children:says_its_pid_and_waits", (None,)))
    while not child.receive(60.0):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "film.mp4", seconds=4, cuts=(40,))


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True, text=True, env={**os.environ, **environment}, timeout=600, check=False,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_no_program_of_the_search_path_is_run(film: Path, tmp_path: Path) -> None:
    planted, trace = tmp_path / "planted", tmp_path / "trace"
    planted.mkdir()
    for name in ("ffmpeg", "ffprobe", "mkvmerge"):
        program = planted / name
        program.write_text(f'#!/bin/sh\necho {name} >> "{trace}"\n')
        program.chmod(0o755)
    path = f"{planted}{os.pathsep}{os.environ['PATH']}"
    assert subprocess.run(["ffmpeg"], env={"PATH": path}, check=False).returncode == 0
    assert trace.read_text() == "ffmpeg\n"
    ended = run("-c", SHOTS, str(film), PATH=path)
    assert ended.stdout == "[0, 40]\n", ended.stderr
    ended = run(
        "-m", "mmsa_studio", "analyze", str(film), "--no-speech", "--export", f"csv={tmp_path / 'a.csv'}", PATH=path
    )
    assert ended.returncode == 0, ended.stderr
    assert trace.read_text() == "ffmpeg\n"


def test_a_damaged_film_makes_nobody_talk_but_us(film: Path, tmp_path: Path) -> None:
    content = bytearray(film.read_bytes())
    third = len(content) // 3
    content[third : third + DAMAGED_BYTES] = bytes(byte ^ 0x5A for byte in content[third : third + DAMAGED_BYTES])
    film.write_bytes(content)
    ended = run("-m", "mmsa_studio", "analyze", str(film), "--no-speech", "--export", f"csv={tmp_path / 'a.csv'}")
    assert ended.returncode == 0, ended.stderr
    lines = ended.stderr.splitlines()
    assert [line for line in lines if not line.startswith(f"{film.name}: ")] == []
    texts = [line.removeprefix(f"{film.name}: ") for line in lines]
    told = [text for text in texts if " " in text]
    assert all(text.endswith(".") for text in told), told
    assert [text for text in texts if " " not in text] == ["words", "sound", "pictures", "fusion", "done"]
    assert ended.stdout == ""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there is killed by signal 9")
def test_a_kill_leaves_no_log_behind(tmp_path: Path) -> None:
    script, temporary = tmp_path / "parent.py", tmp_path / "temporary"
    temporary.mkdir()
    script.write_text(PARENT)
    ended = run(str(script), TMPDIR=str(temporary), PYTHONPATH=os.pathsep.join(sys.path))
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert [*temporary.glob("mmsa-*")] == []
