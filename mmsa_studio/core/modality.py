"""The modalities: the one table from which everything that goes through them all derives.

A further modality is one line here and one file in `features/`, named after it. A network that was not trained on it
shows it and does not fuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TEXT, VOICE, FACE = "text", "voice", "face"

Reads = Literal["cues", "sound", "pictures"]
"""What of a film a modality is made from."""


@dataclass(frozen=True)
class Modality:
    """One way in which a film expresses something.

    Attributes:
        id: its name in tracks, files and exports.
        reads: what its extractor is fed.
        fused: whether networks are trained on it; otherwise it is shown beside the curve.
    """

    id: str
    reads: Reads
    fused: bool = True


TABLE = (Modality(TEXT, "cues"), Modality(VOICE, "sound"), Modality(FACE, "pictures"))
"""Every modality, in the order arrays hold them and people read them."""

MODALITIES = tuple(one.id for one in TABLE if one.fused)
FUSED = "fused"
SOURCES = (FUSED, *MODALITIES)
"""Who says something about a step: all modalities together, and each by itself."""


def reading(kind: Reads) -> tuple[str, ...]:
    """The modalities that are made from one kind of what a film holds, in order."""
    return tuple(one.id for one in TABLE if one.reads == kind)
