"""No test of the desk may leave a thread or a process behind."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

# Qt's multimedia plug-ins look for sound servers and graphics that a test machine does not have
THIRD_PARTY = ("pipewire", "PulseAudioService", "No RHI backend", "libva|VAAPI|vdpau", "propagateSizeHints")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(*THIRD_PARTY))


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: object) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    assert not left, f"threads left behind: {left}"
    assert not multiprocessing.active_children()
