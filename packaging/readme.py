#!/usr/bin/env python3
"""Writes what must never be typed by hand: formats, figures and speed in README.md, and all of the model's CARD.md.

python packaging/readme.py            bring both up to date
python packaging/readme.py --check    only say whether they are
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mmsa_studio.core.card import FIGURES, Row, row, rows  # noqa: E402 - found beside this folder, installed or not
from mmsa_studio.export import FORMATS  # noqa: E402

README = ROOT / "README.md"
MODELS = ROOT / "resources" / "models"
CARD = MODELS / "CARD.md"
MEASURED = ROOT / "tests" / "benchmarks" / "measured.json"
HEARD = ROOT / "tests" / "benchmarks" / "measured_speech.json"
OPENING = ROOT / "tests" / "benchmarks" / "measured_opening.json"
MOVES = ROOT / "tests" / "benchmarks" / "measured_window.json"

GROUPS: dict[str, tuple[str, ...]] = {
    "Words": ("goemotions", "xed", "zh", "emobank", "text"),
    "Voices": ("emodb", "voice", "stranger-voices", "bursts"),
    "Faces": ("ferplus", "face", "stranger-faces"),
    "All together": ("fusion", "composed", "stranger-", "conflict", "band", "subtext"),
    "Explanations": ("deletion", "insertion", "sanity"),
    "What each idea brings": ("ablation",),
}
"""Headings of the card, and how the ids of the rows below them begin; the first heading that fits takes a row."""


def main() -> int:
    """Write, or with `--check` compare."""
    parser = argparse.ArgumentParser(description="Bring README.md and the model's CARD.md up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when one is out of date")
    options = parser.parse_args()
    wanted = {README: generated(README.read_text("utf-8")), CARD: card()}
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    if options.check:
        return int(bool(stale))
    for path in stale:
        path.write_text(wanted[path], "utf-8")
    return 0


def generated(text: str) -> str:
    """The README with every generated section as it is now."""
    for name, make in SECTIONS.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end: {name} -->)", re.DOTALL)
        content = make()
        text, found = pattern.subn(lambda match, content=content: f"{match[1]}{content}\n{match[2]}", text)
        if found != 1:
            raise SystemExit(f"README.md needs exactly one section “{name}”.")
    return text


def formats() -> str:
    """Every format the program writes, and which of them it reads back."""
    told = ((f"`{one.id}`", one.title, one.suffix, "yes" if one.read else "") for one in FORMATS.values())
    return _table(("id", "format", "file", "read back"), told)


def figures() -> str:
    """The figures that matter most, those measured with strangers beside those measured at home."""
    head = ("what", "counted as", "at home", "with strangers")
    return _table(
        head,
        (
            (one.said, one.measure + ", small is good" * one.small_is_good, _value(one.home), _value(one.stranger))
            for one in FIGURES
        ),
    )


def speed() -> str:
    """How long the longest film measured took, and how well speech is heard, in two lines."""
    found, heard = _read(MEASURED), _read(HEARD)
    longest, chosen = found["rows"][-1], next(one for one in heard["rows"] if one["chosen"])
    return (
        f"A film of {longest['film_s'] / 60:.1f} minutes is analysed in {longest['analysis_s']:.0f} s on "
        f"{found['cores']} processor cores, {longest['times_real_time']:.1f} times as fast as it plays; a first curve "
        f"is there after {longest['first_curve_s']:.0f} s, and {longest['peak_mib'] / 1024:.1f} GiB of memory are used."
        "\n\n"
        f"Writing down speech runs {chosen['times_real_time']:.1f} times as fast as it plays and mishears "
        f"{100 * heard['word_error_rate_written']:.0f} of 100 words of a clear dialogue.\n\n"
        f"{long_film()}"
    )


def long_film() -> str:
    """What two hours cost in the window."""
    opening, moves = _read(OPENING), _read(MOVES)
    worst = max(one["p99_ms"] for one in moves["rows"] if one["what"] in _LOOKED_UP)
    return (
        f"A project of {opening['minutes'] / 60:.0f} hours with {moves['cues']:,} lines, {moves['markers']:,} markers "
        f"and {moves['faces']:,} faces opens in {opening['open_s']:.1f} s of processor time; what an edge snaps to, "
        f"the line under the playhead and the faces of a picture are found and drawn in {worst:.1f} ms (99 of 100)."
    )


_LOOKED_UP = ("what an edge snaps to", "the line that may be supposed otherwise", "faces over the picture")


SECTIONS: dict[str, Callable[[], str]] = {"formats": formats, "figures": figures, "speed": speed}


def card() -> str:
    """All of CARD.md."""
    told = json.loads((MODELS / "model_card.json").read_text("utf-8"))
    parts = [_INTRODUCTION, "## At home and with strangers\n\n" + figures()]
    parts += [f"## {heading}\n\n{_group(chosen)}" for heading, chosen in _grouped(rows()).items()]
    parts += [f"## {heading}\n\n{words}\n\n{measured()}" for heading, (words, measured) in _BENCHMARKS.items()]
    parts += ["## Limits\n\n" + "\n".join(f"- {limit}" for limit in told["limits"])]
    parts += ["## What was learned from\n\n" + _sources(told["sources"])]
    parts += ["## What was only measured on\n\n" + _sources(told["strangers"])]
    files = ((f"`{one['file']}`", f"{one['bytes']:,}", f"`{one['sha256']}`") for one in told["models"].values())
    parts += ["## Files\n\n" + _table(("file", "bytes", "sha256"), files)]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """\
