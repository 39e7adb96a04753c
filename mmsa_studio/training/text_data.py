"""Lines with labels: GoEmotions, XED film subtitles and EmoBank, each in the split it is reported on."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.vocabulary import CATEGORIES

SPLITS = ("train", "dev", "test")
EKMAN = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "admiration", "amusement", "approval", "caring", "desire", "excitement", "gratitude",
        "joy", "love", "optimism", "pride", "relief",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}  # fmt: skip
"""The Ekman grouping of the GoEmotions labels by Demszky et al. (2020)."""

PLUTCHIK = ("anger", "anticipation", "disgust", "fear", "joy", "sadness", "surprise", "trust", "neutral")
"""The labels of XED in the order of its numbers, with its neutral lines last."""

TASKS = {"category": len(CATEGORIES), "affect": 2, "goemotions": len(CATEGORIES), "fine": 28, "xed": len(PLUTCHIK)}
"""What a line can be labelled with, and how many numbers that takes."""

_SPACED_MARK = re.compile(r"\s+([.,!?;:%)\]…])")
_SPACED_TAIL = re.compile(r"\s+(n't|'(?:s|re|ve|m|ll|d)\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A labelled line.

    Attributes:
        text: the line with its marks back at their words.
        source: `goemotions`, `xed` or `emobank`.
        split: one of `SPLITS`.
        targets: by task; a task that is not there is not known.
        id: what the corpus calls it; empty when it has no name.
    """

    text: str
    source: str
    split: str
    targets: dict[str, NDArray[np.float32]]
    id: str = ""


def read_lines(data: Path) -> list[Line]:
    """All lines of the three sets.

    Args:
        data: the folder that holds `text/`.

    Raises:
        StudioError: when a file is missing.
    """
    folder = data / "text"
    return [*_goemotions(folder), *_xed(folder), *_emobank(folder)]


def joined(text: str) -> str:
    """A corpus line with the spaces before its marks taken out, as a subtitle has it."""
    return _SPACED_TAIL.sub(r"\1", _SPACED_MARK.sub(r"\1", text)).strip()


def split_of(text: str) -> str:
    """The fixed split of a line by its letters, so that the same words never lie on both sides: 80, 10, 10 %."""
    letters = re.sub(r"\W+", "", text.casefold())
    tenth = int.from_bytes(hashlib.sha256(letters.encode()).digest()[:4], "big") % 10
    return "test" if tenth == 0 else "dev" if tenth == 1 else "train"


def previous_lines(lines: Sequence[Line]) -> dict[int, int]:
    """Which line of EmoBank stands right before which, by the documents and letters their ids tell of."""
    spans = {}
    for place, line in enumerate(lines):
        document, *span = line.id.rsplit("_", 2)
        if len(span) == 2 and all(map(str.isdigit, span)):
            spans[place] = (document, int(span[0]), int(span[1]))
    ends = {(document, end): place for place, (document, _, end) in spans.items()}
    return {
        place: ends[document, start - gap]
        for place, (document, start, _) in spans.items()
        for gap in (0, 1)
        if (document, start - gap) in ends
    }


def _goemotions(folder: Path) -> Iterator[Line]:
    labels = _opened(folder / "goemotions_labels.txt").split()
    category = [next(i for i, name in enumerate(CATEGORIES) if label in EKMAN[name]) for label in labels]
    for split in SPLITS:
        for text, ids, name in _rows(folder / f"goemotions_{split}.tsv"):
            fine = [int(number) for number in ids.split(",")]
            ekman = _flags(len(CATEGORIES), (category[number] for number in fine))
            targets = {"goemotions": ekman, "fine": _flags(len(labels), fine), "category": ekman / ekman.sum()}
            yield Line(joined(text), "goemotions", split, targets, name)


def _xed(folder: Path) -> Iterator[Line]:
    for text, numbers in _rows(folder / "xed_en.tsv"):
        yield _xed_line(text, {int(number) - 1 for number in numbers.split(",")})
    for _, *texts in _rows(folder / "xed_en_neutral.tsv"):
        if text := " ".join(texts).strip():
            yield _xed_line(text, {PLUTCHIK.index("neutral")})


def _xed_line(text: str, labels: set[int]) -> Line:
    targets = {"xed": _flags(len(PLUTCHIK), labels)}
    shared = [CATEGORIES.index(PLUTCHIK[label]) for label in labels if PLUTCHIK[label] in CATEGORIES]
    if shared:
        targets["category"] = _flags(len(CATEGORIES), shared) / np.float32(len(shared))
    return Line(joined(text), "xed", split_of(text), targets)


def _emobank(folder: Path) -> Iterator[Line]:
    for row in csv.DictReader(io.StringIO(_opened(folder / "emobank.csv"))):
        ratings = np.array([float(row["V"]), float(row["A"])], np.float32)
        yield Line(joined(row["text"]), "emobank", row["split"], {"affect": ratings}, row["id"])


def _flags(count: int, places: Iterable[int]) -> NDArray[np.float32]:
    flags = np.zeros(count, np.float32)
    flags[list(places)] = 1
    return flags


def _rows(path: Path) -> Iterator[list[str]]:
    for line in _opened(path).split("\n"):
        if line.strip():
            yield line.rstrip("\r").split("\t")


def _opened(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise StudioError("corpus.no_text", path=str(path)) from error
