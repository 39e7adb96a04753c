"""Repeat every published number on this machine, and say what could not be repeated."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from mmsa_studio.core.card import Row
from mmsa_studio.core.errors import EXIT_DONE, EXIT_FAILED, StudioError
from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.sentences import Notice, Sentence
from mmsa_studio.training.card import read_card

TRAINED = ("text", "voice", "face", "fusion")
PARTS = (*TRAINED, "strangers")
_HEADINGS = ("id", "measure", "here", "published", "baseline", "bar", "split")


def evaluate(data: Path | None, hook: Hook, parts: Sequence[str] = PARTS) -> list[Row]:
    """Measure everything that can be measured here.

    Args:
        data: folder with `text/`, `voice/` and `face/`; None to measure nothing and say so.
        hook: told how far it is, and a `Notice` for each part that could not be run; may raise `Cancelled`.
        parts: what to measure, some of `PARTS`.
    """
    rows: list[Row] = []
    for place, part in enumerate(parts):
        if data is None:
            hook(Notice("evidence.not_run", {"part": part, "reason": Sentence("evidence.no_data")}))
            continue
        if absent := _absent(data, part):
            reason = Sentence("evidence.no_folder", {"folders": ", ".join(absent)})
            hook(Notice("evidence.not_run", {"part": part, "reason": reason}))
            continue
        hook(Progress(f"Measuring {part}", place / len(parts)))
        try:
            rows += _evidence(part)(data)
        except StudioError as error:
            hook(Notice("evidence.not_run", {"part": part, "reason": error.sentence}))
    hook(Progress("Measured", 1.0))
    return rows


def run(data: Path | None, *, as_json: bool, out: TextIO, hook: Hook = lambda event: None) -> int:
    """The command `mmsa-studio evaluate`: a table, or the rows as JSON.

    Args:
        data: folder of the test data; None measures nothing and says so.
        as_json: whether rows are printed as JSON.
        out: where they are printed.
        hook: told how far it is; what could not be run is printed with the rows.

    Returns:
        The exit code: 0 when everything that is published was measured again, 1 otherwise.
    """
    notes: list[str] = []
    rows = evaluate(data, lambda event: notes.append(event.message) if isinstance(event, Notice) else hook(event))
    published = {row["id"]: row for row in read_card()["rows"]}
    absent = sorted(published.keys() - {row.id for row in rows})
    if as_json:
        json.dump({"rows": [asdict(row) for row in rows], "not_run": notes, "not_repeated": absent}, out, indent=1)
        out.write("\n")
        return EXIT_FAILED if absent else EXIT_DONE
    if rows:
        out.write(table([_cells(row, published.get(row.id, {}).get("value")) for row in rows]))
    out.writelines(f"{note}\n" for note in notes)
    out.writelines(f"Published and not repeated here: {', '.join(absent)}\n" if absent else "")
    return EXIT_FAILED if absent else EXIT_DONE


def table(cells: list[tuple[str, ...]]) -> str:
    """Rows under their headings, in columns as wide as needed."""
    lines = [_HEADINGS, *cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)


def _cells(row: Row, published: float | None) -> tuple[str, ...]:
    return (
        row.id,
        row.metric,
        f"{row.value:.3f} ± {row.spread:.3f}",
        *("" if number is None else f"{number:.3f}" for number in (published, row.baseline, row.bar)),
        row.split,
    )


def _evidence(part: str) -> Callable[[Path], list[Row]]:
    module = importlib.import_module(f"mmsa_studio.training.{part}")
    evidence: Callable[[Path], list[Row]] = module.evidence
    return evidence


def _absent(data: Path, part: str) -> list[str]:
    """The folders a part needs to be measured that are not there."""
    needed = {"fusion": TRAINED[:3], "strangers": ()}.get(part, (part,))
    return [str(data / folder) for folder in needed if not (data / folder).is_dir()]
