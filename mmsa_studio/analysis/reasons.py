"""What single words do: to the line at a frame, and to the lines that markers were explained with.

A word's weight says little, for the state of every word carries the whole line; so the line is read again without it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from mmsa_studio.core.circumplex import derived, polarities
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import Cue, line_near
from mmsa_studio.core.jobs import Hook, Progress
from mmsa_studio.core.modality import TEXT
from mmsa_studio.core.questions import Film, LineEffects, WhyMarkers, WordsDo
from mmsa_studio.core.rates import middle_of
from mmsa_studio.core.track import FloatArray
from mmsa_studio.core.vocabulary import CATEGORIES, QUANTITIES
from mmsa_studio.features.text import text_encoder
from mmsa_studio.fusion.evidence import evidence as explain_markers

_AFFECT = slice(len(CATEGORIES), len(CATEGORIES) + 2)


def words_do(_: Film, asked: WordsDo, device: str, __: Hook | None = None, folder: Path | None = None) -> LineEffects:
    """What each word of a line does to it, read with the model whose weights lie in a folder.

    Raises:
        StudioError: when weights are missing or not the ones listed.
    """
    return LineEffects(asked.line, _effects(asked.line, device, folder))


def evidence(
    film: Film, asked: WhyMarkers, device: str, hook: Hook | None = None, folder: Path | None = None
) -> tuple[Evidence, ...]:
    """Explain every marker, the words that were said included, with the model whose weights lie in a folder.

    Raises:
        StudioError: when the weights are missing, not the ones listed, or not those that computed the timeline.
        Cancelled: when the hook says so.
    """
    found: list[Evidence] = []
    for place, marker in enumerate(asked.markers):
        explained = explain_markers(film, replace(asked, markers=(marker,)), device, folder=folder)
        found += (_with_words(one, film, device, folder) for one in explained)
        if hook is not None:
            hook(Progress("fusion", (place + 1) / len(asked.markers)))
    return tuple(found)


def _with_words(one: Evidence, film: Film, device: str, folder: Path | None) -> Evidence:
    """The same with what each word does to the line that was said."""
    line = line_near(film.cues, float(middle_of(one.frame, film.media.rate)))
    words = _split(line) if line and film.track(TEXT) and film.was_read(line) else ()
    return replace(one, effects=LineEffects(words, _effects(words, device, folder)).on(one.quantity))


def _split(line: Cue) -> tuple[str, ...]:
    return tuple(word.text for word in line.words) or tuple(line.text.split())


@lru_cache(maxsize=256)
def _effects(line: tuple[str, ...], device: str, folder: Path | None) -> FloatArray:
    """Effects on every quantity; what the encoder does not say itself follows from its categories. shape (words, Q)"""
    if not line:
        return np.zeros((0, len(QUANTITIES)), np.float32)
    own = text_encoder(device, folder).effects(line)  # categories, valence, arousal
    categories = own[:, : len(CATEGORIES)]
    intensity = derived(categories)[:, 2:]
    return np.concatenate([own[:, _AFFECT], intensity, categories, polarities(categories)], axis=1)
