"""What the parts that think have found, in words: English here, any language where a translation is handed in.

Findings travel as data. The command line and exports say them in English; the window says them in the person's
language by handing in what translates a text. Words speak of what is expressed, never of what anyone feels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.explanation import Explanation
from mmsa_studio.core.marker import Finding, Marker
from mmsa_studio.core.modality import FACE, TEXT, VOICE
from mmsa_studio.core.questions import TrustReport
from mmsa_studio.core.sentences import Say, Sentence, english, spoken

Told = Explanation | Evidence

FAINT = 0.02
"""Contributions below this are not worth a word."""
WORTH_NAMING = 0.05
"""Effects of words below this are not named."""
ARROWS = {True: "\N{BLACK UP-POINTING TRIANGLE}", False: "\N{BLACK DOWN-POINTING TRIANGLE}"}
"""What lifts and what pulls down."""
_NEARLY = 0.6
_FULL = 0.3
_AROUND = re.compile(r"^\W+|\W+$")


def mark(text: str) -> str:
    """A text in a table that is translated when it is said."""
    return text


@dataclass(frozen=True)
class _Clauses:
    """What can be said of one modality, in whole clauses, for no two languages build them from the same pieces.

    Attributes:
        name: as part of a list.
        subject: in a sentence.
        lifts: what it moves up; then the same said of what was just named.
        pulls: what it moves down; then the same said of what was just named.
        aside: that it is looked at and counts less.
        leads: its share.
    """

    name: str
    subject: str
    lifts: tuple[str, str]
    pulls: tuple[str, str]
    aside: str
    leads: str


_CLAUSES = {
    TEXT: _Clauses(
        mark("words"),
        mark("the words"),
        (mark("the words lift expressed {0}"), mark("the words lift it")),
        (mark("the words pull expressed {0} down"), mark("the words pull it down")),
        mark("Attention lies mostly on the words, which count less."),
        mark("the words count {0:.0%}"),
    ),
    VOICE: _Clauses(
        mark("voice"),
        mark("the voice"),
        (mark("the voice lifts expressed {0}"), mark("the voice lifts it")),
        (mark("the voice pulls expressed {0} down"), mark("the voice pulls it down")),
        mark("Attention lies mostly on the voice, which counts less."),
        mark("the voice counts {0:.0%}"),
    ),
    FACE: _Clauses(
        mark("face"),
        mark("the face"),
        (mark("the face lifts expressed {0}"), mark("the face lifts it")),
        (mark("the face pulls expressed {0} down"), mark("the face pulls it down")),
        mark("Attention lies mostly on the face, which counts less."),
        mark("the face counts {0:.0%}"),
    ),
}


def _clauses(modality: str) -> _Clauses:
    """What is said of a modality; of one that nobody wrote clauses for, plain ones with its id."""
    return _CLAUSES.get(modality) or _Clauses(
        modality,
        modality,
        (f"{modality} lifts expressed {{0}}", f"{modality} lifts it"),
        (f"{modality} pulls expressed {{0}} down", f"{modality} pulls it down"),
        f"Attention lies mostly on {modality}, which counts less.",
        f"{modality} counts {{0:.0%}}",
    )


_WAYS = {"relevance": mark("relevance"), "average": mark("raw attention")}
_TONES = {
    "anger": mark("angry {0}"), "disgust": mark("disgusted {0}"), "fear": mark("fearful {0}"),
    "joy": mark("glad {0}"), "sadness": mark("sad {0}"), "surprise": mark("surprised {0}"),
    "neutral": mark("calm {0}"),
}  # fmt: skip
_MOST = {
    (False, False): mark("Of the words, {0} does most."),
    (True, False): mark("Of the words, {0} do most."),
    (False, True): mark("Of the words, {0} does most against it."),
    (True, True): mark("Of the words, {0} do most against it."),
}
_REASONS = {
    "peak": mark("intensity {1:.0%}, the highest around it"),
    "turn": mark("valence moves from {1:+.2f} to {2:+.2f} within {0:.0f} s"),
    "category": mark("held at {1:.0%} for {0:.1f} s"),
}
_ABOVE = mark("{0} for {1:.1f} s; expressed valence of {2} is {3:.2f} above that of {4}.")
_BELOW = mark("{0} for {1:.1f} s; expressed valence of {2} is {3:.2f} below that of {4}.")
_LABELS = {"peak": mark("Peak"), "subtext": mark("Subtext")}
_TURNS = (mark("Turns darker"), mark("Turns brighter"))


def said(told: Sentence | StudioError, say: Say = english) -> tuple[str, str]:
    """Message and hint of an error, a notice, a failure or a warning; the hint is empty when there is nothing to do."""
    return spoken(told.kind, told.values, say)


def in_full(told: Sentence | StudioError, say: Say = english) -> str:
    """Message and hint of a sentence as one text."""
    message, hint = said(told, say)
    return say("{0} {1}").format(message, hint) if hint else message


def sentence(told: Told, say: Say = english) -> str:
    """Who moves the output which way, and the share of each; beside it the modality that was only looked at."""
    if not told.known:
        return say("Nobody speaks or shows a face here, so nothing is known of what is expressed.")
    moved, named = told.contributions, quantity_name(told.quantity, say)
    moving = sorted((m for m in moved if abs(moved[m]) >= FAINT), key=lambda m: -abs(moved[m]))
    if not moving:
        text = say("Expressed {0} is {1}: nothing moves it far from what is usual.")
        return text.format(named, signed(told.output))
    clauses = [
        say((_clauses(m).lifts if moved[m] > 0 else _clauses(m).pulls)[place > 0]).format(named)
        for place, m in enumerate(moving)
    ]  # fmt: skip
    whole = [_upper(say("{0}: {1}.").format(_listed(clauses, say), _listed(_shares(moved, say), say)))]
    if TEXT in moving and told.effects:
        whole += _most(told.effects, moved[TEXT], say)
    if told.looked_at and told.looked_at != moving[0]:
        whole.append(say(_clauses(told.looked_at).aside))
    return " ".join(whole)


def weightiest(effects: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The word that does most to its line, and one that does nearly as much the same way; none where all do little.

    Args:
        effects: words with what each does to its line.

    Returns:
        Words without the marks around them, and their effects.
    """
    worth = sorted((one for one in effects if abs(one[1]) >= WORTH_NAMING), key=lambda one: -abs(one[1]))
    found: dict[str, tuple[str, float]] = {}
    for word, effect in worth:
        if effect / worth[0][1] >= _NEARLY:
            found.setdefault(bare(word).casefold(), (bare(word), effect))
    return tuple(found.values())[:2]


