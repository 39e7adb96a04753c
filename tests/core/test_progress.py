"""Partial results never take more than a 25th of the time, however slow the machine is."""

from __future__ import annotations

import pytest

from mmsa_studio.core import progress
from mmsa_studio.core.jobs import Progress
from mmsa_studio.core.progress import Sparingly, StagedProgress


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


@pytest.mark.parametrize("cost", [0.0, 0.5, 30.0])
def test_what_is_done_from_time_to_time_takes_a_25th_at_most(clock: Clock, cost: float) -> None:
    due, spent, times = Sparingly(10), 0.0, 0
    begun = clock.now
    while clock.now - begun < 5000:
        clock.now += 0.1
        if due():
            clock.now += cost
            spent += cost
            times += 1
    assert spent <= 0.04 * (clock.now - begun) + cost
    assert times > 5


def test_stages_add_up_and_another_stages_work_does_not_count(clock: Clock) -> None:
    told: list[Progress] = []
    staged = StagedProgress(told.append, {"sound": 0.25, "pictures": 0.75})
    staged.stage("sound")
    clock.now += 1
    staged.at(0.5)
    clock.now += 1
    staged.at(1.0, "pictures")
    staged.stage("pictures")
    staged.done()
    assert [round(event.fraction, 3) for event in told] == [0.0, 0.125, 0.125, 0.25, 1.0]
