"""Banks of real lines, voices and faces as the shipped encoders see them, on three sides that never meet.

The encoders fit the lines, voices and faces they were trained on too well; fusion learns how far to rely on
them from those they were not: development lines, validation faces, and voices as judged by networks that never
heard the speaker. It is tested on official test lines, test faces, and speakers of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.modality import MODALITIES
from mmsa_studio.core.paths import atomic_path, cache_dir
from mmsa_studio.core.track import STEP, FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.base import embedding_names, expression_names
from mmsa_studio.features.weights import load_weights, sha256_of
from mmsa_studio.training.scenes import Bank, make_bank

TRAIN, CALIBRATE, TEST = "train", "calibrate", "test"
SIDES = (TRAIN, CALIBRATE, TEST)

Log = Callable[[str], None]

WORD_S = 0.33
"""Length of a spoken word in seconds, as in film dialogue."""
SPEAKER_SIDES = {12: CALIBRATE, 14: CALIBRATE, 15: TEST, 16: TEST}
"""EMO-DB speakers, a man and a woman each, whose voices fusion is not fitted to."""
_VOICE_SEED = 1
_RECORDINGS = 4
"""How often an utterance is in the bank: as recorded, and as three other films would sound."""

KEPT: dict[str, tuple[str, ...]] = {
    "text": (*embedding_names("text"), *expression_names("text")),
    # every voice network has an embedding of its own: only what they say can be compared
    "voice": expression_names("voice"),
    "face": (*embedding_names("face"), *expression_names("face")),
}
"""Columns of each track that banks keep."""
EXPRESSION = {modality: expression_names(modality) for modality in MODALITIES}
"""What each modality says by itself: what fusion reads."""


def load_banks(data: Path, log: Log, columns: Mapping[str, tuple[str, ...]] = EXPRESSION) -> dict[str, dict[str, Bank]]:
    """All banks by side and modality; what was encoded before with the same encoders is taken from the cache.

    Args:
        data: the folder of real data.
        log: told how it goes.
        columns: what is read of each modality.

    Raises:
        StudioError: when data or the weights of an encoder are missing.
    """
    made = {"text": _text, "voice": _voice, "face": _face}
    by_modality = {modality: _cached(modality, made[modality], data, log) for modality in MODALITIES}
    return {side: {m: by_modality[m][side].reading(columns[m]) for m in MODALITIES} for side in SIDES}


def _cached(modality: str, make: Callable[[Path, Log], dict[str, Bank]], data: Path, log: Log) -> dict[str, Bank]:
    folder = cache_dir() / "training"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bank-{modality}-{sha256_of(modality)[:16]}.npz"
    if not path.is_file():
        log(f"fusion: encoding {modality}")
        arrays = {
            f"{side}/{name}": getattr(bank, name)
            for side, bank in make(data, log).items()
            for name in ("steps", "starts", "labels", "groups")
        }
        with atomic_path(path) as temporary:
            np.savez(temporary, **arrays)
    with np.load(path, allow_pickle=False) as kept:
        return {
            side: Bank(
                modality, KEPT[modality], kept[f"{side}/steps"], kept[f"{side}/starts"], kept[f"{side}/labels"],
                kept[f"{side}/groups"],
            )
            for side in SIDES
        }  # fmt: skip


def _text(data: Path, log: Log) -> dict[str, Bank]:
    """Lines of GoEmotions and XED: development lines to fit and calibrate, test lines to test."""
    from mmsa_studio.features.text import TextEncoder
    from mmsa_studio.training.text_data import read_lines

    encoder = TextEncoder()
    lines = [line for line in read_lines(data) if line.split != "train" and "category" in line.targets]
    rows = encoder.encode([line.text for line in lines])
    items = [spoken(words[:, places(encoder.names, "text")]) for words in rows]
    groups = np.array([int(hashlib.sha256(line.text.encode()).hexdigest()[:12], 16) for line in lines])
    sides = [TEST if line.split == "test" else _side(group) for line, group in zip(lines, groups, strict=True)]
    return _by_side("text", items, np.stack([line.targets["category"] for line in lines]), groups, sides)


def _voice(data: Path, log: Log) -> dict[str, Bank]:
    """Utterances of EMO-DB, judged by the networks that never heard their speaker, in several recordings."""
    from mmsa_studio.features.voice_model import expression
    from mmsa_studio.features.voice_network import CLASSES
    from mmsa_studio.training.voice import judged_by_strangers
    from mmsa_studio.training.voice_data import prepare

    corpus, temperature = prepare(data, log), float(load_weights("voice")[1]["temperature"])
    table = np.array([[("neutral" if c == "boredom" else c) == name for name in CATEGORIES] for c in CLASSES], float)
    film = judged_by_strangers(corpus, _VOICE_SEED, log).film / temperature
    recordings = range(min(_RECORDINGS, len(film)))
    items = [
        expression(scores[there])
        for recording in recordings
        for scores, there in zip(film[recording], corpus.valid[recording].numpy(), strict=True)
    ]
    labels, speakers = (np.concatenate([part for _ in recordings]) for part in (table[corpus.labels], corpus.speakers))
    sides = [SPEAKER_SIDES.get(int(speaker), TRAIN) for speaker in speakers]
    return _by_side("voice", items, labels.astype(np.float32), speakers.astype(int), sides)


def _face(data: Path, log: Log) -> dict[str, Bank]:
    """Faces of FER+: validation faces to fit and calibrate, test faces to test."""
    from mmsa_studio.features.face import NAMES, FaceEncoder
    from mmsa_studio.training.face_data import LABELS, load_faces

    encoder = FaceEncoder()
    to_category = {"happiness": "joy", "contempt": "disgust"}
    table = np.array([[to_category.get(label, label) == c for c in CATEGORIES] for label in LABELS], np.float32)
    items: list[FloatArray] = []
    labels, groups, sides = [], [], []
    for part in ("valid", "test"):
        faces = load_faces(data, part, log)
        rows, valid = encoder.encode([np.repeat(image[:, :, None], 3, axis=2) for image in faces.images])
        rows = rows[:, places(NAMES, "face")]
        items += [row[None] if there else row[None][:0] for row, there in zip(rows, valid, strict=True)]
        labels.append(faces.distribution() @ table)
        numbers = np.arange(len(faces))
        groups.append(numbers)
        sides += [TEST if part == "test" else _side(int(number)) for number in numbers]
    return _by_side("face", items, np.concatenate(labels), np.concatenate(groups), sides)


def places(names: Sequence[str], modality: str) -> NDArray[np.int64]:
    """Where the columns a bank keeps lie among an encoder's."""
    return np.array([names.index(name) for name in KEPT[modality]])


def spoken(words: FloatArray) -> FloatArray:
    """Words at the pace of speech on the grid. (words, D) -> (steps, D)"""
    middles = (np.arange(max(1, round(len(words) * WORD_S / float(STEP)))) + 0.5) * float(STEP)
    return words[np.minimum((middles / WORD_S).astype(int), len(words) - 1)] if len(words) else words


def _side(group: int) -> str:
    """Fit to four in five, calibrate on the fifth."""
    return CALIBRATE if group % 5 == 0 else TRAIN


def _by_side(
    modality: str, items: Sequence[FloatArray], labels: FloatArray, groups: NDArray[np.int64], sides: Sequence[str]
) -> dict[str, Bank]:
    banks = {}
    for side in SIDES:
        chosen = np.flatnonzero(np.array(sides) == side)
        banks[side] = make_bank(modality, KEPT[modality], [items[i] for i in chosen], labels[chosen], groups[chosen])
    return banks