# Model card of MMSA Studio

Written by `python packaging/readme.py` from `model_card.json`, `measured.json` and `measured_speech.json`: no number \
here is typed by hand. `python -m mmsa_studio.training all --data FOLDER` trains and measures everything, \
`… strangers --data FOLDER` measures strangers only, and `mmsa-studio evaluate --data FOLDER` repeats it anywhere.

One small network per modality (words: a fine-tuned MiniLM; voices: librosa acoustics and the lower layers of Whisper; \
faces: MediaPipe landmarks, FACS action units and a convolutional network) and a cross-modal attention network over a \
grid of 0.2 s that takes any subset of them. Valence and arousal of voices and faces are *derived* from categories \
through Russell's circumplex, because the data has no direct labels for them; fusion is trained on composed scenes, \
because no openly licensed film corpus with all three modalities could be had.

**Home** is more of what was trained on: other people, lines and photographs of the same collections, which no network \
saw. **Strangers** are collections from which nothing was learned: other actors, another language, other \
photographs. Home says what was learned, strangers say what to expect of your film. `±` is the standard \
deviation over as many seeds as stand in brackets."""


def _sources(told: Iterable[dict[str, str]]) -> str:
    head = {"name": "data", "used_for": "for", "what": "what", "licence": "licence"}
    return _table(tuple(head.values()), (tuple(one[key] for key in head) for one in told))


def _grouped(all_rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by heading, those at home first; what fits nowhere stands below the last heading."""
    found: dict[str, list[Row]] = {heading: [] for heading in (*GROUPS, "Others")}
    for one in all_rows:
        found[next((name for name, begins in GROUPS.items() if one.id.startswith(begins)), "Others")].append(one)
    return {heading: sorted(chosen, key=lambda one: (one.kind, one.id)) for heading, chosen in found.items() if chosen}


def _group(chosen: Sequence[Row]) -> str:
    """Measured rows, and below them what they were measured on."""
    splits = {split: f"({number})" for number, split in enumerate(dict.fromkeys(one.split for one in chosen), 1)}
    head = ("what", "whose", "measure", "value", "trivial baseline", "aimed at", "published", "data")
    table = _table(
        head,
        (
            (
                f"`{one.id}`", one.kind, one.metric, _measured(one), _number(one.baseline), _number(one.bar),
                one.anchor, splits[one.split],
            )
            for one in chosen
        ),
    )  # fmt: skip
    data = "Data: " + "; ".join(f"{sign} {split}" for split, sign in splits.items()) + "."
    helps = [f"`{one.id}`: {one.details['would help']}" for one in chosen if "would help" in one.details]
    return "\n\n".join([table, data, *(["What would help: " + "; ".join(helps) + "."] if helps else [])])


def speed_table() -> str:
    """What `python -m tests.benchmarks.analysis --json tests/benchmarks/measured.json` found."""
    found = _read(MEASURED)
    head = ("film", "bare decoding", "analysis", "ratio", "first curve after", "peak memory")
    told = (
        (
            f"{one['film_s']:.0f} s", f"{one['decode_s']:.1f} s", f"{one['analysis_s']:.1f} s", f"{one['ratio']:.2f}",
            f"{one['first_curve_s']:.1f} s", f"{one['peak_mib']:.0f} MiB",
        )
        for one in found["rows"]
    )  # fmt: skip
    picture = f", {found['picture']}," if found.get("picture") else ""
    growth = found["mib_per_minute_of_film"]
    memory = "" if growth is None else f" From the last but one to the last, a minute of film costs {growth:.1f} MiB."
    where = f"`{found['film']}`{picture} on {_machine(found)}."
    return f"{_table(head, told)}\n\n{where}{memory}{_stages(found['rows'][-1])}"


