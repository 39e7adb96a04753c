"""What the shipped encoders are worth with strangers: collections from which nothing was learned.

Nothing is ever trained, tuned or fitted on them. Whatever is not at hand is not measured.
"""

from __future__ import annotations

from pathlib import Path

from mmsa_studio.core.card import Row
from mmsa_studio.core.errors import StudioError
from mmsa_studio.training.strangers import faces, lines, scenes, voices

__all__ = ["evidence"]


def evidence(data: Path) -> list[Row]:
    """Measure the shipped weights on every collection of strangers that is there.

    Raises:
        StudioError: when none is there, one is not as its authors hand it out, or weights are missing.
    """
    speakers = [voices.heard(speaker) for speaker in voices.actors(data)]
    photographs = faces.read(data)
    rows = [
        *voices.rows(speakers),
        *voices.burst_rows([voices.heard([burst]) for burst in voices.bursts(data)]),
        *faces.rows(photographs),
        *lines.rows(data),
        *scenes.rows(data, speakers, photographs),
    ]
    if not rows:
        raise StudioError("corpus.no_strangers", folder=str(data))
    return rows
