"""Who answers each kind of question about a film; imported in the child process only."""

from __future__ import annotations

from collections.abc import Callable

from mmsa_studio.analysis.imagine import imagine
from mmsa_studio.analysis.reasons import evidence, words_do
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import ExplainRequest, Hook
from mmsa_studio.core.questions import (
    EvidenceRequest,
    Explain,
    Film,
    Imagine,
    Imagined,
    ImagineRequest,
    LineEffects,
    Question,
    Trust,
    TrustReport,
    TrustRequest,
    WhyMarkers,
    WordsDo,
    WordsRequest,
)
from mmsa_studio.fusion.explain import explain
from mmsa_studio.fusion.film_trust import check
from mmsa_studio.models.device import choose

Answer = Explanation | Imagined | TrustReport | LineEffects | tuple[Evidence, ...]


def answer(film: Film, question: Question, device: str, hook: Hook) -> Answer:
    """Answer a question about a film.

    Args:
        film: what is asked about.
        question: one of the kinds in `ANSWERS`.
        device: one of `core.jobs.DEVICES`.
        hook: hears how far a long answer is; raises `Cancelled` to stop it.

    Raises:
        StudioError: when weights are missing or not the ones listed, or the device is not there.
        Cancelled: when the hook says so.
    """
    return ANSWERS[type(question)](film, question, choose(device), hook)


def _explain(film: Film, asked: Explain, device: str, hook: Hook) -> Explanation:
    request = ExplainRequest(
        film.media, asked.frame, film.tracks, film.cues, asked.seconds, asked.quantity, device, asked.exact,
        asked.without,
    )  # fmt: skip
    return explain(request, hook)


def _imagine(film: Film, asked: Imagine, device: str, hook: Hook) -> Imagined:
    request = ImagineRequest(
        film.media, asked.frame, film.tracks, film.cues, asked.without, asked.line, asked.text, device
    )
    return imagine(request, hook)


def _trust(film: Film, asked: Trust, _: str, hook: Hook) -> TrustReport:
    return check(TrustRequest(film.media, asked.frames, film.tracks, film.cues, asked.quantity), hook)


def _words_do(film: Film, asked: WordsDo, device: str, hook: Hook) -> LineEffects:
    return words_do(WordsRequest(film.media, asked.line, device=device), hook)


def _why_markers(film: Film, asked: WhyMarkers, device: str, hook: Hook) -> tuple[Evidence, ...]:
    return evidence(EvidenceRequest(film.media, asked.markers, asked.timeline, film.tracks, film.cues, device), hook)


ANSWERS: dict[type[Question], Callable[..., Answer]] = {
    Explain: _explain,
    Imagine: _imagine,
    Trust: _trust,
    WordsDo: _words_do,
    WhyMarkers: _why_markers,
}
"""Each takes the film, the question, a device that is there, and a hook."""
