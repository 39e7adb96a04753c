"""How far a job of several stages is."""

from __future__ import annotations

import time
from collections.abc import Mapping

from mmsa_studio.core.jobs import Hook, Progress


class Every:
    """True when called at least so many seconds after it was last true."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due = time.monotonic() + seconds

    def __call__(self) -> bool:
        """Whether so many seconds have passed."""
        now = time.monotonic()
        if now < self._due:
            return False
        self._due = now + self._seconds
        return True


class Sparingly:
    """True from time to time, so rarely that what is done then takes at most a 25th of all time.

    Args:
        seconds: at least so long between the end of what was done and the next time.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due = time.monotonic() + seconds
        self._said: float | None = None

    def __call__(self) -> bool:
        """Whether it is time; what is done then is taken to last until the next call."""
        now = time.monotonic()
        if self._said is not None:
            self._due = now + max(self._seconds, 24 * (now - self._said))
            self._said = None
        if now < self._due:
            return False
        self._said = now
        return True


class StagedProgress:
    """Turns how far a stage is into how far the whole is, and tells it a few times a second.

    Args:
        hook: is told; where a job is stopped.
        shares: of every stage in the whole, in the order the stages come; they sum to 1.
    """

    def __init__(self, hook: Hook, shares: Mapping[str, float]) -> None:
        self._hook, self._shares = hook, shares
        self._begun = time.monotonic()
        self._stage, self._before, self._inside = "", 0.0, 0.0
        self._due = Every(0.1)

    def stage(self, name: str) -> None:
        """A stage begins; all stages before it are over."""
        self._stage, self._inside, self._before = name, 0.0, 0.0
        for other, share in self._shares.items():
            if other == name:
                break
            self._before += share
        self._tell()

    def at(self, inside: float, stage: str = "") -> None:
        """The stage is so far, 0..1; of another stage's work only that it goes on is told."""
        if stage in ("", self._stage):
            self._inside = max(self._inside, min(inside, 1.0))
        if self._due():
            self._tell()

    def done(self) -> None:
        """Everything is over."""
        self._hook(Progress("done", 1.0, 0.0))

    def _tell(self) -> None:
        fraction = self._before + self._shares[self._stage] * self._inside
        spent = time.monotonic() - self._begun
        left = spent * (1 - fraction) / fraction if fraction > 0.05 else None
        self._hook(Progress(self._stage, fraction, left))
