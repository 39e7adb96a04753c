"""The parts know each other only along the agreed arrows, in no circle, and what thinks never meets Qt."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from mmsa_studio.core.modality import MODALITIES
from tests.house import ROOT, House, Module

ALLOWED = {
    "core": set(),
    "media": {"core"},
    "models": {"core"},
    "features": {"core", "media", "models"},
    "fusion": {"core", "models"},
    "analysis": {"core", "media", "features", "models", "fusion"},
    "training": {"core", "media", "features", "models", "fusion"},
    "store": {"core"},
    "export": {"core"},
    "demo": {"core"},
    "doctor": {"core"},
    "console": {"core"},
    "work": {"core", "media", "models", "analysis", "store", "export"},
    "cli": {"core", "work", "training", "demo", "doctor", "console"},
    "app": {"core", "work"},
    "ui": {"core", "app"},
    "__main__": {"ui", "cli"},
}
"""Who may know whom; every part may know itself. One that nobody needs does not stand here."""

WINDOW_PARTS = {"app", "ui", "__main__"}
QT = {"PySide6", "pyqtgraph", "shiboken6"}
HEAVY = {"torch", "transformers", "mediapipe", "librosa", "cv2"}
STANDARD = set(sys.stdlib_module_names) | {"__future__"}

LINES, LINES_OF_THE_WINDOW = 350, 250

PLACES_OF_MODALITIES = 10
"""How often a modality may be named in a string outside of those parts that are about one."""
ABOUT_MODALITIES = {"features", "training", "demo"}

FORBIDDEN = {
    r'"cpu" if\b': "where to compute is decided in models, once",
    r"open_film\((info|media|film)\.path": "a film that is known is opened as such, so that its clock only rises",
    r"\.at\([^\n]*(rate|middle_of)": "`Grid.step_of` says which step a frame is in, by its middle",
}
"""Text that stands nowhere, and why."""

LOAD = """
import importlib, sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing}:
            raise ImportError(name + " cannot be imported here")
sys.meta_path.insert(0, Without())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""

HOUSE = House.read()


def tops(module: Module) -> set[str]:
    """The packages a module imports."""
    return {name.partition(".")[0] for name in module.imports}


def load(names: list[str], *, without: set[str]) -> subprocess.CompletedProcess[str]:
    """Import modules in a process of its own in which some packages are not to be had."""
    return subprocess.run(
        [sys.executable, "-c", LOAD.replace("{missing}", repr(without)), *names],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def modules_of(*parts: str) -> list[str]:
    return [one.name for one in HOUSE.modules.values() if one.part in parts and not one.name.endswith(".__main__")]


def test_every_part_has_its_line() -> None:
    parts = {module.part for module in HOUSE.modules.values()} - {""}
    assert parts == set(ALLOWED)


def test_parts_know_each_other_only_along_the_arrows() -> None:
    wrong = {arrow: by for arrow, by in HOUSE.arrows.items() if arrow[1] not in ALLOWED.get(arrow[0], set())}
    assert wrong == {}


def test_every_arrow_is_needed() -> None:
    unused = {(part, other) for part, others in ALLOWED.items() for other in others} - set(HOUSE.arrows)
    assert unused == set()


def test_no_module_knows_itself_by_way_of_others() -> None:
    assert HOUSE.circles == []


def test_qt_is_met_in_the_window_only() -> None:
    found = {one.name: tops(one) & QT for one in HOUSE.modules.values() if one.part not in WINDOW_PARTS}
    assert {name: packages for name, packages in found.items() if packages} == {}


def test_the_window_never_imports_what_is_heavy() -> None:
    found = {one.name: tops(one) & HEAVY for one in HOUSE.modules.values() if one.part in WINDOW_PARTS}
    assert {name: packages for name, packages in found.items() if packages} == {}


@pytest.mark.parametrize("part", ["work", "cli", "store", "export", "console", "doctor"])
def test_what_the_doors_and_the_hall_load_is_light(part: str) -> None:
    ended = load(modules_of(part), without=HEAVY | QT)
    assert ended.returncode == 0, ended.stderr


def test_everything_that_thinks_works_without_qt() -> None:
    parts = {one.part for one in HOUSE.modules.values()} - WINDOW_PARTS
    ended = load(modules_of(*parts), without=QT)
    assert ended.returncode == 0, ended.stderr


def test_core_needs_only_numpy() -> None:
    found = {one.name: tops(one) - STANDARD for one in HOUSE.modules.values() if one.part in {"core", "doctor"}}
    assert {name: packages for name, packages in found.items() if packages - {"numpy", "mmsa_studio"}} == {}


def test_imports_are_absolute_and_named() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in HOUSE.modules.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names))
    ]
    assert found == []


def test_modules_are_small() -> None:
    limits = {name: LINES_OF_THE_WINDOW if name.endswith("ui.main_window") else LINES for name in HOUSE.modules}
    lengths = {name: len(module.source.splitlines()) for name, module in HOUSE.modules.items()}
    long = {name: lines for name, lines in lengths.items() if lines > limits[name]}
    assert long == {}


def test_modalities_are_named_in_few_places() -> None:
    """Elsewhere the names of `core` are used, so that one more modality is one more line in its table."""
    places = [
        f"{module.name}:{node.lineno}: {node.value!r}"
        for module in HOUSE.modules.values()
        for node in module.string_nodes
        if module.part not in ABOUT_MODALITIES and node.value in MODALITIES
    ]
    assert len(places) <= PLACES_OF_MODALITIES, "\n".join(places)


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_what_has_its_one_place_stands_nowhere_else(pattern: str) -> None:
    found = [name for name, one in HOUSE.modules.items() if re.search(pattern, one.source)]
    assert found == [], FORBIDDEN[pattern]


def arrows(**sources: str) -> Iterator[tuple[str, str]]:
    """Who knows whom in a house of these modules; `__` in a name stands for a dot."""
    names = {name.replace("__", "."): source for name, source in sources.items()}
    house = House([Module("mmsa_studio", ""), *(Module(f"mmsa_studio.{name}", text) for name, text in names.items())])
    return iter(house.arrows)


@pytest.mark.parametrize(
    "source",
    [
        "from mmsa_studio.work import jobs",
        "import mmsa_studio.work.jobs as j",
        "def f():\n    from mmsa_studio.work.jobs import Job",
        "if TYPE_CHECKING:\n    from mmsa_studio.work.jobs import Job",
        "ASKED = {int: 'mmsa_studio.work.jobs:run'}",
        "ASKED = 'work.jobs:run'",
        "importlib.import_module('mmsa_studio.work.jobs')",
    ],
)
def test_every_way_to_know_a_module_is_an_arrow(source: str) -> None:
    assert list(arrows(core__a=source, work="", work__jobs="")) == [("core", "work")]


def test_a_string_that_only_looks_like_a_module_is_none() -> None:
    assert list(arrows(core__a='"""work.jobs:run"""\nX = "work.jobs: run", "fused.valence"', work__jobs="")) == []


def test_circles_of_every_kind_are_seen() -> None:
    house = House([
        Module("mmsa_studio.a", "if TYPE_CHECKING:\n    import mmsa_studio.b"),
        Module("mmsa_studio.b", "def f():\n    import mmsa_studio.c"),
        Module("mmsa_studio.c", "NAME = 'mmsa_studio.a:f'"),
        Module("mmsa_studio.d", "import mmsa_studio.a"),
    ])  # fmt: skip
    assert house.circles == [{"mmsa_studio.a", "mmsa_studio.b", "mmsa_studio.c"}]
