#!/usr/bin/env python3
"""Writes into README.md what must never be typed by hand: formats, measured evidence, measured speed.

python packaging/readme.py            bring README.md up to date
python packaging/readme.py --check    only say whether it is
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
CARD = ROOT / "resources" / "models" / "model_card.json"
MEASURED = ROOT / "tests" / "benchmarks" / "measured.json"
HEARD = ROOT / "tests" / "benchmarks" / "measured_speech.json"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def formats() -> str:
    """Every format the program writes, and which of them it reads back."""
    from mmsa_studio.export import FORMATS

    rows = ((f"`{one.id}`", one.title, one.suffix, "yes" if one.read else "") for one in FORMATS.values())
    return _table(("id", "format", "file", "read back"), rows)


def evidence() -> str:
    """Every measured row of the model card, and below them what they were measured on."""
    if not CARD.is_file():
        return "Not measured yet: `python -m mmsa_studio.training all --data FOLDER`."
    rows = json.loads(CARD.read_text("utf-8"))["rows"]
    splits = {split: f"({number})" for number, split in enumerate(dict.fromkeys(row["split"] for row in rows), 1)}
    head = ("what", "measure", "value", "trivial baseline", "aimed at", "published", "data")
    table = _table(head, (_evidence_row(row, splits[row["split"]]) for row in rows))
    return table + "\n\nData: " + "; ".join(f"{sign} {split}" for split, sign in splits.items()) + "."


def _evidence_row(row: dict[str, Any], data: str) -> tuple[str, ...]:
    spread = f" ± {row['spread']:.3f} ({row['seeds']})" if row["seeds"] > 1 else ""
    value = f"{row['value']:.3f}{spread}"
    return row["id"], row["metric"], value, _number(row["baseline"]), _number(row["bar"]), row["anchor"], data


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def speed() -> str:
    """What `python -m tests.benchmarks.analysis --json tests/benchmarks/measured.json` found."""
    if not MEASURED.is_file():
        return "Not measured yet: `python -m tests.benchmarks.analysis --json tests/benchmarks/measured.json`."
    found = json.loads(MEASURED.read_text("utf-8"))
    head = ("film", "bare decoding", "analysis", "ratio", "first curve after", "peak memory")
    rows = (
        (
            f"{row['film_s']:.0f} s", f"{row['decode_s']:.1f} s", f"{row['analysis_s']:.1f} s", f"{row['ratio']:.2f}",
            f"{row['first_curve_s']:.1f} s", f"{row['peak_mib']:.0f} MiB",
        )
        for row in found["rows"]
    )  # fmt: skip
    machine = f"{found['machine']}, {found['cores']} cores, load {found['load_at_end']:.1f} at the end of measuring"
    where = f"`{found['film']}`{_kind(found)} on {machine}."
    growth = found["mib_per_minute_of_film"]
    memory = "" if growth is None else f" From the last but one to the last, a minute of film costs {growth:.1f} MiB."
    return f"{_table(head, rows)}\n\n{where}{memory}{_stages(found['rows'][-1])}"


def _kind(found: dict[str, Any]) -> str:
    """What kind of pictures the film has, where it was made for measuring."""
    return f", {found['picture']}," if found.get("picture") else ""


def _stages(row: dict[str, Any]) -> str:
    """Where the time of the longest film went, as the main thread sees it."""
    stages = row.get("stages_s", {})
    told = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in stages.items() if seconds >= 0.05)
    return f" Of the longest: {told}." if told else ""


def speech() -> str:
    """What `python -m tests.benchmarks.speech --json tests/benchmarks/measured_speech.json` found."""
    if not HEARD.is_file():
        return "Not measured yet: `python -m tests.benchmarks.speech --json tests/benchmarks/measured_speech.json`."
    found = json.loads(HEARD.read_text("utf-8"))
    head = ("computed in", "beam", "word error rate", "times real time", "time over chosen")
    rows = (
        (
            row["precision"] + " (chosen)" * row["chosen"], str(row["beam"]), _number(row["word_error_rate"]),
            f"{row['times_real_time']:.1f}", f"{row['time_over_chosen']:.2f}",
        )
        for row in found["rows"]
    )  # fmt: skip
    machine = f"{found['machine']}, {found['cores']} cores, load {found['load_at_end']:.1f} at the end of measuring"
    where = f"`{found['sound']}`, {found['sound_s']:.0f} s with {found['words']} words, on {machine}."
    left_out = f"With what it is unsure of left out, as in the program: {_number(found['word_error_rate_written'])}."
    return f"{_table(head, rows)}\n\n{where} {left_out}"


SECTIONS: dict[str, Callable[[], str]] = {
    "formats": formats,
    "evidence": evidence,
    "speech": speech,
    "speed": speed,
}


def generated(text: str) -> str:
    """The README with every generated section as it is now."""
    for name, make in SECTIONS.items():
        pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end: {name} -->)", re.DOTALL)
        content = make()
        text, found = pattern.subn(lambda match, content=content: f"{match[1]}{content}\n{match[2]}", text)
        if found != 1:
            raise SystemExit(f"README.md needs exactly one section “{name}”.")
    return text


def main() -> int:
    """Write, or with `--check` compare."""
    parser = argparse.ArgumentParser(description="Bring the generated parts of README.md up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when it is out of date")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    before = README.read_text("utf-8")
    after = generated(before)
    if options.check:
        return int(before != after)
    README.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
