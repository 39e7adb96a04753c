"""FCPXML 1.10: a project for Final Cut Pro whose gap carries the markers. All times are fractions of seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from mmsa_studio.core.errors import StudioError
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import frame_at
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, Switch, few
from mmsa_studio.export.sequences import taken
from mmsa_studio.export.sheet import Sheet, prepare
from mmsa_studio.export.text import one_line, untagged
from mmsa_studio.export.timing import Timing
from mmsa_studio.export.xml import Element, add, document, parse

BUNDLE = "Info.fcpxml"
"""The file inside of a bundle."""

CHAPTERS = Switch("chapters", "Chapter markers", "FCPXML only: write chapter markers.")

_NO_PICTURE = (1920, 1080)
_MARKERS = ("marker", "chapter-marker")
_CLIPS = ("asset-clip", "clip", "video", "audio", "title", "gap", "ref-clip", "sync-clip", "mc-clip")
_ENDLESS = Fraction(10**9)
_TIME = re.compile(r"(-?\d{1,19})(?:/(\d{1,10}))?s")


def write(project: Project, options: ExportOptions) -> Output:
    """A gap that covers the film and every marker, as markers outside of their clip are hidden."""
    sheet = prepare(project, options, one_per_frame=True)
    sheet.warn_of_rate()
    if any(row.marker.colour != "blue" for row in sheet.rows):
        sheet.warn(Sentence("export.no_colours"))
    root = Element("fcpxml", version="1.10")
    width, height = _size(project)
    one_frame = _time(1, sheet.timing.rate)
    add(add(root, "resources"), "format", id="r1", frameDuration=one_frame, width=str(width), height=str(height))
    event = add(root, "event", name=sheet.title)
    start, length = _time(sheet.timing.start, sheet.timing.rate), _time(sheet.length, sheet.timing.rate)
    sequence = add(
        add(event, "project", name=sheet.title), "sequence",
        format="r1", duration=length, tcStart=start, tcFormat="DF" if sheet.timing.drop_frame else "NDF",
    )  # fmt: skip
    gap = add(add(sequence, "spine"), "gap", name="Gap", offset=start, start=start, duration=length)
    _add_markers(gap, sheet)
    return Output({".fcpxml": document(root, "fcpxml")}, sheet.warnings)


def _size(project: Project) -> tuple[int, int]:
    picture = project.media.picture
    return (picture.width, picture.height) if picture else _NO_PICTURE


def _add_markers(gap: Element, sheet: Sheet) -> None:
    chapters = sheet.options.has(CHAPTERS)
    for row in sheet.rows:
        start = _time(sheet.timing.start + row.start, sheet.timing.rate)
        attributes = {"start": start, "duration": _time(row.length, sheet.timing.rate), "value": row.name}
        if chapters:
            attributes["posterOffset"] = "0s"
        note = sheet.tagged(row.note, row)
        if note:
            attributes["note"] = note
        add(gap, "chapter-marker" if chapters else "marker", **attributes)


def _time(frame: int, rate: Fraction) -> str:
    """A whole number of frame durations, not reduced, as Final Cut Pro writes it."""
    scale = 100 if rate.denominator == 1 else 1
    return f"{frame * rate.denominator * scale}/{rate.numerator * scale}s" if frame else "0s"


def read(content: bytes, timing: Timing) -> Reading:
    """Markers of a project that the cut shows: timeline = item.offset + (marker.start - item.start)."""
    root = parse(content, "fcpxml", "FCPXML")
    outer = [one for one in list(root.iter("project")) or [root] if one.find(".//sequence") is not None]
    if not outer:
        return Reading(timing.rate, (), (Sentence("import.no_project"),))
    chosen = taken(outer, lambda one: one.get("name", ""), _tags, timing.sequence)
    sequence = next(chosen.one.iter("sequence"))
    rate = _rate(root, sequence, timing.rate)
    first = _seconds(sequence, "tcStart")
    found = few(_imported(marker, shift - first, rate) for marker, shift in _shown(sequence, Fraction(0)))
    markers = tuple(sorted(found, key=lambda marker: marker.start))
    return Reading(rate, markers, chosen.warnings, chosen.names)


def _tags(project: Element) -> int:
    """How many markers of ours lie in a project."""
    return sum(bool(untagged(one.get("note", ""))[1]) for kind in _MARKERS for one in project.iter(kind))


def _shown(container: Element, shift: Fraction) -> Iterator[tuple[Element, Fraction]]:
    """All markers inside the clips below an element, each with what takes its own time to the sequence's.

    `shift` takes the container's time to the sequence's.
    """
    for child in container:
        if child.tag == "audition":  # its first clip is the one that plays
            yield from _clip(child[0], shift + _seconds(child, "offset")) if len(child) else ()
        elif child.tag == "spine":
            yield from _shown(child, shift + _seconds(child, "offset"))
        elif child.tag in _CLIPS:
            yield from _clip(child, shift + _seconds(child, "offset"))


def _clip(clip: Element, place: Fraction) -> Iterator[tuple[Element, Fraction]]:
    start = _seconds(clip, "start")
    end = start + _seconds(clip, "duration", _ENDLESS)
    for marker in clip:
        if marker.tag in _MARKERS and start <= _seconds(marker, "start") < end:
            yield marker, place - start
    yield from _shown(clip, place - start)


def _imported(marker: Element, shift: Fraction, rate: Fraction) -> Imported:
    start = _seconds(marker, "start") + shift
    first, last = (frame_at(seconds, rate) for seconds in (start, start + _seconds(marker, "duration")))
    note, tags = untagged(marker.get("note", ""))
    return Imported(first, max(last, first + 1), one_line(marker.get("value", "")), note, tags=tags)


def _rate(root: Element, sequence: Element, default: Fraction) -> Fraction:
    wanted = sequence.get("format")
    for format_ in root.iterfind("resources/format"):
        if format_.get("id") == wanted and _seconds(format_, "frameDuration"):
            return 1 / _seconds(format_, "frameDuration")
    return default


def _seconds(element: Element, name: str, default: Fraction = Fraction(0)) -> Fraction:
    written = element.get(name)
    if written is None:
        return default
    match = _TIME.fullmatch(written)
    if match is None or (match[2] and not int(match[2])):
        raise StudioError("import.no_time", text=written[:40])
    return Fraction(int(match[1]), int(match[2] or 1))
