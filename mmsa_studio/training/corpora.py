"""Readers for the data sets a person may bring, each from the folder its authors hand out.

A clip that is not there leaves its item with `media` None, because its line and its label still hold; a row that
cannot be understood is a StudioError that names the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.training.corpus_files import (
    columns_of,
    find,
    known,
    number,
    odd,
    parts,
    places,
    rows,
    signals,
    signed,
    some,
    text_of,
    there,
)

Kind = Literal["text", "voice", "face", "film"]


@dataclass(frozen=True)
class Item:
    """One labelled line, recording, picture, clip or stretch of a film.

    Attributes:
        text: what is said; empty where nothing is, or nobody wrote it down.
        media: the file; None where there is none or it was not brought.
        kind: what the file holds: a voice, one face, or a film with both; "text" where only words belong to it.
        speaker: who must not be on both sides of a split; empty when unknown.
        split: "train", "dev" or "test" as the authors split it; empty when they did not.
        category: a distribution over CATEGORIES; None where nothing was said about them.
        valence: -1..1 or None.
        arousal: -1..1 or None.
        box: left, top, width and height of the face in the picture, in pixels.
        seconds: where in the film, from and to.
        scores: ratings relative to all films of the set, by its own names; good for correlation, not as a target.
    """

    text: str
    media: Path | None
    kind: Kind
    speaker: str = ""
    split: str = ""
    category: tuple[float, ...] | None = None
    valence: float | None = None
    arousal: float | None = None
    box: tuple[int, int, int, int] | None = None
    seconds: tuple[float, float] | None = None
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """A data set: what its licence is, whether weights trained on it may be passed on, and how to read it."""

    name: str
    licence: str
    may_ship: bool
    read: Callable[[Path], Iterator[Item]]


def recognise(folder: Path) -> Corpus | None:
    """Tell by its name which corpus a folder holds: `CMU-MOSI`, `MELD.Raw` and `crema_d` are all understood."""
    plain = _letters(folder.name)
    return next((corpus for key, corpus in CORPORA.items() if _letters(key) in plain), None)


def survey(corpus: Corpus, folder: Path) -> str:
    """Read a whole corpus and say in one line what is there and what is not.

    Raises:
        StudioError: a file is missing or a row cannot be understood.
    """
    kinds: Counter[str] = Counter()
    without_media = without_label = 0
    for item in corpus.read(folder):
        kinds[item.kind] += 1
        without_media += item.media is None
        without_label += item.category is None and item.valence is None and not item.scores
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    shipping = "weights may be shipped" if corpus.may_ship else "weights trained on it must not be shipped"
    return (
        f"{corpus.name}: {counts}; {without_media} without their file, {without_label} without a label; "
        f"{corpus.licence}, {shipping}"
    )


_CREMA_LINES = {
    "IEO": "It's eleven o'clock.",
    "TIE": "That is exactly what happened.",
    "IOM": "I'm on my way to the meeting.",
    "IWW": "I wonder what this is about.",
    "TAI": "The airplane is almost full.",
    "MTI": "Maybe tomorrow it will be cold.",
    "IWL": "I would like a new alarm clock.",
    "ITH": "I think I have a doctor's appointment.",
    "DFA": "Don't forget a jacket.",
    "ITS": "I think I've seen this before.",
    "TSI": "The surface is slick.",
    "WSI": "We'll stop in a couple of minutes.",
}
_CREMA_EMOTIONS = {
    "ANG": "anger",
    "DIS": "disgust",
    "FEA": "fear",
    "HAP": "joy",
    "SAD": "sadness",
    "NEU": "neutral",
}
# One recording of the set says X where the others say XX: level not given.
_CREMA_NAME = re.compile(r"(\d{4})_([A-Z]{3})_([A-Z]{3})_(?:LO|MD|HI|XX?)")


def _read_crema_d(root: Path) -> Iterator[Item]:
    """Label every clip with the emotion its actor was asked for."""
    files = (*sorted(root.glob("AudioWAV/*.wav")), *sorted(root.glob("VideoFlash/*.flv")))
    for file in some(files, root, "AudioWAV/*.wav"):
        speaker, line, emotion = parts(_CREMA_NAME, file)
        kind: Kind = "voice" if file.suffix == ".wav" else "film"
        category = _only(known(_CREMA_EMOTIONS, emotion, file))
        yield Item(known(_CREMA_LINES, line, file), file, kind, speaker, category=category)


_RAVDESS_KINDS: dict[str, Kind] = {"01": "film", "02": "face", "03": "voice"}
# Calm was recorded as a second baseline beside neutral.
_RAVDESS_EMOTIONS = dict(
    zip(
        ("01", "02", "03", "04", "05", "06", "07", "08"),
        ("neutral", "neutral", "joy", "sadness", "anger", "fear", "disgust", "surprise"),
        strict=True,
    )
)
_RAVDESS_LINES = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
_RAVDESS_NAME = re.compile(r"(\d\d)-\d\d-(\d\d)-\d\d-(\d\d)-\d\d-(\d\d)")


def _read_ravdess(root: Path) -> Iterator[Item]:
    files = (file for file in sorted(root.rglob("Actor_*/*")) if file.suffix in {".wav", ".mp4"})
    for file in some(files, root, "Actor_*/*.wav"):
        modality, emotion, line, speaker = parts(_RAVDESS_NAME, file)
        kind = known(_RAVDESS_KINDS, modality, file)
        category = _only(known(_RAVDESS_EMOTIONS, emotion, file))
        yield Item(known(_RAVDESS_LINES, line, file), file, kind, speaker, category=category)


_MELD_CLIPS = {"train": "train_splits", "dev": "dev_splits_complete", "test": "output_repeated_splits_test"}
# Quotes, dashes and dots that went through the wrong encoding on their way into the tables.
_MELD_REPAIRS = str.maketrans(dict(zip("\x85\x91\x92\x93\x94\x96\x97", ("...", *"''\"\"--"), strict=True)))


def _read_meld(root: Path) -> Iterator[Item]:
    """Keep the emotions; the sentiments are signs without a strength, and therefore no valence."""
    for split, clips in _MELD_CLIPS.items():
        table = find(root, f"{split}_sent_emo.csv")
        folder = root / clips if (root / clips).is_dir() else table.parent / clips
        for row in rows(table, ("Utterance", "Speaker", "Emotion", "Dialogue_ID", "Utterance_ID")):
            clip = folder / f"dia{row['Dialogue_ID']}_utt{row['Utterance_ID']}.mp4"
            text = row["Utterance"].translate(_MELD_REPAIRS)
            category = _only(known({name: name for name in CATEGORIES}, row["Emotion"].lower(), table))
            yield Item(text, there(clip), "film", row["Speaker"], split, category)


_MMSA_SPLITS = {"train": "train", "valid": "dev", "test": "test"}


def _read_mmsa(root: Path, scale: float) -> Iterator[Item]:
    """Read the layout of MMSA; a video stands for its speaker, and sentiment from -scale to scale for valence."""
    table = find(root, "label.csv")
    for row in rows(table, ("video_id", "clip_id", "text", "label", "mode")):
        folder = root / "Raw" / row["video_id"]
        # A spreadsheet takes the zeros away that the files' names still have.
        clip = there(folder / f"{row['clip_id']}.mp4") or there(folder / f"{row['clip_id']:0>4}.mp4")
        split = known(_MMSA_SPLITS, row["mode"], table)
        valence = signed(row["label"], table, scale)
        yield Item(row["text"], clip, "film", row["video_id"], split, valence=valence)


# Contempt is counted as disgust, as everywhere here; the last three are none, uncertain and no face.
_AFFECTNET = ("neutral", "joy", "sadness", "surprise", "fear", "disgust", "anger", "disgust", "", "", "")
_AFFECTNET_EMOTIONS = {str(code): name for code, name in enumerate(_AFFECTNET)}
_AFFECTNET_UNRATED = -2.0
_AFFECTNET_BOX = ("face_x", "face_y", "face_width", "face_height")
_AFFECTNET_COLUMNS = ("subDirectory_filePath", *_AFFECTNET_BOX, "expression", "valence", "arousal")


def _read_affectnet(root: Path) -> Iterator[Item]:
    images = next((folder for folder in places(root, "Manually_Annotated_Images") if folder.is_dir()), root)
    for split, name in (("train", "training.csv"), ("dev", "validation.csv")):
        table = find(root, name)
        for row in rows(table, _AFFECTNET_COLUMNS):
            emotion = known(_AFFECTNET_EMOTIONS, row["expression"], table)
            valence, arousal = (
                None if number(row[key], table) == _AFFECTNET_UNRATED else signed(row[key], table)
                for key in ("valence", "arousal")
            )
            left, top, width, height = (int(number(row[key], table)) for key in _AFFECTNET_BOX)
            yield Item(
                "",
                there(images / row["subDirectory_filePath"]),
                "face",
                split=split,
                category=_only(emotion) if emotion else None,
                valence=valence,
                arousal=arousal,
                box=(left, top, width, height),
            )


_FORREST_TABLE = "emotions/audio-visual/segmentation/emotions_av_shots_thr50.tsv"
_FORREST_ROW = re.compile(
    r"([\d.]+)\t([\d.]+)\tchar=(\S+) tags=(\S*) arousal=(-?[\d.]+) val_pos=([\d.]+) val_neg=([\d.]+)"
)
_FORREST_EMOTIONS = {
    "anger": "anger",
    "angerrage": "anger",
    "anger/rage": "anger",
    "contempt": "disgust",
    "fear": "fear",
    "happiness": "joy",
    "sadness": "sadness",
}


def _read_studyforrest(root: Path) -> Iterator[Item]:
    """Read what half of the observers saw in each character; the film itself is not handed out."""
    table = root / _FORREST_TABLE
    for line in text_of(table).splitlines():
        match = _FORREST_ROW.fullmatch(line)
        if match is None:
            raise odd(table, line)
        start, end, who, tags, arousal, positive, negative = match.groups()
        emotions = [_FORREST_EMOTIONS[tag] for tag in tags.split(",") if tag in _FORREST_EMOTIONS]
        valence = number(positive, table) - number(negative, table)
        seconds = number(start, table), number(end, table)
        category = _spread(emotions) if emotions else None
        yield Item("", None, "film", who, "", category, valence, signed(arousal, table), seconds=seconds)


_EMO_FILM_NAME = re.compile(r"Annot_(\w+)_stim\.tsv")
_FILM_SUFFIXES = {".mp4", ".mkv", ".mov", ".webm", ".avi", ".m4v"}


def _read_emo_film(root: Path) -> Iterator[Item]:
    """Read the consensus of the annotators, a z-score for every second of a film; a film is found by its name."""
    tables = sorted(root.rglob("Annot_*_stim.tsv.gz"))
    for table in some(tables, root, "Annot_*_stim.tsv.gz"):
        (film,) = parts(_EMO_FILM_NAME, table)
        columns = columns_of(table.with_name(f"Annot_{film}_stim.json"))
        clips = sorted(file for file in root.rglob(f"{film}.*") if file.suffix.lower() in _FILM_SUFFIXES)
        for second, row in enumerate(signals(table, columns)):
            yield Item("", clips[0] if clips else None, "film", seconds=(second, second + 1), scores=row)


CORPORA: Mapping[str, Corpus] = {
    "crema-d": Corpus("CREMA-D", "ODbL 1.0", True, _read_crema_d),
    "ravdess": Corpus("RAVDESS", "CC BY-NC-SA 4.0", False, _read_ravdess),
    "meld": Corpus("MELD", "GPL-3.0, clips of a television series", False, _read_meld),
    "sims": Corpus("CH-SIMS", "no open licence known", False, partial(_read_mmsa, scale=1.0)),
    "mosei": Corpus("CMU-MOSEI", "no open licence known", False, partial(_read_mmsa, scale=3.0)),
    "mosi": Corpus("CMU-MOSI", "no open licence known", False, partial(_read_mmsa, scale=3.0)),
    "affectnet": Corpus("AffectNet", "research agreement", False, _read_affectnet),
    "studyforrest": Corpus("studyforrest", "CC0 1.0", True, _read_studyforrest),
    "emo-film": Corpus("Emo-FilM", "CC0 1.0", True, _read_emo_film),
}


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _spread(names: Iterable[str]) -> tuple[float, ...]:
    votes = Counter(names)
    return tuple(votes[name] / votes.total() for name in CATEGORIES)


def _only(name: str) -> tuple[float, ...]:
    return _spread((name,))
