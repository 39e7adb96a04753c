"""How long the window takes to draw and to seek on a long film, idle and while the machine is busy analysing.

    python -m tests.benchmarks.window [--minutes 120] [--json OUT]

Runs offscreen unless QT_QPA_PLATFORM says otherwise; the film is made for the purpose.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.benchmarks.loop import loop
from tests.films import make_film

FRAMES = 300
SEEKS = 60
TURN_S = 60


def long_project(folder: Path, minutes: int) -> Path:
    """A film of so many minutes with a made-up, complete project beside it."""
    from mmsa_studio.media.probe import probe
    from mmsa_studio.store.project_file import create
    from mmsa_studio.work.library import project_of
    from tests.ui import synthetic

    turn = make_film(folder / "turn.mkv", seconds=TURN_S, rate="24")
    film = loop(turn, minutes * 60 // TURN_S, folder / "long.mkv")
    media = probe(film)
    create(project_of(media), synthetic.fill(media)).close()
    return film


def spread(milliseconds: list[float]) -> dict[str, float]:
    """Median, 99th percentile and worst."""
    return {
        "median_ms": float(np.median(milliseconds)),
        "p99_ms": float(np.percentile(milliseconds, 99)),
        "worst_ms": max(milliseconds),
    }


class Bench:
    """A window on a long film."""

    def __init__(self, film: Path) -> None:
        from PySide6.QtWidgets import QApplication

        from mmsa_studio.ui import theme
        from mmsa_studio.ui.desk import Desk
        from mmsa_studio.ui.main_window import MainWindow

        self.app = QApplication.instance() or QApplication([])
        theme.use(self.app, "dark")
        self.window = MainWindow(Desk.build(audible=False), self.app)
        self.desk = self.window.desk
        self.window.show()
        for one in self.window.docked:
            if one.spec.explains:
                one.dock.hide()  # their child process would be measured instead of the window
        self.window.open_path(str(film))
        self.wait(lambda: self.desk.session.project is not None and self.desk.player.settled)

    def wait(self, ready: Callable[[], object], seconds: float = 60) -> None:
        """Let the window live until something is so."""
        until = time.perf_counter() + seconds
        while not ready():
            self.app.processEvents()
            time.sleep(0.0005)  # a window at rest does not keep a core busy either
            if time.perf_counter() > until:
                raise SystemExit("the window did not become ready")

    def draw(self) -> dict[str, float]:
        """Zoom and pan the timeline, and time every redraw."""
        from mmsa_studio.ui.timeline.panel import Timeline

        axis, lanes, times = self.desk.axis, self.window.panel(Timeline).lanes, []
        axis.fit()
        for number in range(FRAMES):
            if number % 2:
                axis.zoom(0.94 if number % 120 < 60 else 1.06)
            else:
                axis.pan(axis.span * 0.02)
            began = time.perf_counter()
            lanes.repaint()
            self.app.processEvents()
            times.append(1000 * (time.perf_counter() - began))
        return spread(times)

    def seek(self) -> dict[str, float]:
        """Jump to frames all over the film, and time how long until the picture is there."""
        times = []
        for frame in np.random.default_rng(1).integers(0, self.desk.session.frame_count - 1, SEEKS):
            began = time.perf_counter()
            self.desk.session.seek(int(frame))
            self.wait(lambda: self.desk.player.settled, 20)
            times.append(1000 * (time.perf_counter() - began))
        return spread(times)

    def close(self) -> None:
        """Leave nothing behind."""
        self.window.close()
        self.app.processEvents()


def main() -> None:
    """Measure, print, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: dict[str, object] = {"minutes": options.minutes, "load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as name:
        folder = Path(name)
        for variable in ("MMSA_CACHE_DIR", "MMSA_DATA_DIR", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(folder / variable)
        film = long_project(folder, options.minutes)
        bench = Bench(film)
        found["idle"] = {"draw": bench.draw(), "seek": bench.seek()}
        busy = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.measure", "analyze", str(film)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=lambda: os.nice(10),
        )  # fmt: skip
        try:
            time.sleep(5)
            found["analysing"] = {"draw": bench.draw(), "seek": bench.seek()}
        finally:
            busy.kill()
            busy.wait()
            bench.close()
    print(json.dumps(found, indent=2))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
