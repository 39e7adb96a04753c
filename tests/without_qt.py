"""A plugin that takes Qt away: what the folders test that think must hold on a machine that has none.

python -m pytest -p no:pytest-qt -p tests.without_qt --ignore tests/app --ignore tests/ui
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest

QT = {"PySide6", "pyqtgraph", "pytestqt", "shiboken6"}


class _NoQt:
    """Finds no Qt, whatever is installed."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> None:
        if name.partition(".")[0] in QT:
            raise ModuleNotFoundError(f"{name} is not to be had here", name=name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the settings of the plugin that is not there."""
    for name in ("qt_api", "qt_log_level_fail"):
        parser.addini(name, "of pytest-qt", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Take Qt away, which nothing may have met before."""
    if config.pluginmanager.hasplugin("pytest-qt"):
        raise pytest.UsageError("tests.without_qt needs -p no:pytest-qt")
    met = {name for name in sys.modules if name.partition(".")[0] in QT - {"pytestqt"}}
    if met:
        raise pytest.UsageError(f"Qt is here already: {sorted(met)}")
    sys.meta_path.insert(0, _NoQt())
