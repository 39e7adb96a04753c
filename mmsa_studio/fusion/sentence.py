"""An explanation in words. It speaks of what is expressed, never of what anyone feels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

_SPOKEN = {"text": ("the words", "words", ""), "voice": ("the voice", "voice", "s"), "face": ("the face", "face", "s")}
_FAINT = 0.02
"""Contributions below this are not worth a word."""


def sentence(
    quantity: str, output: float, contributions: Mapping[str, float], *, known: bool, looked_at: str = ""
) -> str:
    """Who moves the output which way, and the share of each.

    Args:
        quantity: one of `QUANTITIES`.
        output: its value.
        contributions: signed, by modality.
        known: whether any modality is there.
        looked_at: the modality most attended to; said only where it is not the one that counts most.
    """
    if not known:
        return "Nobody speaks or shows a face here, so nothing is known of what is expressed."
    named = _named(quantity)
    moving = sorted((m for m in contributions if abs(contributions[m]) >= _FAINT), key=lambda m: -abs(contributions[m]))
    if not moving:
        return f"Expressed {named} is {signed(output)}: nothing moves it far from what is usual."
    clauses = [_clause(m, contributions[m], named if place == 0 else "") for place, m in enumerate(moving)]
    said = f"{', '.join(clauses)}: {_shares(contributions)}."
    aside = ""
    if looked_at and looked_at != moving[0]:
        aside = f" Attention lies mostly on {_SPOKEN[looked_at][0]}, which count{_SPOKEN[looked_at][2]} less."
    return said[0].upper() + said[1:] + aside


def quarrels(contributions: Mapping[str, float], occlusions: Mapping[str, float]) -> tuple[str, ...]:
    """Where two ways to ask the same thing disagree about the direction, in sentences.

    Args:
        contributions: signed, by modality.
        occlusions: how much the output loses without each modality alone, by modality.
    """
    told = []
    for modality, contribution in contributions.items():
        loss = occlusions[modality]
        if contribution * loss < 0 and min(abs(contribution), abs(loss)) >= _FAINT:
            who = _SPOKEN.get(modality, (f"the {modality}", modality, "s"))[0]
            told.append(
                f"Methods disagree about {who}: {signed(contribution)} on average over all combinations,"
                f" {signed(loss)} when nothing else is taken away. Do not rely on the sign."
            )
    return tuple(told)


def signed(value: float) -> str:
    """A number with a real minus sign."""
    return f"{value:+.2f}".replace("-", "−")


def _named(quantity: str) -> str:
    kind, _, name = quantity.rpartition(".")
    return f"{name} polarity" if kind == "polarity" else name


def _clause(modality: str, contribution: float, named: str) -> str:
    subject, _, ending = _SPOKEN.get(modality, (f"the {modality}", modality, "s"))
    verb, way = (f"pull{ending}", "down") if contribution < 0 else (f"lift{ending}", "")
    target = f"expressed {named}" if named else "it"
    return " ".join(filter(None, (subject, verb, target, way)))


def _shares(contributions: Mapping[str, float]) -> str:
    """Percentages of all that moves, largest first, that add up to 100."""
    names = sorted(contributions, key=lambda m: -abs(contributions[m]))
    exact = np.array([abs(contributions[m]) for m in names])
    exact = 100 * exact / exact.sum()
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: 100 - whole.sum()]] += 1
    spoken = [_SPOKEN.get(m, ("", m, ""))[1] for m in names]
    return ", ".join(f"{percent} % {name}" for percent, name in zip(whole, spoken, strict=True) if percent)
