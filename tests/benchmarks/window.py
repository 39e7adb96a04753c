"""How long the window takes to draw and to seek on a long film, idle and while the machine is busy analysing.

    python -m tests.benchmarks.window [--minutes 120] [--moves] [--json OUT]

Runs offscreen unless QT_QPA_PLATFORM says otherwise; the film is made for the purpose, with a spoken line every 0.72 s,
a marker every 1.44 s and a face in every step. What happens at every mouse move, playhead and paint is counted in the
processor time of the window's own thread, so that a busy machine says the same; `--moves` measures nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.benchmarks import opening
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
    seconds = minutes * 60
    dense = replace(
        synthetic.fill(media),
        cues=opening.cues(seconds),
        markers=opening.markers(seconds, media.rate),
        faces=opening.faces(media.grid.count),
    )
    create(project_of(media), dense).close()
    return film


def spread(milliseconds: list[float]) -> dict[str, float]:
    """Median, 99th percentile and worst."""
    return {
        "median_ms": float(np.median(milliseconds)),
        "p99_ms": float(np.percentile(milliseconds, 99)),
        "worst_ms": max(milliseconds),
    }


def each(work: Callable[[int], object], numbers: Iterable[int] = range(FRAMES)) -> list[float]:
    """Milliseconds of processor time a piece of work takes every time, once it has been done before."""
    work(0)
    times = []
    for number in numbers:
        began = time.thread_time()
        work(number)
        times.append(1000 * (time.thread_time() - began))
    return times


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

    def look(self) -> dict[str, object]:
        """Draw and seek."""
        return {"draw": self.draw(), "seek": self.seek()}

    def moves(self) -> list[dict[str, object]]:
        """What happens at every mouse move, playhead and paint, all over the film."""
        from PySide6.QtCore import QPointF
        from PySide6.QtGui import QImage, QPainter

        from mmsa_studio.ui.panels.what_if import WhatIf
        from mmsa_studio.ui.timeline.dragging import dragged
        from mmsa_studio.ui.timeline.gestures import begin
        from mmsa_studio.ui.timeline.panel import Timeline
        from mmsa_studio.ui.timeline.stage import Pointer

        session, axis, lanes = self.desk.session, self.desk.axis, self.window.panel(Timeline).lanes
        project, stage, screen = session.project, lanes.stage, self.window.player_panel.picture
        chosen = np.random.default_rng(3).integers(0, len(project.markers), FRAMES)
        markers = [project.markers[place] for place in chosen]
        supposing = WhatIf(self.desk)
        supposing.show()
        canvas = QImage(screen.size(), QImage.Format.Format_RGB32)
        painter = QPainter(canvas)
        axis.zoom_to(markers[0].start - 500, markers[0].end + 500)
        self.app.processEvents()

        def snap(number: int) -> None:
            how = {"snaps": stage.snaps(), "tolerance": 8 / axis.pixels_per_frame, "frames": axis.frames}
            dragged(markers[number], "body", number % 50, **how)

        def suppose(number: int) -> None:
            session.playhead = markers[number].start
            supposing._follow()

        def faces(number: int) -> None:
            screen._frame = markers[number].start
            screen._paint_faces(painter, project)

        def under(number: int) -> None:
            stage.cursor(QPointF(header + number, row.center().y()))

        geometry = lanes.geometry_now()
        header, row = geometry.header, geometry.row("markers")
        place = QPointF(header + axis.x_of((markers[0].start + markers[0].end) / 2), row.center().y())
        rows = [
            ("what an edge snaps to", each(snap)),
            ("the line that may be supposed otherwise", each(suppose)),
            ("faces over the picture", each(faces)),
            ("what is under the pointer", each(under)),
        ]
        painter.end()
        gesture = begin(stage, Pointer(place))

        def drag(number: int) -> None:
            gesture.move(Pointer(place + QPointF(number + 1, 0), free=True))
            lanes.repaint()

        rows.append(("a marker that is dragged, drawn and listed", each(drag)))
        gesture.cancel()
        axis.fit()

        def all_markers(_: int) -> None:
            lanes.repaint_all()
            lanes.repaint()

        rows.append(("every lane of the whole film drawn anew", each(all_markers)))
        supposing.close()
        supposing.deleteLater()
        return [{"what": what, **spread(times)} for what, times in rows]

    def close(self) -> None:
        """Leave nothing behind."""
        self.window.close()
        self.app.processEvents()


def while_analysing(film: Path, look: Callable[[], dict[str, object]]) -> dict[str, object]:
    """The same while an analysis has the machine."""
    busy = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.measure", "analyze", str(film)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=lambda: os.nice(10),
    )  # fmt: skip
    try:
        time.sleep(5)
        return look()
    finally:
        busy.kill()
        busy.wait()


def main() -> None:
    """Measure, print, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--moves", action="store_true", help="only what happens at every move")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: dict[str, object] = {
        "minutes": options.minutes, "machine": platform.platform(), "cores": os.cpu_count(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as name:
        folder = Path(name)
        for variable in ("MMSA_CACHE_DIR", "MMSA_DATA_DIR", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(folder / variable)
        film = long_project(folder, options.minutes)
        bench = Bench(film)
        project = bench.desk.session.project
        found |= {"cues": len(project.cues), "markers": len(project.markers), "faces": len(project.faces)}
        try:
            found["rows"] = bench.moves()
            if not options.moves:
                found |= {"idle": bench.look(), "analysing": while_analysing(film, bench.look)}
        finally:
            bench.close()
    found["load_at_end"] = os.getloadavg()[0]
    print(json.dumps(found, indent=2))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
