"""Files of a kind, made from a number, and what became of them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import crafted, directed, seeds
from tests.fuzz.supervisor import Verdict, judged


def files(kind: str, count: int, seed: int, folder: Path) -> Iterator[Path]:
    """The whole files, those made to hurt, and so many mutants; the same for the same numbers."""
    whole = seeds(kind, folder / "whole")
    contents = [path.read_bytes() for path in whole]
    for path in whole:
        place = folder / "0" / path.name
        place.parent.mkdir(exist_ok=True)
        yield Path(shutil.copy(path, place))
    if kind == "projects":
        yield from crafted(folder / "crafted")
    for number, (name, content) in enumerate(directed(kind)):
        yield _written(folder / f"directed-{number}" / name, content)
    for number in range(count):
        chance = random.Random(f"{kind} {seed} {number}")
        origin = chance.randrange(len(whole))
        content = mutated(contents[origin], contents, chance)
        yield _written(folder / f"{seed}-{number}" / whole[origin].name, content)


def run(kind: str, count: int, seed: int, folder: Path) -> list[Verdict]:
    """Make files and have them read."""
    return judged(kind, [*files(kind, count, seed, folder)])


def keep(verdicts: list[Verdict], kind: str, target: Path) -> None:
    """Put the findings into a folder, each with how to repeat it."""
    for number, one in enumerate(verdicts):
        place = target / f"{kind}-{number}"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(one.path, place)
        command = f"python -m tests.fuzz.child {kind} {place / one.path.name}"
        (place / "finding.txt").write_text(f"{command}\nfrom {one.path}\n\n{one.said}\n")


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path
