"""Of a file with several sequences a person can say which, by name or number, and is told which there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mmsa_studio.core.errors import StudioError, UsageError
from mmsa_studio.core.limits import MOST_SEQUENCES
from mmsa_studio.core.marker import Marker
from mmsa_studio.core.project import Project
from mmsa_studio.export import FORMATS, ExportOptions, render
from mmsa_studio.export.readers import Import, read_markers
from mmsa_studio.export.sequences import taken
from tests.export.material import film

MARKERS = tuple(Marker(50 * n, 50 * n + 10, f"Moment {n}", id=f"{n:032x}") for n in range(3))
PROJECT = Project(film(), markers=MARKERS)
JOINED: dict[str, tuple[str, str, str]] = {
    "xmeml": ("<sequence", "</sequence>", '<xmeml version="4"><bin>{}</bin></xmeml>'),
    "fcpxml": ("<event", "</event>", '<fcpxml version="1.10"><resources/>{}</fcpxml>'),
    "otio": ("{", "}", '{{"OTIO_SCHEMA": "SerializableCollection.1", "children": [{}]}}'),
}
"""By format where a sequence begins and ends in what we write, and what several lie in."""


def timeline(format_id: str, name: str, count: int, *, tags: bool = True) -> str:
    """A sequence of the first few markers."""
    options = ExportOptions(title=name, tags=tags)
    project = replace(PROJECT, markers=MARKERS[:count])
    text = next(iter(render(project, format_id, options).files.values())).decode()
    start, end, _ = JOINED[format_id]
    return text[text.index(start) : text.rindex(end) + len(end)]


@pytest.fixture(params=JOINED)
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str | int], Import]:
    """Reads a file of three sequences, two of one name, as asked for."""
    format_id = request.param
    parts = [timeline(format_id, "Scène 1", 1), timeline(format_id, "2", 2), timeline(format_id, "Scène 1", 3)]
    path = tmp_path / f"several{FORMATS[format_id].suffix}"
    path.write_text(JOINED[format_id][2].format((", " if format_id == "otio" else "").join(parts)), "utf-8")
    return lambda asked: read_markers(path, PROJECT, "", ExportOptions(sequence=asked))


@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 3), (1, 1), (2, 2), (3, 3), ("1", 1), (" 3 ", 3), ("2", 2), ("Scène 1", 3), ("Sce\u0300ne  1", 3)],
)
def test_the_one_that_is_asked_for_is_read(read: Callable[[str | int], Import], asked: str | int, count: int) -> None:
    found = read(asked)
    assert [one.label for one in found.markers] == [one.label for one in MARKERS[:count]]
    assert found.sequences == ("Scène 1", "2", "Scène 1")
    assert ("import.sequences" in [one.kind for one in found.warnings]) == (not asked)


@pytest.mark.parametrize("asked", ["Scene 1", "4", "0", 4, "-1", "1" * 5000, "²"])
def test_what_is_not_there_is_a_sentence_with_those_that_are(
    read: Callable[[str | int], Import], asked: str | int
) -> None:
    with pytest.raises(StudioError, match="holds no sequence") as refused:
        read(asked)
    assert refused.value.hint == "Name one of these, or give its number: 1 “Scène 1”, 2 “2”, 3 “Scène 1”."
    assert len(refused.value.message) < 150


def test_a_number_is_a_name_first_when_it_is_typed_and_never_when_it_is_chosen() -> None:
    names = ["3", "other", "last"]
    assert taken(names, str, len, "3").one == "3"
    assert taken(names, str, len, 3).one == "last"


def test_formats_without_sequences_say_so(tmp_path: Path) -> None:
    path = tmp_path / "markers.csv"
    path.write_bytes(render(PROJECT, "csv").files[".csv"])
    with pytest.raises(UsageError, match="no sequences"):
        read_markers(path, PROJECT, "", ExportOptions(sequence="1"))


def test_hostile_names_are_bounded_and_can_be_shown() -> None:
    names = ["a\x00\ud800\n" + "x" * 100_000] * (3 * MOST_SEQUENCES)
    found = taken(names, str, len)
    assert len(found.names) == MOST_SEQUENCES
    assert all(len(name) <= 80 and name.isprintable() for name in found.names[:3])
    assert len(found.warnings[0].message) < 1200
