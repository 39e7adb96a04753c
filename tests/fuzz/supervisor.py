"""Lets children read files under limits of time, memory and output, and says of every file what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

BATCH = 50
"""Files for one child."""
LONGEST_S = 60.0
"""Seconds for one file: a healthy one takes less than one, a hanging one for ever, and the machine may be busy."""
START_S = 120.0
MOST_MIB = 1500
MOST_OUTPUT = 200_000
"""Bytes on the terminal of one batch."""
_LOOK_S = 0.1


@dataclass(frozen=True)
class Verdict:
    """What became of a file: `read`, `refused: ...`, or a finding."""

    path: Path
    said: str

    @property
    def finding(self) -> bool:
        """Whether it was neither read nor refused with a sentence."""
        return not self.said.startswith(("read", "refused: "))


def judged(kind: str, paths: Sequence[Path]) -> list[Verdict]:
    """What became of each file, in order; who ends its child is found, and the others are read by the next one."""
    verdicts: list[Verdict] = []
    left = [*paths]
    while left:
        done = _batch(kind, left[:BATCH])
        verdicts += done
        left = left[len(done) :]
    return verdicts


def _batch(kind: str, paths: Sequence[Path]) -> list[Verdict]:
    """The verdicts of a child, the last of which may be what ended it."""
    with tempfile.TemporaryFile() as terminal:
        command = [sys.executable, "-m", "tests.fuzz.child", kind, *map(str, paths)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal, text=True)
        watch = _Watch(child)
        verdicts: list[Verdict] = []
        with child:
            for line in child.stdout or ():
                told = json.loads(line)
                watch.begin()
                if "end" in told:
                    verdicts.append(Verdict(Path(told["end"]), told["verdict"]))
        code = child.returncode
        watch.thread.join()
        if len(verdicts) < len(paths):
            terminal.seek(max(0, terminal.tell() - 2000))
            shown = terminal.read().decode(errors="replace")
            verdicts.append(Verdict(paths[len(verdicts)], watch.why or f"signal: exit code {code}\n{shown}"))
        elif terminal.seek(0, 2) > MOST_OUTPUT:
            verdicts[-1] = Verdict(paths[-1], f"output: a batch wrote {terminal.tell()} bytes")
    return verdicts


class _Watch:
    """Ends a child that takes too long or too much."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child = child
        self._deadline = time.monotonic() + START_S
        self.why = ""
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def begin(self) -> None:
        """The next file has its own time."""
        self._deadline = time.monotonic() + LONGEST_S

    def _run(self) -> None:
        with suppress(psutil.NoSuchProcess):  # it ended by itself, perhaps before it was looked at
            self._watch(psutil.Process(self._child.pid))

    def _watch(self, process: psutil.Process) -> None:
        while self._child.poll() is None:
            mib = process.memory_info().rss / 2**20
            if mib > MOST_MIB:
                self.why = f"memory: {mib:.0f} MiB"
            elif time.monotonic() > self._deadline:
                self.why = f"hang: more than {LONGEST_S:.0f} s"
            if self.why:
                self._child.kill()
                return
            time.sleep(_LOOK_S)
