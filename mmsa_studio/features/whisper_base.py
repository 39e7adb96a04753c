"""The included Whisper base, run by CTranslate2 on the processor: what it is not sure of is not written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from mmsa_studio.core.languages import language_code
from mmsa_studio.core.speech import ENGLISH, included_model
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.listener import Piece
from mmsa_studio.features.packages import package_folder

BEAM = 5
PRECISION = "int8"
"""Chosen by `python -m tests.benchmarks.speech`: a beam of 5 hears more, whole numbers lose hardly anything."""
FIRST = 3
"""Stretches in which the film's language is looked for."""

_SURE_LANGUAGE = 0.5
_NOBODY = 0.6
_UNLIKELY = -1.0
_REPEATS = 2.4
"""Probability that nobody speaks, mean log-probability of a token, how well a text can be packed: the limits that
Whisper's authors set. Where they try again with chance, here nothing is written down."""


class IncludedListener:
    """Loads the model when there is something to hear.

    Args:
        language: ISO 639 code of what is spoken; empty to find out from the first stretches.
        tell: called before and after every segment; may raise to stop.
        beam: how many readings are followed side by side.
        precision: what CTranslate2 computes in.
    """

    words_timed = True

    def __init__(
        self, language: str, tell: Callable[[], None], *, beam: int = BEAM, precision: str = PRECISION
    ) -> None:
        self.language = language_code(language) if language else ""
        self._tell = tell
        self._beam = beam
        self._precision = precision

    def prepare(self, first: Sequence[FloatArray]) -> None:
        """Find out what the film speaks; where that is not sure, it is taken for English.

        Raises:
            StudioError: when the model is missing or damaged.
        """
        if self.language in self._model.supported_languages:
            return
        sums: Counter[str] = Counter()
        for samples in first:
            self._tell()
            _, _, probabilities = self._model.detect_language(samples)
            for language, probability in probabilities:
                sums[language] += probability / len(first)
        likely, probability = max(sums.items(), key=lambda item: item[1])
        self.language = likely if probability >= _SURE_LANGUAGE else ENGLISH

    def listen(self, samples: FloatArray) -> list[Piece]:
        """Write down a stretch at 16 kHz.

        Raises:
            StudioError: when the model is missing or damaged.
        """
        self._tell()
        segments, _ = self._model.transcribe(
            samples,
            language=self.language,
            beam_size=self._beam,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
        )
        pieces = []
        for segment in segments:
            self._tell()
            if _trusted(segment):
                pieces += [Piece(word.word, word.start, word.end, word.probability) for word in segment.words]
        return pieces

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - the library is imported only where there is something to hear
        package_folder("faster_whisper")
        folder = included_model()
        from faster_whisper import WhisperModel

        # On a graphics card CTranslate2 needs libraries of its own version; the processor is quick enough.
        return WhisperModel(str(folder), device="cpu", compute_type=self._precision, local_files_only=True)


def _trusted(segment: Any) -> bool:  # noqa: ANN401 - a segment of the library
    silent = segment.no_speech_prob > _NOBODY
    return not silent and segment.avg_logprob > _UNLIKELY and segment.compression_ratio < _REPEATS
