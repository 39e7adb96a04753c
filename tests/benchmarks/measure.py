"""Measures one thing in a process of its own and prints it as JSON, so that memory is this thing's alone.

python -m tests.benchmarks.measure decode|analyze FILM
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import psutil

from mmsa_studio.core.jobs import AnalyzeRequest, Event, TimelineReady
from tests.benchmarks.stages import Stages

Measured = dict[str, Any]


def decode(film: str) -> Measured:
    """Decode every picture and every sound of a film with PyAV and throw them away."""
    import av

    began = time.perf_counter()
    seconds, pictures = 0.0, 0
    with av.open(film) as container:
        streams = [*container.streams.video[:1], *container.streams.audio[:1]]
        for stream in streams:
            stream.thread_type = "AUTO"
        for packet in container.demux(streams):
            for frame in packet.decode():
                pictures += isinstance(frame, av.VideoFrame)
                seconds = max(seconds, float(frame.time or 0))
    return {"wall_s": time.perf_counter() - began, "pictures": pictures, "film_s": seconds}


def analyze(film: str) -> Measured:
    """Analyse a film, loading of libraries and models included."""
    began = time.perf_counter()
    first_curve_s = 0.0
    stages = Stages()
    stages.start()

    def hook(event: Event) -> None:
        nonlocal first_curve_s
        if isinstance(event, TimelineReady) and not first_curve_s:
            first_curve_s = time.perf_counter() - began

    from mmsa_studio.analysis.run import analyze as run
    from mmsa_studio.core.project import Project
    from mmsa_studio.media.probe import probe

    loaded_s = time.perf_counter() - began
    project = run(AnalyzeRequest(Project(probe(film))), hook)
    wall_s = time.perf_counter() - began
    return {
        "wall_s": wall_s,
        "stages_s": {stage: share * wall_s for stage, share in stages.shares().items()},
        "loaded_s": loaded_s,
        "first_curve_s": first_curve_s,
        "film_s": float(project.media.duration),
    }


def peak_mib() -> float:
    """The most memory this process ever held, in MiB."""
    memory = psutil.Process().memory_info()
    if sys.platform == "win32":
        return memory.peak_wset / 2**20
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Measure what the arguments say."""
    what, film = sys.argv[1:]
    result = {"decode": decode, "analyze": analyze}[what](film)
    result["cpu_s"] = sum(psutil.Process().cpu_times()[:2])
    result["peak_mib"] = peak_mib()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
