"""No test of the desk may leave a thread or a process behind, and each waits as long as it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import _nothing_left_behind, _own_settings, ignore_third_party, qtbot

__all__ = ["_nothing_left_behind", "_own_settings", "qtbot"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ignore_third_party(items, Path(__file__).parent)
