"""Work done ahead of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")


def ahead(items: Iterator[_Item], count: int) -> Generator[_Item, None, None]:
    """The same items; while one is used, a thread makes up to `count` further ones. What it raises is raised here.

    Decoders let go of the interpreter, so that a second core is of use. Closing waits for what is being made.
    """
    with ThreadPoolExecutor(1, "ahead") as worker:
        coming = deque(worker.submit(next, items, None) for _ in range(count))
        while (item := coming.popleft().result()) is not None:
            coming.append(worker.submit(next, items, None))
            yield item
