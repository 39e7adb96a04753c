"""How long an analysis takes over bare decoding of the same film, how soon a curve appears, and how memory grows.

    python -m tests.benchmarks.analysis [FILM] [--loops 1 2 4] [--json OUT]

Without a film the demonstration reel is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from mmsa_studio.demo import reel
from tests.benchmarks.loop import loop

Measured = dict[str, float]
COLUMNS = ("loops", "film_s", "decode_s", "analysis_s", "ratio", "times_real_time", "first_curve_s", "peak_mib")


def measured(what: str, film: Path) -> Measured:
    """One measurement in a child process."""
    command = [sys.executable, "-m", "tests.benchmarks.measure", what, str(film)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{what} of {film.name} failed:\n{ended.stderr}")
    result: Measured = json.loads(ended.stdout.splitlines()[-1])
    return result


def row(film: Path, loops: int) -> Measured:
    """Both measurements of a film, side by side."""
    decoded, analysed = measured("decode", film), measured("analyze", film)
    seconds = analysed["film_s"]
    return {
        "loops": loops,
        "film_s": seconds,
        "decode_s": decoded["wall_s"],
        "decode_cpu_s": decoded["cpu_s"],
        "decode_peak_mib": decoded["peak_mib"],
        "analysis_s": analysed["wall_s"],
        "analysis_cpu_s": analysed["cpu_s"],
        "ratio": analysed["wall_s"] / decoded["wall_s"],
        "times_real_time": seconds / analysed["wall_s"],
        "first_curve_s": analysed["first_curve_s"],
        "first_curve_times_real_time": seconds / analysed["first_curve_s"],
        "loading_s": analysed["loaded_s"],
        "peak_mib": analysed["peak_mib"],
    }


def growth(rows: list[Measured]) -> float | None:
    """MiB of memory that every further minute costs between the two longest films; None for a single one."""
    if len(rows) < 2:
        return None
    first, last = rows[-2:]
    return (last["peak_mib"] - first["peak_mib"]) / ((last["film_s"] - first["film_s"]) / 60)


def report(film: Path, loops: list[int]) -> dict[str, object]:
    """All measurements of a film and of the film played several times."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as folder:
        for times in loops:
            longer = film if times == 1 else loop(film, times, Path(folder) / f"{times}.mkv")
            rows.append(row(longer, times))
            print("  ".join(f"{rows[-1][name]:>15.2f}" for name in COLUMNS), flush=True)
    return {
        "film": film.name,
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
    parser.add_argument("--loops", nargs="+", type=int, default=[1, 2, 4])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print("  ".join(f"{name:>15}" for name in COLUMNS))
    found = report(options.film or reel(), options.loops)
    if found["mib_per_minute_of_film"] is not None:
        print(f"memory grows by {found['mib_per_minute_of_film']:.2f} MiB for every further minute of film")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
