"""What is installed, which models and which device, what is missing and how to get it.

Works when nothing but this package and numpy is installed: heavy libraries are asked in a child process.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from mmsa_studio import __version__
from mmsa_studio.core import speech
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, StudioError
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import cache_dir, data_dir, resources

PACKAGE = "mmsa-studio"
MODELS = (*MODALITIES, "fusion")

_ASK_DEVICE = """
import json, torch
mps = getattr(torch.backends, "mps", None)
print(json.dumps({
    "threads": torch.get_num_threads(),
    "cuda": [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())],
    "mps": bool(mps and mps.is_available()),
}))
"""
_ASK_WINDOW = "from PySide6 import QtMultimedia, QtMultimediaWidgets, QtOpenGLWidgets, QtSvg, QtWidgets"
_CHILD_TIMEOUT_S = 120
_SYSTEM_LIBRARIES = "sudo apt-get install libegl1 libgl1 libpulse0 libxcb-cursor0 libxkbcommon-x11-0 libdbus-1-3"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        group: heading it belongs under.
        name: what was looked at.
        detail: what was seen.
        state: `ok`, `other` (works, but is not what was tested) or `missing`.
        remedy: how to get what is missing, when `requirement` does not say it.
        requirement: what pip is to install when it is missing.
    """

    group: str
    name: str
    detail: str
    state: str = "ok"
    remedy: str = ""
    requirement: str = ""


def doctor(stream: TextIO) -> int:
    """Write the report and return the exit code: 0 when nothing is missing."""
    stream.write(f"MMSA Studio {__version__}\n")
    findings = []
    group = ""
    for finding in examine():
        findings.append(finding)
        if finding.group != group:
            group = finding.group
            stream.write(f"\n{group}\n")
        stream.write(f"  {finding.state:<8}{finding.name:<26}{finding.detail}\n")
        stream.flush()
    missing = [finding for finding in findings if finding.state == "missing"]
    if not missing:
        stream.write("\nNothing is missing.\n")
        return EXIT_DONE
    stream.write(f"\nMissing: {', '.join(finding.name for finding in missing)}\n")
    for remedy in _remedies(missing):
        stream.write(f"  {remedy}\n")
    return EXIT_FAILED


def _remedies(missing: Sequence[Finding]) -> Iterator[str]:
    requirements = dict.fromkeys(finding.requirement for finding in missing if finding.requirement)
    if requirements:
        yield f"pip install {' '.join(requirements)}"
    yield from dict.fromkeys(finding.remedy for finding in missing if finding.remedy)


def examine() -> Iterator[Finding]:
    """Everything that is looked at, in the order it is told."""
    yield from _system()
    yield from _packages()
    yield from _models()
    yield from _speech()
    yield from _device()
    yield from _window()


def _system() -> Iterator[Finding]:
    version = platform.python_version()
    fits = (3, 11) <= sys.version_info[:2] < (3, 13)
    remedy = "Use Python 3.11 or 3.12: https://www.python.org/downloads"
    yield Finding("System", "Python", f"{version} ({sys.executable})", "ok" if fits else "missing", remedy)
    yield Finding("System", "machine", f"{platform.platform()}, {os.cpu_count()} cores")
    for name, folder, variable in (
        ("cache folder", cache_dir, "MMSA_CACHE_DIR"),
        ("data folder", data_dir, "MMSA_DATA_DIR"),
    ):
        try:
            yield Finding("System", name, str(folder()))
        except OSError as error:
            remedy = f"Set {variable} to a folder that can be written to."
            yield Finding("System", name, str(error), "missing", remedy)


def _packages() -> Iterator[Finding]:
    tested = tested_versions()
    for name in required():
        pin = tested.get(_key(name), "")
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding("Packages", name, "not installed", "missing", requirement=_pinned(name))
            continue
        if pin and version.partition("+")[0] != pin:
            yield Finding("Packages", name, f"{version} (tested with {pin})", "other")
        else:
            yield Finding("Packages", name, version)


