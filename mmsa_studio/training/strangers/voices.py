"""Strangers' voices: Polish actors, and sounds without words, heard as the program hears a film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from mmsa_studio.core.card import STRANGER, Row
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.base import expression_names
from mmsa_studio.features.voice import Ear, utterances
from mmsa_studio.features.voice_model import NAME, voice_model
from mmsa_studio.features.voice_steps import STEP_SAMPLES, Steps
from mmsa_studio.media.probe import probe
from mmsa_studio.media.sound import SAMPLE_RATE, SoundChunk, read_sound
from mmsa_studio.training import corpus_files
from mmsa_studio.training.strangers.answers import Answered

ACTORS, BURSTS = "voice/strangers_nemo", "voice/emogator"
SIX = ("anger", "fear", "joy", "neutral", "sadness", "surprise")
FOUR = ("anger", "joy", "neutral", "sadness")
HELD_OUT = 5
"""Bursts of every fifth contributor are never to be trained on."""

_ACTED = {
    "anger": "anger", "fear": "fear", "happiness": "joy", "neutral": "neutral", "sadness": "sadness",
    "surprised": "surprise",
}  # fmt: skip
_UTTERED = {
    "Amusement": "joy", "Anger": "anger", "Disgust": "disgust", "Ecstasy": "joy", "Elation": "joy", "Fear": "fear",
    "Neutral": "neutral", "Sadness": "sadness", "Surprise (Negative)": "surprise", "Surprise (Positive)": "surprise",
}  # fmt: skip
"""Awe, distress, pain and relief belong to none of the seven, or to several."""
_EMOTIONS = tuple(name for name in CATEGORIES if name in _UTTERED.values())
_SILENT = 1e-3
"""Loudest sample below which a recording holds nothing: a few contributors sent silence."""
_BLOCK = len(expression_names(NAME))
_ACTORS_SPLIT = "nEMO, nine Polish actors, 25 recordings of each emotion; the answer is any of seven categories"
_BURSTS_SPLIT = (
    "EmoGator, laughs, sobs, screams and sighs without words, every one a film of its own: the first of each kind by "
    "every fifth contributor, who said himself what it is"
)
_OTHER_SPEAKERS = "a second collection of speakers in another language, with surprise, for training"
_OWN_MEAN = "two readings, one with and one without what is usual for the film taken off"
_KINDS_OF_SOUND = "training on bursts, and a network that knows which kind of sound it hears"


@dataclass(frozen=True, eq=False)
class Recording:
    """A labelled recording: whose it is, its place in `CATEGORIES`, and its sound at 16 kHz. sound shape (N,)"""

    speaker: str
    label: int
    sound: FloatArray


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording as it is heard: its place in `CATEGORIES`, and its steps."""

    label: int
    steps: Steps


def actors(data: Path) -> list[list[Recording]]:
    """The recordings of every actor of nEMO; none where it is not there.

    Raises:
        StudioError: when the corpus is not as expected.
    """
    read = _recordings(data / ACTORS, "emotion", _ACTED)
    return [list(own) for _, own in groupby(read, key=lambda one: one.speaker)]


def bursts(data: Path) -> list[Recording]:
    """One burst of every kind by every fifth contributor of EmoGator; none where it is not there.

    Raises:
        StudioError: when the corpus is not as expected.
    """
    chosen = [name for name in sorted((data / BURSTS).glob("*.opus")) if int(name.stem) % HELD_OUT == 0]
    read = _recordings(data / BURSTS, "category", _UTTERED, {path.name for path in chosen}, instance="1")
    return [one for one in read if np.abs(one.sound).max() >= _SILENT]


