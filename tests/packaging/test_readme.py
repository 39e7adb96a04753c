"""The README tells what is true now: no number in it is typed by hand, and what it names is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from mmsa_studio.__main__ import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_generated_parts_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "readme.py"), "--check"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, "run: python packaging/readme.py" + ended.stderr


def test_everything_linked_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_command_is_told() -> None:
    for command in COMMANDS:
        assert f"mmsa-studio {command}" in README
