"""The README tells what is true now: no number in it is typed by hand, and what it names is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mmsa_studio.cli import COMMANDS
from mmsa_studio.core import card

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CARD = (ROOT / "resources" / "models" / "CARD.md").read_text("utf-8")


def test_generated_parts_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "readme.py"), "--check"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, "run: python packaging/readme.py" + ended.stderr


def test_everything_linked_is_there() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("row", card.rows(), ids=lambda row: row.id)
def test_the_card_tells_every_measured_row(row: card.Row) -> None:
    assert CARD.count(f"| `{row.id}` | {row.kind} |") == 1
    assert row.split in CARD


@pytest.mark.parametrize("figure", card.FIGURES, ids=lambda figure: figure.said)
def test_what_matters_stands_in_readme_and_card_with_strangers_beside_home(figure: card.Figure) -> None:
    values = [f"{found.value:.2f}" if (found := card.row(name)) else "–" for name in (figure.home, figure.stranger)]
    line = rf"^\| {re.escape(figure.said)} \| [^|]+ \| {values[0]} \| {values[1]} \|$"
    assert re.search(line, README, re.MULTILINE)
    assert re.search(line, CARD, re.MULTILINE)


def test_every_number_says_whose_people_it_was_measured_on() -> None:
    assert {row.kind for row in card.rows()} <= {card.HOME, card.STRANGER}


def test_every_command_is_told() -> None:
    for command in COMMANDS:
        assert f"mmsa-studio {command}" in README
