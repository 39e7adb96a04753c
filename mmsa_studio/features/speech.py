"""Speech to text: what is said in a film without subtitles, as cues with their words placed in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from mmsa_studio.core.film import Cue, Word
from mmsa_studio.core.languages import language_code
from mmsa_studio.core.speech import INCLUDED
from mmsa_studio.features.listener import Listener, Piece
from mmsa_studio.features.spoken_languages import by_language
from mmsa_studio.features.stretches import SAMPLE_RATE, Stretch, pieces, stretches
from mmsa_studio.features.whisper_base import IncludedListener
from mmsa_studio.media.cues import place_words
from mmsa_studio.media.sound import SoundChunk

__all__ = ["SAMPLE_RATE", "Passage", "stretches", "transcribe"]

_PAUSE_S = 0.7
_CUE_WORDS = 14
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_SURE = 0.6
"""Mean probability of its words below which a phrase is not written down."""
_SPOKEN = 0.2
"""Share of a phrase's time that has to be speech; what is heard in a pause or in music was made up."""
_SHORTEST = Fraction(1, 100)


@dataclass(frozen=True)
class Passage:
    """What was said in one stretch.

    Attributes:
        cues: phrases with their words placed in time, in order.
        language: ISO 639 code of what is spoken there; empty where the model does not say, or nobody spoke.
        until: the sample up to which sound was listened to.
    """

    cues: tuple[Cue, ...]
    language: str
    until: int


@dataclass(frozen=True)
class _Heard:
    """A piece in seconds from frame 0."""

    text: str
    start: float
    end: float
    probability: float


def transcribe(
    sound_chunks: Iterable[SoundChunk],
    *,
    model: str,
    allow_download: bool = False,
    device: str = "cpu",
    language: str = "",
    hook: Callable[[float], None] | None = None,
    seconds: float = 0.0,
    before: Fraction = Fraction(0),
    spoken: str = "",
) -> Iterator[Passage]:
    """Write down what is said, stretch by stretch. The included model is loaded only where somebody speaks.

    Where nobody speaks there are passages too, without cues, so that it is known how far the sound was listened to.

    Args:
        sound_chunks: sound at 16 kHz, gap-free, from frame 0 or from where it was listened to before.
        model: `INCLUDED`, a local folder, or a name on the Hugging Face hub.
        allow_download: whether the hub may be asked for what is not here yet.
        device: where to compute, as torch names it; the included model runs on the processor.
        language: what is spoken, by its name or code; empty to let the model find out, for every part anew.
        hook: told at every segment or token which fraction of the film was heard; may raise to stop.
        seconds: length of the film; without it the fraction told is 0.
        before: end of the last cue that was heard before the sound given; none begins earlier.
        spoken: what was spoken last before the sound given.

    Raises:
        StudioError: when the model is not there, not a Whisper model, damaged, or not in safetensors.
    """
    heard = 0.0

    def tell() -> None:
        if hook:
            hook(heard)

    tell()
    listener = _listener(model, allow_download, device, tell)
    for stretch, said in _in_languages(pieces(sound_chunks), listener, language, spoken):
        cues: tuple[Cue, ...] = ()
        if len(stretch.samples):
            cues = tuple(_apart(_cues(listener.listen(stretch.samples, said), stretch, listener.words_timed), before))
        before = cues[-1].end if cues else before
        heard = min(stretch.end_s / seconds, 1.0) if seconds else 0.0
        yield Passage(tuple(replace(cue, language=said) for cue in cues), said, stretch.until)
        tell()


def _in_languages(
    coming: Iterator[Stretch], listener: Listener, chosen: str, before: str
) -> Iterator[tuple[Stretch, str]]:
    """Stretches and the language of each: the one a person chose, else what the listener makes of it."""
    for first in coming:
        if len(first.samples):
            break
        yield first, before
    else:
        return
    everything = chain([first], coming)
    code = language_code(chosen) if chosen else ""
    if code in listener.known or not listener.known:
        yield from ((stretch, code if listener.known else "") for stretch in everything)
    else:
        yield from by_language(everything, listener.languages, listener.piece_s, before)


def _listener(model: str, allow_download: bool, device: str, tell: Callable[[], None]) -> Listener:
    if model == INCLUDED:
        return IncludedListener(tell)
    from mmsa_studio.features.whisper_hub import HubListener

    return HubListener(model, allow_download=allow_download, device=device, tell=tell)


def _cues(pieces: list[Piece], stretch: Stretch, words_timed: bool) -> Iterator[Cue]:
    heard = _whole_words([_heard(piece, stretch) for piece in pieces if any(map(str.isalnum, piece.text))])
    for phrase in _phrases(heard) if words_timed else ((piece,) for piece in heard):
        sure = sum(piece.probability for piece in phrase) / len(phrase) >= _SURE
        if sure and stretch.spoken(phrase[0].start, phrase[-1].end) >= _SPOKEN:
            yield _cue(phrase, words_timed)


def _heard(piece: Piece, stretch: Stretch) -> _Heard:
    begin, end = stretch.begin_s, stretch.end_s
    start = min(max(begin + piece.start, begin), end)
    stop = end if piece.end is None else min(max(begin + piece.end, start), end)
    return _Heard(piece.text, start, stop, piece.probability)


def _whole_words(pieces: list[_Heard]) -> list[_Heard]:
    """Pieces of one word (“o” and “'clock”) as one; where words are written without spaces, pieces stay apart."""
    words: list[_Heard] = []
    for piece in pieces:
        if words and words[-1].text[:1].isspace() and not piece.text[:1].isspace():
            last = words.pop()
            piece = _Heard(last.text + piece.text, last.start, piece.end, min(last.probability, piece.probability))
        words.append(piece)
    return words


def _phrases(words: list[_Heard]) -> Iterator[tuple[_Heard, ...]]:
    """Words as cues of a subtitle: ended by the sentence, a pause, or when long."""
    phrase: list[_Heard] = []
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


def _cue(phrase: tuple[_Heard, ...], words_timed: bool) -> Cue:
    start, end = (Fraction(round(time * 1000), 1000) for time in (phrase[0].start, phrase[-1].end))
    text = "".join(piece.text for piece in phrase).strip()
    cue = Cue(start, max(end, start + _SHORTEST), text)
    if not words_timed:
        return place_words(cue)
    return replace(cue, words=tuple(Word(piece.text.strip(), piece.start, piece.end) for piece in phrase))


def _apart(cues: Iterable[Cue], before: Fraction) -> Iterator[Cue]:
    """Cues none of which begins before the last has ended."""
    for cue in cues:
        start = max(cue.start, before)
        before = max(cue.end, start + _SHORTEST)
        yield replace(cue, start=start, end=before)
