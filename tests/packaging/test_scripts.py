"""The set-up scripts: quick when nothing is missing, and clear about what they cannot do themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "packaging" / "install.sh"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for a Unix shell")

ENVIRONMENT = """
studio_environment() {
  mkdir -p "$STUDIO_VENV/bin"
  ln -sf "$(type -P true)" "$STUDIO_VENV/bin/python"
}
"""
"""Makes an environment whose interpreter does nothing, quickly."""


@pytest.fixture
def fakes(tmp_path: Path) -> Path:
    """A folder that stands first in PATH, for programs that pretend."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def pretend(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def bash(script: str, fakes: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{fakes}:{os.environ['PATH']}"} | variables
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f'. "{INSTALL}"\n{script}'],
        capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def test_missing_libraries_are_named_by_package(fakes: Path) -> None:
    pretend(fakes, "ldconfig", "echo 'libEGL.so.1 (libc6,x86-64) => /lib/libEGL.so.1'")
    ended = bash("studio_missing_packages", fakes)
    assert ended.returncode == 0, ended.stderr
    missing = ended.stdout.split()
    assert "libpulse0" in missing
    assert "libegl1" not in missing


def test_without_root_and_sudo_the_exact_command_is_printed(fakes: Path) -> None:
    pretend(fakes, "id", "echo 1000")
    pretend(fakes, "sudo", "exit 1")
    pretend(fakes, "apt-get", "exit 0")
    ended = bash("studio_apt libegl1 libpulse0 || echo went on", fakes)
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libpulse0" in ended.stderr
    assert "went on" in ended.stdout


def test_sudo_is_used_where_it_works(fakes: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    pretend(fakes, "id", "echo 1000")
    pretend(fakes, "sudo", f'echo "$@" >> "{said}"')
    pretend(fakes, "apt-get", "exit 1")
    ended = bash("studio_apt libegl1", fakes)
    assert ended.returncode == 0, ended.stderr
    assert said.read_text().splitlines()[-1].endswith("apt-get install -y -qq --no-install-recommends libegl1")


def test_wrong_python_is_told_with_what_to_do(fakes: Path, tmp_path: Path) -> None:
    for name in ("python3.12", "python3.11", "python3", "python"):
        pretend(fakes, name, "exit 1")
    pretend(fakes, "id", "echo 1000")
    pretend(fakes, "sudo", "exit 1")
    ended = bash("studio_environment", fakes, MMSA_VENV=str(tmp_path / "venv"), MMSA_PYTHON="")
    assert ended.returncode == 1
    assert "Python 3.11 or 3.12" in ended.stderr
    assert "MMSA_PYTHON" in ended.stderr


def test_a_second_set_up_does_nothing(fakes: Path, tmp_path: Path) -> None:
    count = tmp_path / "count"
    steps = 'studio_system_libraries() { :; }\nstudio_packages() { echo . >> "$COUNT"; }\n'
    steps += ENVIRONMENT
    for _ in range(2):
        ended = bash(steps + "studio_install", fakes, MMSA_VENV=str(tmp_path / "a venv"), COUNT=str(count))
        assert ended.returncode == 0, ended.stderr
    assert count.read_text().split() == ["."]


def test_a_failed_set_up_is_tried_again(fakes: Path, tmp_path: Path) -> None:
    steps = "studio_system_libraries() { :; }\nstudio_packages() { return 1; }\n"
    steps += ENVIRONMENT
    ended = bash(steps + "studio_install", fakes, MMSA_VENV=str(tmp_path / "venv"))
    assert ended.returncode != 0
    assert not (tmp_path / "venv" / ".mmsa-installed").exists()


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_scripts_are_clean() -> None:
    scripts = [*(ROOT / "packaging").glob("*.sh"), ROOT / ".ci" / "run"]
    ended = subprocess.run(["shellcheck", "-x", *scripts], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, ended.stdout


def test_ci_runs_the_tests() -> None:
    assert "packaging/test.sh" in (ROOT / ".ci" / "run").read_text("utf-8")
