"""What every speech model promises, whatever library runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mmsa_studio.core.track import FloatArray


@dataclass(frozen=True)
class Piece:
    """A piece of what was heard: a word, or a phrase from a model that does not time words.

    Attributes:
        text: as the model writes it, with the space before it where the language has spaces.
        start: seconds from the first sample.
        end: seconds from the first sample; None where it lasts until the last one.
        probability: how sure the model is of it; 1 where it does not say.
    """

    text: str
    start: float
    end: float | None
    probability: float = 1.0


class Listener(Protocol):
    """Writes down stretches of speech.

    Attributes:
        words_timed: whether its pieces are words.
        language: ISO 639 code of what is spoken; empty where it is not known.
    """

    words_timed: bool
    language: str

    def prepare(self, first: Sequence[FloatArray]) -> None:
        """Hear the first stretches of a film, to find out what it speaks, before any is written down."""

    def listen(self, samples: FloatArray) -> list[Piece]:
        """Write down a stretch at 16 kHz."""
