"""The parts import each other only along the agreed arrows, and what thinks never meets Qt."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mmsa_studio"
SOURCES = sorted(PACKAGE.rglob("*.py"))

ALLOWED = {
    "core": set(),
    "media": {"core"},
    "features": {"core", "media"},
    "fusion": {"core"},
    "analysis": {"core", "media", "features", "fusion"},
    "training": {"core", "media", "features", "fusion"},
    "demo": {"core", "media"},
    "store": {"core"},
    "export": {"core"},
    "doctor": {"core"},
    "console": {"core"},
    "batch": {"core", "media", "analysis", "console", "export", "store"},
    "work": {"core", "media", "store", "export", "analysis", "fusion"},
    "app": {"core", "media", "store", "export", "analysis", "work", "demo"},
    "ui": {"core", "app", "work"},
    "cli": {"core", "media", "analysis", "training", "demo", "store", "export", "doctor", "console", "batch"},
    "__main__": {"core", "app", "ui", "cli"},
}
"""Who may import whom; every part may import itself."""

ONLY_IN_THE_CHILD = {("app", "analysis"), ("app", "fusion"), ("app", "demo")}
"""Arrows that may only be followed inside functions: the child process imports, the window's process never does."""

WINDOW_PARTS = {"app", "ui", "__main__"}
QT = {"PySide6", "pyqtgraph", "shiboken6"}
HEAVY = {"torch", "transformers", "mediapipe", "librosa", "cv2"}
STANDARD = set(sys.stdlib_module_names) | {"__future__"}

WITHOUT_QT = """
import importlib, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "pyqtgraph", "shiboken6"}:
            raise ImportError(name + " cannot be imported here")
sys.meta_path.insert(0, NoQt())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """The part a module of the program belongs to; empty for the package itself."""
    return [*module.split("."), ""][1]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> Iterator[str]:
    return imports_in(tree_of(path))


def imports_when_loaded(path: Path) -> Iterator[str]:
    """What a module imports when it is itself imported: nothing inside functions or `if TYPE_CHECKING`."""
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports_in(node)
        waiting.extend(ast.iter_child_nodes(node))


def own_module(name: str, known: set[str]) -> str:
    """The module of the program that an imported name lies in; empty for others'."""
    while name.startswith("mmsa_studio"):
        if name in known:
            return name
        name = name.rpartition(".")[0]
    return ""


MODULES = {module_of(path): path for path in SOURCES}


@pytest.mark.parametrize("name", MODULES)
def test_imports_follow_the_arrows(name: str) -> None:
    part = part_of(name)
    known = set(MODULES)
    loaded = {own_module(target, known) for target in imports_when_loaded(MODULES[name])}
    for target in filter(None, (own_module(target, known) for target in imports_of(MODULES[name]))):
        other = part_of(target)
        if other in {"", part}:
            continue
        assert part in ALLOWED, f"{name} is in no known part; give it a line in ALLOWED"
        assert other in ALLOWED[part], f"{name} imports {target}: {part} must not know {other}"
        if (part, other) in ONLY_IN_THE_CHILD:
            assert target not in loaded, f"{name} imports {target} at its top; only the child process may"


@pytest.mark.parametrize("name", MODULES)
def test_qt_and_heavy_libraries_stay_apart(name: str) -> None:
    tops = {target.partition(".")[0] for target in imports_of(MODULES[name])}
    if part_of(name) in WINDOW_PARTS:
        assert not tops & HEAVY, f"{name} is part of the window and imports {tops & HEAVY}"
    else:
        assert not tops & QT, f"{name} imports {tops & QT}; Qt belongs to app, ui and __main__"


@pytest.mark.parametrize("name", [name for name in MODULES if part_of(name) in {"core", "doctor"}])
def test_core_needs_only_numpy(name: str) -> None:
    tops = {target.partition(".")[0] for target in imports_of(MODULES[name])}
    assert tops <= STANDARD | {"numpy", "mmsa_studio"}


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_absolute_and_named(name: str) -> None:
    for node in ast.walk(tree_of(MODULES[name])):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno} imports relatively"
            assert all(alias.name != "*" for alias in node.names), f"{name}:{node.lineno} imports everything"


def test_no_import_cycles() -> None:
    known = set(MODULES)
    graph = {
        name: {own_module(target, known) for target in imports_when_loaded(path)} - {"", name}
        for name, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_small(name: str) -> None:
    limit = 250 if name.endswith("ui.main_window") else 400
    lines = len(MODULES[name].read_text("utf-8").splitlines())
    assert lines <= limit, f"{name} has {lines} lines, more than {limit}"


def test_the_parts_that_think_work_without_qt() -> None:
    parts = [part for part in ALLOWED if part not in WINDOW_PARTS]
    names = [name for name in MODULES if part_of(name) in parts and not name.endswith(".__main__")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, *names], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == 0, ended.stderr
