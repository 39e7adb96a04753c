"""One modality a file: words, voice and face become tracks on the grid."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.modality import TABLE
from mmsa_studio.features.base import Extractor


def extractor(modality: str) -> type[Extractor]:
    """The extractor of a modality, `NameExtractor` in the file of its name; its libraries are imported only now.

    Raises:
        UsageError: when there is no such modality.
    """
    known = [one.id for one in TABLE]
    if modality not in known:
        raise UsageError("modality.unknown", modality=modality, known=", ".join(known))
    module = import_module(f"{__name__}.{modality}")
    return cast(type[Extractor], getattr(module, f"{modality.capitalize()}Extractor"))