def speech_table() -> str:
    """What `python -m tests.benchmarks.speech --json tests/benchmarks/measured_speech.json` found."""
    found = _read(HEARD)
    head = ("computed in", "beam", "word error rate", "times real time", "time over chosen")
    told = (
        (
            one["precision"] + " (chosen)" * one["chosen"], str(one["beam"]), _number(one["word_error_rate"]),
            f"{one['times_real_time']:.1f}", f"{one['time_over_chosen']:.2f}",
        )
        for one in found["rows"]
    )  # fmt: skip
    where = f"`{found['sound']}`, {found['sound_s']:.0f} s with {found['words']} words, on {_machine(found)}."
    left_out = f"With what it is unsure of left out, as in the program: {_number(found['word_error_rate_written'])}."
    return f"{_table(head, told)}\n\n{where} {left_out}"


def opening_table() -> str:
    """What `python -m tests.benchmarks.opening --json tests/benchmarks/measured_opening.json` found."""
    found = _read(OPENING)
    head = ("opened and read", "read", "the same facts as plain JSON", "times plain JSON", "all markers saved")
    told = (*(f"{found[name]:.2f} s" for name in ("open_s", "load_s", "json_s")), f"{found['ratio']:.1f}",
            f"{found['save_markers_s']:.2f} s")  # fmt: skip
    return f"{_table(head, [told])}\n\nProcessor time; a project of {found['minutes']} minutes, {found['mib']:.0f} MiB."


def moves_table() -> str:
    """What `python -m tests.benchmarks.window --moves --json tests/benchmarks/measured_window.json` found."""
    found = _read(MOVES)
    head = ("what is looked for or drawn", "median", "99 of 100 within", "longest")
    names = ("median_ms", "p99_ms", "worst_ms")
    told = ((one["what"], *(f"{one[name]:.2f} ms" for name in names)) for one in found["rows"])
    film = f"A film of {found['minutes']} minutes with {found['cues']:,} lines, {found['markers']:,} markers and "
    return f"{_table(head, told)}\n\n{film}{found['faces']:,} faces, on {_machine(found)}."


_BENCHMARKS: dict[str, tuple[str, Callable[[], str]]] = {
    "Words written down": (
        "How many words of a film without subtitles are heard wrongly, against the transcript that came with the "
        "sound; it is one dialogue with clear speech, and songs, crowds and strong accents are harder. "
        "`python -m tests.benchmarks.speech` measures it, with the ways the model could be run taking turns.",
        speech_table,
    ),
    "Speed": (
        "`python -m tests.benchmarks.analysis FILM --json tests/benchmarks/measured.json` measures it on the film as "
        "it is, with `--1080p` on pictures as a camera records them. Decoding and analysis take turns, each in a "
        "fresh process, loading of libraries and models included. Small pictures decode in no time, so that the ratio "
        "is far above 1; the larger the pictures, the more of the time is decoding.",
        speed_table,
    ),
    "A long film opened": (
        "`python -m tests.benchmarks.opening --json tests/benchmarks/measured_opening.json` measures it.",
        opening_table,
    ),
    "A long film in the window": (
        "What every mouse move, every step of the playhead and every paint costs the window's own thread in processor "
        "time; a picture lasts 16 ms at 60 a second. "
        "`python -m tests.benchmarks.window --moves --json tests/benchmarks/measured_window.json` measures it.",
        moves_table,
    ),
}


def _stages(longest: dict[str, Any]) -> str:
    """Where the time of the longest film went, as the main thread sees it."""
    stages = longest.get("stages_s", {})
    told = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in stages.items() if seconds >= 0.05)
    return f" Of the longest: {told}." if told else ""


def _machine(found: dict[str, Any]) -> str:
    return f"{found['machine']}, {found['cores']} cores, load {found['load_at_end']:.1f} at the end of measuring"


def _read(path: Path) -> dict[str, Any]:
    """A file of measurements."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _value(row_id: str) -> str:
    found = row(row_id)
    return "–" if found is None else f"{found.value:.2f}"


def _measured(one: Row) -> str:
    spread = f" ± {one.spread:.3f} ({one.seeds})" if one.seeds > 1 else ""
    return f"{one.value:.3f}{spread}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    told = [head, tuple("---" for _ in head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in told)


if __name__ == "__main__":
    sys.exit(main())
