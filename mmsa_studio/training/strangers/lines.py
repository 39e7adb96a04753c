"""Strangers' words: lines of Chinese television series, a language that the text encoder does not know."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from mmsa_studio.core.card import STRANGER, Row
from mmsa_studio.core.circumplex import polarities
from mmsa_studio.core.film import Cue
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, POLARITIES
from mmsa_studio.features.text import NAMES, TextEncoder
from mmsa_studio.media.cues import place_words
from mmsa_studio.training import corpus_files
from mmsa_studio.training.text_scores import polarity_row

FILE = "text/cped/valid.tsv"
_FIRST_CATEGORY = NAMES.index(f"{TEXT}.category.{CATEGORIES[0]}")
_CATEGORY = slice(_FIRST_CATEGORY, _FIRST_CATEGORY + len(CATEGORIES))


def rows(data: Path) -> list[Row]:
    """What is said of the lines though they are not understood; none where they are not there.

    Raises:
        StudioError: when the collection is not as expected, or weights are missing.
    """
    table = data / FILE
    if not table.is_file():
        return []
    listed = list(corpus_files.rows(table, ("text", "sentiment")))
    meanings = {name: place for place, name in enumerate(POLARITIES)}
    truth = np.array([corpus_files.known(meanings, row["sentiment"], table) for row in listed])
    return [
        polarity_row(
            "zh-sentiment",
            polarities(_categories([row["text"] for row in listed])),
            truth,
            split=f"CPED, {len(listed):,} lines of five Chinese television series; not read: the text encoder knows "
            "English only, and this is what it gives all the same",
            bar=0.55,
            kind=STRANGER,
            details={"would help": "a text encoder that knows many languages"},
        )
    ]


def _categories(texts: list[str]) -> FloatArray:
    """What the text encoder gives for subtitles, split into words as the program splits them. shape (n, C)"""
    cues = [place_words(Cue(Fraction(0), Fraction(1), text)) for text in texts]
    readings = TextEncoder().read([[word.text for word in cue.words] for cue in cues])
    logs: FloatArray = np.stack([reading.line[_CATEGORY] for reading in readings])
    return np.exp(logs)
