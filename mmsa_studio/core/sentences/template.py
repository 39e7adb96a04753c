"""A sentence with named places, in English."""

from __future__ import annotations

from typing import NamedTuple


class Template(NamedTuple):
    """What is said of one kind.

    A place {name} takes the value of that name; where the value is a sentence of its own, {name} takes its message and
    {name_hint} its hint.

    Attributes:
        message: what happened, one sentence, naming the file or thing it happened to.
        hint: what to do next, one sentence; empty when there is nothing to do.
        one: the message in place of `message` where the value `count` is 1; empty where both read the same.
    """

    message: str
    hint: str = ""
    one: str = ""
