"""The wheel carries everything the program reads, and its doctor helps where almost nothing is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | variables
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"  # nothing here asks the network
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd=folder, env=environment, check=False
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing left over in a build folder gets in."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("mmsa_studio", "resources", "packaging"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    built = run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, source,
        folder=folder,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return next(folder.glob("mmsa_studio-*.whl"))


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a clean environment with numpy and the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = next(folder.glob("**/site-packages"))
    installed = run(
        sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel,
        folder=folder,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    import numpy as np

    numpy_home = Path(np.__file__).parent
    for part in numpy_home.parent.glob("numpy*"):
        (site / part.name).symlink_to(part)
    return python


def test_wheel_carries_the_resources_and_the_licence(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file():
            assert f"mmsa_studio/resources/{path.relative_to(ROOT / 'resources').as_posix()}" in inside
    assert "mmsa_studio/resources/constraints.txt" in inside
    assert any(name.endswith("LICENSE") for name in inside)
    assert not any(name.startswith("tests/") for name in inside)


def test_doctor_says_what_is_missing_and_how_to_get_it(bare: Path, tmp_path: Path) -> None:
    command = bare.with_name("mmsa-studio")
    told = run(command, "doctor", folder=tmp_path, MMSA_CACHE_DIR=str(tmp_path), MMSA_DATA_DIR=str(tmp_path))
    assert told.returncode == 1
    assert "Traceback" not in told.stdout + told.stderr
    assert told.stderr == ""
    for package in ("torch", "PySide6", "mediapipe", "av"):
        assert f"missing {package}" in told.stdout
        assert f"{package}==" in told.stdout, "the exact version to install is told"
    assert "ok      numpy" in told.stdout


def test_resources_are_found_in_the_installed_wheel(bare: Path, tmp_path: Path) -> None:
    asked = run(bare, "-c", "from mmsa_studio.core.paths import resources; print(resources())", folder=tmp_path)
    assert asked.returncode == 0, asked.stderr
    assert Path(asked.stdout.strip()).parent.name == "mmsa_studio"
    assert str(ROOT) not in asked.stdout
