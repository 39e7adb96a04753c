"""Speech to text with a Whisper model a person has or agrees to fetch; nothing of it is shipped."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.track import BoolArray, FloatArray
from mmsa_studio.features.hub import find_model, told_plainly
from mmsa_studio.features.speech_activity import WINDOW, speech_probability
from mmsa_studio.media.cues import place_words
from mmsa_studio.media.sound import SoundChunk

SAMPLE_RATE = 16_000

_LONGEST = 28 * SAMPLE_RATE
_MARGIN = SAMPLE_RATE // 4
_SPEECH = 0.5
_PAUSE_S = 0.7
_CUE_WORDS = 14
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")

Listener = Callable[[FloatArray], list[dict[str, Any]]]
"""Samples in, pieces of text out, each with its `text` and `timestamp` in seconds from the first sample."""


@dataclass(frozen=True)
class Stretch:
    """Sound with speech in it, short enough for one go; `start` counts samples from frame 0."""

    start: int
    samples: FloatArray


def transcribe(
    sound_chunks: Iterable[SoundChunk],
    *,
    model: str,
    allow_download: bool = False,
    device: str = "cpu",
    language: str = "",
    hook: Callable[[float], None] | None = None,
    seconds: float = 0.0,
) -> tuple[Cue, ...]:
    """Write down what is said.

    Args:
        sound_chunks: sound at 16 kHz from frame 0 on, gap-free.
        model: a local folder, or a name on the Hugging Face hub.
        allow_download: whether the hub may be asked for what is not here yet.
        device: where to compute, as torch names it.
        language: ISO 639 code of what is spoken; empty to let the model find out.
        hook: told at every token which fraction of the film was heard; may raise to stop.
        seconds: length of the film; without it the fraction told is 0.

    Raises:
        StudioError: when the model is not there, not a Whisper model, or not in safetensors.
    """
    heard = 0.0

    def tell() -> None:
        if hook:
            hook(heard)

    tell()
    listen, words_timed = _listener(model, allow_download, device, language, tell)
    cues: list[Cue] = []
    for stretch in stretches(sound_chunks):
        cues += _cues(listen(stretch.samples), stretch, words_timed)
        end_s = (stretch.start + len(stretch.samples)) / SAMPLE_RATE
        heard = min(end_s / seconds, 1.0) if seconds else 0.0
        tell()
    return tuple(cues)


def stretches(sound_chunks: Iterable[SoundChunk]) -> Iterator[Stretch]:
    """Cut sound in its pauses into stretches of at most 28 s, leaving out what holds no speech."""
    line = np.zeros(0, np.float32)
    speech = np.zeros(0, np.bool_)
    start = 0
    for chunk in sound_chunks:
        start = start if len(line) else chunk.start
        line = np.concatenate([line, chunk.samples])
        speech = np.concatenate([speech, _speech(line[len(speech) * WINDOW :])])
        while len(line) > _LONGEST:
            cut = _quietest_cut(speech)
            yield from _spoken(start, line[: cut * WINDOW], speech[:cut])
            start, line, speech = start + cut * WINDOW, line[cut * WINDOW :], speech[cut:]
    yield from _spoken(start, line, speech)


def _speech(samples: FloatArray) -> BoolArray:
    whole = len(samples) // WINDOW * WINDOW
    if not whole:
        return np.zeros(0, np.bool_)
    return np.asarray(speech_probability(samples[None, :whole])[0] > _SPEECH)


def _quietest_cut(speech: BoolArray) -> int:
    """The window in the middle of the longest pause in the second half of a full stretch, or its last window."""
    last = _LONGEST // WINDOW
    best, length, run = last, 0, 0
    for window in range(last // 2, last):
        run = 0 if speech[window] else run + 1
        if run > length:
            best, length = window - run // 2, run
    return best


def _spoken(start: int, line: FloatArray, speech: BoolArray) -> Iterator[Stretch]:
    heard = np.flatnonzero(speech)
    if len(heard):
        first = max(0, int(heard[0]) * WINDOW - _MARGIN)
        yield Stretch(start + first, line[first : (int(heard[-1]) + 1) * WINDOW + _MARGIN])


def _listener(
    model: str, allow_download: bool, device: str, language: str, tell: Callable[[], None]
) -> tuple[Listener, bool]:
    whisper, tokenizer, extractor = _loaded(model, allow_download)
    # Imported here: it takes seconds, and only who has such a model waits for it.
    from transformers import StoppingCriteria, StoppingCriteriaList, pipeline

    class Ask(StoppingCriteria):  # type: ignore[misc]
        """Asks between two tokens whether to go on."""

        def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ANN401
            tell()
            return input_ids.new_zeros(input_ids.shape[0], dtype=bool)

    words_timed = bool(getattr(whisper.generation_config, "alignment_heads", None))
    recognizer = pipeline(
        "automatic-speech-recognition",
        model=whisper,
        tokenizer=tokenizer,
        feature_extractor=extractor,
        device=device,
    )
    options: dict[str, Any] = {"stopping_criteria": StoppingCriteriaList([Ask()])}
    if getattr(whisper.generation_config, "is_multilingual", False):
        options |= {"task": "transcribe"} | ({"language": language} if language else {})

    def listen(samples: FloatArray) -> list[dict[str, Any]]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            heard = recognizer(
                {"raw": samples, "sampling_rate": SAMPLE_RATE},
                return_timestamps="word" if words_timed else True,
                generate_kwargs=options,
            )
        return list(heard["chunks"])

    return listen, words_timed


def _loaded(model: str, allow_download: bool) -> tuple[Any, Any, Any]:
    source = find_model(model, ("whisper",), "Whisper model")
    with told_plainly(model):
        from transformers import WhisperFeatureExtractor, WhisperForConditionalGeneration, WhisperTokenizer

        local = {"local_files_only": not allow_download}
        # Words are timed by the attention, which only the plain implementation gives.
        whisper = WhisperForConditionalGeneration.from_pretrained(
            source, use_safetensors=True, attn_implementation="eager", **local
        )
        tokenizer = WhisperTokenizer.from_pretrained(source, **local)
        extractor = WhisperFeatureExtractor.from_pretrained(source, **local)
    return whisper.eval(), tokenizer, extractor


def _cues(pieces: list[dict[str, Any]], stretch: Stretch, words_timed: bool) -> list[Cue]:
    begin, end = stretch.start / SAMPLE_RATE, (stretch.start + len(stretch.samples)) / SAMPLE_RATE
    timed = [_timed(piece, begin, end) for piece in pieces if any(map(str.isalnum, piece["text"]))]
    if words_timed:
        return [_cue(words) for words in _phrases(timed)]
    return [place_words(_cue((piece,), placed=False)) for piece in timed]


def _timed(piece: dict[str, Any], begin: float, end: float) -> Word:
    start, stop = piece["timestamp"]
    start = min(max(begin + (start or 0.0), begin), end)
    return Word(piece["text"].strip(), start, end if stop is None else min(max(begin + stop, start), end))


def _phrases(words: list[Word]) -> Iterator[tuple[Word, ...]]:
    """Words as cues of a subtitle: ended by the sentence, a pause, or when long."""
    phrase: list[Word] = []
    for word in words:
        if phrase and (
            word.start - phrase[-1].end > _PAUSE_S
            or len(phrase) >= _CUE_WORDS
            or phrase[-1].text.endswith(_SENTENCE_ENDS)
        ):
            yield tuple(phrase)
            phrase = []
        phrase.append(word)
    if phrase:
        yield tuple(phrase)


def _cue(words: tuple[Word, ...], *, placed: bool = True) -> Cue:
    start, end = (Fraction(round(time * 1000), 1000) for time in (words[0].start, words[-1].end))
    text = " ".join(word.text for word in words)
    return Cue(start, max(end, start + Fraction(1, 100)), text, words if placed else ())
