"""Kinds of values that a person's settings hold: each reads what stands in the file, and nothing but its own kind."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, field
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QKeySequence

T = TypeVar("T")


class Kind(ABC, Generic[T]):
    """Reads a value from what the file holds, and writes it.

    Attributes:
        choices: all there are, in the order people see them; empty where they cannot be counted.
    """

    choices: tuple[T, ...] = ()

    @abstractmethod
    def read(self, raw: object) -> T | None:
        """The value, or None when what stands there is of another kind."""

    def written(self, value: T) -> object:
        """What stands for a value in the file."""
        return value


class Text(Kind[str]):
    """Any text."""

    def read(self, raw: object) -> str | None:
        """The text."""
        return raw if isinstance(raw, str) else None


@dataclass(frozen=True)
class Choice(Kind[str]):
    """One of a few words."""

    choices: tuple[str, ...]

    def read(self, raw: object) -> str | None:
        """The word, if it is one of them."""
        return raw if isinstance(raw, str) and raw in self.choices else None


class Switch(Kind[bool]):
    """On or off."""

    def read(self, raw: object) -> bool | None:
        """Whether it is on."""
        return {"on": True, "off": False}.get(raw) if isinstance(raw, str) else None

    def written(self, value: bool) -> str:
        """The word for it."""
        return "on" if value else "off"


@dataclass(frozen=True)
class Whole(Kind[int]):
    """A whole number within a range, both ends included."""

    least: int
    most: int

    def read(self, raw: object) -> int | None:
        """The number, if it is within the range."""
        try:
            number = int(raw) if isinstance(raw, str | int) else None
        except ValueError:
            return None
        return number if number is not None and self.least <= number <= self.most else None

    def written(self, value: int) -> str:
        """The number in digits."""
        return str(value)


@dataclass(frozen=True)
class Texts(Kind[tuple[str, ...]]):
    """The first few of a list of texts."""

    most: int

    def read(self, raw: object) -> tuple[str, ...] | None:
        """The texts; the file holds a list of one as the text itself."""
        listed = [raw] if isinstance(raw, str) else raw
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            return None
        return tuple(filter(None, listed))[: self.most]

    def written(self, value: tuple[str, ...]) -> list[str]:
        """Those that are kept."""
        return list(value[: self.most])


class Layout(Kind[QByteArray]):
    """What Qt says of where windows lie; it checks that itself."""

    def read(self, raw: object) -> QByteArray | None:
        """What Qt wrote."""
        return raw if isinstance(raw, QByteArray) else None


class Keys(Kind[str]):
    """Shortcuts of one action, separated by spaces; none at all are possible."""

    def read(self, raw: object) -> str | None:
        """The shortcuts, if there are such keys."""
        if not isinstance(raw, str) or not all(QKeySequence(one).toString() for one in raw.split()):
            return None
        return raw


@dataclass(frozen=True)
class ExportChoices:
    """What the last export was asked for, to be asked again.

    Attributes:
        film: content id of the film it was about; empty when there was none.
        boxes: what the lists said.
        offset: frames everything was moved by.
        switches: which were on.
    """

    film: str = ""
    boxes: dict[str, str] = field(default_factory=dict)
    offset: int = 0
    switches: dict[str, bool] = field(default_factory=dict)


class Exported(Kind[ExportChoices]):
    """An export's choices as JSON."""

    def read(self, raw: object) -> ExportChoices | None:
        """The choices, if all of them are of their kind."""
        try:
            told = json.loads(raw) if isinstance(raw, str) else None
            made = ExportChoices(**told) if isinstance(told, dict) else None
        except (ValueError, TypeError, RecursionError):
            return None
        if made is None or type(made.offset) is not int or not isinstance(made.film, str):
            return None
        whole = _all_are(made.boxes, str) and _all_are(made.switches, bool)
        return made if whole else None

    def written(self, value: ExportChoices) -> str:
        """The choices as JSON."""
        return json.dumps(asdict(value))


def _all_are(told: object, kind: type) -> bool:
    return isinstance(told, dict) and all(isinstance(one, kind) for one in told.values())
