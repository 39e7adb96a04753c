"""Every sentence the program says to a person: a kind and values, said in English here.

`core.wording.said` says them in any language. The tables, one a room of the program, hold the English templates;
`resources/translations` is keyed by them. Kinds of notices lie in project files: when the places of a template change,
its kind gets another name.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from mmsa_studio.core.sentences import exports, films, models, program, projects, training, understood
from mmsa_studio.core.sentences.template import Template

Say = Callable[[str], str]
"""Gives a template or a word in a person's language."""

TABLE: Mapping[str, Template] = {
    kind: template
    for room in (films, projects, models, exports, program, training, understood)
    for kind, template in room.SENTENCES.items()
}
"""What is said of each kind."""

TERM = "term"
"""The kind of a single word or name that has a translation of its own: a language, a colour, a modality."""
_UNKNOWN = Template("Another version of the program said something here that this one does not know.")


@dataclass(frozen=True)
class Sentence:
    """Something said to a person, as data.

    Attributes:
        kind: one of `TABLE`.
        values: what stands in the places of its template; a sentence may hold another.
    """

    kind: str
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What happened, in English."""
        return spoken(self.kind, self.values)[0]

    @property
    def hint(self) -> str:
        """What to do next, in English; empty when there is nothing to do."""
        return spoken(self.kind, self.values)[1]


Value = str | int | float | Sentence


@dataclass(frozen=True)
class Notice(Sentence):
    """Something a person should know that stops nothing: no subtitles, variable rate, ..."""


def english(text: str) -> str:
    """The text as it is written here."""
    return text


def spoken(kind: str, values: Mapping[str, Value], say: Say = english) -> tuple[str, str]:
    """Message and hint of a sentence.

    Args:
        kind: one of `TABLE`, or `TERM`.
        values: for its places.
        say: translates templates and words.
    """
    if kind == TERM:
        return say(str(values["term"])), ""
    template = TABLE.get(kind, _UNKNOWN)
    filled: dict[str, str | int | float] = {}
    for name, value in values.items():
        if isinstance(value, Sentence):
            filled[name], filled[f"{name}_hint"] = spoken(value.kind, value.values, say)
        else:
            filled[name] = value
    message = template.one if template.one and values.get("count") == 1 else template.message
    return say(message).format(**filled), say(template.hint).format(**filled) if template.hint else ""


def term(text: str) -> Sentence:
    """A word inside a sentence that is translated by itself."""
    return Sentence(TERM, {"term": text})


def listed(parts: Iterable[Sentence]) -> Value:
    """Words as a list: "blue, red"; empty for none."""
    return _chained(lambda first, following: Sentence("list.words", {"first": first, "next": following}), parts)


def in_turn(parts: Iterable[Sentence]) -> Value:
    """The messages of sentences one after the other; empty for none."""
    return _chained(lambda first, following: Sentence("list.sentences", {"first": first, "next": following}), parts)


def _chained(pair: Callable[[Sentence, Sentence], Sentence], parts: Iterable[Sentence]) -> Value:
    given = list(parts)
    return reduce(pair, given) if given else ""


_REASONS = {
    errno.ENOSPC: Sentence("reason.full"),
    errno.EDQUOT: Sentence("reason.quota"),
    errno.EACCES: Sentence("reason.forbidden"),
    errno.EPERM: Sentence("reason.forbidden"),
    errno.ENOENT: Sentence("reason.absent"),
    errno.EISDIR: Sentence("reason.folder"),
    errno.ENOTDIR: Sentence("reason.no_folder"),
    errno.EEXIST: Sentence("reason.exists"),
    errno.EROFS: Sentence("reason.read_only"),
    errno.ENAMETOOLONG: Sentence("reason.long_name"),
    errno.EIO: Sentence("reason.disk"),
    errno.EBUSY: Sentence("reason.busy"),
    errno.ENXIO: Sentence("reason.special"),
    errno.EFBIG: Sentence("reason.large"),
    errno.EMFILE: Sentence("reason.many_files"),
    errno.ENFILE: Sentence("reason.many_files"),
}


def reason(error: OSError) -> Value:
    """Why the operating system did not do something, as the end of a sentence: in its own words where we have none."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
