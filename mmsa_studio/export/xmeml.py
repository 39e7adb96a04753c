"""Final Cut Pro 7 XML: the way of markers into Premiere, which makes a new sequence of it. Frames, not timecode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from mmsa_studio.core.film import MediaInfo
from mmsa_studio.core.project import Project
from mmsa_studio.core.rates import nominal
from mmsa_studio.core.sentences import Sentence
from mmsa_studio.core.timecode import StartTimecode, timecode
from mmsa_studio.export.options import ExportOptions, Imported, Output, Reading, few
from mmsa_studio.export.palette import PREMIERE, ours
from mmsa_studio.export.sequences import taken
from mmsa_studio.export.sheet import Sheet, film_start, prepare, url_of
from mmsa_studio.export.text import one_line, untagged
from mmsa_studio.export.timing import Timing
from mmsa_studio.export.xml import Element, add, document, number, parse, value

_POINT = -1
_NO_PICTURE = (1920, 1080)


def write(project: Project, options: ExportOptions) -> Output:
    """A sequence as long as the film with the film on it and the markers above."""
    sheet = prepare(project, options, one_per_frame=True)
    sheet.warn_of_rate()
    root = Element("xmeml", version="4")
    sequence = add(root, "sequence", id="sequence-1")
    add(sequence, "name", sheet.title)
    add(sequence, "duration", sheet.length)
    _add_rate(sequence, sheet.timing.rate)
    _add_media(sequence, project.media, sheet, url_of(project, options))
    start = StartTimecode(sheet.timing.start, sheet.timing.drop_frame)
    _add_timecode(sequence, start, sheet.timing.rate)
    colours = sheet.colours(PREMIERE, "Premiere")
    for row, colour in zip(sheet.rows, colours, strict=True):
        marker = add(sequence, "marker")
        add(marker, "comment", sheet.tagged(row.note, row))
        add(marker, "name", row.name)
        add(marker, "in", row.start)
        add(marker, "out", row.end if row.length > 1 else _POINT)
        add(marker, "pproColor", colour)
    return Output({".xml": document(root, "xmeml")}, sheet.warnings)


def _add_rate(parent: Element, rate: Fraction) -> None:
    element = add(parent, "rate")
    add(element, "timebase", nominal(rate))
    add(element, "ntsc", "TRUE" if rate.denominator == 1001 else "FALSE")


def _add_timecode(parent: Element, start: StartTimecode, rate: Fraction) -> None:
    element = add(parent, "timecode")
    _add_rate(element, rate)
    add(element, "string", timecode(start.frame, rate, drop_frame=start.drop_frame))
    add(element, "frame", start.frame)
    add(element, "displayformat", "DF" if start.drop_frame else "NDF")


def _add_media(sequence: Element, film: MediaInfo, sheet: Sheet, url: str) -> None:
    size = (film.picture.width, film.picture.height) if film.picture else _NO_PICTURE
    video = add(add(sequence, "media"), "video")
    shape = add(add(video, "format"), "samplecharacteristics")
    _add_rate(shape, sheet.timing.rate)
    add(shape, "width", size[0])
    add(shape, "height", size[1])
    track = add(video, "track")
    if film.picture is None:
        return
    start = max(0, sheet.timing.offset)
    end = sheet.timing.place(film.frame_count)
    if end <= start:
        return
    clip = add(track, "clipitem", id="clipitem-1")
    add(clip, "name", sheet.title)
    add(clip, "duration", end - sheet.timing.offset)
    _add_rate(clip, sheet.timing.rate)
    for name, frame in {"start": start, "end": end, "in": start - sheet.timing.offset}.items():
        add(clip, name, frame)
    add(clip, "out", end - sheet.timing.offset)
    file = add(clip, "file", id="file-1")
    add(file, "name", sheet.title)
    add(file, "pathurl", url)
    _add_rate(file, film.rate)
    add(file, "duration", film.frame_count)
    _add_timecode(file, film_start(film), film.rate)
    add(add(file, "media"), "video")


def read(content: bytes, timing: Timing) -> Reading:
    """Markers on the first sequence, and those on its clips where the cut shows them."""
    root = parse(content, "xmeml", "Final Cut Pro 7 XML")
    inner = {id(one) for clip in root.iter("clipitem") for one in clip.iter("sequence")}
    outer = [one for one in root.iter("sequence") if id(one) not in inner and len(one)]
    if not outer:
        return Reading(timing.rate, (), (Sentence("import.no_sequence"),))
    chosen = taken(outer, lambda one: value(one, "name"), _tags, timing.sequence)
    retimed: list[Element] = []
    markers = few(dict.fromkeys(_shown(chosen.one, retimed)))
    warnings = chosen.warnings
    if retimed:
        warnings += (Sentence("import.retimed", {"count": len(retimed)}),)
    return Reading(_rate(chosen.one, timing.rate), markers, warnings, chosen.names)


def _tags(sequence: Element) -> int:
    """How many markers of ours lie in a sequence and in those inside of it."""
    return sum(bool(untagged(value(marker, "comment"))[1]) for marker in sequence.iter("marker"))


def _shown(sequence: Element, retimed: list[Element]) -> Iterator[Imported]:
    """Markers on a sequence, and those on clips and nested sequences where the cut shows them.

    Nested sequences that run at another speed are put into `retimed`.
    """
    yield from (_imported(marker, 0) for marker in sequence.findall("marker"))
    for clip in sequence.iterfind("media/*/track/clipitem"):
        first, last = number(clip, "in"), number(clip, "out")
        start, end = number(clip, "start"), number(clip, "end")
        start = end - (last - first) if start < 0 else start  # under a transition only one of both is written
        inside = [_imported(marker, 0) for marker in clip.findall("marker")]
        nested = clip.find("sequence")
        if nested is not None and len(nested):
            if 0 <= end != start + last - first or _rate(nested, Fraction(1)) != _rate(sequence, Fraction(1)):
                retimed.append(nested)
            else:
                inside += _shown(nested, retimed)
        for marker in inside:
            if first <= marker.start < last:
                yield replace(marker, start=marker.start + start - first, end=marker.end + start - first)


def _rate(element: Element, default: Fraction) -> Fraction:
    timebase = number(element, "rate/timebase")
    if timebase <= 0:
        return default
    return Fraction(timebase * 1000, 1001) if value(element, "rate/ntsc").upper() == "TRUE" else Fraction(timebase)


def _imported(marker: Element, shift: int) -> Imported:
    start = number(marker, "in") + shift
    out = number(marker, "out", _POINT)
    end = out + shift if out > number(marker, "in") else start + 1
    note, tags = untagged(value(marker, "comment"))
    return Imported(
        start, end, one_line(value(marker, "name")), note, ours(PREMIERE, value(marker, "pproColor")), tags=tags
    )
