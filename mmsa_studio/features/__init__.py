"""One modality a file: words, voice and face become tracks on the grid."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from mmsa_studio.core.errors import UsageError
from mmsa_studio.features.base import Extractor

EXTRACTORS: dict[str, str] = {
    "text": "mmsa_studio.features.text:TextExtractor",
    "voice": "mmsa_studio.features.voice:VoiceExtractor",
    "face": "mmsa_studio.features.face:FaceExtractor",
}
"""Every modality and the class that extracts it; a further modality is one more line."""


def extractor(modality: str) -> type[Extractor]:
    """The extractor of a modality; its libraries are imported only now.

    Raises:
        UsageError: when there is no such modality.
    """
    if modality not in EXTRACTORS:
        raise UsageError("modality.unknown", modality=modality, known=", ".join(EXTRACTORS))
    module, _, name = EXTRACTORS[modality].partition(":")
    return cast(type[Extractor], getattr(import_module(module), name))