def required() -> tuple[str, ...]:
    """The packages this one depends on, as its own metadata lists them, or the source tree it runs from."""
    try:
        lines = importlib.metadata.requires(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        source = resources().parent / "pyproject.toml"
        lines = tomllib.loads(source.read_text("utf-8"))["project"]["dependencies"] if source.is_file() else []
    return tuple(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in lines if "extra ==" not in line)


def tested_versions() -> dict[str, str]:
    """Version by lower-case package name, from the constraints file; empty where that is absent."""
    folder = resources()
    for path in (folder / "constraints.txt", folder.parent / "packaging" / "constraints.txt"):
        if path.is_file():
            pairs = (line.split("==") for line in path.read_text("utf-8").split() if "==" in line)
            return {_key(name): version for name, version in pairs}
    return {}


def _pinned(name: str) -> str:
    pin = tested_versions().get(_key(name), "")
    return f"{name}=={pin}" if pin else name


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _models() -> Iterator[Finding]:
    remedy = "Install the program again, or train the models: python -m mmsa_studio.training all --data FOLDER"
    try:
        folder = resources() / "models"
        index = json.loads((folder / "models.json").read_text("utf-8"))
    except (StudioError, FileNotFoundError):
        yield Finding("Models", "models.json", "not found", "missing", remedy)
        return
    except ValueError as error:
        yield Finding("Models", "models.json", f"not readable: {error}", "missing", remedy)
        return
    for name in (*MODELS, *sorted(index.keys() - set(MODELS))):
        if name in index:
            state, detail = _model_state(folder / index[name]["file"], index[name]["sha256"])
        else:
            state, detail = "missing", "not listed in models.json"
        yield Finding("Models", name, detail, state, remedy)


def _speech() -> Iterator[Finding]:
    """Whether the included speech model is whole; where a package of it is absent, that was told already."""
    if any(find_spec(package.replace("-", "_")) is None for package in speech.PACKAGES):
        yield Finding("Models", "speech", f"{speech.NAME} is not installed", "missing")
        return
    try:
        speech.check_packages()
    except StudioError as error:
        yield Finding("Models", "speech", error.message, "missing", error.hint)
    else:
        digest = speech.FILES[0].sha256
        yield Finding("Models", "speech", f"{speech.NAME}, sha256 {digest[:12]}…")


def _model_state(path: Path, sha256: str) -> tuple[str, str]:
    if not path.is_file():
        return "missing", f"{path.name} is not there"
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        return "missing", f"{path.name} is not the listed file (sha256 {digest[:12]}…, listed {sha256[:12]}…)"
    return "ok", f"{path.name}, {len(content) / 1e6:.1f} MB, sha256 {digest[:12]}…"


def _device() -> Iterator[Finding]:
    answer, error = _ask(_ASK_DEVICE)
    if error:
        yield Finding("Device", "torch", error, "missing", requirement=_pinned("torch"))
        return
    seen = json.loads(answer.splitlines()[-1])
    yield Finding("Device", "cpu", f"{seen['threads']} threads")
    for name in seen["cuda"]:
        yield Finding("Device", "cuda", name)
    if seen["mps"]:
        yield Finding("Device", "mps", "Apple graphics")


def _window() -> Iterator[Finding]:
    _, error = _ask(_ASK_WINDOW)
    if not error:
        yield Finding("Window", "Qt", "its libraries load")
    elif "shared object" in error:
        yield Finding("Window", "Qt", error, "missing", _SYSTEM_LIBRARIES)
    else:
        yield Finding("Window", "Qt", error, "missing", requirement=_pinned("PySide6"))


def _ask(code: str) -> tuple[str, str]:
    """Run code in a child process; what it printed, and the last line of its error or nothing."""
    try:
        child = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=_CHILD_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", f"could not be asked: {error}"
    if child.returncode == 0:
        return child.stdout, ""
    return "", (child.stderr.strip().splitlines() or [f"ended with code {child.returncode}"])[-1]