def heard(film: Sequence[Recording]) -> list[Heard]:
    """Recordings that follow each other in one film, a pause of a step after each, as they are heard."""
    parts = [np.pad(one.sound, (0, -len(one.sound) % STEP_SAMPLES + STEP_SAMPLES)) for one in film]
    ear = Ear(voice_model().encoder)
    steps = Steps.joined([*ear.hear(SoundChunk(0, np.concatenate(parts))), *ear.hear_rest()])
    ends = np.cumsum([0, *(len(part) // STEP_SAMPLES for part in parts)])
    places = [slice(first, last) for first, last in pairwise(ends)]
    return [Heard(one.label, steps.part(place)) for one, place in zip(film, places, strict=True)]


def expressed(film: Sequence[Heard]) -> list[FloatArray]:
    """The expression block of the speech in every recording, when all of them are one film. each (steps, 9)"""
    whole = Steps.joined([one.steps for one in film])
    valid = utterances(whole.valid)
    blocks = np.zeros((len(valid), _BLOCK), np.float32)
    if valid.any():
        blocks = voice_model().columns(replace(whole, valid=valid))[:, -_BLOCK:]
    ends = np.cumsum([0, *(len(one.steps.valid) for one in film)])
    return [blocks[first:last][valid[first:last]] for first, last in pairwise(ends)]


def answered(films: Sequence[Sequence[Heard]]) -> Answered:
    """What is answered to every recording, each film judged by what is usual in it."""
    blocks = [block for film in films for block in expressed(film)]
    return Answered.to(blocks, [one.label for film in films for one in film])


def rows(speakers: Sequence[Sequence[Heard]]) -> list[Row]:
    """The rows of the model card from what is heard of every actor; none without actors."""
    if not speakers:
        return []
    whole = answered(speakers)
    films = [_only(speaker, name) for speaker in speakers for name in FOUR]
    single = answered([film for film in films if film])
    film, alone = "each speaker is a film", "each speaker is four films, which hold one emotion only"
    return [
        _row("stranger-voices-6", whole, SIX, film, 0.60, _OTHER_SPEAKERS),
        _row("stranger-voices-4", whole, FOUR, film, 0.70, _OTHER_SPEAKERS),
        _row("stranger-voices-one-emotion", single, FOUR, alone, 0.60, _OWN_MEAN),
    ]


def burst_rows(films: Sequence[Sequence[Heard]]) -> list[Row]:
    """How bursts are called and how surely, every one a film of its own; none without bursts."""
    if not films:
        return []
    told = answered(films)
    details = told.details() | {"would help": _KINDS_OF_SOUND}
    return [
        Row(
            "bursts", f"unweighted recall, {len(_EMOTIONS)} classes; unheard is missed", told.recall(_EMOTIONS),
            split=_BURSTS_SPLIT, baseline=1 / len(_EMOTIONS), bar=0.40, kind=STRANGER, details=details,
        ),
        Row(
            "bursts-overconfidence", "mean confidence minus accuracy, where something is heard; small is good",
            told.overconfidence(), split=_BURSTS_SPLIT, bar=0.10, kind=STRANGER,
            details={"would help": _KINDS_OF_SOUND},
        ),
    ]  # fmt: skip


def _row(name: str, told: Answered, categories: Sequence[str], film: str, bar: float, helps: str) -> Row:
    return Row(
        name,
        f"unweighted recall, {len(categories)} classes",
        told.recall(categories),
        split=f"{_ACTORS_SPLIT}; {film}",
        baseline=1 / len(categories),
        bar=bar,
        kind=STRANGER,
        details=told.details() | {"would help": helps},
    )


def _only(speaker: Sequence[Heard], category: str) -> list[Heard]:
    return [one for one in speaker if one.label == CATEGORIES.index(category)]


def _recordings(
    folder: Path, column: str, meanings: Mapping[str, str], files: set[str] | None = None, **wanted: str
) -> list[Recording]:
    """The recordings a table lists, by file: those of the files, with a meaning and with what is wanted in a column."""
    table = folder / "index.tsv"
    if not folder.is_dir():
        return []
    listed = [
        row
        for row in corpus_files.rows(table, ("file", "start_s", "end_s", column, *wanted))
        if (files is None or row["file"] in files)
        and row[column] in meanings
        and all(row[name] == value for name, value in wanted.items())
    ]
    made = []
    for file, own in groupby(listed, key=lambda row: row["file"]):
        sound = np.concatenate([chunk.samples for chunk in read_sound(probe(folder / file))])
        for row in own:
            first, last = (round(corpus_files.number(row[name], table) * SAMPLE_RATE) for name in ("start_s", "end_s"))
            made.append(Recording(Path(file).stem, CATEGORIES.index(meanings[row[column]]), sound[first:last]))
    return made
