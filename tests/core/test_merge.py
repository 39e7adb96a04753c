"""What two people did to one project at the same time is in the merged one, or a rule says why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmsa_studio.core.corrections import lifted, placed
from mmsa_studio.core.evidence import Evidence
from mmsa_studio.core.film import NO_WORDS, WordsFrom
from mmsa_studio.core.marker import DRAWN, FOUND, Marker
from mmsa_studio.core.marker_changes import changed
from mmsa_studio.core.merge import merged, merged_corrections
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.sentences import Notice
from tests.store.material import film, project

IDS = "abcde"
MINE, THEIRS = WordsFrom("file", "mine"), WordsFrom("file", "theirs")

markers = st.builds(
    lambda start, label, name, origin: Marker(start, start + 3, label, id=name, origin=origin),
    st.integers(0, 9), st.sampled_from("xyz"), st.sampled_from(IDS), st.sampled_from((FOUND, DRAWN)),
)  # fmt: skip
several = st.lists(markers, unique_by=lambda marker: marker.id).map(
    lambda some: changed((), {marker.id: marker for marker in some})
)
corrections = st.builds(
    lambda start, length, quantity, value: Correction(start, start + length, quantity, value),
    st.integers(0, 20), st.integers(1, 9), st.sampled_from(("valence", "arousal")), st.sampled_from((0.25, 0.5, 1.0)),
)  # fmt: skip
steps = st.lists(st.tuples(corrections, st.booleans()), max_size=4)


def _by_id(some: tuple[Marker, ...]) -> dict[str, Marker]:
    return {marker.id: marker for marker in some}


def _merged(base: tuple[Marker, ...], ours: tuple[Marker, ...], theirs: tuple[Marker, ...]) -> tuple[Marker, ...]:
    sides = (Project(film(), markers=side) for side in (base, ours, theirs))
    return merged(*sides, {"markers"}).project.markers


@given(several, several, several)
def test_every_marker_is_as_one_of_the_two_left_it(
    base: tuple[Marker, ...], ours: tuple[Marker, ...], theirs: tuple[Marker, ...]
) -> None:
    made, was = _by_id(_merged(base, ours, theirs)), _by_id(base)
    mine, other = _by_id(ours), _by_id(theirs)
    for name in IDS:
        if mine.get(name) == was.get(name):
            assert made.get(name) == other.get(name)
        elif other.get(name) in (was.get(name), mine.get(name)):
            assert made.get(name) == mine.get(name)
        elif name not in mine or name not in other:
            assert made[name] == mine.get(name, other.get(name)), "an edit survives a deletion"
        elif mine[name].origin == FOUND and other[name].origin == DRAWN:
            assert made[name] == other[name], "a person's word stands over what was found"
        else:
            assert made[name] == mine[name]


@given(several, several, several)
def test_merging_again_changes_nothing(
    base: tuple[Marker, ...], ours: tuple[Marker, ...], theirs: tuple[Marker, ...]
) -> None:
    made = _merged(base, ours, theirs)
    assert _merged(theirs, made, theirs) == made
    assert _merged(base, base, theirs) == theirs
    assert _merged(base, ours, base) == ours
    assert list(made) == sorted(made, key=lambda marker: (marker.start, marker.end, marker.id))


def _spoken(said: tuple[Correction, ...]) -> dict[tuple[str, int], float | str]:
    pairs = [((one.quantity, frame), one.value) for one in said for frame in range(one.start, one.end)]
    assert len(pairs) == len(dict(pairs)), "two corrections of one quantity overlap"
    return dict(pairs)


def _after(said: tuple[Correction, ...], edits: list[tuple[Correction, bool]]) -> tuple[Correction, ...]:
    for one, lift in edits:
        said = lifted(said, one.start, one.end, one.quantity) if lift else placed(said, one)
    return said


@given(steps, steps, steps)
def test_what_ours_say_holds_and_what_theirs_say_elsewhere(
    before: list[tuple[Correction, bool]], mine: list[tuple[Correction, bool]], other: list[tuple[Correction, bool]]
) -> None:
    base = _after((), before)
    ours, theirs = _after(base, mine), _after(base, other)
    was, said, theirs_said, made = map(_spoken, (base, ours, theirs, merged_corrections(base, ours, theirs)))
    for place in was.keys() | said.keys() | theirs_said.keys():
        if said.get(place) != was.get(place) and place in said:
            assert made[place] == said[place]
        elif theirs_said.get(place) != was.get(place) and place in theirs_said:
            assert made[place] in (theirs_said[place], said.get(place)), "a piece of ours may lie over it"
        assert made.get(place) in (was.get(place), said.get(place), theirs_said.get(place))


def test_evidence_and_notices_of_both_are_kept() -> None:
    one, two = (Evidence(frame=3, quantity="valence", marker=name) for name in "ab")
    old, gone, new, other = (Notice("said.before", {"text": text}) for text in ("old", "gone", "new", "other"))
    base = Project(film(), notices=(old, gone))
    ours = replace(base, evidence=(one,), notices=(old, gone, new))
    theirs = replace(base, evidence=(two,), notices=(old, other))
    made = merged(base, ours, theirs, {"evidence", "notices"}).project
    assert {evidence.marker for evidence in made.evidence} == {"a", "b"}
    assert sorted(notice.message for notice in made.notices) == ["new", "old", "other"]


@pytest.mark.parametrize("names", [{"cues"}, {"cues", "words_from"}])
def test_where_the_words_came_from_goes_with_the_words(names: set[str]) -> None:
    full = project()
    base = replace(full, cues=(), words_from=NO_WORDS)
    more = (*full.cues, replace(full.cues[0], start=full.cues[0].end, end=full.cues[0].end + 1))
    ours, theirs = replace(base, cues=full.cues, words_from=MINE), replace(base, cues=more, words_from=THEIRS)
    made = merged(base, ours, theirs, names).project
    assert (made.cues, made.words_from) == (more, THEIRS)
    made = merged(base, theirs, ours, names).project
    assert (made.cues, made.words_from) == (more, THEIRS)


def test_a_field_nobody_asks_for_stays_as_ours_has_it() -> None:
    base = Project(film())
    theirs = replace(base, markers=(Marker(1, 2, id="x"),), finished=True)
    assert merged(base, base, theirs, {"finished"}).project.markers == ()
    assert merged(base, base, theirs, {"finished"}).project.finished
    assert merged(base, base, theirs, ()).project is base
