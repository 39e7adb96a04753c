"""What a kill at any moment costs: seconds of analysis, edits, processes and logs left behind.

    python -m tests.benchmarks.kills FILM [--kills 100] [--seed 1] [--speech included] [--json OUT]

The film is analysed with a project, as a person would on the command line, while this process adds markers to the same
project. After a random time everything is killed, or only the process that was started; then the project is opened,
and the analysis goes on where it was, until it ends, and begins anew. Lost is at most what lies between the last change
of the project file and the kill; the time in which libraries and models are loaded is not counted, for nothing of the
film is worked out in it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from mmsa_studio.core.changes import MarkersChanged, after
from mmsa_studio.core.marker import Marker
from mmsa_studio.store.project_file import ProjectFile

WORKING = ("words", "sound", "key pictures", "pictures", "speech", "fusion")
ORDERLY_S = 10.0
"""How long what was left alone may take to end."""


@dataclass
class Run:
    """One analysis and its end.

    Attributes:
        stage: the last stage that was told.
        worked: when something of the film was first worked out; 0 before.
        ended: whether it ended by itself.
    """

    stage: str = ""
    worked: float = 0.0
    ended: bool = False
    saved: set[str] = field(default_factory=set)
    found: dict[str, Any] = field(default_factory=dict)


def follow(process: subprocess.Popen[str], run: Run) -> None:
    """Take note of the stages as they are told."""
    assert process.stderr is not None
    for line in process.stderr:
        if '"stage"' in line:
            run.stage = json.loads(line).get("stage", "")
            run.worked = run.worked or time.time()


def edit(project: Path, run: Run, stop: threading.Event) -> None:
    """Add markers without pause, and remember those that were told to be saved."""
    while not project.exists() and not stop.wait(0.05):
        pass
    if stop.is_set():
        return
    with ProjectFile(project) as file:
        known = file.load()
        while not stop.wait(0.05):
            marker = Marker(0, 1, "edit")
            changed, fields = after(known, MarkersChanged({marker.id: marker}))
            known = file.save(changed, fields).project
            run.saved.add(marker.id)


def changed_at(project: Path) -> float:
    """When the project file or its log was last written to."""
    sides = (project, project.with_name(project.name + "-wal"))
    return max((path.stat().st_mtime for path in sides if path.exists()), default=0.0)


def analysed(command: list[str], project: Path, after_s: float, *, group: bool, folder: Path, edits: bool) -> Run:
    """Analyse, kill, and look at what is left."""
    run, stop = Run(), threading.Event()
    environment = {**os.environ, "TMPDIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment)
    threads = [threading.Thread(target=follow, args=(process, run))]
    threads += [threading.Thread(target=edit, args=(project, run, stop))] if edits else []
    for thread in threads:
        thread.start()
    try:
        process.wait(after_s)
        run.ended = True
    except subprocess.TimeoutExpired:
        children = psutil.Process(process.pid).children(recursive=True)
        stop.set()
        os.killpg(process.pid, signal.SIGKILL) if group else process.kill()
        killed = time.time()
        last = max(changed_at(project), run.worked or killed)
        run.found = {"lost_s": max(0.0, killed - last), "stage": run.stage, "loading": not run.worked}
        _, alive = psutil.wait_procs(children, ORDERLY_S)
        run.found["orphans"] = len(alive)
        run.found["ending_s"] = time.time() - killed
    stop.set()
    process.wait()
    for thread in threads:
        thread.join()
    run.found["logs"] = len([*folder.glob("mmsa-worker-*")])
    if project.exists():
        with ProjectFile(project) as file:
            there = {marker.id for marker in file.load().markers}
        run.found["edits"], run.found["edits_lost"] = len(run.saved), len(run.saved - there)
    return run


def main() -> None:
    """Kill, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("film", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speech", action="store_true", help="write words down from the sound")
    parser.add_argument("--longest", type=float, default=30.0, help="seconds after which it is killed at the latest")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="mmsa-kills-") as name:
        folder, number = Path(name), 0
        (folder / "tmp").mkdir()
        while sum(not run.ended for run in runs) < options.kills:
            project = folder / f"{number}.mmsa"
            command = [sys.executable, "-m", "mmsa_studio", "analyze", str(options.film), "--project", str(project)]
            command += ["--json-progress", *([] if options.speech else ["--no-speech"])]
            wait_s, group = chance.uniform(1, options.longest), chance.random() < 0.5
            # edits come from outside: only while every one of them is told by itself is the log's time the analysis'
            run = analysed(command, project, wait_s, group=group, folder=folder / "tmp", edits=len(runs) % 2 == 1)
            runs.append(run)
            print(json.dumps({"kill": len(runs), "ended": run.ended, **run.found}), flush=True)
            number += run.ended
    report = summary(runs)
    print(json.dumps(report, indent=2))
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")


def summary(runs: list[Run]) -> dict[str, Any]:
    """The figures of all kills."""
    killed = [run.found for run in runs if not run.ended]
    working = [
        one
        for one, run in zip(killed, (run for run in runs if not run.ended), strict=True)
        if not one["loading"] and not run.saved
    ]
    return {
        "kills": len(killed),
        "while_loading": sum(one["loading"] for one in killed),
        "timed": len(working),
        "longest_lost_s": max((one["lost_s"] for one in working), default=0.0),
        "median_lost_s": statistics.median([one["lost_s"] for one in working] or [0.0]),
        "longest_by_stage_s": {
            stage: max((one["lost_s"] for one in working if one["stage"] == stage), default=None) for stage in WORKING
        },
        "edits": sum(one.get("edits", 0) for one in killed),
        "edits_lost": sum(one.get("edits_lost", 0) for one in killed),
        "orphans": sum(one["orphans"] for one in killed),
        "logs": max((run.found["logs"] for run in runs), default=0),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
