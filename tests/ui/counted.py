"""A tuple that counts how many of its elements anybody looks at: work is counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Counted(tuple):
    """Behaves like the tuple it was made of."""

    looked_at: int

    def __new__(cls, elements: Any = ()) -> Counted:
        made = super().__new__(cls, elements)
        made.looked_at = 0
        return made

    def __iter__(self) -> Iterator[Any]:
        for element in super().__iter__():
            self.looked_at += 1
            yield element

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        self.looked_at += len(found) if isinstance(place, slice) else 1
        return found
