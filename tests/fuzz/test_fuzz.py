"""A hundred damaged files of every kind, and all made to hurt: each is read, or refused with a sentence."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.fuzz import supervisor
from tests.fuzz.campaign import keep, run
from tests.fuzz.seeds import KINDS
from tests.fuzz.supervisor import Verdict, judged

COUNT, SEED = 60, 7


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_is_read_or_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    verdicts = run(kind, COUNT, SEED, tmp_path)
    assert len(verdicts) > COUNT
    assert [(one.path.name, one.said) for one in verdicts if one.finding] == []
    assert {one.said.partition(":")[0] for one in verdicts} == {"read", "refused"}


@pytest.mark.parametrize("kind", ["markers", "subtitles", "projects"])
def test_the_faults_that_were_found_by_hand_are_gone(kind: str, shared: Path, tmp_path: Path) -> None:
    given = sorted((shared / "faults" / kind).iterdir())
    paths = [Path(shutil.copy(path, tmp_path)) for path in given if path.suffix != ".mkv"]
    for path in paths:
        path.chmod(0o600)
    assert paths
    assert [(one.path.name, one.said) for one in judged(kind, paths) if one.finding] == []


CHILD = """
import os, sys
sys.path.insert(0, os.getcwd())
from pathlib import Path
from tests.fuzz import child

def hurt(path):
    content = Path(path).read_text()
    exec(content)

child.READ["hurt"] = hurt
child.main()
"""


def test_whoever_hangs_dies_fails_or_takes_too_much_is_found_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "script.py"
    script.write_text(CHILD)
    started = supervisor.subprocess.Popen

    def popen(command: list[str], **options: object) -> object:
        return started([sys.executable, str(script), *command[3:]], **options)

    monkeypatch.setattr(supervisor.subprocess, "Popen", popen)
    monkeypatch.setattr(supervisor, "LONGEST_S", 8.0)
    paths = []
    for name, content in {
        "good": "pass",
        "fails": "1/0",
        "hangs": "while True: pass",
        "dies": "import os; os.kill(os.getpid(), 11)",
        "takes": "a = b'x' * (3 << 30); import time; time.sleep(60)",
        "leaves": "Path(path).with_name('left').write_text('x')",
        "asks": "import socket; socket.create_connection(('127.0.0.1', 9))",
        "also good": "pass",
    }.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(content)
    said = {one.path.name: one.said.partition(":")[0] for one in judged("hurt", paths)}
    assert said == {
        "good": "read", "fails": "traceback", "hangs": "hang", "dies": "signal", "takes": "memory", "leaves": "broken",
        "asks": "traceback", "also good": "read",
    }  # fmt: skip


def test_a_finding_is_kept_with_how_to_repeat_it(tmp_path: Path) -> None:
    bad = tmp_path / "a.srt"
    bad.write_bytes(b"x")
    keep([Verdict(bad, "hang: more than 60 s")], "subtitles", tmp_path / "kept")
    assert (tmp_path / "kept" / "subtitles-0" / "a.srt").read_bytes() == b"x"
    assert "tests.fuzz.child subtitles" in (tmp_path / "kept" / "subtitles-0" / "finding.txt").read_text()
