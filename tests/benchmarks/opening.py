"""How much processor time it takes to open and to save the project of a long film.

    python -m tests.benchmarks.opening [--minutes 120] [--repeats 5] [--json OUT]

The project is made for the purpose: a spoken line every 0.72 s with every word placed in time, 5,000 markers in two
hours with what they were found by and why, a face in every step, three complete tracks, curve and waveform. Beside it
stands what Python's own JSON reader needs for the same facts, which no reader of them can do without.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import numpy as np

from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.faces import FaceBox, Faces
from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.marker import FOUND, Finding, Marker
from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.project import Project
from mmsa_studio.core.track import Grid, Track
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.store.project_file import ProjectFile, create
from tests.ui import synthetic

COLUMNS = 73
LINE_S = Fraction(18, 25)
WORDS = 8
SPOKEN = ("You", "broke", "my", "heart", "Celia", "and", "I", "was", "young")
MARKER_S = Fraction(36, 25)
UNITS = ("AU01", "AU02", "AU04", "AU06", "AU12", "AU15", "AU25", "AU26")


def cues(seconds: int) -> tuple[Cue, ...]:
    """A line of eight words every 0.72 s."""
    made, words = [], cycle(SPOKEN)
    for number in range(int(seconds / LINE_S)):
        start = number * LINE_S
        times = [float(start + LINE_S * place / WORDS) for place in range(WORDS + 1)]
        said = tuple(Word(next(words), times[place], times[place + 1]) for place in range(WORDS))
        made.append(Cue(start, start + LINE_S, " ".join(word.text for word in said), said))
    return tuple(made)


def markers(seconds: int, rate: Fraction) -> tuple[Marker, ...]:
    """A found marker every 1.44 s."""
    kinds = cycle(CATEGORIES)
    made = []
    for number in range(int(seconds / MARKER_S)):
        start, category = int(number * MARKER_S * rate), next(kinds)
        finding = Finding("category", category, (0.25 + number % 7 / 10,), 1.2, "voice", 0.625)
        note = f"Expressed {category} for 1.2 s, most of it in the voice."
        made.append(
            Marker(start, start + 12, category.title(), note, category, 0.5, 0.75, "blue", FOUND, "category",
                   f"{number:032x}", finding)
        )  # fmt: skip
    return tuple(made)


def evidence(marker: Marker) -> Evidence:
    """Why a marker is where it is."""
    shares = {name: 0.125 * place for place, name in enumerate(MODALITIES)}
    pairs = {"text+voice": 0.01, "text+face": -0.02, "voice+face": 0.03}
    effects = tuple((word, 0.0625) for word in SPOKEN[:4])
    units = dict.fromkeys(UNITS, 0.5)
    return Evidence(
        frame=marker.start, quantity="valence", output=0.5, baseline=0.125, contributions=shares, interactions=pairs,
        units=units, occlusions=shares, looked_at="voice", words=" ".join(SPOKEN[:4]), effects=effects,
        marker=marker.id,
    )  # fmt: skip


def faces(count: int) -> Faces:
    """One face in every step."""
    units = dict.fromkeys(UNITS, 0.5)
    return Faces.of(FaceBox(step, step // 20, (0.4, 0.2, 0.2, 0.5), True, units) for step in range(count))


def track(modality: str, grid: Grid) -> Track:
    """A complete track as wide as those of the included encoders."""
    values = np.random.default_rng(1).standard_normal((grid.count, COLUMNS), np.float32)
    names = tuple(f"{modality}.embedding.{column:02d}" for column in range(COLUMNS))
    return Track(modality, grid, values, np.ones(grid.count, np.bool_), names)


def long_project(minutes: int) -> Project:
    """Everything that is known of a film of so many minutes."""
    seconds = 60 * minutes
    whole = synthetic.project(seconds)
    grid, found = whole.media.grid, markers(seconds, whole.media.rate)
    return replace(
        whole,
        tracks={modality: track(modality, grid) for modality in MODALITIES},
        markers=found,
        evidence=tuple(evidence(marker) for marker in found),
        cues=cues(seconds),
        faces=faces(grid.count),
    )


def processor_s(work: Callable[[], object], repeats: int) -> float:
    """The processor time a piece of work takes, the median of several."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def main() -> None:
    """Measure, print, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    project = long_project(options.minutes)
    with tempfile.TemporaryDirectory(prefix="mmsa-benchmark-") as name:
        path = Path(name) / "long.mmsa"
        create(path, project).close()
        open_s = processor_s(lambda: _opened(path), options.repeats)
        with ProjectFile(path) as file:
            facts = [facts for (facts,) in file._database.execute("SELECT facts FROM part")]
            content = file.load()
            edits = cycle(replace(content, markers=markers) for markers in (content.markers[1:], content.markers))
            found = {
                "minutes": options.minutes,
                "mib": path.stat().st_size / 2**20,
                "open_s": open_s,
                "load_s": processor_s(file.load, options.repeats),
                "json_s": processor_s(lambda: [json.loads(text) for text in facts], options.repeats),
                "save_markers_s": processor_s(lambda: file.save(next(edits), {"markers"}), options.repeats),
            }
    found |= {"ratio": found["load_s"] / found["json_s"], "load": os.getloadavg()[0]}
    print(json.dumps(found, indent=2))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def _opened(path: Path) -> None:
    """All that lies between a path and a project: whether it is one, whether it is whole, and what it holds."""
    with ProjectFile(path) as file:
        file.load()


if __name__ == "__main__":
    main()
