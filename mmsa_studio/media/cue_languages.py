"""The language of every cue: that of the whole list, but for those that plainly speak another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mmsa_studio.core.film import Cue
from mmsa_studio.core.languages import language_code
from mmsa_studio.media.cues import place_words
from mmsa_studio.media.text_language import HAN, Evidence, alike, told

_PAIRED = 0.5
"""Share of the cues with several rows from which on first and last rows are asked for two languages."""
_OVERRULED = 12
"""Words from which on a text overrules the tag that a person or a file gave it."""
_PLAINLY = 4
"""How many times the points of the list's language another one has in a cue that is an exception."""
_ALONE = 6
"""Words with which one cue can plainly speak another language than its list."""


@dataclass(frozen=True)
class _Languages:
    """The languages of a list.

    Attributes:
        main: of the most of it; empty where it cannot be told.
        by_script: of what is written in each script.
        pair: of first and last rows, where each cue says the same in two languages.
    """

    main: str
    by_script: dict[str, str]
    pair: tuple[str, ...]


def with_languages(cues: Sequence[Cue], tag: str, readable: Collection[str]) -> tuple[Cue, ...]:
    """Cues with their languages. Of one in two languages, only the rows in a readable one are words that are said.

    Args:
        cues: with words placed.
        tag: language that a person, a file or a track gave them.
        readable: codes of the languages that the words are read in.
    """
    languages = _languages(cues, language_code(tag) if tag else "")
    return tuple(_named(cue, languages, readable) for cue in cues)


def _languages(cues: Sequence[Cue], tag: str) -> _Languages:
    whole = Evidence()
    scripts: dict[str, Evidence] = {}
    # a sign that is shown for a hundred pictures speaks once
    for row in dict.fromkeys(row for cue in cues for row in cue.text.splitlines()):
        whole.add(row)
        scripts.setdefault(_script(row), Evidence()).add(row)
    by_script = {script: _of(evidence, tag) for script, evidence in scripts.items() if script}
    main = _of(whole, tag) or tag
    if main == "ja":
        by_script[HAN] = main  # a row without kana
    return _Languages(main, {script: name or main for script, name in by_script.items()}, _pair(cues, tag))


def _of(evidence: Evidence, tag: str) -> str:
    """What a text tells, or the tag where the text does not plainly say otherwise."""
    found = evidence.told(tag)
    overruled = found.clear and (evidence.words >= _OVERRULED or evidence.by_script)
    return found.language if overruled or not tag else tag


def _pair(cues: Sequence[Cue], tag: str) -> tuple[str, ...]:
    """Two languages of one script, where most cues have a row of each."""
    rows = [cue.text.splitlines() for cue in cues]
    several = [one for one in rows if len(one) > 1]
    if not several or len(several) < _PAIRED * len(rows):
        return ()
    first, last = told((one[0] for one in several), tag), told((one[-1] for one in several), tag)
    both = first.clear and last.clear and not alike(first.language, last.language)
    return (first.language, last.language) if both else ()


def _named(cue: Cue, languages: _Languages, readable: Collection[str]) -> Cue:
    rows = cue.text.splitlines()
    names = [_of_row(row, place, languages) for place, row in enumerate(rows)]
    if len(set(names)) < 2:
        return replace(cue, language=_alone(cue.text, names[0] if names else languages.main, languages))
    said = next((name for name in names if name in readable), names[0])
    own = "\n".join(row for row, name in zip(rows, names, strict=True) if name == said)
    return replace(cue, language=said, words=place_words(replace(cue, text=own)).words)


def _of_row(row: str, place: int, languages: _Languages) -> str:
    if languages.pair:
        evidence = Evidence()
        evidence.add(row)
        first, last = languages.pair
        points = [evidence.points(first), evidence.points(last)]
        return (first, last)[points[1] > points[0] if points[0] != points[1] else place > 0]
    return languages.by_script.get(_script(row), languages.main)


def _alone(text: str, name: str, languages: _Languages) -> str:
    """The language of a cue that may be an exception."""
    evidence = Evidence()
    evidence.add(text)
    found = evidence.told(languages.main)
    if languages.pair or evidence.by_script or not found.clear or evidence.words < _ALONE:
        return name
    other = evidence.points(found.language) >= _PLAINLY * evidence.points(languages.main)
    return found.language if other and not alike(found.language, name) else name


def _script(row: str) -> str:
    evidence = Evidence()
    evidence.add(row)
    return evidence.script()
