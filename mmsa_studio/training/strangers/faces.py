"""Strangers' faces: photographs of public persons, read one by one as the program reads a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from mmsa_studio.core.card import STRANGER, Row
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.modality import FACE
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES
from mmsa_studio.features.base import expression_names
from mmsa_studio.features.face_encoder import FaceEncoder
from mmsa_studio.training import corpus_files
from mmsa_studio.training.strangers.answers import Answered

FOLDER = "face/strangers"
_TO_CATEGORY = {name: name for name in CATEGORIES} | {"happiness": "joy"}
_BLOCK = len(expression_names(FACE))


@dataclass(frozen=True, eq=False)
class Photographs:
    """Photographs as they are read.

    Attributes:
        blocks: the expression of each, without a step where no usable face was found. each (0 or 1, 9)
        labels: places in `CATEGORIES`.
    """

    blocks: list[FloatArray]
    labels: list[int]


def read(data: Path) -> Photographs:
    """The photographs; none where they are not there.

    Raises:
        StudioError: when the collection is not as expected.
    """
    folder = data / FOLDER
    if not folder.is_dir():
        return Photographs([], [])
    table = folder / "labels.tsv"
    listed = list(corpus_files.rows(table, ("file", "category")))
    labels = [CATEGORIES.index(corpus_files.known(_TO_CATEGORY, row["category"], table)) for row in listed]
    encoder = FaceEncoder()
    values, valid = encoder.encode([_picture(folder / row["file"]) for row in listed])
    encoder.close()
    blocks = [value[None, -_BLOCK:][: int(there)] for value, there in zip(values, valid, strict=True)]
    return Photographs(blocks, labels)


def rows(photographs: Photographs) -> list[Row]:
    """The row of the model card; none without photographs."""
    if not photographs.labels:
        return []
    told = Answered.to(photographs.blocks, photographs.labels)
    return [
        Row(
            "stranger-faces",
            "balanced accuracy, 7 classes; a face that is not found is missed",
            told.recall(),
            split=f"{len(photographs.labels)} photographs of public persons, labelled by amateurs, with errors",
            baseline=1 / len(CATEGORIES),
            bar=0.56,
            kind=STRANGER,
            details=told.details()
            | {"would help": "a decision that leans on action units rather than on how often FER+ shows each class"},
        )
    ]


def _picture(path: Path) -> NDArray[np.uint8]:
    """A photograph. shape (H, W, 3) RGB"""
    read = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if read is None:
        raise StudioError("corpus.no_picture", path=str(path))
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8)
