"""How long an analysis takes over bare decoding of the same film, how soon a curve appears, and how memory grows.

    python -m tests.benchmarks.analysis [FILM] [--1080p] [--words SRT] [--loops 1 2 4] [--repeats 3] [--json OUT]

Without a film the demonstration reel is measured. Decoding and analysis take turns, each in a fresh process, so that
whatever else the machine does burdens both; of several repeats the medians count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from mmsa_studio.demo import reel
from tests.benchmarks.loop import loop
from tests.benchmarks.upscale import upscale

Measured = dict[str, Any]
COLUMNS = (
    "loops", "film_s", "decode_s", "analysis_s", "ratio", "cpu_ratio", "times_real_time", "first_curve_s", "peak_mib",
)  # fmt: skip


def measured(what: str, film: Path) -> Measured:
    """One measurement in a child process."""
    command = [sys.executable, "-m", "tests.benchmarks.measure", what, str(film)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{what} of {film.name} failed:\n{ended.stderr}")
    result: Measured = json.loads(ended.stdout.splitlines()[-1])
    return result


def row(film: Path, loops: int, repeats: int) -> Measured:
    """Both measurements of a film, in turns."""
    decodings, analyses = [], []
    for _ in range(repeats):
        decodings.append(measured("decode", film))
        analyses.append(measured("analyze", film))
    decoded, analysed = medians(decodings), medians(analyses)
    seconds = analysed["film_s"]
    pairs = list(zip(analyses, decodings, strict=True))
    return {
        "loops": loops,
        "repeats": repeats,
        "film_s": seconds,
        "decode_s": decoded["wall_s"],
        "decode_cpu_s": decoded["cpu_s"],
        "decode_peak_mib": decoded["peak_mib"],
        "analysis_s": analysed["wall_s"],
        "analysis_cpu_s": analysed["cpu_s"],
        "ratio": median(one["wall_s"] / other["wall_s"] for one, other in pairs),
        "cpu_ratio": median(one["cpu_s"] / other["cpu_s"] for one, other in pairs),
        "times_real_time": seconds / analysed["wall_s"],
        "first_curve_s": analysed["first_curve_s"],
        "first_curve_times_real_time": seconds / analysed["first_curve_s"],
        "loading_s": analysed["loaded_s"],
        "peak_mib": analysed["peak_mib"],
        "stages_s": analysed["stages_s"],
    }


def medians(runs: list[Measured]) -> Measured:
    """The median of every figure of several runs; the stages are those of the run in the middle."""
    middle = sorted(runs, key=lambda run: run["wall_s"])[(len(runs) - 1) // 2]
    return {name: value if isinstance(value, dict) else median(r[name] for r in runs) for name, value in middle.items()}


def growth(rows: list[Measured]) -> float | None:
    """MiB of memory that every further minute costs between the two longest films; None for a single one."""
    if len(rows) < 2:
        return None
    first, last = rows[-2:]
    return float((last["peak_mib"] - first["peak_mib"]) / ((last["film_s"] - first["film_s"]) / 60))


def report(film: Path, options: argparse.Namespace) -> Measured:
    """All measurements of a film and of the film played several times."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as folder:
        source = upscale(film, Path(folder) / f"{film.stem}_1080p.mp4") if options.full_hd else film
        for times in options.loops:
            longer = loop(source, times, Path(folder) / f"{times}.mkv")
            if options.words:
                shutil.copy(options.words, longer.with_suffix(".srt"))
            rows.append(row(longer, times, options.repeats))
            longer.unlink()
            print("  ".join(f"{rows[-1][name]:>15.2f}" for name in COLUMNS), flush=True)
    return {
        "film": film.name,
        "picture": "made into 1920 x 1080, H.264, 24 Mbit/s, with grain" if options.full_hd else "",
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "rows": rows,
        "mib_per_minute_of_film": growth(rows),
    }


def main() -> None:
    """Print a table, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("film", nargs="?", type=Path)
    parser.add_argument("--1080p", action="store_true", dest="full_hd", help="in H.264 of 24 Mbit/s, made first")
    parser.add_argument("--words", type=Path, help="subtitles to put beside the film")
    parser.add_argument("--loops", nargs="+", type=int, default=[1, 2, 4])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("  ".join(f"{name:>15}" for name in COLUMNS))
    found = report(options.film or reel(), options)
    for stage, seconds in found["rows"][-1]["stages_s"].items():
        print(f"{stage:>20} {seconds:8.2f} s")
    if found["mib_per_minute_of_film"] is not None:
        print(f"memory grows by {found['mib_per_minute_of_film']:.2f} MiB for every further minute of film")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
