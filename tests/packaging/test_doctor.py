"""The doctor's report: complete, exact, and never a traceback."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import shutil
from pathlib import Path

import pytest

from mmsa_studio import doctor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A resources folder with good models, and children that answer at once."""
    models = tmp_path / "resources" / "models"
    models.mkdir(parents=True)
    content = b"weights"
    index = {}
    for name in doctor.MODELS:
        (models / f"{name}.safetensors").write_bytes(content)
        index[name] = {"file": f"{name}.safetensors", "sha256": hashlib.sha256(content).hexdigest()}
    (models / "models.json").write_text(json.dumps(index))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # tells the requirements where the program is not installed
    monkeypatch.setattr(doctor, "resources", lambda: models.parent)
    monkeypatch.setattr(doctor, "_ask", lambda code: ('{"threads": 2, "cuda": ["Card"], "mps": false}\n', ""))
    return models


def report() -> tuple[int, str]:
    stream = io.StringIO()
    return doctor.doctor(stream), stream.getvalue()


def test_everything_there(healthy: Path) -> None:
    code, text = report()
    assert code == 0
    assert "Nothing is missing." in text
    assert "Card" in text


@pytest.mark.parametrize("damage", ["changed", "gone", "not listed", "index gone", "index broken"])
def test_damaged_models_are_told(healthy: Path, damage: str) -> None:
    weights, index = healthy / "text.safetensors", healthy / "models.json"
    match damage:
        case "changed":
            weights.write_bytes(b"other weights")
        case "gone":
            weights.unlink()
        case "not listed":
            index.write_text(json.dumps({"text": json.loads(index.read_text())["text"]}))
        case "index gone":
            index.unlink()
        case "index broken":
            index.write_text("{")
    code, text = report()
    assert code == 1
    assert "mmsa_studio.training" in text


def test_missing_package_is_told_with_its_tested_version(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "av":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.0.1" if name == "psutil" else real(name)

    (healthy.parent / "constraints.txt").write_text("av==18.1.0\npsutil==1.8.1\n")
    monkeypatch.setattr(importlib.metadata, "version", version)
    code, text = report()
    assert code == 1
    assert "pip install av==18.1.0\n" in text
    assert "0.0.1 (tested with 1.8.1)" in text


def test_missing_system_library_names_the_command(healthy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = "ImportError: libEGL.so.1: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(
        doctor, "_ask", lambda code: ("", error) if "Qt" in code else ('{"threads": 2, "cuda": [], "mps": true}', "")
    )
    code, text = report()
    assert code == 1
    assert "apt-get install libegl1" in text


def test_folder_that_cannot_be_made_is_told(healthy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("MMSA_CACHE_DIR", str(in_the_way / "below"))
    code, text = report()
    assert code == 1
    assert "Set MMSA_CACHE_DIR" in text


def test_a_child_that_fails_is_one_line() -> None:
    answer, error = doctor._ask("raise SystemExit('no such device')")
    assert (answer, error) == ("", "no such device")


def test_a_source_tree_that_was_never_installed_knows_its_requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", absent)
    assert {"numpy", "torch", "PySide6"} <= set(doctor.required())


def test_constraints_cover_every_requirement() -> None:
    pins = doctor.tested_versions()
    names = [doctor._key(name) for name in doctor.required()]
    assert names
    assert set(names) <= set(pins)
