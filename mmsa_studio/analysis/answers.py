"""Who answers each kind of question about a film; imported in the child process only."""

from __future__ import annotations

from collections.abc import Callable

from mmsa_studio.analysis.imagine import imagine
from mmsa_studio.analysis.reasons import evidence, words_do
from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.jobs import Hook
from mmsa_studio.core.questions import (
    Explain,
    Film,
    Imagine,
    Imagined,
    LineEffects,
    Question,
    Trust,
    TrustReport,
    WhyMarkers,
    WordsDo,
)
from mmsa_studio.fusion.explain import explain
from mmsa_studio.fusion.film_trust import check
from mmsa_studio.models.device import choose
from mmsa_studio.models.registry import maker, model

Answer = Explanation | Imagined | TrustReport | LineEffects | tuple[Evidence, ...]


def answer(film: Film, question: Question, device: str, hook: Hook) -> Answer:
    """Answer a question about a film.

    Args:
        film: what is asked about.
        question: one of the kinds in `ANSWERS`.
        device: one of `core.jobs.DEVICES`.
        hook: hears how far a long answer is; raises `Cancelled` to stop it.

    Raises:
        StudioError: when weights are missing, not the ones listed or not those the film was read with, or the device is
            not there.
        Cancelled: when the hook says so.
    """
    used = maker(film.tracks, film.fusion)
    if used is None and not isinstance(question, WordsDo):
        raise StudioError("analysis.other_weights")
    return ANSWERS[type(question)](film, question, choose(device), hook, (used or model()).folder)


ANSWERS: dict[type[Question], Callable[..., Answer]] = {
    Explain: explain,
    Imagine: imagine,
    Trust: check,
    WordsDo: words_do,
    WhyMarkers: evidence,
}
"""Each takes the film, the question, a device that is there, a hook, and the folder of the model that made the film."""
