"""Which sequence of a file that holds several is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.limits import MOST_SEQUENCES
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.text import legal, one_line, shortened

T = TypeVar("T")
_NAMED, _NAME = 9, 80


@dataclass(frozen=True)
class Taken(Generic[T]):
    """The sequence that is read.

    Attributes:
        one: itself.
        names: of all sequences of the file, in its order, as far as they are listed.
        warnings: which was taken, where nobody said so.
    """

    one: T
    names: tuple[str, ...]
    warnings: tuple[Sentence, ...] = ()


def taken(
    sequences: Sequence[T], name: Callable[[T], str], tags: Callable[[T], int], asked: str | int = ""
) -> Taken[T]:
    """The sequence that is asked for, else the one with most of our markers, else the first.

    Args:
        sequences: of the file; at least one.
        name: of a sequence.
        tags: how many markers of ours lie in it.
        asked: a name, or a number as they lie in the file, from 1; a text that is no name may be a number. Empty when
            nobody asked. Of several of one name the one with most of our markers is taken.

    Raises:
        StudioError: with those there are, when there is no such sequence.
    """
    names = [_name(name(one)) for one in sequences]
    listed = tuple(shortened(one, _NAME) for one in names[:MOST_SEQUENCES])
    wanted = _wanted(names, asked) if asked else range(len(names))
    if not wanted:
        raise StudioError("import.absent_sequence", asked=shortened(_name(str(asked)), _NAME), names=_said(listed))
    index = max(wanted, key=lambda number: tags(sequences[number]))
    if asked or len(names) == 1:
        return Taken(sequences[index], listed)
    told = Sentence(
        "import.sequences", {"all": len(names), "names": _said(listed), "name": shortened(names[index], _NAME)}
    )
    return Taken(sequences[index], listed, (told,))


def _wanted(names: list[str], asked: str | int) -> Sequence[int]:
    """Indices of the sequences that are asked for."""
    named = [index for index, one in enumerate(names) if one == _name(asked)] if isinstance(asked, str) else []
    number = str(asked).strip()
    if named or not (number.isdecimal() and len(number) <= len(str(len(names)))):
        return named
    return range(len(names))[int(number) - 1 : int(number)] if int(number) else []


def _name(text: str) -> str:
    """One line that can be shown and compared, whatever system composed it."""
    return one_line(unicodedata.normalize("NFC", legal(text)))


def _said(names: tuple[str, ...]) -> str:
    shown = [f"{number} “{one}”" for number, one in enumerate(names[:_NAMED], start=1)]
    return ", ".join([*shown, *(["…"] if len(names) > _NAMED else [])])
