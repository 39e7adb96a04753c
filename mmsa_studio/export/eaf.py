"""ELAN: tiers for markers, cues, words, the leading category, the curves second by second, and corrections of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

import numpy as np

from mmsa_studio.core.modality import SOURCES
from mmsa_studio.core.project import Correction, Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.timeline import EmotionTimeline
from mmsa_studio.core.vocabulary import CATEGORIES, DIMENSIONS
from mmsa_studio.export.options import ExportOptions, Output
from mmsa_studio.export.sheet import Sheet, prepare, url_of
from mmsa_studio.export.text import legal
from mmsa_studio.export.xml import Element, add, document

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TYPE = "default-lt"


class _Note(NamedTuple):
    """An annotation in milliseconds."""

    start: int
    end: int
    text: str


def write(project: Project, options: ExportOptions) -> Output:
    """One document; annotations of a tier never overlap in ELAN, so those that do go to a tier of their own."""
    sheet = prepare(project, options)
    created = (options.created or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    root = Element(
        "ANNOTATION_DOCUMENT",
        {"xmlns:xsi": _XSI, "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"},
        AUTHOR="MMSA Studio", DATE=created, FORMAT="3.0", VERSION="3.0",
    )  # fmt: skip
    header = add(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    kind = "video/*" if project.media.picture else "audio/*"
    add(header, "MEDIA_DESCRIPTOR", MEDIA_URL=url_of(project, options), MIME_TYPE=kind)
    tiers = [lane for name, notes in _tiers(project, sheet) for lane in _lanes(name, notes)]
    slots = _add_slots(root, tiers)
    numbers = iter(range(1, 1 + sum(len(notes) for _, notes in tiers)))
    for name, notes in tiers:
        tier = add(root, "TIER", LINGUISTIC_TYPE_REF=_TYPE, TIER_ID=name)
        for note in notes:
            annotation = add(
                add(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", ANNOTATION_ID=f"a{next(numbers)}",
                TIME_SLOT_REF1=slots[note.start], TIME_SLOT_REF2=slots[note.end],
            )  # fmt: skip
            add(annotation, "ANNOTATION_VALUE", note.text)
    add(root, "LINGUISTIC_TYPE", GRAPHIC_REFERENCES="false", LINGUISTIC_TYPE_ID=_TYPE, TIME_ALIGNABLE="true")
    return Output({".eaf": document(root)}, sheet.warnings)


def _tiers(project: Project, sheet: Sheet) -> Iterator[tuple[str, Iterable[_Note]]]:
    rate = sheet.timing.rate
    yield (
        "markers",
        (_note(row.start / rate, row.end / rate, "\n".join(filter(None, (row.name, row.note)))) for row in sheet.rows),
    )
    yield "cues", (_note(cue.start, cue.end, legal(cue.text)) for cue in project.cues)
    yield (
        "words",
        (
            _note(Fraction(word.start), Fraction(word.end), legal(word.text))
            for cue in project.cues
            for word in cue.words
        ),
    )
    if project.timeline is not None:
        yield "category", _categories(project.timeline)
        for name in DIMENSIONS:
            yield name, _curve(project.timeline, name)
    for quantity in dict.fromkeys(one.quantity for one in project.corrections):
        spoken = (one for one in project.corrections if one.quantity == quantity)
        yield (
            f"{quantity} corrected",
            (_note(one.start / project.rate, one.end / project.rate, _value(one)) for one in spoken),
        )


def _note(start: Fraction, end: Fraction, text: str) -> _Note:
    first = max(0, frame_at(start, Fraction(1000)))
    return _Note(first, max(first + 1, frame_at(end, Fraction(1000))), text)


def _value(one: Correction) -> str:
    return one.value if isinstance(one.value, str) else f"{one.value:.3f}"


def _categories(timeline: EmotionTimeline) -> Iterator[_Note]:
    """Stretches over which the same category leads."""
    scores = np.stack([timeline.series("fused", f"category.{name}").values for name in CATEGORIES])
    leading = np.where(timeline.valid[SOURCES.index("fused")], scores.argmax(axis=0), -1)
    step = timeline.grid.step
    for category, run in groupby(range(timeline.grid.count), key=lambda index: int(leading[index])):
        steps = list(run)
        if category >= 0:
            yield _note(steps[0] * step, (steps[-1] + 1) * step, CATEGORIES[category])


def _curve(timeline: EmotionTimeline, name: str) -> Iterator[_Note]:
    """The mean of each second in which something is known."""
    one = timeline.series("fused", name)
    width = max(1, round(1 / timeline.grid.step))
    for first in range(0, timeline.grid.count, width):
        steps = slice(first, first + width)
        known = one.values[steps][one.valid[steps]]
        if len(known):
            end = min(first + width, timeline.grid.count)
            yield _note(first * timeline.grid.step, end * timeline.grid.step, f"{known.mean():.3f}")


def _lanes(name: str, notes: Iterable[_Note]) -> list[tuple[str, list[_Note]]]:
    lanes: list[list[_Note]] = [[]]
    for note in sorted(notes):
        free = next((lane for lane in lanes if not lane or lane[-1].end <= note.start), None)
        if free is None:
            lanes.append(free := [])
        free.append(note)
    return [(name if number == 1 else f"{name} {number}", lane) for number, lane in enumerate(lanes, start=1)]


def _add_slots(root: Element, tiers: list[tuple[str, list[_Note]]]) -> dict[int, str]:
    """Every time once, in order; by millisecond the id it got."""
    order = add(root, "TIME_ORDER")
    times = sorted({time for _, notes in tiers for note in notes for time in (note.start, note.end)})
    slots = {time: f"ts{number}" for number, time in enumerate(times, start=1)}
    for time, slot in slots.items():
        add(order, "TIME_SLOT", TIME_SLOT_ID=slot, TIME_VALUE=str(time))
    return slots
