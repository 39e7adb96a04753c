"""The included Whisper base, run by CTranslate2 on the processor: what it is not sure of is not written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from mmsa_studio.core.languages import language_code
from mmsa_studio.core.speech import included_model
from mmsa_studio.core.track import FloatArray
from mmsa_studio.features.listener import Piece
from mmsa_studio.features.packages import package_folder

BEAM = 5
PRECISION = "int8"
"""Chosen by `python -m tests.benchmarks.speech`: a beam of 5 hears more, whole numbers lose hardly anything."""

_TELL_FRAMES = 1000
"""Frames of the spectrogram (10 s) a language is told from at least; Whisper's 30 cost seven times as much."""
_NOBODY = 0.6
_UNLIKELY = -1.0
_REPEATS = 2.4
"""Probability that nobody speaks, mean log-probability of a token, how well a text can be packed: the limits that
Whisper's authors set. Where they try again with chance, here nothing is written down."""


class IncludedListener:
    """Loads the model when there is something to hear.

    Args:
        tell: called before and after every segment; may raise to stop.
        beam: how many readings are followed side by side.
        precision: what CTranslate2 computes in.
    """

    words_timed = True
    piece_s = 4.0

    def __init__(self, tell: Callable[[], None], *, beam: int = BEAM, precision: str = PRECISION) -> None:
        self._tell = tell
        self._beam = beam
        self._precision = precision

    @property
    def known(self) -> Collection[str]:
        """What Whisper was taught.

        Raises:
            StudioError: when the model is missing or damaged.
        """
        return frozenset(map(language_code, self._model.supported_languages))

    def languages(self, samples: FloatArray) -> Mapping[str, float]:
        """How likely each language is in some sound at 16 kHz.

        Raises:
            StudioError: when the model is missing or damaged.
        """
        self._tell()
        heard = self._model.feature_extractor(samples)[:, : self._model.feature_extractor.nb_max_frames]
        short = max(_TELL_FRAMES - heard.shape[1], heard.shape[1] % 2)
        encoded = self._model.encode(np.pad(heard, ((0, 0), (0, short))))
        likely: Counter[str] = Counter()
        for token, probability in self._model.model.detect_language(encoded)[0]:
            likely[language_code(token.strip("<|>"))] += probability
        return likely

    def listen(self, samples: FloatArray, language: str) -> list[Piece]:
        """Write down a stretch at 16 kHz.

        Raises:
            StudioError: when the model is missing or damaged.
        """
        self._tell()
        segments, _ = self._model.transcribe(
            samples,
            language=language,
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
