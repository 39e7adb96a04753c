"""What every speech model promises, whatever library runs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
        piece_s: seconds of speech from which it tells a language: more where telling is dear.
    """

    words_timed: bool
    piece_s: float

    @property
    def known(self) -> Collection[str]:
        """ISO 639 codes of the languages it tells apart; none where it cannot say what is spoken."""

    def languages(self, samples: FloatArray) -> Mapping[str, float]:
        """How likely each known language is in some sound at 16 kHz."""

    def listen(self, samples: FloatArray, language: str) -> list[Piece]:
        """Write down a stretch at 16 kHz in a known language, or in the one the model takes it for where none is."""
