"""What the machine can spare."""

from __future__ import annotations

import os


def leave_a_core() -> None:
    """Keep libraries from taking every core; they read this when they are first imported.

    The networks are small: with a thread on every core most of the time goes into waiting for one another, and the
    decoder, which has threads of its own, starves. `OMP_NUM_THREADS` in the environment overrules it.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 2) - 1)))
