"""No test of the desk may leave a thread or a process behind."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator

import pytest

# Qt's multimedia plug-ins look for sound servers and graphics that a test machine does not have
THIRD_PARTY = [r"pipewire", r"PulseAudioService", r"libva", r"HW decoder", r"QPixmap::scaled", r"vaapi|VAAPI|vdpau"]


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: object) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    assert not left, f"threads left behind: {left}"
    assert not multiprocessing.active_children()
