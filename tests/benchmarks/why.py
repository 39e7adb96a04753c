"""From the key to the whole explanation, exact ones too, and whether contributions sum on a thousand random frames.

    python -m tests.benchmarks.why PROJECT.mmsa [--presses 60] [--frames 1000] [--exact 20] [--json OUT]

Beside the time on the clock stands the processor's, window and child process together: it does not depend on what
else the machine is doing.

The project must be analysed. Runs offscreen unless QT_QPA_PLATFORM says otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.machine import leave_a_core
from mmsa_studio.core.project import Project
from mmsa_studio.core.questions import Explain, Film
from mmsa_studio.core.vocabulary import QUANTITIES
from tests.benchmarks.window import Bench, spread


def press(project: Path, presses: int) -> dict[str, float]:
    """Go to random frames with the panel hidden, press its key, and wait until everything in it is drawn.

    What the words of the line do belongs to it. They are remembered, as in use, so most lines are asked about once.
    """
    from mmsa_studio.ui.timeline.panel import Timeline

    bench = Bench(project)
    window, session = bench.window, bench.desk.session
    explaining = [one for one in window.docked if one.spec.explains]
    answers: list[Explanation] = []
    worked: list[float] = []
    without_words: list[float] = []
    bench.desk.inquiry.explained.connect(answers.append)
    times = []
    try:
        for number, frame in enumerate(np.random.default_rng(2).integers(0, session.frame_count - 1, presses + 3)):
            for one in explaining:
                one.dock.hide()
            session.seek(int(frame))
            bench.wait(lambda frame=int(frame): session.playhead == frame and bench.desk.player.settled)
            answers.clear()
            before, began = processor_s(), time.perf_counter()
            window.actions_by_id["why"].trigger()
            bench.wait(lambda frame=int(frame): any(answer.frame == frame for answer in answers))
            explained = time.perf_counter()
            bench.wait(lambda frame=int(frame): any(_whole(answer, frame) for answer in answers))
            for panel in (*(one.panel for one in explaining), window.panel(Timeline)):
                panel.repaint()
            if number >= 3:  # the first presses start the child process and load the weights
                times.append(1000 * (time.perf_counter() - began))
                without_words.append(1000 * (explained - began))
                worked.append(1000 * (processor_s() - before))
    finally:
        bench.close()
    return spread(times) | {
        "p95_ms": float(np.percentile(times, 95)),
        "without_words_p95_ms": float(np.percentile(without_words, 95)),
        "processor_ms": float(np.mean(worked)),
    }


def _whole(answer: Explanation, frame: int) -> bool:
    """Whether an answer about a frame says what the words of the line do, if there is one."""
    return answer.frame == frame and len(answer.effects) == len(answer.line)


def processor_s() -> float:
    """Seconds of processor time that this process and its children have used."""
    here = psutil.Process()
    return sum(sum(one.cpu_times()[:2]) for one in (here, *here.children(recursive=True)))


def exact(project: Project, frames: int) -> dict[str, float]:
    """Explain frames at the film's own rate, as the window does when the playhead rests."""
    from mmsa_studio.fusion.explain import explain
    from mmsa_studio.models.device import choose

    film, device = Film.of(project), choose()
    explain(film, Explain(0, exact=True), device)  # the first one loads the weights
    times, before = [], time.process_time()
    for frame in np.random.default_rng(4).integers(0, project.media.frame_count, frames):
        began = time.perf_counter()
        explain(film, Explain(int(frame), exact=True), device)
        times.append(1000 * (time.perf_counter() - began))
    return spread(times) | {"processor_ms": 1000 * (time.process_time() - before) / frames}


def sums(project: Project, frames: int) -> dict[str, float]:
    """Explain random frames of random outputs; how far contributions are from output minus baseline."""
    from mmsa_studio.fusion.explain import explain
    from mmsa_studio.models.device import choose

    rng = np.random.default_rng(3)
    film, device, apart = Film.of(project), choose(), []
    for frame in rng.integers(0, project.media.frame_count, frames):
        quantity = str(rng.choice(QUANTITIES))
        told = explain(film, Explain(int(frame), quantity, seconds=0.4), device)
        apart.append(abs(sum(told.contributions.values()) - (told.output - told.baseline)))
    return {"frames": frames, "worst": max(apart)}


def main() -> None:
    """Measure, print, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--frames", type=int, default=1000)
    parser.add_argument("--exact", type=int, default=20)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    leave_a_core()  # as in the window's child process
    from mmsa_studio.store.project_file import ProjectFile

    found: dict[str, object] = {"load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as name:
        for variable in ("MMSA_CACHE_DIR", "MMSA_DATA_DIR", "XDG_CONFIG_HOME"):
            os.environ[variable] = str(Path(name) / variable)
        copy = Path(shutil.copy(options.project, name))
        with ProjectFile(copy) as file:
            whole = file.load()
        found["sums"] = sums(whole, options.frames)
        found["exact"] = exact(whole, options.exact)
        found["press"] = press(copy, options.presses)
    print(json.dumps(found, indent=2))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
