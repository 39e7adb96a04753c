"""Many films: each is a request of its own, done in a child of its own, and one that crashes is one that failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio.core.errors import UsageError
from mmsa_studio.core.jobs import Done, Event, Failed, Progress
from mmsa_studio.core.reading import Reading
from mmsa_studio.work import batch
from mmsa_studio.work.film import FilmRequest

ASKED = FilmRequest("", reading=Reading(language="en"))


def heard(events: list[Event], request: FilmRequest, function: str) -> batch.Result:
    return batch.run(request, events.append, function=f"tests.work.children:{function}")


def test_films_share_choices_and_have_exports_of_their_own() -> None:
    first, second = batch.requests(["a/one.mp4", "b/two.mov"], ASKED, ["json=out/{name}.json", "csv=-"])
    assert first == replace(ASKED, film="a/one.mp4", exports=(("json", "out/one.json"), ("csv", "-")))
    assert second.exports == (("json", "out/two.json"), ("csv", "-"))


@pytest.mark.parametrize(
    ("asked", "exports"),
    [
        (replace(ASKED, project=Path("one.mmsa")), []),
        (replace(ASKED, reading=Reading(subtitles=__file__)), []),
        (ASKED, ["json=all.json"]),
        (ASKED, ["json"]),
        (ASKED, ["betamax={name}"]),
    ],
)
def test_what_cannot_be_done_for_all_films_is_refused_before_any_work(asked: FilmRequest, exports: list[str]) -> None:
    with pytest.raises(UsageError):
        batch.requests(["one.mp4", "two.mp4"], asked, exports)


def test_one_film_may_have_all_of_it() -> None:
    asked = replace(ASKED, project=Path("one.mmsa"), reading=Reading(subtitles=__file__))
    assert len(batch.requests(["one.mp4"], asked, ["json=all.json"])) == 1


def test_a_film_that_crashes_is_a_row_and_the_next_one_is_done() -> None:
    events: list[Event] = []
    rows = [heard(events, replace(ASKED, film=film), function) for film, function in (
        ("bad.mp4", "crashes"), ("refused.mp4", "cannot_read"), ("good.mp4", "gives_content"),
    )]  # fmt: skip
    assert [(one.film, type(one.ending), one.done) for one in rows] == [
        ("bad.mp4", Failed, False), ("refused.mp4", Failed, False), ("good.mp4", Done, True),
    ]  # fmt: skip
    assert [one.row[0] for one in rows] == ["failed", "failed", "done"]
    assert "native library" in rows[0].row[1]
    assert [one.contents for one in rows] == [(), (), (b"first", b"second")]
    assert any(isinstance(event, Progress) for event in events)