def pushes(effects: Sequence[tuple[str, float]]) -> tuple[float, ...]:
    """How strongly to show what each word does: signed, 1 for the strongest, 0 for what is not worth naming.

    A line in which no word does much stays dim.

    Args:
        effects: words with what each does to its line.
    """
    full = max([_FULL, *(abs(effect) for _, effect in effects)])
    return tuple(effect / full if abs(effect) >= WORTH_NAMING else 0.0 for _, effect in effects)


def bare(word: str) -> str:
    """A word without the marks around it."""
    return _AROUND.sub("", word) or word


def _most(effects: Sequence[tuple[str, float]], moved: float, say: Say) -> list[str]:
    """Which words do most, and whether they pull the way all words together do."""
    most = weightiest(effects)
    if not most:
        return []
    words = _listed([say("“{0}”").format(word) for word, _ in most], say)
    return [say(_MOST[len(most) > 1, most[0][1] * moved < 0]).format(words)]


def quarrels(told: Told, say: Say = english) -> tuple[str, ...]:
    """Where two ways to ask the same thing disagree about the direction, in sentences."""
    text = say(
        "Methods disagree about {0}: {1} on average over all combinations, {2} when nothing else is taken away."
        " Do not rely on the sign."
    )
    pairs = ((m, told.contributions[m], loss) for m, loss in told.occlusions.items())
    return tuple(
        text.format(say(_clauses(m).subject), signed(moved), signed(loss))
        for m, moved, loss in pairs
        if moved * loss < 0 and min(abs(moved), abs(loss)) >= FAINT
    )


