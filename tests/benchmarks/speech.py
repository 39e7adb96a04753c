"""How many words the included speech model gets right in a film dialogue, and how long it takes, by how it is run.

    python -m tests.benchmarks.speech SOUND TRANSCRIPT [--json OUT]

Word error rate: words to change, leave out or put in, over the words that are said; case, marks and the spelling of
numbers by digits do not count. Speed is told relative to the way the program runs it, measured in turns.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

from mmsa_studio.core.paths import write_atomic
from mmsa_studio.features.listener import Listener
from mmsa_studio.features.stretches import SAMPLE_RATE, Stretch, stretches
from mmsa_studio.features.whisper_base import BEAM, FIRST, PRECISION, IncludedListener
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import read_sound

WAYS = (("int8", 5), ("int8", 1), ("float32", 5), ("float32", 1))
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


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


def heard(listener: Listener, spoken: list[Stretch]) -> tuple[list[str], float]:
    """What is heard in all stretches, and the seconds it takes; loading and finding the language do not count."""
    listener.prepare([stretch.samples for stretch in islice(spoken, FIRST)])
    began = time.perf_counter()
    pieces = [piece.text for stretch in spoken for piece in listener.listen(stretch.samples)]
    return words_of("".join(pieces)), time.perf_counter() - began


def main(arguments: list[str] | None = None) -> None:
    """Print a row for every way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sound", type=Path)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    said = words_of(options.transcript.read_text("utf-8"))
    info = probe(options.sound)
    spoken = list(stretches(read_sound(info, sample_rate=SAMPLE_RATE)))
    tell: Callable[[], None] = lambda: None  # noqa: E731 - nobody is told
    listeners = {way: partial(IncludedListener, "en", tell, precision=way[0], beam=way[1]) for way in WAYS}
    found = {way: heard(make(), spoken) for way, make in listeners.items()}
    chosen = found[(PRECISION, BEAM)][1]
    rows = [
        {
            "precision": precision,
            "beam": beam,
            "word_error_rate": changes(words, said) / len(said),
            "times_real_time": float(info.duration) / seconds,
            "time_over_chosen": seconds / chosen,
        }
        for (precision, beam), (words, seconds) in found.items()
    ]
    for row in rows:
        print("  ".join(f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}"
                        for name, value in row.items()))  # fmt: skip
    if options.json:
        write_atomic(
            options.json, json.dumps({"sound": options.sound.name, "words": len(said), "rows": rows}, indent=1)
        )


if __name__ == "__main__":
    main()
