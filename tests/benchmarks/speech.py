"""How many words the included speech model gets wrong in a film dialogue, and how long it takes, by how it is run.

    python -m tests.benchmarks.speech [SOUND TRANSCRIPT] [--json tests/benchmarks/measured_speech.json]

Without a sound the dialogue in the shared data is taken. Word error rate: words to change, leave out or put in, over
the words that are said; case, marks and the spelling of numbers by digits do not count. The ways take turns with every
stretch, so that whatever else the machine does burdens all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.paths import write_atomic
from mmsa_studio.core.speech import ENGLISH, INCLUDED
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.speech import transcribe
from mmsa_studio.features.stretches import SAMPLE_RATE, stretches
from mmsa_studio.features.whisper_base import BEAM, PRECISION, IncludedListener
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound
from tests.conftest import SHARED

DIALOGUE = SHARED / "footage" / "20_NOTLD_dialogue_119s_PD.wav"
WAYS = (("int8", 5), ("int8", 1), ("float32", 5), ("float32", 1))
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@dataclass
class Way:
    """One way to run the model, what it heard, and the seconds it took."""

    precision: str
    beam: int
    words: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._listener = IncludedListener(lambda: None, precision=self.precision, beam=self.beam)

    def hear(self, samples: FloatArray) -> None:
        """Write down a stretch."""
        began = time.perf_counter()
        text = "".join(piece.text for piece in self._listener.listen(samples, ENGLISH))
        self.seconds += time.perf_counter() - began
        self.words += words_of(text)


def words_of(text: str) -> list[str]:
    """Words as they are compared: small letters, no marks, small numbers spelt."""
    found = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
    return [ONES[int(word)] if word.isdigit() and int(word) < len(ONES) else word.strip("'") for word in found]


def changes(heard: list[str], said: list[str]) -> int:
    """Words to change, leave out or put in (Levenshtein 1966)."""
    row = list(range(len(said) + 1))
    for place, word in enumerate(heard, 1):
        before, row[0] = row[0], place
        for column, known in enumerate(said, 1):
            before, row[column] = row[column], min(before + (word != known), row[column] + 1, row[column - 1] + 1)
    return row[-1]


def written(info: MediaInfo) -> list[str]:
    """What the program writes down: without what it is unsure of."""
    passages = transcribe(read_sound(info, sample_rate=SAMPLE_RATE), model=INCLUDED, language="en")
    return words_of(" ".join(cue.text for passage in passages for cue in passage.cues))


def report(sound: Path, transcript: Path) -> dict[str, Any]:
    """What every way gets wrong, and its time over that of the chosen one."""
    info = probe(sound)
    said = words_of(transcript.read_text("utf-8"))
    ways = [Way(precision, beam) for precision, beam in WAYS]
    for stretch in stretches(read_sound(info, sample_rate=SAMPLE_RATE)):
        for way in ways:
            way.hear(stretch.samples)
    (chosen,) = [way for way in ways if (way.precision, way.beam) == (PRECISION, BEAM)]
    rows = [
        {
            "precision": way.precision,
            "beam": way.beam,
            "chosen": way is chosen,
            "word_error_rate": changes(way.words, said) / len(said),
            "times_real_time": float(info.duration) / way.seconds,
            "time_over_chosen": way.seconds / chosen.seconds,
        }
        for way in ways
    ]
    return {
        "sound": sound.name,
        "sound_s": float(info.duration),
        "words": len(said),
        "word_error_rate_written": changes(written(info), said) / len(said),
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "rows": rows,
    }


def main() -> None:
    """Print a row for every way, and write JSON where it is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path, nargs="?", default=DIALOGUE)
    parser.add_argument("transcript", type=Path, nargs="?", default=DIALOGUE.with_suffix(".txt"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = report(options.sound, options.transcript)
    for row in found["rows"]:
        print("  ".join(f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}"
                        for name, value in row.items()))  # fmt: skip
    print(f"as the program writes it down: word error rate {found['word_error_rate_written']:.3f}")
    if options.json:
        write_atomic(options.json, json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
