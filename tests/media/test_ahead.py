"""What is made ahead of time is the same, in the same order, and ends as it should."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from mmsa_studio.media.ahead import ahead


def numbers(count: int, made: list[int], broken_at: int | None = None) -> Iterator[int]:
    for number in range(count):
        if number == broken_at:
            raise RuntimeError("broken")
        made.append(number)
        yield number


@pytest.mark.parametrize("count", [0, 1, 2, 9])
@pytest.mark.parametrize("further", [1, 3])
def test_the_items_come_in_order(count: int, further: int) -> None:
    assert list(ahead(numbers(count, []), further)) == list(range(count))


def test_no_more_is_made_than_wanted() -> None:
    made: list[int] = []
    items = ahead(numbers(100, made), 3)
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert len(made) <= 5


def test_an_error_is_raised_where_the_items_are_used() -> None:
    items = ahead(numbers(9, [], broken_at=4), 2)
    assert [next(items) for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(RuntimeError, match="broken"):
        next(items)


def test_no_thread_stays() -> None:
    items = ahead(numbers(100, []), 2)
    next(items)
    items.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