def overruled(told: Told, set_to: float | str, say: Say = english) -> str:
    """That a person set another value than the one explained.

    Args:
        told: the explanation.
        set_to: a value of the dimension explained, or the category in place of the one explained.
        say: translates.
    """
    named = quantity_name(told.quantity, say)
    if isinstance(set_to, str):
        text = say("You set the category to {0} here; this explains the computed {1} of {2}.")
        return text.format(say(set_to), f"{told.output:.0%}", named)
    text = say("You set {0} to {1} here; this explains the computed {2}.")
    return text.format(named, signed(set_to), signed(told.output))


def cautions(report: TrustReport, say: Say = english) -> tuple[str, ...]:
    """Which of the maps that are shown do no better than chance on this film, in sentences."""
    if not report.windows:
        return (say("Nothing could be tried: the answer never differs from that of knowing nothing."),)
    text = say(
        "On this film {0} points at what matters no better than chance does: read its map as where the network"
        " looked, not as why."
    )
    return tuple(text.format(say(name)) for way, name in _WAYS.items() if not report.beats_chance(way))


def contrast(tones: Sequence[tuple[str, str]], say: Say = english) -> str:
    """Who shows what: "glad words, angry voice".

    Args:
        tones: modality and category of each.
        say: translates.
    """
    return _listed([say(_TONES[category]).format(say(_clauses(modality).name)) for modality, category in tones], say)


def label(finding: Finding, say: Say = english) -> str:
    """The name of a marker that was found."""
    if finding.kind == "turn":
        return say(_TURNS[finding.values[1] > finding.values[0]])
    return say(_LABELS[finding.kind]) if finding.kind in _LABELS else _upper(say(finding.category))


def note(finding: Finding, say: Say = english) -> str:
    """Why a marker was found where it is, and whether the curve was corrected there."""
    if finding.by_hand:
        return say("{0} Corrected by hand.").format(note(replace(finding, by_hand=False), say))
    if finding.kind == "subtext":
        (apart,), (one, other) = finding.values, (modality for modality, _ in finding.tones)
        text = say(_ABOVE if apart > 0 else _BELOW)
        who = contrast(finding.tones, say), say(_clauses(one).subject), say(_clauses(other).subject)
        return _upper(text.format(who[0], finding.seconds, who[1], abs(apart), who[2]))
    reason = say(_REASONS[finding.kind]).format(finding.seconds, *finding.values)
    if not finding.leader:
        return say("Expressed {0}: {1}.").format(say(finding.category), reason)
    leader = say(_clauses(finding.leader).leads).format(finding.share)
    return say("Expressed {0}: {1}; {2}.").format(say(finding.category), reason, leader)


def shown_label(marker: Marker, say: Say = english) -> str:
    """A marker's name: what a person wrote as it is, what the program wrote in the person's language."""
    found = marker.finding
    return label(found, say) if found and marker.label == label(found) else marker.label


def shown_note(marker: Marker, say: Say = english) -> str:
    """A marker's note: what a person wrote as it is, what the program wrote in the person's language."""
    found = marker.finding
    return note(found, say) if found and marker.note == note(found) else marker.note


def modality_name(modality: str, say: Say = english) -> str:
    """What a person calls a modality; its id when it has no name."""
    return say(_clauses(modality).name)


def quantity_name(quantity: str, say: Say = english) -> str:
    """What a person calls an output: one of `QUANTITIES` without its kind."""
    kind, _, name = quantity.rpartition(".")
    return say("{0} polarity").format(say(name)) if kind == "polarity" else say(name)


def signed(value: float) -> str:
    """A number with its sign, a real minus, and no sign where it rounds to nothing."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if abs(value) >= 0.005 else "0.00"


def _shares(contributions: Mapping[str, float], say: Say) -> list[str]:
    """Percentages of all that moves, largest first, that add up to 100."""
    names = sorted(contributions, key=lambda m: -abs(contributions[m]))
    exact = np.array([abs(contributions[m]) for m in names])
    exact = 100 * exact / exact.sum()
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: 100 - whole.sum()]] += 1
    text = say("{0} % {1}")
    return [text.format(percent, say(_clauses(m).name)) for percent, m in zip(whole, names, strict=True) if percent]


def _listed(parts: Sequence[str], say: Say) -> str:
    return reduce(say("{0}, {1}").format, parts) if parts else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
